import Elaboration
import Graph
import Syntax

/// The forward and the backward pass of a name as a lecture note writes them.
extension Session {
  /// `:forward J`: one line for each equation on the way to J.
  func showForwardPass(_ argument: String, at span: Span) throws(Stop) {
    let wanted = try passTarget(argument, at: span)
    for index in equations(below: wanted) {
      guard case .equation(let equation) = state.slots[index].content else { continue }
      let formula = formulaText(equation.term, notation)
      try showLine(state.slots[index].text, formula, state.slots[index].term, at: span)
    }
  }

  /// `:backward J`: ∂J/∂v for each name v that J rests on, in reverse order.
  func showBackwardPass(_ argument: String, at span: Span) throws(Stop) {
    let index = try passTarget(argument, at: span)
    let target = state.slots[index]
    guard graph[target.node].shape.order == 0 else {
      throw failure(
        "the backward pass starts from a scalar", at: span,
        label: "\(target.text) is \(text(graph.shape(of: target.node), target.orientation))")
    }
    let equations = equations(below: index)
    var order = Array(equations.reversed().dropFirst())
    for equation in equations.reversed() {
      for leaf in state.slots[equation].equation?.dependencies ?? []
      where !order.contains(leaf) && leaf != index {
        if case .function = state.slots[leaf].content { continue }
        order.append(leaf)
      }
    }
    for variable in order {
      let slot = state.slots[variable]
      let tree = Expression(
        .derivative(
          Expression(.name(target.text), span), variables: [Expression(.name(slot.text), span)]),
        span)
      let term = try understand(tree).term
      let head =
        options.isASCII ? "grad(\(target.text), \(slot.text))" : "∂\(target.text)/∂\(slot.text)"
      try showLine(head, formulaText(term, notation), term, at: span)
    }
  }

  private func showLine(
    _ head: String, _ formula: String, _ term: Term, at span: Span
  ) throws(Stop) {
    var line = "\(head) = \(formula)"
    if let value = try values([term], at: span)?[0] {
      let text = valuePrinter(width: nil).text(value, orientation: term.orientation).text
      let isOneLine = !text.contains("\n")
      if isOneLine {
        if text != formula { line += " = \(text)" }
      } else {
        let named = valuePrinter(width: output.width).text(
          value, orientation: term.orientation, name: head)
        line += "\n" + named.text
      }
    }
    output.result(line)
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
  private func equations(below index: Int) -> [Int] {
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
