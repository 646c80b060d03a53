import Arrays
import Calculus
import Elaboration
import Execution
import Graph
import Primitives
import Syntax

/// A set of equations that grows line by line, and what is known of their values.
///
/// Every statement is a transaction: it ends, or the session stays as it was.
package final class Session {
  package var options: SessionOptions
  let output: any Output

  // MARK: What statements change

  /// Read by anyone; changed through `setSlot`, `addSlot`, `setValue` and `restore`.
  var state = State()
  /// Counts statements and changes: the stamp of what is entered or set.
  var clock = 0
  /// The clock when an input's value changed last.
  var changed = 0
  /// Counts structural changes: plans, compiled statements and values of an earlier one are stale.
  var epoch = 0
  /// Earlier states for `:undo` and the statements that changed them, the last one last.
  var history: [(state: State, statement: String)] = []

  // MARK: What follows from it

  package let graph = Graph()
  let differentiator: Differentiator
  var valuations = Valuations()
  /// How formulas fared that were compared with differences.
  var verifications: [VerifiedFormula: Verification.Outcome] = [:]
  /// Whether such a value changed since the equations were elaborated.
  var areGuardsStale = false
  /// Whether kinds or shapes changed under equations that were elaborated before.
  var needsSettling = false
  /// What the session did so far, for `:time`.
  var elaborationCount = 0
  var planCount = 0
  /// What a note says of names without a value: conditions that hold wherever claims are tried.
  package var givens: [Condition] = []
  /// Whether the document draws columns, and not numbers, in its expectations.
  package var drawsColumns = false
  /// Functions of which nothing is known but that they have a gradient: their value is a number.
  package var numberValued: Set<String> = []
  /// Whether the user wants what runs to stop; tests bring their own.
  package var isInterrupted: () -> Bool = { Interrupt.isRequested }

  // MARK: The statement that runs

  var source = SourceText("")
  /// The place of the statement, for errors that only the whole of it has.
  var statementSpan = Span(0, 0)
  /// How strictly the statement is understood.
  var dialect = Dialect.plain
  /// Dim lines of the statement so far: none is said twice.
  var saidAsides: [String] = []
  /// Dim lines of an attempt, which are said if it is the one that counts.
  var heldAsides: [String]?
  /// The equation that is elaborated again: its draws are kept, names bound later are not its own.
  var again: Equation?
  var replayedDraws = 0
  /// Random draws made by the elaboration that runs.
  var draws: [Draw] = []
  /// The expression that was understood last: errors of its computation find their place in it.
  var understoodLast: Expression?
  /// How deep the statement stands in blocks, which show nothing.
  var blockDepth = 0
  /// How deep texts include one another.
  var includeDepth = 0
  var isQuiet = false
  /// The way back within an iteration.
  var isInIteration = false
  var hasRememberedStructure = false
  var changes: [Change] = []
  /// Names that the statement changed, for the line that says what follows.
  var changedSlots: [Int] = []
  /// Whether what a command shows is no result: where results are read by another program.
  var commandAnswersAside = false
  /// Set by `:undo`, whose own state must not be kept.
  var isUndoing = false
  /// Set where the statement changes a name, but for `ans`, or what is drawn: then it can be taken
  /// back.
  var changesNames = false

  /// Whether a pending check is tried again.
  var isRetrying = false

  // MARK: The run

  /// What answers rest on, as far as it was said: each is said once.
  var saidGrounds: Set<String> = []
  /// What plans of this statement compute in another way than it is written.
  var stabilityNotes: [String] = []

  var hasFailed = false
  /// What the last statement showed: for `:latex` and `:full`.
  var lastShown: [Shown] = []
  /// Whether the statement that runs has shown something.
  var hasShown = false
  /// What the last statement cost, for `:time`.
  var lastCost = Cost()

  package init(options: SessionOptions, output: any Output) {
    self.options = options
    self.output = output
    differentiator = Differentiator(graph: graph)
  }

  /// Runs a text: its statements in order, each shown when it is done. Errors are rendered; a
  /// script stops at the first unless it is to keep going.
  package func run(_ source: SourceText) -> RunOutcome {
    let outer = self.source
    self.source = source
    defer { self.source = outer }
    var outcome = RunOutcome.completed
    Parser.parseStatements(source, vocabulary: vocabulary) { result in
      self.source = source
      do throws(Stop) {
        switch result {
        case .failure(let diagnostic): throw .failure(diagnostic, source)
        case .success(let statement): try perform(statement)
        }
        return true
      } catch {
        let (ending, goesOn) = report(error)
        if ending == .failed { hasFailed = true }
        // Where errors don't stop, a later one that leaves or is interrupted still counts.
        outcome = ending
        return goesOn
      }
    }
    return outcome
  }

  /// Shows why a statement stopped; says how the run ends if it ends here, and whether it goes on.
  private func report(_ stop: Stop) -> (RunOutcome, goesOn: Bool) {
    switch stop {
    case .failure(let diagnostic, let text):
      output.message(diagnostic.rendered(in: text, palette: palette))
      return (.failed, options.keepsGoing)
    case .interrupted(let note):
      output.message(note)
      Interrupt.reset()
      return (.interrupted, false)
    case .quit:
      return (.quit, false)
    }
  }

  /// What words mean in lines of LaTeX: names are those of now.
  var vocabulary: Vocabulary {
    var vocabulary = Vocabulary(
      function: { [unowned self] word in
        if let index = slot(of: word), case .function = state.slots[index].content { return word }
        return Catalogue.name(inNotes: word)
      },
      isName: { [unowned self] name in
        slot(of: name).map { !state.slots[$0].isAbsent } ?? false
      })
    vocabulary.parameters = { [unowned self] name in
      guard let index = slot(of: name),
        case .function(let function, _) = state.slots[index].content
      else { return nil }
      return function.parameters
    }
    return vocabulary
  }

  var palette: Palette { options.isColoured ? .coloured : .plain }

  /// One statement at the top level of a text: all of it or nothing.
  private func perform(_ statement: Statement) throws(Stop) {
    let kept = keep()
    let start = Cost(of: self)
    let pending = state.pendingChecks.count
    changedSlots = []
    isUndoing = false
    changesNames = false
    saidAsides = []
    stabilityNotes = []
    hasShown = false
    isInIteration = false
    blockDepth = 0
    clock += 1
    do throws(Stop) {
      if isInterrupted() { throw .interrupted("interrupted") }
      for note in statement.notes { aside(note.message) }
      try execute(statement, memory: nil)
      try settle()
      if !statement.isQuiet { sayStability() }
    } catch {
      isInIteration = false
      output.progress(nil)
      // What a loop completed before it was interrupted stays.
      if case .interrupted = error, keepsInterrupted {
        keepsInterrupted = false
        remember(kept, statement)
      } else {
        restore(kept)
      }
      throw error
    }
    if !isUndoing, changesNames { remember(kept, statement) }
    if pending > 0 || !state.pendingChecks.isEmpty { runPendingChecks() }
    lastCost = Cost(of: self).since(start)
  }

  /// Set when a loop was interrupted after whole iterations: they are kept.
  var keepsInterrupted = false

  private func remember(_ kept: State, _ statement: Statement) {
    let text = source[statement.span]
    let line = text.prefix { $0 != "\n" }
    history.append(
      (kept, line.count == text.count && line.count <= 60 ? text : "\(line.prefix(57))…"))
    if history.count > Self.historyLimit { history.removeFirst(history.count - Self.historyLimit) }
  }

  /// How many statements `:undo` can take back. Each holds on to the arrays that it replaced.
  private static let historyLimit = 100

  /// At the end of all texts: says which checks never got their values.
  ///
  /// - Returns: Whether every check held so far.
  package func finish() -> Bool {
    for check in state.pendingChecks { reportUnchecked(check) }
    state.pendingChecks = []
    return !hasFailed
  }

  /// The names that the user bound, in alphabetical order.
  package var definedNames: [String] {
    state.indices.filter { !state.slots[$0.value].isAbsent }.map(\.key).sorted()
  }

  /// The names that came last, in alphabetical order: those that a text speaks of where it has got to.
  package func latestNames(_ limit: Int) -> [String] {
    state.slots.reversed().lazy.filter { !$0.isAbsent }.prefix(limit).map(\.text).sorted()
  }

  /// What a word may become: the user's names, functions, forms, commands, symbols.
  package func completions(for word: String) -> [String] {
    if word.isEmpty { return [] }
    if word.first == "\\" { return Symbols.completions(of: word) }
    if word.first == ":" {
      return CommandRow.all.flatMap(\.words).map { ":" + $0 }.filter { $0.hasPrefix(word) }.sorted()
    }
    let known = Catalogue.functions.map(\.name) + FormRow.all.map(\.name) + Self.words
    return Set((definedNames + known).filter { $0.hasPrefix(word) }).sorted()
  }

  private static let words = [
    "repeat", "for", "if", "else", "while", "and", "or", "not", "scalar", "vector", "row",
    "matrix", "symmetric", "help", "quit", "ans", "pi", "inf", "nan",
  ]
}
