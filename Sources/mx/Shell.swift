import Arrays
import Interpreter
import Syntax

/// The prompt: reads an input, runs it, and again.
final class Shell {
  private let session: Session
  private let terminal: Terminal
  private let greets: Bool
  private let isFresh: Bool
  private var history = History()

  /// - Parameters:
  ///   - greets: whether a banner is shown.
  ///   - isFresh: whether nothing has run before the prompt, so that an example is of use.
  init(session: Session, terminal: Terminal, greets: Bool, isFresh: Bool) {
    self.session = session
    self.terminal = terminal
    self.greets = greets
    self.isFresh = isFresh
    session.options.isInteractive = true
  }

  /// Runs until the user leaves.
  ///
  /// - Returns: the exit status.
  func run() -> Int32 {
    let session = session
    let editor = LineEditor(
      LineEditor.Behaviour(
        isIncomplete: { Parser.isIncomplete($0) },
        names: { session.completions(for: $0) },
        symbols: { (Symbols.completions(of: $0), Symbols.character(for: $0)) }))
    if greets { greet() }
    while true {
      if let warning = history.takeWarning() { terminal.message("mx: \(warning)") }
      terminal.flush()
      Interrupt.reset()
      switch editor.read(prompt: prompt, continuation: "... ") {
      case .endOfInput:
        terminal.result("")
        return Program.Status.success
      case .cancelled(let wasEmpty):
        if wasEmpty { terminal.aside("Ctrl-D or quit leaves mx") }
      case .text(let text):
        let code = entered(text)
        if code.allSatisfy(\.isWhitespace) { continue }
        history.add(code)
        Interrupt.reset()
        if session.run(SourceText(code)) == .quit { return Program.Status.success }
      }
    }
  }

  private func greet() {
    terminal.result("mx \(programVersion), a calculator for matrix calculus")
    terminal.result("help for help, Ctrl-D to quit")
    if isFresh { terminal.result("try  grad(x'*A*x, x)") }
  }

  /// The prompt; readline has to know which bytes take no room.
  private var prompt: String {
    terminal.isPromptColoured ? "\u{1}\u{1b}[1m\u{2}mx> \u{1}\u{1b}[0m\u{2}" : "mx> "
  }

  /// What is run and remembered of an input: no empty lines at the end.
  private func entered(_ text: String) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
