import Graph
import Primitives
import Syntax

/// How primitives are written: by their operator or by the name that a user calls them by. What is
/// not told here is a call by the primitive's own name.
struct PrimitiveNotation {
  let graph: Graph
  let writer: PieceWriter
  /// The pieces of all that is below.
  let pieces: [NodeID: Piece]

  /// The names of primitives that users call otherwise.
  private static let names: [String: String] = [
    "maximum": "max", "minimum": "min", "largest": "max", "smallest": "min",
    "position_of_largest": "argmax", "position_of_smallest": "argmin", "select": "where",
  ]

  private static let operators: [String: BinaryOperator] = [
    "equal": .equal, "unequal": .notEqual, "less": .less, "less_or_equal": .lessOrEqual,
    "greater": .greater, "greater_or_equal": .greaterOrEqual, "and": .and, "or": .or,
  ]

  /// A primitive's application; operands are columns, matrices, scalars or arrays.
  func piece(
    _ primitive: Primitive, _ operands: [NodeID], _ pieces: [Piece], _ attributes: Attributes,
    shape: Shape, kind: Piece.Kind
  ) -> Piece {
    let arrays = ArrayNotation(graph: graph, writer: writer)
    if let piece = arrays.piece(primitive.name, operands, pieces, attributes, shape: shape) {
      return piece
    }
    var pieces = pieces
    if shape.order >= 2, primitive.isElementwise || primitive.name == "select" {
      // Operands work on the last axes.
      for (place, operand) in operands.enumerated() {
        let order = graph[operand].shape.order
        guard order > 0, order < shape.order else { continue }
        pieces[place] =
          shape.order == 2
          ? .spread(pieces[place].transposed, rows: shape[0])
          : arrays.repeated(pieces[place], order, to: shape)
      }
    }
    if let shaped = shaping(
      primitive.name, operands, pieces, attributes, shape: shape, kind: kind)
    {
      return shaped
    }
    if let function = AbstractFunction(primitive) { return abstract(function, pieces, kind) }
    switch primitive.name {
    case "divide": return quotient(pieces)
    case "xdivy": return quotient(pieces)
    case "xlogy": return product(pieces[0], elementwise([pieces[1]]) { .call("log", $0) })
    case "power": return power(operands, pieces)
    case "not": return elementwise(pieces) { .form(.prefix(.not, $0[0])) }
    // The step is mostly met as the derivative of relu, and says where it comes from.
    case "step": return elementwise(pieces) { .call(.transposed(.name("relu")), $0) }
    case "clip", "select": return spreadable(pieces, Self.names[primitive.name] ?? primitive.name)
    case "solve" where graph[operands[1]].shape.order <= 2:
      return solution(operands, pieces, attributes)
    case "inv", "pinv", "adj", "expm":
      // The inverse of a symmetric matrix is symmetric.
      if pieces.allSatisfy({ writer.isOwnTranspose($0) }) {
        return .symmetric(.call(primitive.name, pieces.map(alone)), parts: pieces)
      }
      return call(primitive.name, pieces, kind)
    // Of a matrix it is the norm that people call Frobenius'.
    case "norm2" where graph[operands[0]].shape.order == 2: return call("frob", pieces, kind)
    case "norm2", "norm": return call(primitive.name, pieces, kind)
    case "sqrt":
      guard case .primitive(.variance, let inner, let along) = graph[operands[0]].form,
        let varied = self.pieces[inner[0]]
      else { break }
      return reduced("std", .second, inner, [varied], along, kind)
    // The language's words work along an axis of a matrix.
    case "softmax" where isOfAllEntries(operands, attributes):
      return .entrywise([logSoftmaxOfAll(pieces[0])]) { .call("exp", $0) }
    case "logsoftmax" where isOfAllEntries(operands, attributes):
      return logSoftmaxOfAll(pieces[0])
    default: break
    }
    if let binary = Self.operators[primitive.name] {
      return elementwise(pieces) { .binary($0[0], binary, $0[1]) }
    }
    let name = Self.names[primitive.name] ?? primitive.name
    if primitive.isElementwise { return elementwise(pieces) { .call(name, $0) } }
    if let axis = AxisNotation(primitive.name) {
      return reduced(name, axis, operands, pieces, attributes, kind)
    }
    return call(name, pieces, kind)
  }

