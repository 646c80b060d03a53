import Graph
import Printing
import Syntax

/// `:layout numerator`: derivatives are shown in another layout than mx's own.
extension Session {
  func setLayout(_ argument: String, at span: Span) throws(Stop) {
    let words = DerivativeLayout.allCases.map(\.rawValue).joined(separator: ", ")
    if !argument.isEmpty {
      guard let layout = DerivativeLayout(rawValue: argument) else {
        throw failure(":layout takes one of \(words)", at: span, hint: ":layout numerator")
      }
      options.layout = layout
    }
    switch options.layout {
    case .gradient:
      aside("a gradient has the shape of its variable; a Jacobian is output × input")
    case .numerator:
      aside(
        "derivatives are shown in numerator layout, output × input; what you type keeps mx's own")
    case .denominator:
      aside(
        "derivatives are shown in denominator layout, input × output; what you type keeps mx's own")
    }
  }

  /// A term as the layout has it, where it is a derivative: itself to compute its value by, or its
  /// formula to show.
  func laidOut(_ term: Term, asFormula: Bool = false) -> Term {
    guard isTurned(term) else { return term }
    if graph[term.node].shape.order == 1 {
      return Term(term.node, term.orientation == .row ? .column : .row)
    }
    let node = asFormula ? differentiator.formula(term.node) : term.node
    return Term(graph.transposed(node))
  }

  /// Whether the layout shows a term transposed.
  func isTurned(_ term: Term) -> Bool {
    guard case .derivative(let request) = graph[term.node].form, request.tangent == nil,
      request.cotangent == nil, graph[term.node].shape.order <= 2
    else { return false }
    return options.layout.transposes(
      function: graph[request.function].shape.order, variable: graph[request.variable].shape.order,
      isRow: term.orientation == .row)
  }

  /// Says that what was shown is in another layout than what is typed.
  func sayLayout() {
    if options.layout != .gradient { aside("in \(options.layout.rawValue) layout") }
  }
}
