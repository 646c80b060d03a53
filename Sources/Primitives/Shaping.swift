import Arrays
import Graph

/// What moves entries and computes nothing: all linear, each with the other as its transpose. All
/// work on the last axes and let any leading ones pass.
extension Primitive {
  /// The same entries in row-major order under another shape, that of the attributes.
  public static let reshape: Primitive = Primitive(
    "reshape",
    evaluation: .general({ (operands, _, shape) throws(ArrayError) in
      guard count(operands[0].shape) == count(shape) else {
        throw .unequalCounts(from: operands[0].shape, to: shape)
      }
      return operands[0].reshaped(shape)
    }),
    derivative: .linear(transpose: { application, cotangent in
      let g = application.graph
      let own = g[application.result].shape.order
      let leading = g.shape(of: cotangent).sizes.dropLast(own)
      let shape = Shape(leading + g.shape(of: application.operands[0]).sizes)
      return g.applied(.reshape, cotangent, attributes: Attributes(shape: shape))
    }),
    shape: { (table, shapes, attributes) throws(ShapeError) in
      let shape = attributes.shape ?? .scalar
      if let old = shapes[0].known, let new = shape.known, count(old) != count(new) {
        let wanted = count(new).map { "\($0) entries" } ?? "fewer entries"
        throw .needs(operand: 0, .phrase("an array of \(wanted)"))
      }
      do { try table.unifyCounts(shapes[0].sizes, shape.sizes) } catch {
        let wanted = shape.sizes.map(table.text).joined(separator: "·")
        throw .needs(operand: 0, .phrase("an array of \(wanted) entries"))
      }
      return shape
    })

  private static func count(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = product
    }
    return count
  }

  // MARK: Slices

  /// Picks entries: an ``Indexing`` of the last axes.
  public static let slice: Primitive = Primitive(
    "slice",
    evaluation: .general({ (operands, attributes, shape) throws(ArrayError) in
      var result = Tensor(uninitialized: shape)
      let out = result.mutablePointer()
      let source = operands[0].pointer
      try Indexing(attributes).forEachRun(of: operands[0].shape) { position, offset, step, count in
        for entry in 0..<count { out[position + entry] = source[offset + entry * step] }
      }
      return result
    }),
    derivative: .linear(transpose: { application, cotangent in
      let g = application.graph
      let indexing = Indexing(application.attributes)
      let own = g.shape(of: application.operands[0]).sizes.suffix(indexing.axes.count)
      return g.applied(
        .scatter, cotangent,
        attributes: Attributes(application.attributes.integers, shape: Shape(Array(own))))
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      try Indexing(attributes).shape(of: shapes[0])
    })

  /// Puts entries into zeros: the transpose of ``slice``; the attributes' shape is that of the last
  /// axes.
  public static let scatter: Primitive = Primitive(
    "scatter",
    evaluation: .general({ (operands, attributes, shape) throws(ArrayError) in
      var result = Tensor(shape, repeating: 0)
      let out = result.mutablePointer()
      let source = operands[0].pointer
      try Indexing(attributes).forEachRun(of: shape) { position, offset, step, count in
        for entry in 0..<count { out[offset + entry * step] += source[position + entry] }
      }
      return result
    }),
    derivative: .linear(transpose: { application, cotangent in
      application.graph.applied(
        .slice, cotangent, attributes: Attributes(application.attributes.integers))
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      let kept = Indexing(attributes).axes.count { !$0.isDropped }
      return Shape(shapes[0].sizes.dropLast(kept) + (attributes.shape?.sizes ?? []))
    })

  /// Picks entries along an axis by a list of positions from 0; attributes: the axis from the last,
  /// then the positions.
  public static let gather: Primitive = Primitive(
    "gather",
    evaluation: .general({ (operands, attributes, shape) throws(ArrayError) in
      let positions = attributes.integers.dropFirst()
      let from = AxisLayout(operands[0].shape, fromEnd: attributes.integers[0])
      let to = AxisLayout(shape, fromEnd: attributes.integers[0])
      try check(positions, of: from.count)
      var result = Tensor(uninitialized: shape)
      let out = result.mutablePointer()
      for block in 0..<from.outer {
        for (entry, position) in positions.enumerated() {
          for lane in 0..<from.inner {
            out[to.offset(block, entry, lane)] =
              operands[0].pointer[from.offset(block, position, lane)]
          }
        }
      }
      return result
    }),
    derivative: .linear(transpose: { application, cotangent in
      let g = application.graph
      let shape = g.shape(of: application.operands[0])
      let size = shape[shape.order - 1 - application.attributes.integers[0]]
      return g.applied(
        .ungather, cotangent,
        attributes: Attributes(application.attributes.integers, shape: Shape([size])))
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      var shape = shapes[0]
      let axis = shape.order - 1 - attributes.integers[0]
      if let size = shape[axis].known, let largest = attributes.integers.dropFirst().max(),
        largest >= size
      {
        throw .needs(operand: 0, .phrase("at least \(largest + 1) entries along axis \(axis + 1)"))
      }
      shape.sizes[axis] = Size(attributes.integers.count - 1)
      return shape
    })

  /// Adds entries up at a list of positions along an axis: the transpose of ``gather``; the
  /// attributes' shape is the size of that axis.
  public static let ungather: Primitive = Primitive(
    "ungather",
    evaluation: .general({ (operands, attributes, shape) throws(ArrayError) in
      let positions = attributes.integers.dropFirst()
      let from = AxisLayout(operands[0].shape, fromEnd: attributes.integers[0])
      let to = AxisLayout(shape, fromEnd: attributes.integers[0])
      try check(positions, of: to.count)
      var result = Tensor(shape, repeating: 0)
      let out = result.mutablePointer()
      for block in 0..<from.outer {
        for (entry, position) in positions.enumerated() {
          for lane in 0..<from.inner {
            out[to.offset(block, position, lane)] +=
              operands[0].pointer[from.offset(block, entry, lane)]
          }
        }
      }
      return result
    }),
    derivative: .linear(transpose: { application, cotangent in
      application.graph.applied(
        .gather, cotangent, attributes: Attributes(application.attributes.integers))
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      var shape = shapes[0]
      shape.sizes[shape.order - 1 - attributes.integers[0]] = attributes.shape?[0] ?? 0
      return shape
    })

  private static func check(
    _ positions: ArraySlice<Int>, of count: Int
  ) throws(ArrayError) {
    for position in positions where position < 0 || position >= count {
      throw .outOfRange(position: position + 1, count: count)
    }
  }

  // MARK: Triangles

  /// The entries on and above a diagonal, else 0, of the last two axes; attributes: which diagonal,
  /// 0 the main one, and 1 for the upper part, 0 for the lower.
  public static let triangle: Primitive = Primitive(
    "triangle",
    evaluation: .general({ operands, attributes, shape in
      let (diagonal, isUpper) = (attributes.integers[0], attributes.integers[1] == 1)
      var result = operands[0]
      let out = result.mutablePointer()
      let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
      var offset = 0
      while offset < result.count {
        for row in 0..<rows {
          for column in 0..<columns {
            let difference = column - row
            if isUpper ? difference < diagonal : difference > diagonal { out[offset + column] = 0 }
          }
          offset += columns
        }
      }
      return result
    }),
    derivative: .linear(transpose: { application, cotangent in
      application.graph.applied(.triangle, cotangent, attributes: application.attributes)
    }),
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[0].order >= 2 else { throw .needs(operand: 0, .matrix) }
      return shapes[0]
    })
}
