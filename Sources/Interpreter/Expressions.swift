import Arrays
import Elaboration
import Graph
import Syntax

/// Statements that are one expression.
extension Session {
  func expression(_ tree: Expression, in statement: Statement) throws(Stop) {
    // A single letter leaves the prompt, where it was typed alone; in a text it is a name.
    if let name = tree.bare.bareName ?? emptyCall(tree), slot(of: name) == nil,
      name == "quit" || name == "exit" || (name == "q" && options.isInteractive)
    {
      throw .quit
    }
    if case .prefix(.minus, let operand) = tree.form, operand.bareName == "h", slot(of: "h") == nil
    {
      return try help("", at: tree.span)
    }
    if let name = tree.bareName ?? emptyCall(tree), slot(of: name) == nil,
      let meant = Self.wordsOfOtherShells[name]
    {
      throw failure("unknown name \(name)", at: tree.span, hint: meant)
    }
    if let (name, arguments) = tree.call, slot(of: name) == nil,
      let special = specialCall(name)
    {
      return try special(arguments, tree.span)
    }
    if let name = tree.bare.bareName {
      let understood = try understand(tree)
      guard blockDepth == 0 else { return showsNothing() }
      if let index = slot(of: name) {
        try show(slot: index, at: tree.span)
      } else {
        try show(understood.terms, name: nil, at: tree.span)
      }
      return try setAnswer(tree, understood, in: statement)
    }
    let tree = withAnswer(tree)
    let understood = try understand(tree)
    guard blockDepth == 0 else { return showsNothing() }
    try show(understood.terms, name: nil, at: tree.span)
    try setAnswer(tree, understood, in: statement)
  }

  private func showsNothing() { say("a block shows nothing by itself: print(…) does") }

  /// Words that do something in other programs, alone on a line.
  private static let wordsOfOtherShells = [
    "clear": ":clear forgets all names", "clearvars": ":clear forgets all names",
    "who": ":vars lists the names", "whos": ":vars lists the names",
    "vars": ":vars lists the names", "ls": ":vars lists the names",
    "break": "while c { … } ends where c is 0",
    "continue": "if c { … } leaves out what stands in it where c is 0",
    "end": "a block ends with }", "return": "a function is an equation: f(x) = x^2",
    "undo": ":undo takes back the last change", "clc": "Ctrl-L clears the screen",
  ]

  private func emptyCall(_ tree: Expression) -> String? {
    guard let (name, arguments) = tree.call, arguments.isEmpty else { return nil }
    return name
  }

  /// `ans` is the frozen value of the last expression, or its formula.
  private func setAnswer(
    _ tree: Expression, _ understood: Understood, in statement: Statement
  ) throws(Stop) {
    let name = Name("ans", statement.span)
    if let index = slot(of: name.text) {
      if tree.bare.bareName == name.text { return }
      // What mentions the earlier answer keeps it.
      if isMentioned(index) {
        rememberStructure()
        state.indices[name.text] = nil
      } else if state.slots[index].isEquation {
        graph.define(state.slots[index].node, as: nil)
        var slot = state.slots[index]
        slot.content = .absent
        state.set(index, slot)
      }
    }
    if let value = try values([understood.term], at: tree.span)?[0] {
      _ = try setInput(name, value, understood.term.orientation, nil)
    } else {
      let outer = isQuiet
      isQuiet = true
      blockDepth += 1
      defer {
        isQuiet = outer
        blockDepth -= 1
      }
      try define(name, tree, in: statement, saysRedefinition: false)
    }
    changedSlots = []
  }

  /// An expression in which `ans`, where it is a formula, is written out: the name means another
  /// thing after the next line.
  func withAnswer(_ tree: Expression) -> Expression {
    guard let index = slot(of: "ans"), state.slots[index].isEquation, tree.mentions("ans"),
      let earlier = state.slots[index].equation
    else { return tree }
    return tree.replacing("ans", with: earlier.tree)
  }

  // MARK: Calls that are statements

  private func specialCall(_ name: String) -> (([Argument], Span) throws(Stop) -> Void)? {
    switch name {
    case "print": return { arguments, span throws(Stop) in try self.print(arguments, at: span) }
    case "save": return { arguments, span throws(Stop) in try self.save(arguments, at: span) }
    case "include": return { arguments, span throws(Stop) in try self.include(arguments, at: span) }
    case "minimize":
      return { arguments, span throws(Stop) in try self.minimize(arguments, at: span) }
    case "check_grad":
      return { arguments, span throws(Stop) in try self.checkGradient(arguments, at: span) }
    case "formula":
      return { arguments, span throws(Stop) in try self.showFormula(arguments, at: span) }
    default: return nil
    }
  }

