import Arrays
import Graph

/// Sorting, and entries picked by positions that are values.
extension Primitive {
  /// The positions, from 1, that sort a vector: equal entries keep their order, NaN comes last.
  public static let sortingOrder: Primitive = Primitive(
    "argsort",
    evaluation: .general({ (operands, _, shape) throws(ArrayError) in
      let x = operands[0].entries
      let order = try sorted(x.indices) { a, b in
        if x[a].isNaN || x[b].isNaN { return !x[a].isNaN || (x[b].isNaN && a < b) }
        return x[a] == x[b] ? a < b : x[a] < x[b]
      }
      return Tensor(shape, order.map { Double($0 + 1) })
    }),
    derivative: .zero,
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[0].order == 1 else { throw .needs(operand: 0, .vector) }
      return shapes[0]
    })

  /// Entries along an axis at positions, from 1, that are values; operands: the array and the
  /// positions, attributes: the axis from the last. ``gather`` is for positions that are known.
  public static let pick: Primitive = Primitive(
    "pick",
    evaluation: .general({ (operands, attributes, shape) throws(ArrayError) in
      var result = Tensor(uninitialized: shape)
      let out = result.mutablePointer()
      let source = operands[0].pointer
      try forEachPicked(operands[1], of: operands[0].shape, picks: shape, attributes) {
        out[$1] = source[$0]
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, index in
      guard index == 0 else { return nil }
      let g = application.graph
      let shape = g.shape(of: application.operands[0])
      let fromEnd = application.attributes.integers[0]
      return g.applied(
        .unpick, cotangent, application.operands[1],
        attributes: Attributes([fromEnd], shape: Shape([shape[shape.order - 1 - fromEnd]])))
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      guard shapes[1].order == 1 else { throw .needs(operand: 1, .vector) }
      var shape = shapes[0]
      shape.sizes[shape.order - 1 - attributes.integers[0]] = shapes[1][0]
      return shape
    })

  /// Adds entries up at positions along an axis: the transpose of ``pick``; the attributes' shape is
  /// the size of that axis.
  public static let unpick: Primitive = Primitive(
    "unpick",
    evaluation: .general({ (operands, attributes, shape) throws(ArrayError) in
      var result = Tensor(shape, repeating: 0)
      let out = result.mutablePointer()
      let source = operands[0].pointer
      try forEachPicked(operands[1], of: shape, picks: operands[0].shape, attributes) {
        out[$0] += source[$1]
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, index in
      guard index == 0 else { return nil }
      return application.graph.applied(
        .pick, cotangent, application.operands[1],
        attributes: Attributes([application.attributes.integers[0]]))
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      var shape = shapes[0]
      shape.sizes[shape.order - 1 - attributes.integers[0]] = attributes.shape?[0] ?? 0
      return shape
    })

  /// Calls `body` for every picked entry: where it is in the whole array, and where among the picked.
  private static func forEachPicked(
    _ positions: Tensor, of whole: [Int], picks: [Int], _ attributes: Attributes,
    _ body: (Int, Int) -> Void
  ) throws(ArrayError) {
    let fromEnd = attributes.integers[0]
    let (from, to) = (AxisLayout(whole, fromEnd: fromEnd), AxisLayout(picks, fromEnd: fromEnd))
    for entry in 0..<positions.count {
      guard let position = Int(exactly: positions[entry].rounded()), position >= 1,
        position <= from.count
      else {
        throw .outOfRange(
          position: Int(exactly: positions[entry].rounded()) ?? 0, count: from.count)
      }
      for block in 0..<from.outer {
        for lane in 0..<from.inner {
          body(from.offset(block, position - 1, lane), to.offset(block, entry, lane))
        }
      }
    }
  }

  /// The elements in an order; Ctrl-C stops it.
  private static func sorted<Element>(
    _ elements: some Sequence<Element>, by precedes: (Element, Element) -> Bool
  ) throws(ArrayError) -> [Element] {
    var comparisons = 0
    do {
      return try elements.sorted { a, b in
        comparisons &+= 1
        if comparisons & 0xFFFF == 0, Interrupt.isRequested { throw ArrayError.interrupted }
        return precedes(a, b)
      }
    } catch {
      throw .interrupted
    }
  }

  /// The entries in ascending order; equal ones keep their order, and so their derivatives.
  public static let sort: Primitive = Primitive(
    "sort",
    evaluation: .general({ (operands, _, shape) throws(ArrayError) in
      Tensor(shape, try sorted(operands[0].entries) { a, b in b.isNaN ? !a.isNaN : a < b })
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let g = application.graph
      let x = application.operands[0]
      return g.applied(
        .unpick, cotangent, g.applied(.sortingOrder, x),
        attributes: Attributes([0], shape: g.shape(of: x)))
    }),
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[0].order == 1 else { throw .needs(operand: 0, .vector) }
      return shapes[0]
    })
}
