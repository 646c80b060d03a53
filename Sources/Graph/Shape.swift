/// The sizes of all axes. Its order (0 scalar, 1 vector or row, 2 matrix, …) is static; its sizes
/// may be symbols.
public struct Shape: Hashable, Sendable {
  public var sizes: [Size]

  @inlinable
  public init(_ sizes: [Size]) { self.sizes = sizes }

  public init(_ sizes: [Int]) { self.sizes = sizes.map { Size($0) } }

  public static let scalar = Shape([Size]())

  /// The number of axes.
  @inlinable
  public var order: Int { sizes.count }

  /// All sizes as numbers; nil where one is a symbol.
  public var known: [Int]? {
    var numbers: [Int] = []
    numbers.reserveCapacity(sizes.count)
    for size in sizes {
      guard let number = size.known else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The axes of this, then those of the other.
  public func followed(by other: Shape) -> Shape { Shape(sizes + other.sizes) }

  @inlinable
  public subscript(axis: Int) -> Size { sizes[axis] }
}

/// How an array of order 1 lies: a vector is a column unless it is declared, written or transposed
/// to be a row. Arrays of other orders are `.column`.
public enum Orientation: Hashable, Sendable {
  case column, row
}

/// A node and how it lies: what an expression of the language means.
public struct Term: Hashable, Sendable {
  public var node: NodeID
  public var orientation: Orientation

  public init(_ node: NodeID, _ orientation: Orientation = .column) {
    self.node = node
    self.orientation = orientation
  }
}

/// Why operands don't fit a rule: facts, of which the Elaborator makes sentences.
public enum ShapeError: Error, Sendable {
  /// What an operand must be.
  public enum Requirement: Sendable, Equatable {
    case scalar, vector, matrix, square, scalarOrVector, vectorOrMatrix, nonEmpty
    case positiveInteger, integer, constant
    case axis(order: Int)
    /// Anything else, as a phrase: "a probability vector".
    case phrase(String)
  }

  /// Operand number `operand` (from 0) is not what the rule needs.
  case needs(operand: Int, Requirement)
  /// Axis `axis` of one operand must be as long as axis `otherAxis` of another.
  case sizes(operand: Int, axis: Int, other: Int, otherAxis: Int)
  /// All operands must have one shape (or be scalars).
  case shapes(operand: Int, other: Int)
  /// A number of arguments that the function doesn't take.
  case arity(expected: ClosedRange<Int>, got: Int)
}