  /// `print("J", J)`: texts and values, also within blocks.
  private func print(_ arguments: [Argument], at span: Span) throws(Stop) {
    var parts: [String] = []
    for argument in arguments {
      if case .string(let text) = argument.value.form {
        parts.append(text)
        continue
      }
      let understood = try understand(argument.value)
      let values = try values(understood.terms, at: argument.value.span)
      if options.format == .json {
        let name = argument.value.bareName
        if values == nil { try verify(understood.terms, at: argument.value.span) }
        let content: Shown.Content =
          values.map { .value($0[0], understood.term.orientation) } ?? .formula(understood.term)
        emit(Shown(name: name, content: content), check: nil)
        continue
      }
      if let value = values?[0] {
        let text = valuePrinter(width: output.width, height: output.height)
          .text(value, orientation: understood.term.orientation).text
        parts.append(text.contains("\n") ? "\n" + text : text)
      } else {
        try verify([understood.term], at: argument.value.span)
        parts.append(formulaText(understood.term, notation))
      }
    }
    if options.format != .json {
      output.result(parts.joined(separator: " "))
    } else if arguments.allSatisfy({ $0.value.isString }) {
      output.aside(parts.joined(separator: " "))
    }
  }

  /// `formula(grad(J, W1))`: the formula, even when there are values.
  private func showFormula(_ arguments: [Argument], at span: Span) throws(Stop) {
    guard arguments.count == 1, arguments[0].label == nil else {
      throw failure("formula takes 1 argument", at: span, hint: "formula(grad(J, W1))")
    }
    let tree = arguments[0].value
    let understood = try understand(tree)
    var term = understood.term
    // A name's formula is its equation's.
    if let name = tree.bare.bareName, let index = slot(of: name),
      let equation = state.slots[index].equation
    {
      term = equation.term
    }
    guard !isQuiet else { return }
    try verify([term], at: tree.span)
    emit(Shown(name: nil, content: .formula(term)), check: nil)
  }

  /// `save(W1, "w1.npy")`.
  private func save(_ arguments: [Argument], at span: Span) throws(Stop) {
    guard arguments.count == 2, case .string(let path) = arguments[1].value.form else {
      throw failure(
        "save takes a value and a file name", at: span, hint: "save(W1, \"w1.npy\")")
    }
    var (value, term) = try evaluate(arguments[0].value, for: "save")
    if term.orientation == .row, value.order == 1 { value = value.reshaped([1, value.count]) }
    do { try Arrays.save(value, path) } catch {
      throw failure(error, at: arguments[1].value.span)
    }
    if !isQuiet { aside("saved \(path)") }
  }

  /// `include("forward.mx")`: the statements of a file, as one statement.
  private func include(_ arguments: [Argument], at span: Span) throws(Stop) {
    guard arguments.count == 1, case .string(let path) = arguments[0].value.form else {
      throw failure("include takes a file name", at: span, hint: "include(\"forward.mx\")")
    }
    guard includeDepth < 32 else {
      throw failure("files include one another more than 32 deep", at: span)
    }
    var found: (text: SourceText, path: String)?
    var problem: ArrayError?
    for candidate in [besideThisText(path), path].compactMap({ $0 }) where found == nil {
      do { found = (SourceText(try readFile(candidate), name: candidate), candidate) } catch {
        problem = error
      }
    }
    guard let text = found?.text else {
      throw failure(
        problem ?? .file(path: path, reason: "can't be read"), at: arguments[0].value.span)
    }
    try include(text)
  }

  /// Runs the statements of another text within this statement.
  func include(_ text: SourceText) throws(Stop) {
    let outer = source
    includeDepth += 1
    defer {
      includeDepth -= 1
      source = outer
    }
    var stop: Stop?
    Parser.parseStatements(text, vocabulary: vocabulary) { result in
      source = text
      do throws(Stop) {
        switch result {
        case .failure(let diagnostic): throw .failure(diagnostic, text)
        case .success(let statement):
          for note in statement.notes { aside(note.message) }
          clock += 1
          try execute(statement, memory: nil)
          try settle()
        }
        return true
      } catch {
        stop = error
        return false
      }
    }
    if let stop { throw stop }
  }

  /// A path as seen from the folder of the text that runs.
  private func besideThisText(_ path: String) -> String? {
    guard let name = source.name, path.first != "/", let slash = name.lastIndex(of: "/") else {
      return nil
    }
    return String(name[...slash]) + path
  }
}

extension Expression {
  fileprivate var isString: Bool {
    if case .string = form { return true }
    return false
  }
}