  /// A whole operand, transposed if it is shorter that way and that is all the same.
  private func alone(_ piece: Piece) -> Expression { writer.expression(piece) }

  private func call(_ name: String, _ pieces: [Piece], _ kind: Piece.Kind) -> Piece {
    .atom(.call(name, pieces.map(alone)), kind, parts: pieces)
  }

  /// `A \ B`; where A acts on the last axis of a matrix, it is the transpose of `A \ B'`.
  private func solution(
    _ operands: [NodeID], _ pieces: [Piece], _ attributes: Attributes
  ) -> Piece {
    let integers = attributes.integers
    let isTransposed = integers.count == 2 && integers[1] == 1
    let matrix = isTransposed ? pieces[0].transposed : pieces[0]
    if integers.first == 0, graph[operands[1]].shape.order == 2 {
      return Piece.solved(matrix, pieces[1].transposed).transposed
    }
    return .solved(matrix, pieces[1])
  }

  /// `ϕ'(z)`; of a function of several arguments, `∂l(o, y)/∂o`.
  private func abstract(
    _ function: AbstractFunction, _ pieces: [Piece], _ kind: Piece.Kind
  ) -> Piece {
    func written(_ arguments: [Expression]) -> Expression {
      if function.isEntrywise, arguments.count == 1 {
        let callee = function.derivatives.reduce(Expression.name(function.name)) { callee, _ in
          .transposed(callee)
        }
        return .call(callee, arguments)
      }
      let call = Expression.call(function.name, arguments)
      if function.derivatives.isEmpty { return call }
      return .derivative(call, by: function.derivatives.map { arguments[$0] })
    }
    if function.isEntrywise { return elementwise(pieces, written) }
    return .atom(written(pieces.map(alone)), kind, parts: pieces)
  }

  private func isOfAllEntries(_ operands: [NodeID], _ attributes: Attributes) -> Bool {
    graph[operands[0]].shape.order > 1 && attributes.integers.isEmpty
  }

  private func logSoftmaxOfAll(_ piece: Piece) -> Piece {
    let whole = Piece.atom(.call("logsumexp", [alone(piece)]), .matrix, parts: [piece])
    return .sum([piece, .scaled(-1, whole)])
  }

  // MARK: Entry by entry

  /// What works entry by entry: scalars stand for arrays filled with them.
  private func elementwise(
    _ pieces: [Piece], _ build: @escaping ([Expression]) -> Expression
  ) -> Piece {
    if pieces.contains(where: { !isFill($0) }) {
      return .entrywise(pieces.map { isFill($0) ? $0.core : $0 }, build)
    }
    // All are filled with scalars, and so is the result.
    let inner = Piece.entrywise(pieces.map(\.core), build)
    guard case .spread(_, let rows, let columns) = pieces[0].form else { return inner }
    return .spread(inner, rows: rows, columns: columns)
  }

  private func isFill(_ piece: Piece) -> Bool { piece.isSpread && piece.core.kind == .scalar }

  private func spreadable(_ pieces: [Piece], _ name: String) -> Piece {
    elementwise(pieces) { .call(name, $0) }
  }

  private func product(_ a: Piece, _ b: Piece) -> Piece {
    if isFill(a) { return .scaled(.one, by: [a.core], b) }
    return a.kind == .scalar ? .scaled(.one, by: [a, b], nil) : .hadamard([a, b])
  }

  private func quotient(_ pieces: [Piece]) -> Piece {
    let (above, below) = (pieces[0], pieces[1])
    if above.kind == .scalar {
      return .scaled(.one, by: [above], over: [below], nil)
    }
    if isFill(below) { return .scaled(.one, over: [below.core], above) }
    guard isFill(above) else {
      if case .scaled(let coefficient, let by, let over, let inner?) = above.form {
        return .scaled(coefficient, by: by, over: over, divided(inner, by: below))
      }
      return divided(above, by: below)
    }
    return .scaled(.one, by: [above.core], .hadamard([], over: [below]))
  }

