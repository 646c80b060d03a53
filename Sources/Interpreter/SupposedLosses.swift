import Elaboration
import Graph
import Primitives
import Syntax

/// `∂L/∂V = Pᵀ ∂L/∂O` in a note that doesn't say what L is: backward passes start at any number that
/// rests on what comes out.
extension Session {
  /// What derivatives are taken of, and what they are taken by.
  package static func derivatives(in statements: [Statement]) -> [String: [Variable]] {
    var variables: [String: [Variable]] = [:]
    for statement in statements {
      guard case .chain(let links, _) = statement.form else { continue }
      var stack = links
      while let expression = stack.popLast() {
        if case .derivative(let function, let by) = expression.form, let name = function.bareName {
          for variable in by {
            guard let other = Variable(variable), other.base != name,
              variables[name]?.contains(other) != true
            else { continue }
            variables[name, default: []].append(other)
          }
        }
        stack += expression.parts
      }
    }
    return variables
  }

  /// What a derivative is taken by: `x_t` may be an entry of x, or a name of its own.
  package struct Variable: Hashable, Sendable {
    /// The name with what stands below it.
    package let name: String
    package let base: String
    /// How many indices it has; one that is a letter of members alone makes it one of many.
    private let indexCount: Int
    private let isMember: Bool

    fileprivate init?(_ expression: Expression) {
      switch expression.form {
      case .subscripted(let root, let indices, let whole):
        guard let base = root.entryBase else { return nil }
        (name, self.base, indexCount) = (whole, base, indices.count)
        isMember =
          indices.count > 1
          || indices.allSatisfy { $0.bareName.map(Session.memberIndices.contains) ?? false }
      default:
        guard let base = expression.entryBase else { return nil }
        (name, self.base, indexCount, isMember) = (base, base, 0, false)
      }
    }

    /// The name that it speaks of in a session.
    fileprivate func resolved(in session: Session) -> String {
      if name == base || session.slot(of: name) != nil { return name }
      guard let slot = session.slot(of: base), !session.state.slots[slot].isAbsent else {
        return isMember ? base : name
      }
      let order = session.graph.shape(of: session.state.slots[slot].node).order
      return isMember || order == indexCount ? base : name
    }
  }

  /// Takes a name of which nothing is known as any smooth function of those of some names that none
  /// of the others rests on.
  package func supposeLoss(_ name: String, of written: [Variable], in statement: Statement)
    throws(Stop)
  {
    var variables: [String] = []
    for variable in written.map({ $0.resolved(in: self) }) where !variables.contains(variable) {
      variables.append(variable)
    }
    switch slot(of: name).map({ state.slots[$0].content }) {
    case nil, .absent?, .symbol(_, .convention)?: break
    case .equation(let equation)?:
      guard Self.isSupposed(equation.tree) else { return }
      let known = equation.tree.names
      if variables.allSatisfy({ known.contains($0) || isReached($0, from: name) }) { return }
    default: return
    }
    if let first = name.unicodeScalars.first, ("h"..."z").contains(first), first != "l" { return }
    guard !isKnown(name), slot(of: name).map({ state.slots[$0].declaration == nil }) ?? true else {
      return
    }
    for variable in variables where slot(of: variable) == nil {
      _ = try understand(Expression(.name(variable), statement.span))
    }
    let ends = variables.filter { variable in
      slot(of: variable) != nil
        && !variables.contains { $0 != variable && isReached(variable, from: $0) }
    }
    guard !ends.isEmpty else { return }
    let tree = Expression(
      .application(
        Expression(.name("loss_\(name)"), statement.span),
        ends.sorted().map { Argument(value: Expression(.name($0), statement.span)) },
        at: statement.span), statement.span)
    aside("taking \(name) as any smooth function of \(ends.sorted().joined(separator: ", "))")
    try define(Name(name, statement.span), tree, in: statement, saysRedefinition: false)
  }

  /// Whether a formula is one that was supposed.
  static func isSupposed(_ tree: Expression) -> Bool {
    tree.call.map { $0.name.hasPrefix("loss_") } ?? false
  }

  /// Whether the formula of one name leads to another.
  private func isReached(_ name: String, from other: String) -> Bool {
    guard let target = slot(of: name), let start = slot(of: other) else { return false }
    let node = state.slots[target].node
    return graph.postorder([state.slots[start].node]) { [graph] in
      graph.meaning(of: $0)
    }.contains(node)
  }

  /// A loss by the name that the note gives it.
  static func unsupposed(_ name: String) -> String {
    name.hasPrefix("loss_") ? String(name.dropFirst(5)) : name
  }

  private static func isWord(_ name: String) -> Bool {
    name.prefix { $0 != "_" && !$0.isNumber }.unicodeScalars.count > 1
  }

  /// Why a derivative by a name is nothing: no equation of the note speaks of that name, so that
  /// nothing says how what is differentiated rests on it.
  private func independent(_ sides: [Term]) -> String? {
    for node in graph.postorder(sides.map(\.node)) {
      guard case .derivative(let request) = graph[node].form else { continue }
      let below = graph.postorder([request.function]) { [graph] in
        graph.meaning(of: $0)
      }
      guard !below.contains(request.variable), let function = graph.name(of: request.function),
        let variable = graph.name(of: request.variable), !function.text.isEmpty,
        let slot = slot(of: variable.text), state.slots[slot].equation == nil,
        !isMentioned(slot)
      else { continue }
      return "nothing says how \(function.text) rests on \(variable.text)"
    }
    return nil
  }

