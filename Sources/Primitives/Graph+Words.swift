import Arrays
import Graph

/// Words for what derivative rules and constructions say often.
extension Graph {
  /// 1/x, entry by entry.
  public func reciprocal(_ x: NodeID) -> NodeID { applied(.divide, ones(shape(of: x)), x) }

  /// x², entry by entry.
  public func squared(_ x: NodeID) -> NodeID { multiply(x, x) }

  /// x to a constant power, entry by entry: a product where the exponent is 2, so that quadratic
  /// forms stay contractions.
  public func raised(_ x: NodeID, to exponent: Coefficient) -> NodeID {
    switch exponent.value {
    case 0: ones(shape(of: x))
    case 1: x
    case 2: squared(x)
    case -1: reciprocal(x)
    default: applied(.power, x, filled(shape(of: x), with: exponent))
    }
  }

  /// The coefficient that fills a constant array; nil for all else.
  func fillCoefficient(_ id: NodeID) -> Coefficient? {
    guard fillValue(id) != nil, case .contraction(let contraction) = self[id].form else {
      return nil
    }
    return contraction.coefficient
  }

  /// 1 − x, entry by entry.
  func oneMinus(_ x: NodeID) -> NodeID { sum([ones(shape(of: x)), negated(x)]) }

  /// How many entries a shape has, as a scalar node: right for symbolic sizes too.
  public func entryCount(of shape: Shape) -> NodeID { total(ones(shape)) }

  /// The axes in reverse order: the transpose of a matrix; column-major becomes row-major.
  public func axesReversed(_ a: NodeID) -> NodeID {
    let labels = Labels(0..<self[a].shape.order)
    return contract([Factor(a, labels)], to: labels.reversed())
  }

  /// All entries in row-major order along one axis.
  func flattened(_ a: NodeID) -> NodeID {
    let shape = self.shape(of: a)
    if shape.order == 1 { return a }
    return applied(.reshape, a, attributes: Attributes(shape: Shape([entries(of: shape)])))
  }

  /// The entries in column-major order along one axis, as `vec` has them.
  public func vectorized(_ a: NodeID) -> NodeID { flattened(axesReversed(a)) }

  /// The number of entries of a shape, as a size.
  func entries(of shape: Shape) -> Size {
    shape.sizes.dropFirst().reduce(shape.sizes.first ?? 1) { sizes.product($0, $1) }
  }
}

/// Letters for the axes of an array of which one (or all) is reduced, for subscript strings.
struct AxisLetters {
  /// One letter for each axis.
  let all: String
  /// The letters of the axes that are reduced.
  let reduced: String
  /// The letters of the other axes.
  let kept: String

  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyzαβγδεζηθικλμνξοπρστυφχψω")

  /// `fromEnd` counts the reduced axis from the last one, 0; nil reduces all.
  init(order: Int, fromEnd: Int?) {
    let letters = Self.alphabet.prefix(order)
    all = String(letters)
    guard let fromEnd else {
      reduced = all
      kept = ""
      return
    }
    let axis = order - 1 - fromEnd
    reduced = String(letters[axis])
    kept = String(letters.enumerated().filter { $0.offset != axis }.map(\.element))
  }

  /// Letters that come after those of `order` axes.
  static func more(_ count: Int, after order: Int) -> String {
    String(alphabet.dropFirst(order).prefix(count))
  }
}

/// An array as `outer` blocks of `count` by `inner` entries, of which `count` runs along one axis.
struct AxisLayout {
  let outer: Int
  let count: Int
  let inner: Int

  /// `fromEnd` counts the axis from the last one, 0; nil takes all entries as one axis.
  init(_ shape: [Int], fromEnd: Int?) {
    guard let fromEnd else {
      outer = 1
      count = shape.reduce(1, *)
      inner = 1
      return
    }
    let axis = shape.count - 1 - fromEnd
    outer = shape[..<axis].reduce(1, *)
    count = shape[axis]
    inner = shape[(axis + 1)...].reduce(1, *)
  }

  /// The offset of an entry.
  func offset(_ block: Int, _ entry: Int, _ lane: Int) -> Int {
    (block * count + entry) * inner + lane
  }
}

extension Attributes {
  /// The axis, counted from the last, that the first integer says; nil for all axes.
  var axisFromEnd: Int? { integers.first }
}
