import Arrays
import Glibc
import Interpreter
import Notes
import Syntax

/// What `main` does: reads the command line, runs the texts it names, and opens the prompt.
struct Program {
  /// What the program ends with.
  enum Status {
    static let success: Int32 = 0
    /// An error in the mathematics, the syntax or a file, or a failed check.
    static let failure: Int32 = 1
    static let usage: Int32 = 2
    /// 128 + SIGINT, as shells have it.
    static let interrupted: Int32 = 130
  }

  private let arguments: Arguments
  private let settings: Settings
  private let terminal: Terminal
  private let session: Session

  /// Runs mx.
  ///
  /// - Parameter words: the command line without the program's name.
  /// - Returns: the exit status.
  static func run(_ words: [String]) -> Int32 {
    Process.raiseStackLimit()
    Process.endQuietlyOnClosedPipes()
    let isUTF8 = Process.prepareLocale()
    do {
      let arguments = try Arguments(words)
      return Program(arguments, isUTF8: isUTF8).run()
    } catch {
      complain(error.text + "\nmx: see mx --help")
      return Status.usage
    }
  }

  private init(_ arguments: Arguments, isUTF8: Bool) {
    self.arguments = arguments
    var settings = arguments.settings
    if arguments.usesConfiguration, arguments.action == .run,
      let configuration = Program.configuration()
    {
      for warning in configuration.warnings { complain(warning) }
      settings = settings.filled(from: configuration.settings)
    }
    self.settings = settings
    terminal = Terminal(color: settings.color ?? .auto, isQuiet: settings.isQuiet ?? false)
    var options = SessionOptions()
    options.format = arguments.format
    options.digits = settings.digits
    // Where a program reads, the answer doesn't depend on the locale.
    options.isASCII = settings.isASCII ?? (!isUTF8 && terminal.width != nil)
    options.isColoured = terminal.isColoured
    options.keepsGoing = arguments.keepsGoing
    session = Session(options: options, output: terminal)
  }

  /// The configuration file, if there is one.
  private static func configuration() -> Configuration? {
    guard let folder = Folders.configuration else { return nil }
    let path = folder + "/config"
    if access(path, F_OK) != 0 { return nil }
    do {
      let text = String(decoding: try readFile(path), as: UTF8.self)
      return Configuration(text, path: path)
    } catch {
      complain(error.textOfFile)
      return nil
    }
  }

  private func run() -> Int32 {
    defer { terminal.flush() }
    switch arguments.action {
    case .help: terminal.result(usageText())
    case .version: terminal.result(versionText)
    case .printManual: terminal.result(manPage())
    case .printCompletion(let script): terminal.result(script.text)
    case .check: return checkDocuments()
    case .run: return runTexts()
    }
    return Status.success
  }

  private var versionText: String {
    let version = "mx \(programVersion)"
    return arguments.isVerbose ? "\(version)\nGNU readline \(LineEditor.libraryVersion)" : version
  }

  // MARK: - Texts

  private func runTexts() -> Int32 {
    Interrupt.install()
    let opensPrompt =
      arguments.isInteractive || arguments.scripts.isEmpty
    let isAtTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    var scripts = arguments.scripts
    if opensPrompt && !isAtTerminal && !scripts.contains(.standardInput) {
      scripts.append(.standardInput)
    }
    let shell = opensPrompt && isAtTerminal ? makeShell() : nil
    let outcome = run(scripts)
    if let shell {
      return outcome == .quit ? Status.success : shell.run()
    }
    let isWell = outcome == .interrupted || session.finish()
    switch outcome {
    case .interrupted: return Status.interrupted
    case .failed: return Status.failure
    case .completed, .quit: return isWell ? Status.success : Status.failure
    }
  }

  /// Runs texts in their order, up to the first that has an error or leaves; a check that fails
  /// stops nothing.
  private func run(_ scripts: [Arguments.Script]) -> RunOutcome {
    var outcome = RunOutcome.completed
    for script in scripts {
      switch run(script) {
      case .completed: continue
      case .quit: return outcome == .completed ? .quit : outcome
      case .interrupted: return .interrupted
      case .failed:
        outcome = .failed
        if !arguments.keepsGoing { return outcome }
      }
    }
    return outcome
  }

  private func run(_ script: Arguments.Script) -> RunOutcome {
    if case .file(let path) = script, Self.isDocument(path) {
      terminal.message("mx: \(path) is a document: mx check \(path) proof-reads it")
      return .failed
    }
    do {
      return session.run(try source(of: script))
    } catch {
      if error == .interrupted { return .interrupted }
      terminal.message("mx: \(error.textOfFile)")
      return .failed
    }
  }

