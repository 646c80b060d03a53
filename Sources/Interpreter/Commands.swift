import Arrays
import Graph
import Primitives
import Printing
import Syntax

/// A command of the shell: its words, what follows them, what it does, and how.
struct CommandRow: Sendable {
  let words: [String]
  /// What follows the word, as help shows it.
  let operand: String
  let summary: String
  let run: @Sendable (Session, String, Span) throws(Stop) -> Void

  private init(
    _ words: [String], _ operand: String, _ summary: String,
    _ run: @escaping @Sendable (Session, String, Span) throws(Stop) -> Void
  ) {
    self.words = words
    self.operand = operand
    self.summary = summary
    self.run = run
  }

  static func row(named word: String) -> CommandRow? { all.first { $0.words.contains(word) } }

  static let all: [CommandRow] = [
    CommandRow(["help", "h", "?"], "[name]", "this help, or that of a function or command") {
      (session, argument, span) throws(Stop) in try session.help(argument, at: span)
    },
    CommandRow(["vars"], "", "all names: kind, shape, equation or value") {
      (session, _, _) throws(Stop) in session.listNames()
    },
    CommandRow(["clear"], "[names]", "forgets names, or all of them") {
      (session, argument, span) throws(Stop) in try session.clear(argument, at: span)
    },
    CommandRow(["undo"], "", "takes back the last statement") {
      (session, _, span) throws(Stop) in try session.undo(at: span)
    },
    CommandRow(["forward"], "[name]", "the formulas that lead to a name, with their values") {
      (session, argument, span) throws(Stop) in try session.showForwardPass(argument, at: span)
    },
    CommandRow(["backward"], "name", "the backward pass of a scalar, one line for each name") {
      (session, argument, span) throws(Stop) in try session.showBackwardPass(argument, at: span)
    },
    CommandRow(
      ["derive"], "[--differential] grad(J, W)", "one derivation, step by step, with its rules"
    ) {
      (session, argument, span) throws(Stop) in try session.showDerivation(argument, at: span)
    },
    CommandRow(
      ["latex"], "[formula]", "the last result, a formula or what a command shows, in LaTeX"
    ) {
      (session, argument, span) throws(Stop) in try session.showLatex(argument, at: span)
    },
    CommandRow(["full"], "", "the last result without anything left out") {
      (session, _, _) throws(Stop) in session.showFull()
    },
    CommandRow(["digits"], "[n]", "shows values with n significant digits") {
      (session, argument, span) throws(Stop) in try session.setDigits(argument, at: span)
    },
    CommandRow(["seed"], "n", "fixes what rand and randn draw from here on") {
      (session, argument, span) throws(Stop) in try session.setSeed(argument, at: span)
    },
    CommandRow(
      ["layout"], "[numerator|denominator|gradient]", "the layout that derivatives are shown in"
    ) {
      (session, argument, span) throws(Stop) in try session.setLayout(argument, at: span)
    },
    CommandRow(["time"], "", "what the last statement cost") {
      (session, _, _) throws(Stop) in session.showCost()
    },
    CommandRow(["save"], "file.mx", "writes a script that makes this session again") {
      (session, argument, span) throws(Stop) in try session.saveScript(argument, at: span)
    },
    CommandRow(["load"], "file.mx", "runs a script in this session") {
      (session, argument, span) throws(Stop) in try session.loadScript(argument, at: span)
    },
    CommandRow(["quit", "q", "exit"], "", "leaves mx") {
      (_, _, _) throws(Stop) in throw .quit
    },
  ]
}

/// What a statement costs: counters before and after it.
struct Cost {
  var seconds = 0.0
  var elaborations = 0
  var derivations = 0
  var plans = 0

  init() {}

  init(of session: Session) {
    seconds = session.now()
    elaborations = session.elaborationCount
    derivations = session.differentiator.derivationCount
    plans = session.planCount
  }

  func since(_ start: Cost) -> Cost {
    var cost = self
    cost.seconds -= start.seconds
    cost.elaborations -= start.elaborations
    cost.derivations -= start.derivations
    cost.plans -= start.plans
    return cost
  }
}

extension Session {
  func command(_ word: Name, _ argument: Name) throws(Stop) {
    guard let row = CommandRow.row(named: word.text) else {
      let words = CommandRow.all.flatMap(\.words)
      let near = words.first { $0.hasPrefix(word.text) || word.text.hasPrefix($0) }
      throw failure(
        "unknown command :\(word.text)", at: word.span,
        hint: near.map { "did you mean :\($0)?" } ?? ":help lists them")
    }
    if row.operand.isEmpty, !argument.text.isEmpty {
      throw failure(":\(word.text) takes nothing after it", at: argument.span)
    }
    // Answers of commands are no results that another program reads.
    let outer = commandAnswersAside
    commandAnswersAside = options.format == .json
    defer { commandAnswersAside = outer }
    // What is wrong with an operand is said of the operand.
    try row.run(self, argument.text, argument.text.isEmpty ? word.span : argument.span)
  }

