import Calculus
import Elaboration
import Graph
import Primitives
import Syntax

/// `:derive grad(J, W1)`: one derivation, step by step, each with the name of its rule.
extension Session {
  /// What a derivation is asked for.
  private struct DerivationTarget {
    /// What is differentiated, and the slot where that is a name.
    var function: Expression
    var slot: Int?
    /// The slot of the variable.
    var variable: Int
    /// The derivative asked for, and what it was understood as.
    var tree: Expression
    var derivative: Term
    /// Names with equations from the function down to the variable, each after what it rests on.
    var steps: [Int]
  }

  /// More parts than this make no derivation that anyone reads.
  private static let derivationLimit = 400

  func showDerivation(_ argument: String, at span: Span) throws(Stop) {
    var words = argument[...]
    let flag = "--differential"
    let wantsDifferentials = words.hasPrefix(flag)
    if wantsDifferentials { words = words.dropFirst(flag.count).drop { $0 == " " } }
    guard !words.isEmpty else {
      throw failure(":derive takes a derivative", at: span, hint: ":derive grad(J, W1)")
    }
    let (tree, text) = try parsed(String(words))
    let outer = source
    source = text
    defer { source = outer }
    let target = try derivationTarget(tree)
    let isChain = target.slot != nil && target.steps.count > 1
    if isChain, !wantsDifferentials { return try showChain(target, at: tree.span) }
    try showDifferentials(target, at: tree.span)
  }

  private func derivationTarget(_ tree: Expression) throws(Stop) -> DerivationTarget {
    let understood = try understand(tree)
    let parts: (Expression, Expression)?
    switch tree.bare.form {
    case .derivative(let function, let variables) where variables.count == 1:
      parts = (function, variables[0])
    default:
      if let (name, arguments) = tree.bare.call, ["grad", "d", "jacobian"].contains(name),
        arguments.count == 2, arguments.allSatisfy({ $0.label == nil })
      {
        parts = (arguments[0].value, arguments[1].value)
      } else {
        parts = nil
      }
    }
    guard let (function, by) = parts, let name = by.bare.bareName, let variable = slot(of: name)
    else {
      throw failure(
        ":derive takes the gradient of a scalar by a name", at: tree.span,
        hint: ":derive grad(J, W)"
      )
    }
    let value = try understand(function).term
    guard graph[value.node].shape.order == 0 else {
      throw failure(
        ":derive takes the gradient of a scalar; \(short(function)) is "
          + text(graph.shape(of: value.node), value.orientation), at: function.span)
    }
    guard graph[state.slots[variable].node].shape.order <= 2 else {
      throw failure(":derive differentiates by a scalar, a vector or a matrix", at: by.span)
    }
    let functionSlot = function.bare.bareName.flatMap { slot(of: $0) }
    return DerivationTarget(
      function: function.bare, slot: functionSlot, variable: variable, tree: tree.bare,
      derivative: understood.term, steps: steps(from: function, to: variable))
  }

  /// Names with equations that lead from an expression to a variable.
  private func steps(from function: Expression, to variable: Int) -> [Int] {
    let order = dependencyOrder()
    var moving: Set<Int> = [variable]
    for index in order where index != variable {
      let below = state.slots[index].equation?.dependencies ?? []
      if below.contains(where: { moving.contains($0) }) { moving.insert(index) }
    }
    var reached = Set(function.names.compactMap { slot(of: $0) })
    var stack = Array(reached)
    while let next = stack.popLast() {
      guard next != variable, state.slots[next].isEquation else { continue }
      for other in state.slots[next].equation?.dependencies ?? []
      where reached.insert(other).inserted {
        stack.append(other)
      }
    }
    return order.filter { $0 != variable && moving.contains($0) && reached.contains($0) }
  }

  // MARK: The chain rule

  /// The part of the backward pass that leads to the variable.
  private func showChain(_ target: DerivationTarget, at span: Span) throws(Stop) {
    guard let slot = target.slot else { return }
    let pass = PassOrder(self, from: slot)
    let wanted = Set(target.steps + [target.variable])
    try showBackwardLines(
      of: pass, where: { wanted.contains($0) }, areExplained: true, at: span)
  }

  // MARK: Differentials

  private func showDifferentials(_ target: DerivationTarget, at span: Span) throws(Stop) {
    let variable = state.slots[target.variable]
    var definitions: [String: Expression] = [:]
    for step in target.steps {
      guard let equation = state.slots[step].equation, equation.component == 0 else { continue }
      definitions[state.slots[step].text] = equation.tree
    }
    let size = ([target.function] + definitions.values).reduce(0) { $0 + $1.partCount }
    guard size <= Self.derivationLimit else {
      throw failure(
        "this is too long to be derived step by step", at: span,
        hint: "\(short(target.tree)) alone shows the formula")
    }
    let derivation = Derivation(
      of: target.function, by: (variable.text, variable.term), derivative: target.derivative,
      definitions: definitions,
      environment: self, differentiator: differentiator, isInterrupted: isInterrupted)
    if isInterrupted() { throw .interrupted("interrupted") }
    var lines: [Display.Line] = []
    var name = target.function.bareName ?? ""
    if name.isEmpty {
      // A name for what has none, to speak of its differential.
      name = ["f", "J", "L", "g"].first { slot(of: $0) == nil } ?? "f"
      lines.append(
        Display.Line(
          head: Expression(.name(name), span), steps: [.tree(target.function.withProducts)]))
    }
    let steps = derivation.steps.dropFirst().map { Display.Step.derived($0.tree, by: $0.reason) }
    if !steps.isEmpty {
      lines.append(Display.Line(head: Expression(.name("d" + name), span), steps: steps))
    }
    var end: [Display.Step] = []
    if let gradient = derivation.gradient {
      let understood = try understand(gradient)
      try verify(understood.term.node, answering: target.derivative.node, at: span)
      end.append(.tree(gradient))
    }
    let formula = Term(
      differentiator.formula(target.derivative.node), target.derivative.orientation)
    let hasEnd = derivation.gradient != nil
    if !hasEnd || length(of: formula) <= length(of: end) {
      try verify(formula.node, answering: target.derivative.node, at: span)
      end.append(.formula(formula))
    }
    if let value = try values([target.derivative], at: span)?[0] {
      end.append(.value(value, target.derivative.orientation))
    }
    let variableTree = Expression(.name(variable.text), span)
    let head = Expression(
      .derivative(Expression(.name(name), span), variables: [variableTree]), span)
    lines.append(Display.Line(head: head, steps: end))
    show(Display(lines: lines))
    if !hasEnd {
      aside("the rules of differentials don't lead further; the last line is by reverse mode")
    }
    sayGrounds(
      of: [target.derivative], haveValues: try values([target.derivative], at: span) != nil)
  }

  private func length(of formula: Term) -> Int { formulaPrinter(.plain).text(formula).count }

  private func length(of steps: [Display.Step]) -> Int {
    guard case .tree(let tree)? = steps.first else { return .max }
    return notation.text(tree).count
  }
}