  /// Whether a file's name says that it is prose with equations, no script.
  private static func isDocument(_ path: String) -> Bool {
    let ending = path.split(separator: ".").last?.lowercased() ?? ""
    return ["md", "markdown", "tex", "ipynb"].contains(ending)
  }

  private func source(of script: Arguments.Script) throws(ArrayError) -> SourceText {
    switch script {
    case .expression(let text): SourceText(text)
    case .file(let path): SourceText(try readFile(path), name: path)
    case .standardInput:
      SourceText(try readAll(STDIN_FILENO, path: "standard input"), name: "<stdin>")
    }
  }

  // MARK: - Documents

  /// Checks documents: each by itself, with the names that it defines.
  private func checkDocuments() -> Int32 {
    Interrupt.install()
    if arguments.scripts.isEmpty {
      complain("mx check wants a document: mx check notes.md")
      return Status.usage
    }
    var status = Status.success
    for script in arguments.scripts {
      do {
        let source = try source(of: script)
        guard NoteDocument.isText(source.bytes) else {
          terminal.message("mx: \(source.name ?? "-"): this is no text in UTF-8")
          status = Status.failure
          continue
        }
        let isWell = try arguments.fixes ? fix(source) : check(source)
        if !isWell { status = Status.failure }
      } catch let error as ArrayError {
        if error == .interrupted { return Status.interrupted }
        terminal.message("mx: \(error.textOfFile)")
        status = Status.failure
      } catch {
        terminal.progress(nil)
        return Status.interrupted
      }
    }
    return status
  }

  /// Whether all that one document says is right, as far as it can be checked.
  private func check(_ source: SourceText) throws -> Bool {
    let checker = NoteChecker(
      NoteDocument(source.bytes, path: source.name, files: Self.otherFile))
    try checker.check { done, count in
      if done % 16 == 0 { terminal.progress("checking \(done) of \(count) equations") }
    }
    terminal.progress(nil)
    sayUnread(checker.document)
    let report = NoteReport(checker, isASCII: session.options.isASCII)
    switch arguments.format {
    case .json: for line in report.json { terminal.result(line) }
    case .text, .latex:
      let palette: Palette = terminal.isColoured ? .coloured : .plain
      for line in report.text(palette, width: terminal.width) { terminal.result(line) }
    }
    return !report.hasMismatch && checker.document.isRead
  }

  /// What a file holds that a document reads; nil for what is no file of a bearable size.
  private static func otherFile(_ path: String) -> [UInt8]? {
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      information.st_size <= 64 << 20
    else { return nil }
    do { return try readFile(path) } catch { return nil }
  }

  /// What of a document can't be read.
  private func sayUnread(_ document: NoteDocument) {
    let palette: Palette = terminal.isColoured ? .coloured : .plain
    // Nobody reads thousands of them.
    let limit = 100
    for diagnostic in document.diagnostics.prefix(limit) {
      terminal.message(diagnostic.rendered(in: document.text, palette: palette))
    }
    let rest = document.diagnostics.count - limit
    if rest > 0 {
      terminal.message("\(document.text.name ?? "-"): \(rest) more places that can't be read")
    }
  }

  /// Writes one document with its mistakes corrected; whether none is left.
  private func fix(_ source: SourceText) throws -> Bool {
    let fixer = try NoteFixer(
      source, files: Self.otherFile,
      progress: { round, done, count in
        if done % 16 == 0 {
          terminal.progress("checking \(done) of \(count) equations, round \(round)")
        }
      })
    terminal.progress(nil)
    sayUnread(fixer.checker.document)
    let name = source.name ?? "-"
    let bytes =
      arguments.showsDifference
      ? UnifiedDiff(name, source.bytes, fixer.bytes).bytes : fixer.bytes
    if let path = arguments.outputPath {
      try writeFile(path, bytes)
    } else {
      terminal.document(bytes)
    }
    for line in fixer.report(of: name) { terminal.message(line) }
    return fixer.checker.mistakeCount == 0 && fixer.checker.document.isRead
  }

  /// The shell, after the user's own definitions have run.
  private func makeShell() -> Shell {
    let shell = Shell(
      session: session, terminal: terminal,
      greets: settings.isQuiet != true,
      isFresh: arguments.scripts.isEmpty)
    if arguments.usesConfiguration, let folder = Folders.configuration {
      let path = folder + "/init.mx"
      if access(path, F_OK) == 0 {
        do {
          _ = session.run(SourceText(try readFile(path), name: path))
        } catch {
          terminal.message("mx: \(error.textOfFile)")
        }
      }
    }
    return shell
  }
}

/// Writes a line to standard error before there is a terminal to write it.
private func complain(_ text: String) {
  let line = "mx: \(text)\n"
  _ = write(STDERR_FILENO, line, line.utf8.count)
}