  // MARK: Names

  func listNames() {
    let names = state.slots.indices.filter {
      !state.slots[$0].isAbsent && state.indices[state.slots[$0].text] == $0
    }
    if names.isEmpty {
      output.aside("no names yet")
      return
    }
    let rows = names.map { index in
      let slot = state.slots[index]
      return (slot.text, kindText(slot), contentText(index), isDim: isDim(slot))
    }
    let first = rows.map(\.0.count).max() ?? 0
    let second = rows.map(\.1.count).max() ?? 0
    for row in rows {
      let line =
        padded(row.0, to: first) + "  " + padded(row.1, to: second)
        + (row.2.isEmpty ? "" : "  " + row.2)
      answer(row.isDim ? palette.wrap(line, .dim) : line)
    }
  }

  private func padded(_ text: String, to count: Int) -> String {
    text + String(repeating: " ", count: max(0, count - text.count))
  }

  private func isDim(_ slot: Slot) -> Bool {
    if case .broken = slot.content { return true }
    return false
  }

  /// `matrix(3, 2)`, `function`.
  func kindText(_ slot: Slot) -> String {
    if case .function = slot.content { return "function" }
    if isDeclaredSymmetric(slot) {
      return "symmetric(\(graph.sizes.text(graph.shape(of: slot.node)[0])))"
    }
    return text(graph.shape(of: slot.node), slot.orientation)
  }

