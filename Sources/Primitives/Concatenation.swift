import Arrays
import Graph

/// What puts arrays together, and takes them apart again. All work on the last axes and let leading
/// ones pass.
extension Primitive {
  /// Operands one after the other along an axis; attributes: the axis from the last.
  public static let concatenate: Primitive = Primitive(
    "concatenate",
    evaluation: .general({ operands, attributes, shape in
      let to = AxisLayout(shape, fromEnd: attributes.integers[0])
      var result = Tensor(uninitialized: shape)
      let out = result.mutablePointer()
      var start = 0
      for operand in operands {
        let from = AxisLayout(operand.shape, fromEnd: attributes.integers[0])
        let run = from.count * from.inner
        for block in 0..<to.outer {
          (out + to.offset(block, start, 0)).update(
            from: operand.pointer + from.offset(block, 0, 0), count: run)
        }
        start += from.count
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, index in
      application.graph.part(
        index, of: cotangent, like: application.operands,
        axisFromEnd: application.attributes.integers[0])
    }),
    shape: { (table, shapes, attributes) throws(ShapeError) in
      var result = shapes[0]
      let axis = result.order - 1 - attributes.integers[0]
      for (index, shape) in shapes.enumerated().dropFirst() {
        guard shape.order == result.order else { throw .shapes(operand: 0, other: index) }
        for other in 0..<shape.order where other != axis {
          do { try table.unify(result[other], shape[other]) } catch {
            throw .sizes(operand: 0, axis: other, other: index, otherAxis: other)
          }
        }
        result.sizes[axis] = table.sum(result[axis], shape[axis])
      }
      return result
    })

  /// The part of operand 0 that one of the other operands has in their concatenation; attributes:
  /// the axis from the last, and which of them. The others only say how long they are, where sizes
  /// are symbols.
  public static let concatenatedPart: Primitive = Primitive(
    "part",
    evaluation: .general({ operands, attributes, shape in
      let (fromEnd, index) = (attributes.integers[0], attributes.integers[1])
      let start = operands[1..<(1 + index)].map { AxisLayout($0.shape, fromEnd: fromEnd).count }
        .reduce(0, +)
      let from = AxisLayout(operands[0].shape, fromEnd: fromEnd)
      let to = AxisLayout(shape, fromEnd: fromEnd)
      var result = Tensor(uninitialized: shape)
      let out = result.mutablePointer()
      for block in 0..<to.outer {
        (out + to.offset(block, 0, 0)).update(
          from: operands[0].pointer + from.offset(block, start, 0), count: to.count * to.inner)
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, index in
      guard index == 0 else { return nil }
      let g = application.graph
      let (fromEnd, chosen) = (
        application.attributes.integers[0], application.attributes.integers[1]
      )
      let shape = g.shape(of: cotangent)
      let axis = shape.order - 1 - fromEnd
      var parts: [NodeID] = []
      for (number, operand) in application.operands.dropFirst().enumerated() {
        if number == chosen {
          parts.append(cotangent)
          continue
        }
        let own = g.shape(of: operand)
        var zeros = shape
        zeros.sizes[axis] = own[own.order - 1 - fromEnd]
        parts.append(g.zeros(zeros))
      }
      return g.concatenated(parts, axisFromEnd: fromEnd)
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      var shape = shapes[0]
      let part = shapes[1 + attributes.integers[1]]
      let fromEnd = attributes.integers[0]
      shape.sizes[shape.order - 1 - fromEnd] = part[part.order - 1 - fromEnd]
      return shape
    })

  /// Scalars as the entries, in row-major order, of an array with the attributes' shape.
  public static let stack: Primitive = Primitive(
    "stack",
    evaluation: .general({ operands, _, shape in Tensor(shape, operands.map { $0[0] }) }),
    derivative: .general(vjp: { application, cotangent, index in
      var rest = index
      var integers: [Int] = []
      for size in (application.graph[application.result].shape.known ?? []).reversed() {
        integers = Indexing.Axis.entry(rest % size).integers + integers
        rest /= size
      }
      return application.graph.applied(.slice, cotangent, attributes: Attributes(integers))
    }),
    shape: { (_, shapes, attributes) throws(ShapeError) in
      for (index, shape) in shapes.enumerated() where shape.order != 0 {
        throw .needs(operand: index, .scalar)
      }
      return attributes.shape ?? Shape([shapes.count])
    })
}

extension Graph {
  /// Nodes one after the other along an axis that counts from the last.
  public func concatenated(_ parts: [NodeID], axisFromEnd: Int) -> NodeID {
    if parts.count == 1 { return parts[0] }
    do { return try apply(.concatenate, to: parts, Attributes([axisFromEnd])) } catch {
      preconditionFailure("a rule concatenated what doesn't fit: \(error)")
    }
  }

  /// The part of a node that one of several arrays has in their concatenation.
  public func part(_ index: Int, of whole: NodeID, like parts: [NodeID], axisFromEnd: Int) -> NodeID
  {
    let order = self[parts[0]].shape.order
    let sizes = parts.map { shape(of: $0)[order - 1 - axisFromEnd].known }
    if let known = sizes as? [Int] {
      let start = known[..<index].reduce(0, +)
      let axes = (0..<order).map { axis in
        axis == order - 1 - axisFromEnd
          ? Indexing.Axis.range(start: start, step: 1, count: known[index]) : .all
      }
      return applied(.slice, whole, attributes: Indexing(axes).attributes)
    }
    do {
      return try apply(.concatenatedPart, to: [whole] + parts, Attributes([axisFromEnd, index]))
    } catch {
      preconditionFailure("a rule took a part that doesn't fit: \(error)")
    }
  }
}
