import Arrays
import Calculus
import Elaboration
import Graph
import Printing
import Syntax

/// The forward and the backward pass of a name as a lecture note writes them.
extension Session {
  // MARK: Forward

  /// `:forward J`: one line for each equation on the way to J.
  func showForwardPass(_ argument: String, at span: Span) throws(Stop) {
    let wanted = try passTarget(argument, at: span)
    var lines: [Display.Line] = []
    for index in equations(below: wanted) {
      let slot = state.slots[index]
      guard case .equation(let equation) = slot.content else { continue }
      let step: Display.Step =
        equation.component == 0 && equation.draws.isEmpty
        ? .tree(equation.tree.withProducts) : .formula(formula(equation.term))
      lines.append(
        Display.Line(
          head: Expression(.name(slot.text), span),
          steps: [step] + (try valueSteps(slot.term, at: span))))
    }
    show(Display(lines: lines))
  }

  // MARK: Backward

  /// `:backward J`: ∂J/∂v for each name v that J rests on, in reverse order: the chain rule's step,
  /// the formula it comes to, and the value where it is known.
  func showBackwardPass(_ argument: String, at span: Span) throws(Stop) {
    let target = try passTarget(argument, at: span)
    let slot = state.slots[target]
    guard graph[slot.node].shape.order == 0 else {
      throw failure(
        "the backward pass starts from a scalar", at: span,
        label: "\(slot.text) is \(text(graph.shape(of: slot.node), slot.orientation))")
    }
    try showBackwardLines(of: PassOrder(self, from: target), at: span)
  }

  /// The lines of a backward pass, or those of some of its names.
  func showBackwardLines(
    of pass: PassOrder, where isWanted: (Int) -> Bool = { _ in true }, areExplained: Bool = false,
    at span: Span
  ) throws(Stop) {
    var lines: [Display.Line] = []
    var terms: [Term] = []
    for variable in pass.order where isWanted(variable) {
      if isInterrupted() { throw .interrupted("interrupted") }
      let (line, term) = try backwardLine(variable, pass, at: span)
      lines.append(areExplained ? explained(line, pass.users(of: variable)) : line)
      terms.append(term)
    }
    show(Display(lines: lines))
    if terms.contains(where: isTurned) { sayLayout() }
    sayGrounds(of: terms, haveValues: try values(terms, at: span) != nil)
  }

  /// A line with the rule of each step: the chain rule, then what the steps are.
  private func explained(_ line: Display.Line, _ users: [Int]) -> Display.Line {
    let definitions = users.compactMap { user in
      state.slots[user].equation.map {
        "\(state.slots[user].text) = \(short($0.tree.withProducts))"
      }
    }.joined(separator: ", ")
    var line = line
    line.steps = line.steps.map { step in
      switch step {
      case .tree(let tree): .derived(tree, by: "chain rule")
      case .formula(let term):
        .derived(formulaPrinter(notation).expression(term), by: definitions)
      case .resting(let term, on: let condition, let isMet):
        .derived(
          formulaPrinter(notation).expression(term),
          by: (isMet ? "because " : "if ") + text(condition))
      case .derived, .value: step
      }
    }
    return line
  }

  private func backwardLine(
    _ variable: Int, _ pass: PassOrder, at span: Span
  ) throws(Stop) -> (Display.Line, Term) {
    let (target, slot) = (state.slots[pass.target], state.slots[variable])
    let head = derivativeTree(of: pass.target, by: variable, at: span)
    let understood = try understand(head).term
    var steps: [Display.Step] = []
    var total = formula(understood)
    let isSymmetric = graph.name(of: slot.node)?.isSymmetric == true
    let users = pass.users(of: variable)
    let parts = users.map {
      (
        user: $0,
        node: differentiator.contribution(
          to: slot.node, through: state.slots[$0].node, of: target.node)
      )
    }.filter { $0.node != nil }
    if !parts.isEmpty {
      // The derivatives of the steps are factors of the products only if each is the step's own: not
      // if one of the steps rests on another.
      let isPlain = !isSymmetric && options.layout == .gradient
      if isPlain, parts.map(\.user) != [pass.target], !pass.areNested(parts.map(\.user)) {
        steps.append(.tree(chainRule(parts.map(\.user), variable, pass.target, at: span)))
      }
      var sum = differentiator.sum(of: parts.compactMap(\.node))
      if isSymmetric { sum = differentiator.symmetric(part: sum) }
      let names = users.map { state.slots[$0].node }
      total = Term(differentiator.naming(names, in: sum), understood.orientation)
    }
    try verify(total.node, answering: understood.node, at: span)
    steps.append(.formula(turned(total, like: understood)))
    if let shorter = try shorterStep(than: total, understood, slot.node, pass, at: span) {
      steps.append(shorter)
    }
    steps += try valueSteps(laidOut(understood), at: span)
    return (Display.Line(head: head, steps: steps), understood)
  }

