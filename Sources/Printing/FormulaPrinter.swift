import Arrays
import Graph
import Primitives
import Syntax

/// Writes nodes as formulas in the user's names: in matrix notation where there is one, else in
/// index notation.
package struct FormulaPrinter {
  private let graph: Graph
  private let notation: Notation
  /// What the names of derivatives in a formula stand for.
  private let layout: DerivativeLayout
  private let writer: PieceWriter

  package init(
    _ graph: Graph, notation: Notation = .plain, layout: DerivativeLayout = .gradient
  ) {
    self.graph = graph
    self.layout = layout
    self.notation = notation
    let isHidden = graph.names.contains { $0.text == "I" }
    writer = PieceWriter(
      graph: graph, hasIdentity: !isHidden,
      constants: KnownConstants(hidden: graph.names.lazy.map(\.text)))
  }

  /// The formula as a tree; `…` stands for parts beyond all reading.
  package func expression(_ term: Term) -> Expression {
    let pieces = self.pieces(below: term.node)
    guard let piece = pieces[term.node] else { return .name("…") }
    let isRow = term.orientation == .row && graph[term.node].shape.order == 1
    return writer.expression(isRow ? piece.transposed : piece.shortestScalar.withFewestMarks)
  }

  /// The formula as text. A tensor that has no matrix notation is written with its indices, which
  /// is for reading only: `[i, j, k] = Σ_l A[i, l]*B[j, l, k]`.
  package func text(_ term: Term) -> String {
    indexed(term.node) ?? notation.text(expression(term))
  }

  // MARK: Pieces

  private func pieces(below root: NodeID) -> [NodeID: Piece] {
    var pieces: [NodeID: Piece] = [:]
    // A derivative's name stands for it: what it is differentiated by is written as a name.
    for id in graph.postorder([root]) {
      pieces[id] = piece(of: id, pieces)
    }
    return pieces
  }

  private func kind(of id: NodeID) -> Piece.Kind {
    switch graph[id].shape.order {
    case 0: .scalar
    case 1: .column
    case 2: .matrix
    default: .array
    }
  }

  private func piece(of id: NodeID, _ pieces: [NodeID: Piece]) -> Piece {
    let kind = kind(of: id)
    let operands = graph[id].operands.map { pieces[$0] ?? .name("…", self.kind(of: $0)) }
    switch graph[id].form {
    case .named(let nameID):
      let name = graph.name(nameID)
      if kind == .column, name.orientation == .row {
        return Piece.name(name.text, .row).transposed
      }
      return .name(name.text, kind, isSymmetric: name.isSymmetric)
    case .literal(let literal):
      let tensor = graph.tensor(literal)
      return .atom(LiteralWriter.expression(tensor), kind, own: 2 + tensor.count)
    case .contraction(let contraction):
      return MatrixNotation.piece(of: contraction, operands, writer: writer)
        ?? ArrayNotation(graph: graph, writer: writer).einsum(contraction, operands, kind)
    case .sum: return .sum(CommutationTerms(writer: writer).joined(operands))
    case .primitive(let primitive, let nodes, let attributes):
      return PrimitiveNotation(graph: graph, writer: writer, pieces: pieces)
        .piece(primitive, nodes, operands, attributes, shape: graph.shape(of: id), kind: kind)
    case .derivative(let request): return derivative(request, operands, kind)
    }
  }

  // MARK: Derivatives

  private func derivative(
    _ request: DerivativeRequest, _ operands: [Piece], _ kind: Piece.Kind
  ) -> Piece {
    let function = writer.expression(operands[0])
    let name = graph.name(of: request.variable)
    let variable = name.map { Expression.name($0.text) } ?? writer.expression(operands[1])
    let isScalar = graph[request.function].shape.order == 0
    let expression: Expression
    if let tangent = request.tangent, let index = graph[request.function].form.derivativeBase {
      // The derivative of a gradient along a tangent: the Hessian's product.
      let isHessian = index.variable == request.variable
      expression =
        isHessian
        ? .call("hvp", [self.expression(Term(index.function)), variable, expressionOf(tangent)])
        : .call("jvp", [function, variable, expressionOf(tangent)])
    } else if request.tangent != nil {
      expression = .call("jvp", [function, variable, argument(operands.last)])
    } else if request.cotangent != nil {
      let seed = argument(operands.last)
      expression =
        isScalar
        ? .call("grad", [function, variable], label: "seed", seed)
        : .call("vjp", [function, variable, seed])
    } else {
      expression = plainDerivative(request, function, variable, isScalar: isScalar)
    }
    if isHessian(request) || (request.tangent == nil && name?.isSymmetric == true), kind == .matrix
    {
      return .symmetric(expression, parts: [operands[0]])
    }
    // A gradient by a row is a row.
    let isRow = kind == .column && isScalar && name?.orientation == .row
    let isPlain = request.tangent == nil && request.cotangent == nil
    let isTurned =
      isPlain
      && layout.transposes(
        function: graph[request.function].shape.order,
        variable: graph[request.variable].shape.order, isRow: isRow)
    if kind == .matrix {
      let piece = Piece.atom(expression, kind, parts: [operands[0]], own: 2)
      return isTurned ? piece.transposed : piece
    }
    let isShownAsRow = isRow != isTurned
    let piece = Piece.atom(expression, isShownAsRow ? .row : kind, parts: [operands[0]], own: 2)
    return isShownAsRow ? piece.transposed : piece
  }

  /// Whether it is the second derivative of a scalar by one variable.
  private func isHessian(_ request: DerivativeRequest) -> Bool {
    guard request.tangent == nil, request.cotangent == nil,
      let inner = graph[request.function].form.derivativeBase
    else { return false }
    return inner.variable == request.variable && graph[inner.function].shape.order == 0
  }

  private func argument(_ piece: Piece?) -> Expression {
    piece.map(writer.expression) ?? .number(0)
  }

  private func expressionOf(_ node: NodeID) -> Expression { expression(Term(node)) }

  private func plainDerivative(
    _ request: DerivativeRequest, _ function: Expression, _ variable: Expression, isScalar: Bool
  ) -> Expression {
    if isHessian(request), let inner = graph[request.function].form.derivativeBase {
      // The second derivative by one variable.
      let base = expression(Term(inner.function))
      if notation == .ascii { return .call("hessian", [base, variable]) }
      return .derivative(base, by: [variable, variable])
    }
    if notation == .ascii { return .call(isScalar ? "grad" : "d", [function, variable]) }
    return .derivative(function, by: [variable])
  }

  // MARK: Index notation

  /// The node with explicit indices, if one of its terms has no matrix form.
  private func indexed(_ root: NodeID) -> String? {
    var terms = [root]
    var scale = Coefficient.one
    let (outer, whole) = IndexNotation.unscaled(root, graph)
    if case .sum(let opened) = graph[whole].form { (terms, scale) = (opened, outer) }
    let pieces = self.pieces(below: root)
    let needsIndices = terms.contains { term in
      let bare = IndexNotation.unscaled(term, graph).1
      guard case .contraction(let contraction) = graph[bare].form,
        !contraction.operands.isEmpty || contraction.output != Labels(contraction.sizes.indices)
      else { return false }
      let operands = contraction.operands.compactMap { pieces[$0] }
      return MatrixNotation.piece(of: contraction, operands, writer: writer) == nil
    }
    guard needsIndices else { return nil }
    return IndexNotation(graph: graph, writer: writer, pieces: pieces)
      .text(root, terms, times: scale, notation)
  }
}

extension Node.Form {
  /// The request of a plain derivative: neither tangent nor cotangent.
  fileprivate var derivativeBase: DerivativeRequest? {
    guard case .derivative(let request) = self, request.tangent == nil, request.cotangent == nil
    else { return nil }
    return request
  }
}
