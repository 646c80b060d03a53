import Elaboration
import Graph
import Primitives
import Syntax

/// `a = b = c`: which links define names, and which are checked.
extension Session {
  func chain(
    _ written: [Expression], _ relations: [Relation], in statement: Statement,
    memory: StatementMemory?
  ) throws(Stop) {
    let links = dialect == .notes ? definingTranspose(written) : written
    if links.count == 1 { return try expression(links[0], in: statement) }
    if links.count == 2, relations[0] == .equal {
      if let function = try functionDefined(by: links[0], as: links[1]) {
        return try define(function, in: statement)
      }
      if let name = links[0].bareName, links[1].mentions(name),
        slot(of: name) != nil || !isKnown(name)
      {
        return try updateByEquation(name, links, in: statement, memory: memory)
      }
    }
    let definitions = try define(linksOf: links, relations, in: statement)
    if links.count == 2, let definition = definitions.first {
      try show([definition.slot], [], at: statement.span)
      sayWhatFollows()
      return
    }
    var checks: [CheckResult] = []
    for index in relations.indices where !definitions.contains(where: { $0.defines(index) }) {
      var claim = Claim(
        left: links[index], right: links[index + 1], relation: relations[index],
        source: source, span: statement.span, dialect: statement.dialect)
      if let written = statement.written { claim.written = Array(written[index...index + 1]) }
      checks.append(try check(claim))
    }
    try show(definitions.map(\.slot), checks, at: statement.span)
    sayWhatFollows()
  }

  /// `x^T = [6, 3]` in a note defines x, where nothing is known of it.
  func definingTranspose(_ links: [Expression]) -> [Expression] {
    guard links.count == 2, links[1].isLiteral,
      case .postfix(let operand, .transpose) = links[0].form, let name = operand.bareName,
      !isKnown(name),
      slot(of: name).map({ state.slots[$0].isSymbol || state.slots[$0].isAbsent })
        ?? true
    else { return links }
    aside("read as \(name) = (\(links[1].text))'")
    return [operand, Expression(.postfix(links[1], .transpose), links[1].span)]
  }

  /// `\log p(x) = …` in a note defines p, where nothing is known of it.
  func definingLogarithm(_ links: [Expression]) -> [Expression] {
    guard links.count == 2, let (function, arguments) = links[0].call, function == "log",
      arguments.count == 1, arguments[0].label == nil
    else { return links }
    let argument = arguments[0].value.bare
    guard let name = argument.bareName ?? argument.call?.name, !links[1].mentions(name),
      Catalogue.function(named: name) == nil, FormRow.row(named: name) == nil,
      argument.call?.arguments.allSatisfy({ $0.value.bareName != nil }) ?? true,
      slot(of: name).map({ state.slots[$0].isAbsent }) ?? true
    else { return links }
    let exponential = Expression(
      .application(
        Expression(.name("exp"), links[1].span), [Argument(value: links[1])], at: links[1].span),
      links[1].span)
    aside("read as \(argument.text) = exp(…)")
    return [argument, exponential]
  }

  /// `W1 = W1 - 0.1*grad(J, W1)` can only be meant as an update, so it is one.
  func updateByEquation(
    _ name: String, _ links: [Expression], in statement: Statement, memory: StatementMemory?
  ) throws(Stop) {
    guard let index = slot(of: name), state.slots[index].isInput || state.slots[index].isEquation
    else {
      throw failure(
        "\(name) names itself, and has no value yet", at: links[1].span, and: [links[0].span],
        hint: "give it one first: \(name) <- …")
    }
    try update(
      [UpdateTarget(name: Name(name, links[0].span))], .set, [links[1]], in: statement,
      memory: memory)
  }

  // MARK: Links

  /// A link that defined a name: the link's index, that of the link it was defined by, and the slot.
  package struct DefiningLink {
    package var name: Int
    package var by: Int
    var slot: Int

    /// Whether the relation after a link is the definition itself.
    package func defines(_ relation: Int) -> Bool { min(name, by) == relation }
  }