  private func divided(_ above: Piece, by below: Piece) -> Piece {
    if case .scaled(let coefficient, let by, let over, let inner?) = below.form {
      return .scaled(
        .one, over: [.scaled(coefficient, by: by, over: over, nil)],
        .hadamard([above], over: [inner]))
    }
    return .hadamard([above], over: [below])
  }

  private func power(_ operands: [NodeID], _ pieces: [Piece]) -> Piece {
    let (base, exponent) = (pieces[0], pieces[1])
    if base.kind == .scalar {
      return .atom(
        .binary(alone(base), .power, alone(exponent)), .scalar, parts: pieces)
    }
    if isFill(exponent), !base.isSpread { return .power(base, alone(exponent.core)) }
    return elementwise(pieces) { .binary($0[0], .elementwisePower, $0[1]) }
  }

  // MARK: Along an axis

  /// How functions that work along an axis say which.
  private enum AxisNotation {
    /// `max(A, axis=1)`: the second place is taken.
    case labelled
    /// `logsumexp(A, 1)`
    case second
    /// `softmax(A)` for columns, `softmax(A, 2)` for rows: the result keeps the axis.
    case columnsUnsaid
    /// `cumsum(A, 1)`: the result keeps the axis.
    case kept

    init?(_ name: String) {
      switch name {
      case "largest", "smallest", "position_of_largest", "position_of_smallest":
        self = .labelled
      case "logsumexp", "var", "std": self = .second
      case "softmax", "logsoftmax": self = .columnsUnsaid
      case "cumsum": self = .kept
      default: return nil
      }
    }
  }

  private func reduced(
    _ name: String, _ notation: AxisNotation, _ operands: [NodeID], _ pieces: [Piece],
    _ attributes: Attributes, _ kind: Piece.Kind
  ) -> Piece {
    let operand = pieces[0]
    let order = graph[operands[0]].shape.order
    guard order >= 2, let fromEnd = attributes.integers.first else {
      let plain = call(name, pieces, kind)
      if case .kept = notation { return fromTheEnd(plain, operand, attributes, total: []) }
      return plain
    }
    let axis = order - fromEnd
    let number = Expression.number(Double(axis))
    switch notation {
    case .labelled:
      return oriented(
        .call(name, [alone(operand)], label: "axis", number), axis, kind, [operand])
    case .second: return oriented(.call(name, [alone(operand), number]), axis, kind, [operand])
    case .columnsUnsaid:
      let arguments = axis == 1 ? [alone(operand)] : [alone(operand), number]
      return .atom(.call(name, arguments), kind, parts: [operand])
    case .kept:
      let sums = Piece.atom(.call(name, [alone(operand), number]), kind, parts: [operand])
      return fromTheEnd(sums, operand, attributes, total: [number])
    }
  }

  /// Collapsing the rows of a matrix gives a row.
  private func oriented(
    _ call: Expression, _ axis: Int, _ kind: Piece.Kind, _ parts: [Piece]
  ) -> Piece {
    guard kind == .column, axis == 1 else { return .atom(call, kind, parts: parts) }
    return Piece.atom(call, .row, parts: parts).transposed
  }

  /// Sums that run from the end are the total, less those from the start, plus the entry.
  private func fromTheEnd(
    _ sums: Piece, _ operand: Piece, _ attributes: Attributes, total axis: [Expression]
  ) -> Piece {
    guard attributes.integers.count > 1, attributes.integers[1] == 1 else { return sums }
    let total = Expression.call("sum", [alone(operand)] + axis)
    let difference = Expression.binary(
      .binary(total, .subtract, alone(sums)), .add, alone(operand))
    return .atom(.parenthesized(difference), sums.kind, parts: [sums, operand, operand])
  }
}