  private func contentText(_ index: Int) -> String {
    let slot = state.slots[index]
    switch slot.content {
    case .absent: return ""
    case .symbol: return "no value"
    case .function(let function, _): return text(function)
    case .equation(let equation): return "= " + short(equation.tree)
    case .broken(let equation, let diagnostic):
      return "= \(short(equation.tree))  (\(diagnostic.message))"
    case .input:
      guard let value = state.values[index].tensor else { return "" }
      let text = valuePrinter(width: nil).text(value, orientation: slot.orientation).text
      let line = text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "; ")
      return line.count <= 50 ? line : line.prefix(49) + "…"
    }
  }

  func clear(_ argument: String, at span: Span) throws(Stop) {
    let words = argument.split { $0 == " " || $0 == "," }.map(String.init)
    changesNames = true
    if words.isEmpty {
      for slot in state.slots { graph.define(slot.node, as: nil) }
      saidGrounds = []
      let random = state.random
      rememberStructure()
      state = State()
      state.random = random
      graph.sizes.knowledge = SizeTable.Knowledge()
      forgetPlans()
      findGuardLeaves()
      return
    }
    for word in words {
      guard let index = slot(of: word) else {
        throw failure(
          "there is no name \(word)", at: span,
          hint: nearestName(to: word, in: definedNames).map { "did you mean \($0)?" })
      }
      clear(slot: index)
    }
    try settle()
  }

  /// Takes a name's equation away.
  package func release(_ name: String) {
    if let index = slot(of: name) { clear(slot: index) }
  }

  /// Takes a name's value or equation away. What mentions it makes it a symbol again.
  private func clear(slot index: Int) {
    var slot = state.slots[index]
    graph.define(slot.node, as: nil)
    let isMentioned = isMentioned(index)
    let shape = graph.shape(of: slot.node)
    slot.declaration = nil
    slot.content = .absent
    if isMentioned {
      switch shape.order {
      case 0: slot.content = .symbol(.scalar, .use)
      case 1:
        let size = graph.sizes.fresh()
        slot.content = .symbol(slot.orientation == .row ? .row(size) : .vector(size), .use)
      case 2: slot.content = .symbol(.matrix(graph.sizes.fresh(), graph.sizes.fresh()), .use)
      default: break
      }
    }
    setSlot(index, slot)
    state.values[index] = StoredValue()
    forgetPlans()
    needsSettling = true
  }

  func undo(at span: Span) throws(Stop) {
    guard blockDepth == 0, includeDepth == 0 else {
      throw failure(":undo takes back whole statements and stands alone", at: span)
    }
    guard let earlier = history.popLast() else {
      throw failure("there is nothing to take back", at: span)
    }
    restore(earlier.state)
    isUndoing = true
    output.aside("took back \(earlier.statement)")
  }

  // MARK: Showing

  func showLatex(_ argument: String, at span: Span) throws(Stop) {
    if argument.isEmpty {
      guard !lastShown.isEmpty else { throw failure("there is no result yet", at: span) }
      for shown in lastShown { answer(latex(shown)) }
      return
    }
    if argument.hasPrefix(":") {
      // What a command shows: `:latex :backward J`.
      let words = argument.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
      let format = options.format
      options.format = .latex
      defer { options.format = format }
      return try command(
        Name(words.first ?? "", span), Name(words.count > 1 ? words[1] : "", span))
    }
    let text = SourceText(argument)
    var statements: [Statement] = []
    var problem: Diagnostic?
    Parser.parseStatements(text) { result in
      switch result {
      case .success(let statement): statements.append(statement)
      case .failure(let diagnostic): problem = problem ?? diagnostic
      }
      return problem == nil
    }
    if let problem { throw .failure(problem, text) }
    for statement in statements {
      guard case .chain(let links, let relations) = statement.form else {
        throw failure(
          ":latex takes an expression or an equation", at: span, hint: ":latex grad(J, W)")
      }
      if links.count == 1 {
        try showLatex(of: links[0], in: text)
      } else {
        // An equation is written as it stands.
        let signs = relations.map { $0 == .equal ? " = " : " \\approx " } + [""]
        answer(zip(links, signs).map { Notation.latex.text($0) + $1 }.joined())
      }
    }
  }

  private func showLatex(of tree: Expression, in text: SourceText) throws(Stop) {
    let understood = try understand(tree, in: text)
    if let name = tree.bareName, let index = slot(of: name),
      let equation = state.slots[index].equation
    {
      let content: Shown.Content =
        equation.component == 0
        ? .written(equation.term, equation.tree.withProducts) : .formula(equation.term)
      if case .formula = content { try verify([equation.term], at: tree.span) }
      return answer(latex(Shown(name: name, content: content)))
    }
    try verify([understood.term], at: tree.span)
    answer(
      latex(Shown(name: nil, content: .formula(laidOut(understood.term, asFormula: true)))))
  }

  func showFull() {
    for shown in lastShown {
      switch shown.content {
      case .value(let value, let orientation):
        answer(
          valuePrinter(width: nil).text(value, orientation: orientation, name: shown.name).text)
      case .formula, .written, .display, .claim:
        answer(text(shown))
      }
    }
  }

  func setDigits(_ argument: String, at span: Span) throws(Stop) {
    if argument.isEmpty {
      output.aside("values have \(options.digits ?? 5) significant digits")
      return
    }
    guard let digits = Int(argument), (1...17).contains(digits) else {
      throw failure(":digits takes a whole number from 1 to 17", at: span)
    }
    options.digits = digits
  }

  func setSeed(_ argument: String, at span: Span) throws(Stop) {
    guard let seed = UInt64(argument) else {
      throw failure(":seed takes a whole number that is not negative", at: span, hint: ":seed 1")
    }
    state.random = RandomGenerator(seed: seed)
    changesNames = true
  }

  func showCost() {
    let cost = lastCost
    let printer = valuePrinter(width: nil)
    let time =
      cost.seconds < 1
      ? "\(printer.number((cost.seconds * 1e6).rounded() / 1e3)) ms"
      : "\(printer.number((cost.seconds * 1e3).rounded() / 1e3)) s"
    answer(
      "\(time), \(cost.elaborations) elaborations, \(cost.derivations) derivations, "
        + "\(cost.plans) plans")
  }

  // MARK: Files

  func loadScript(_ argument: String, at span: Span) throws(Stop) {
    let path = unquoted(argument)
    guard !path.isEmpty else { throw failure(":load takes a file", at: span, hint: ":load s.mx") }
    changesNames = true
    try expectScript(path, at: span, hint: "x = load(\"\(path)\") reads an array")
    let bytes: [UInt8]
    do { bytes = try readFile(path) } catch { throw failure(error, at: span) }
    try include(SourceText(bytes, name: path))
  }

  func saveScript(_ argument: String, at span: Span) throws(Stop) {
    let path = unquoted(argument)
    guard !path.isEmpty else { throw failure(":save takes a file", at: span, hint: ":save s.mx") }
    try expectScript(path, at: span, hint: "save(x, \"\(path)\") writes an array")
    do { try writeFile(path, Array(try script().utf8)) } catch {
      throw failure(error, at: span)
    }
    output.aside("saved \(path)")
  }

  /// Refuses files of data, which a session would overwrite and which are no script.
  private func expectScript(_ path: String, at span: Span, hint: String) throws(Stop) {
    let ending = path.split(separator: ".").last?.lowercased() ?? ""
    guard ["csv", "tsv", "npy", "mtx"].contains(ending) else { return }
    throw failure("a session is a script, and .\(ending) is a file of data", at: span, hint: hint)
  }

  private func unquoted(_ argument: String) -> String {
    guard argument.count >= 2, argument.first == "\"", argument.last == "\"" else {
      return argument
    }
    return String(argument.dropFirst().dropLast())
  }

  /// A command's argument as an expression with a text of its own.
  func parsed(_ argument: String) throws(Stop) -> (Expression, SourceText) {
    let text = SourceText(argument)
    do { return (try Parser.parseExpression(text), text) } catch { throw .failure(error, text) }
  }

  func understand(_ tree: Expression, in text: SourceText) throws(Stop) -> Understood {
    let outer = source
    source = text
    defer { source = outer }
    return try understand(tree)
  }
}