  /// Defines the bare names of a chain, from its end to its start.
  ///
  /// - Parameter redefines: Whether a name that stands for something already may get a new equation.
  package func define(
    linksOf links: [Expression], _ relations: [Relation], in statement: Statement,
    redefines: Bool = true
  ) throws(Stop) -> [DefiningLink] {
    var definitions: [DefiningLink] = []
    for index in links.indices.reversed() {
      guard let text = links[index].bareName,
        isDefinable(text, links, index, relations, redefines: redefines)
      else { continue }
      let name = Name(text, links[index].span)
      var neighbours: [Int] = []
      if index + 1 < links.count, relations[index] == .equal { neighbours.append(index + 1) }
      if index > 0, relations[index - 1] == .equal { neighbours.append(index - 1) }
      let open = neighbours.filter { !closesCycle(text, links[$0]) }
      // Two links that close a cycle are an error that spells it out.
      guard let by = open.first ?? (links.count == 2 ? neighbours.first : nil) else { continue }
      let slot = try define(name, links[by], in: statement)
      definitions.append(DefiningLink(name: index, by: by, slot: slot))
    }
    return definitions.reversed()
  }

  /// Whether a bare name of a chain is to be defined by it.
  private func isDefinable(
    _ name: String, _ links: [Expression], _ index: Int, _ relations: [Relation], redefines: Bool
  ) -> Bool {
    guard let slot = slot(of: name).map({ state.slots[$0] }), !slot.isSymbol else {
      if index == 0 { return relations[0] == .equal }
      // Constants and functions are known; a name at the end stands for what is before it.
      return !isKnown(name)
        && (index + 1 < links.count || (links.count > 2 && links[index - 1].bareName == nil))
    }
    guard redefines, index == 0, relations[0] == .equal else { return false }
    // A literal for a name whose equation has names restates a result.
    if slot.isEquation, links[1].isLiteral { return false }
    if links.count > 2, slot.equation?.tree.text == links[1].text { return false }
    return true
  }

  package func isKnown(_ name: String) -> Bool {
    name == "I" || Catalogue.constant(named: name) != nil || Catalogue.function(named: name) != nil
  }

  /// Whether a formula leads back to a name through equations.
  private func closesCycle(_ name: String, _ tree: Expression) -> Bool {
    if tree.mentions(name) { return true }
    return pathBack(to: name, from: tree.names.compactMap { slot(of: $0) }) != nil
  }

  // MARK: Functions

  /// The function that `f(x, A) = …` defines; nil where it is a check.
  func functionDefined(
    by left: Expression, as body: Expression
  ) throws(Stop) -> UserFunction? {
    guard let (name, arguments) = left.call, FormRow.row(named: name) == nil,
      Catalogue.function(named: name) == nil
    else { return nil }
    if let index = slot(of: name) {
      switch state.slots[index].content {
      case .function, .absent: break
      case .symbol where state.slots[index].declaration == nil: break
      case .symbol, .input, .equation, .broken: return nil
      }
    }
    var parameters: [String] = []
    for argument in arguments {
      guard argument.label == nil, let parameter = argument.value.bareName else { return nil }
      if let index = parameters.firstIndex(of: parameter) {
        throw failure(
          "\(name) has two parameters \(parameter)", at: argument.value.span,
          and: [arguments[index].value.span])
      }
      parameters.append(parameter)
    }
    guard !parameters.isEmpty else { return nil }
    return UserFunction(name: name, parameters: parameters, body: body, source: source)
  }

  func define(_ function: UserFunction, in statement: Statement) throws(Stop) {
    let free = slots(of: function).filter { state.slots[$0].text != function.name }
    if let path = pathBack(to: function.name, from: free) {
      throw failure(
        "\(function.name) would follow itself: "
          + ([function.name] + path).joined(separator: " → "), at: function.body.span)
    }
    if let index = slot(of: function.name) {
      var slot = state.slots[index]
      if case .function(let earlier, let span) = slot.content {
        if span == statement.span, earlier.source === source { return }
        if earlier.body.text != function.body.text {
          aside("\(function.name) was \(text(earlier))")
        }
      }
      slot.content = .function(function, statement.span)
      slot.entered = clock
      setSlot(index, slot)
      if isMentioned(index) { needsSettling = true }
    } else {
      sayWhatIsHidden(by: function.name)
      _ = addSlot(
        newSlot(function.name, .scalar, .column, .function(function, statement.span)))
    }
    if !isQuiet { aside(text(function)) }
  }

  /// `f(x, A) = x'*A*x`.
  func text(_ function: UserFunction) -> String {
    "\(function.name)(\(function.parameters.joined(separator: ", "))) = \(function.body.text)"
  }
}