  /// Why a chain of derivatives says nothing: a name in the middle of it has no equation.
  private func openLink(in claim: Claim) -> String? {
    let derivatives = Self.derivatives(of: [claim.left, claim.right])
    let variables = Set(derivatives.map(\.variable))
    for (function, variable) in derivatives where variables.contains(function) {
      guard let slot = slot(of: function) else { continue }
      if let equation = state.slots[slot].equation, !Self.isSupposed(equation.tree) { continue }
      if case .function = state.slots[slot].content { continue }
      return "nothing says how \(function) rests on \(variable)"
    }
    return nil
  }

  /// The names that derivatives are taken of and by.
  private static func derivatives(
    of trees: [Expression]
  ) -> [(function: String, variable: String)] {
    var found: [(function: String, variable: String)] = []
    var stack = trees
    while let expression = stack.popLast() {
      if case .derivative(let function, let variables) = expression.form,
        let name = function.entryBase
      {
        found += variables.compactMap { variable in variable.entryBase.map { (name, $0) } }
      }
      stack += expression.parts
    }
    return found
  }

  /// Why derivatives of a loss that is only supposed can't be compared: no equation says how the names
  /// that they are taken by rest on each other.
  private func unconnected(_ sides: [Term]) -> String? {
    var variables: [String] = []
    for node in graph.postorder(sides.map(\.node)) {
      guard case .derivative(let request) = graph[node].form,
        let function = graph.name(of: request.function)?.text,
        let loss = slot(of: function).flatMap({ state.slots[$0].equation?.tree }),
        Self.isSupposed(loss), let variable = graph.name(of: request.variable)?.text,
        let slot = slot(of: variable)
      else { continue }
      guard state.slots[slot].equation == nil, !isMentionedInEarnest(slot) else { return nil }
      if !variables.contains(variable) { variables.append(variable) }
    }
    guard variables.count > 1 else { return nil }
    return "nothing says how \(variables.joined(separator: ", ")) rest on each other"
  }

  /// Whether an equation of the note rests on a slot, and not only a loss that was supposed.
  private func isMentionedInEarnest(_ slot: Int) -> Bool {
    isMentioned(slot)
      && state.slots.contains {
        guard let equation = $0.equation, !Self.isSupposed(equation.tree) else { return false }
        return equation.dependencies.contains(slot)
      }
  }

  /// Why two sides that are 0 whatever the names are say nothing, though 0 isn't what is written: how
  /// something that nothing defines changes is in them.
  package func vacuity(of claim: Claim, _ sides: [Term]) -> String? {
    guard claim.left.mentionsDerivative || claim.right.mentionsDerivative,
      !claim.left.isLiteral, !claim.right.isLiteral,
      !graph.abstractNames(in: sides.map(\.node)).isEmpty || differentiatesAbstract(claim)
    else { return nil }
    if let reason = undefined(in: claim, sides) { return reason }
    return "both sides are 0: what is differentiated doesn't depend on what it is differentiated by"
  }

  /// Whether a derivative is taken of something that nothing defines.
  private func differentiatesAbstract(_ claim: Claim) -> Bool {
    for side in [claim.left, claim.right] {
      let isAbstract = side.contains { part in
        guard case .derivative(let function, _) = part.form else { return false }
        return probe { () throws(Stop) in
          !graph.abstractNames(in: [try term(of: function).node]).isEmpty
        } ?? false
      }
      if isAbstract { return true }
    }
    return false
  }

  /// Why a claim can't be right or wrong: it is about something that nothing defines; nil where that
  /// isn't so.
  package func undefined(in claim: Claim, _ sides: [Term]) -> String? {
    if let phrase = openLink(in: claim) ?? independent(sides) ?? unconnected(sides) {
      return phrase
    }
    let names = graph.abstractNames(in: sides.map(\.node))
    guard !names.isEmpty else { return nil }
    // What it is follows from the equation, where one side alone speaks of it; and a word is the
    // name of something that somebody has defined.
    let spoken = sides.map { graph.abstractNames(in: [formula(of: $0.node)]) }
    if let name = (spoken[0].isEmpty ? spoken[1] : spoken[1].isEmpty ? spoken[0] : []).first {
      return "nothing says what \(Self.unsupposed(name)) is"
    }
    if let word = names.first(where: { !$0.hasPrefix("loss_") && Self.isWord($0) }) {
      return "nothing says what \(word) is"
    }
    let isDerivative = claim.left.mentionsDerivative || claim.right.mentionsDerivative
    let phrase = "nothing says what \(names[0]) is"
    if !isDerivative, let (name, _) = claim.left.call, names.contains(name) { return phrase }
    if !isDerivative, claim.left.isAbout(names) { return phrase }
    for node in graph.postorder(sides.map(\.node)) {
      guard case .derivative(let request) = graph[node].form,
        !graph.abstractNames(in: [request.function]).isEmpty
      else { continue }
      let below = graph.postorder([request.function]) { [graph] in
        graph.meaning(of: $0)
      }
      if !below.contains(request.variable) { return phrase }
    }
    return nil
  }
}

extension Expression {
  /// The name, or the name of which it is an entry.
  fileprivate var entryBase: String? {
    switch form {
    case .subscripted(let base, _, _), .index(let base, _, _): base.entryBase ?? bareName
    case .parenthesized(let inner): inner.entryBase
    default: bareName
    }
  }

  /// Whether it is an abstract function's value or derivative, or a function of one: `log p(x)`.
  fileprivate func isAbout(_ names: [String]) -> Bool {
    guard case .application(let callee, let arguments, _) = form else { return false }
    if case .name(let name) = callee.form, names.contains(name) { return true }
    if case .postfix(let inner, .transpose) = callee.form, case .name(let name) = inner.form,
      names.contains(name)
    {
      return true
    }
    return arguments.count == 1 && arguments[0].value.isAbout(names)
  }
}
