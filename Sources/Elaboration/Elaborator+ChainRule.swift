import Graph
import Primitives
import Syntax

/// The chain rule's product: `prod(∂J/∂o, ∂o/∂v)`, and `∂J/∂o * ∂o/∂v` side by side.
extension Elaborator {
  /// The last axes of the first with the first axes of the second, as many as the quantity between
  /// them has.
  func chainProduct(
    _ left: Expression, _ right: Expression, at span: Span
  ) throws(Failure) -> Term {
    let a = try term(left)
    let b = try term(right)
    let count: Int
    if case .derivative(let request) = graph[b.node].form, request.cotangent == nil {
      count = graph[request.function].shape.order
    } else if case .derivative(let request) = graph[a.node].form, request.tangent == nil {
      count = graph[request.variable].shape.order
    } else {
      count = min(order(a), order(b))
    }
    let (m, n) = (order(a), order(b))
    let misfit = fail(
      Diagnostic(
        "prod multiplies the last axes of its first argument with the first axes of its second",
        at: span,
        notes: ["\(text(left)) is \(sizeText(a)), \(text(right)) is \(sizeText(b))"],
        hint: "as in prod(∂J/∂o, ∂o/∂v)"))
    guard count <= m, count <= n else { throw misfit }
    for axis in 0..<count {
      do { try graph.sizes.unify(shape(a)[m - count + axis], shape(b)[axis]) } catch {
        throw misfit
      }
    }
    let leftLabels = Labels(0..<m)
    let rightLabels = Labels((m - count)..<(m - count + n))
    let node = graph.contract(
      [Factor(a.node, leftLabels), Factor(b.node, rightLabels)],
      to: Labels(leftLabels.dropLast(count)) + Labels(rightLabels.dropFirst(count)))
    return Term(node)
  }

  /// `∂L/∂z ∂z/∂x` in a note is the chain rule in whatever layout, and so is `∂z/∂x ∂L/∂z`; nil for
  /// other factors, and within index notation, where they are numbers.
  func chainRule(_ operands: Operands, at span: Span) throws(Failure) -> Term? {
    guard dialect == .notes, members == nil,
      let first = operands.left.lastFactor.simpleDerivative,
      let second = operands.right.bare.simpleDerivative
    else { return nil }
    if let between = second.function, first.variable == between {
      return try chainProduct(operands.left, operands.right, at: span)
    }
    if let between = first.function, second.variable == between {
      return try chainProduct(operands.right, operands.left, at: span)
    }
    return nil
  }
}

extension Expression {
  /// The last of factors side by side.
  fileprivate var lastFactor: Expression {
    switch form {
    case .binary(_, .juxtapose, let right, _), .binary(_, .multiply, let right, _): right.bare
    default: bare
    }
  }

  /// The name by which a first derivative is taken, and that of what is differentiated, if it has
  /// one.
  fileprivate var simpleDerivative: (function: String?, variable: String)? {
    guard case .derivative(let function, let variables) = form, variables.count == 1,
      let variable = variables[0].bareName
    else { return nil }
    return (function.bareName, variable)
  }
}