  /// The gradient in one piece, if that is half as long: `o - y`, and what that rests on.
  private func shorterStep(
    than total: Term, _ understood: Term, _ variable: NodeID, _ pass: PassOrder, at span: Span
  ) throws(Stop) -> Display.Step? {
    let printer = formulaPrinter(.plain)
    let length = printer.text(total).count / 2
    // Long passes have each formula short, and deriving all of each again would take long.
    guard length > 5, pass.order.count <= 60, graph.name(of: variable)?.isSymmetric != true else {
      return nil
    }
    let direct = differentiator.directGradient(
      of: state.slots[pass.target].node, by: variable,
      naming: pass.order.map { state.slots[$0].node })
    for leaf in graph.leaves(of: [direct]) where graph[leaf].shape.order == 1 {
      guard let index = slotIndex(of: leaf),
        let node = differentiator.withoutSum(of: leaf, in: direct)
      else { continue }
      let term = turned(Term(node, total.orientation), like: understood)
      guard printer.text(term).count <= length else { continue }
      let condition = Condition(.sumsToOne, of: leaf)
      try verify(node, answering: understood.node, under: condition, at: span)
      guard state.slots[index].isInput else {
        return .resting(term, on: condition, isMet: false)
      }
      if isMet(condition) { return .resting(term, on: condition, isMet: true) }
    }
    let term = turned(Term(direct, total.orientation), like: understood)
    guard printer.text(term).count <= length else { return nil }
    try verify(direct, answering: understood.node, at: span)
    return .formula(term)
  }

  /// A formula as the layout has the derivative that it is the formula of.
  private func turned(_ formula: Term, like derivative: Term) -> Term {
    guard isTurned(derivative) else { return formula }
    if graph[formula.node].shape.order == 1 {
      return Term(formula.node, formula.orientation == .row ? .column : .row)
    }
    return Term(differentiator.formula(graph.transposed(formula.node)))
  }

  /// `prod(∂J/∂v, ∂v/∂W2) + prod(∂J/∂s2, ∂s2/∂W2)`.
  private func chainRule(
    _ users: [Int], _ variable: Int, _ target: Int, at span: Span
  ) -> Expression {
    let products = users.map { user in
      user == target
        ? derivativeTree(of: target, by: variable, at: span)
        : Expression(
          .application(
            Expression(.name("prod"), span),
            [
              Argument(value: derivativeTree(of: target, by: user, at: span)),
              Argument(value: derivativeTree(of: user, by: variable, at: span)),
            ], at: span), span)
    }
    return products.dropFirst().reduce(products[0]) { sum, product in
      Expression(.binary(sum, .add, product, at: span), span)
    }
  }

  /// `∂J/∂W2`; in ASCII `grad(J, W2)`, `d(v, W2)`.
  private func derivativeTree(of function: Int, by variable: Int, at span: Span) -> Expression {
    let (above, below) = (state.slots[function], state.slots[variable])
    let names = [above, below].map { Expression(.name($0.text), span) }
    guard options.isASCII, options.format != .latex else {
      return Expression(.derivative(names[0], variables: [names[1]]), span)
    }
    let word = graph[above.node].shape.order == 0 ? "grad" : "d"
    return Expression(
      .application(
        Expression(.name(word), span), names.map { Argument(value: $0) }, at: span), span)
  }

  // MARK: Both

  /// A term as a formula in the user's names.
  private func formula(_ term: Term) -> Term {
    Term(differentiator.formula(term.node), term.orientation)
  }

  private func valueSteps(_ term: Term, at span: Span) throws(Stop) -> [Display.Step] {
    guard let value = try values([term], at: span)?[0] else { return [] }
    return [.value(value, term.orientation)]
  }

  private func passTarget(_ argument: String, at span: Span) throws(Stop) -> Int {
    if argument.isEmpty {
      // The scalar that was defined last.
      let scalars = state.slots.indices.filter {
        guard case .equation = state.slots[$0].content else { return false }
        return graph[state.slots[$0].node].shape.order == 0
      }
      if let last = scalars.max(by: { state.slots[$0].entered < state.slots[$1].entered }) {
        return last
      }
      throw failure("there is no scalar with an equation", at: span)
    }
    guard let index = slot(of: argument), case .equation = state.slots[index].content else {
      throw failure("\(argument) is no name with an equation", at: span, hint: ":vars lists them")
    }
    return index
  }

  /// Slots with equations that a slot rests on, and itself, each after what it rests on.
  func equations(below index: Int) -> [Int] {
    var reached: Set<Int> = [index]
    var stack = [index]
    while let next = stack.popLast() {
      guard state.slots[next].isEquation else { continue }
      for other in state.slots[next].equation?.dependencies ?? []
      where reached.insert(other).inserted {
        stack.append(other)
      }
    }
    return dependencyOrder().filter { reached.contains($0) }
  }
}
