import Arrays
import Graph

/// A block of numbers that a program computes or is given, by number.
typealias ValueID = Int

/// What a graph was lowered to: operations on values in order, before buffers are chosen.
struct Program {
  struct Value {
    /// The number of entries.
    var count: Int
    /// The shape it was made in; others may see the same entries under another one.
    var shape: [Int]
    /// Rests on no input: computed once.
    var isConstant: Bool
    /// Which input it is.
    var input: Int?
  }

  /// An array that a caller gets, or that a primitive sees: a value under a shape.
  struct View {
    var value: ValueID
    var shape: [Int]
  }

  var values: [Value] = []
  var operations: [Operation] = []
  var roots: [View] = []
  /// The leaves, in the order of the inputs.
  var inputs: [NodeID] = []
}

/// One step of a program. It writes its output, or adds to it.
struct Operation {
  typealias General =
    @Sendable ([Tensor], Attributes, [Int]) throws(ArrayError) -> Tensor

  enum Kind {
    /// out = a number
    case fill(Double)
    /// out = c·x
    case scale(Scaling)
    /// out = c·x + d
    case affine(Scaling, Double)
    /// out = c·x + d·y
    case add(Scaling, Scaling)
    /// out += c·x
    case addScaled(Scaling)
    /// out = f(x)
    case unary(UnaryKernel)
    /// out = f(x, y), where x or y may be a tile: as many equal numbers as ``Lowering/tileCount``.
    case binary(BinaryKernel, leftIsTile: Bool, rightIsTile: Bool)
    /// Copies, transposes, diagonals, sums over axes and broadcasts; adds to out if `accumulates`.
    case rearrange(UnaryContraction)
    /// The product of a pair; adds to out if `accumulates`.
    case product(PairwiseProduct)
    /// Any other primitive.
    case general(General, Attributes, [Program.View])
  }

  var kind: Kind
  var output: ValueID
  var operands: [ValueID]
  /// Whether the output was written before, and is added to.
  var accumulates = false

  /// Whether the output may take the place of an operand that dies here: entry i of the result
  /// rests on entry i of the operands only.
  var worksInPlace: Bool {
    switch kind {
    case .scale, .affine, .add, .unary, .binary: !accumulates
    case .fill, .addScaled, .rearrange, .product, .general: false
    }
  }
}
