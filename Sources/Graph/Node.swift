/// A node of one ``Graph``: an index into its arena.
public struct NodeID: Hashable, Sendable, Comparable {
  public let index: Int32

  @inlinable
  init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  public static func < (a: NodeID, b: NodeID) -> Bool { a.index < b.index }
}

/// A name of the session: each bound or declared name is a thing of its own.
public struct NameID: Hashable, Sendable {
  public let index: Int32
  init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }
}

/// An array written in the text or drawn at random: known by identity, not by its entries.
public struct LiteralID: Hashable, Sendable {
  public let index: Int32
  init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }
}

/// What a primitive takes besides operands: axes, bounds, a shape.
public struct Attributes: Hashable, Sendable {
  public var integers: [Int]
  public var shape: Shape?

  public init(_ integers: [Int] = [], shape: Shape? = nil) {
    self.integers = integers
    self.shape = shape
  }

  public static let none = Attributes()
}

/// A derivative that is asked for but not yet derived. How it is derived depends on who asks: a
/// formula keeps the user's names, a plan looks through them and is numerically stable.
public struct DerivativeRequest: Hashable, Sendable {
  /// What is differentiated.
  public var function: NodeID
  /// The named node it is differentiated by.
  public var variable: NodeID
  /// Given: the answer is the vector–Jacobian product with it, in the shape of the variable.
  public var cotangent: NodeID?
  /// Given: the answer is the Jacobian–vector product with it, in the shape of the function.
  public var tangent: NodeID?

  public init(
    of function: NodeID, by variable: NodeID, cotangent: NodeID? = nil, tangent: NodeID? = nil
  ) {
    self.function = function
    self.variable = variable
    self.cotangent = cotangent
    self.tangent = tangent
  }
}

/// Einstein's sum over products: the one product of mx.
///
/// `output[…] = coefficient · Σ Π operands[k][subscripts[k]…]`, summed over all labels that are not
/// in the output. An operand that repeats a label is taken on its diagonal; an output that repeats
/// one is zero off it (a delta); an output label on no operand is broadcast (ones). Without
/// operands it is a constant: a scalar, ones, or the identity. Labels are 0, 1, 2, … by first
/// appearance, the output's first.
public struct Contraction: Hashable, Sendable {
  public var coefficient: Coefficient
  public var operands: [NodeID]
  public var subscripts: [Labels]
  public var output: Labels
  /// The size of each label.
  public var sizes: [Size]

  /// Labels that are on nothing: each multiplies by its size, which is a symbol.
  public var counted: [Int] {
    var isPlaced = Array(repeating: false, count: sizes.count)
    for label in output { isPlaced[label] = true }
    for labels in subscripts { for label in labels { isPlaced[label] = true } }
    return sizes.indices.filter { !isPlaced[$0] }
  }
}

/// A primitive applied to operands, with a shape. Nodes are immutable and interned.
public struct Node: Hashable, Sendable {
  public enum Form: Hashable, Sendable {
    case named(NameID)
    case literal(LiteralID)
    case contraction(Contraction)
    /// Terms of one shape, added from the left.
    case sum([NodeID])
    case primitive(Primitive, [NodeID], Attributes)
    case derivative(DerivativeRequest)
  }

  public let form: Form
  public let shape: Shape

  /// What tells nodes apart for the most part: products and sums, which are many, by their operands,
  /// labels and sizes (ones have nothing else) alone.
  public func hash(into hasher: inout Hasher) {
    switch form {
    case .contraction(let contraction):
      var digest = contraction.coefficient.numerator.bitPattern
      for label in contraction.output { Self.mix(&digest, label) }
      for (operand, labels) in zip(contraction.operands, contraction.subscripts) {
        Self.mix(&digest, Int(operand.index) + 64)
        for label in labels { Self.mix(&digest, label) }
      }
      for size in contraction.sizes { Self.mix(&digest, size.code) }
      hasher.combine(digest)
    case .sum(let terms):
      var digest: UInt64 = 1
      for term in terms { Self.mix(&digest, Int(term.index)) }
      hasher.combine(digest)
    default:
      hasher.combine(form)
      hasher.combine(shape)
    }
  }

  private static func mix(_ digest: inout UInt64, _ value: Int) {
    digest = (digest ^ UInt64(truncatingIfNeeded: value)) &* 0x9E37_79B9_7F4A_7C15
    digest ^= digest >> 29
  }

  /// The nodes that this one is made of.
  public var operands: [NodeID] {
    switch form {
    case .named, .literal: return []
    case .contraction(let contraction): return contraction.operands
    case .sum(let terms): return terms
    case .primitive(_, let operands, _): return operands
    case .derivative(let request):
      return [request.function, request.variable, request.cotangent, request.tangent]
        .compactMap { $0 }
    }
  }
}
