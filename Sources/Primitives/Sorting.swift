import Arrays
import Graph

/// Sorting, and permutations that are values.
extension Primitive {
  /// The positions, from 0, that sort a vector: equal entries keep their order, NaN comes last.
  public static let sortingOrder: Primitive = Primitive(
    "sorting_order",
    evaluation: .general({ (operands, _, shape) throws(ArrayError) in
      let x = operands[0].entries
      let order: [Int]
      do {
        order = try x.indices.sorted { a, b in
          if Interrupt.isRequested { throw ArrayError.interrupted }
          if x[a].isNaN || x[b].isNaN { return !x[a].isNaN || (x[b].isNaN && a < b) }
          return x[a] == x[b] ? a < b : x[a] < x[b]
        }
      } catch {
        throw .interrupted
      }
      return Tensor(shape, order.map { Double($0) })
    }),
    derivative: .zero,
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[0].order == 1 else { throw .needs(operand: 0, .vector) }
      return shapes[0]
    })

  /// Entry p[i] of the last axis at i; operands: the array and the positions p, each of which may
  /// appear once.
  public static let permuted: Primitive = Primitive(
    "permuted",
    evaluation: .general({ operands, _, shape in
      permute(operands, shape) { $0[$2] = $1[$3] }
    }),
    derivative: .general(vjp: { application, cotangent, index in
      index == 0
        ? application.graph.applied(.unpermuted, cotangent, application.operands[1]) : nil
    }),
    shape: { (_, shapes, _) throws(ShapeError) in shapes[0] })

  /// Entry i of the last axis at p[i]: the transpose of ``permuted``.
  public static let unpermuted: Primitive = Primitive(
    "unpermuted",
    evaluation: .general({ operands, _, shape in
      permute(operands, shape) { $0[$3] = $1[$2] }
    }),
    derivative: .general(vjp: { application, cotangent, index in
      index == 0 ? application.graph.applied(.permuted, cotangent, application.operands[1]) : nil
    }),
    shape: { (_, shapes, _) throws(ShapeError) in shapes[0] })

  private static func permute(
    _ operands: [Tensor], _ shape: [Int],
    _ move: (UnsafeMutablePointer<Double>, UnsafePointer<Double>, Int, Int) -> Void
  ) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let out = result.mutablePointer()
    let count = operands[1].count
    var offset = 0
    while offset < result.count {
      for entry in 0..<count {
        move(out + offset, operands[0].pointer + offset, entry, Int(operands[1].pointer[entry]))
      }
      offset += count
    }
    return result
  }

  /// The entries in ascending order; equal ones keep their order, and so their derivatives.
  public static let sort: Primitive = Primitive(
    "sort",
    evaluation: .general({ (operands, _, shape) throws(ArrayError) in
      var comparisons = 0
      do {
        return Tensor(
          shape,
          try operands[0].entries.sorted { a, b in
            comparisons &+= 1
            if comparisons & 0xFFFF == 0, Interrupt.isRequested { throw ArrayError.interrupted }
            return b.isNaN ? !a.isNaN : a < b
          })
      } catch {
        throw .interrupted
      }
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let g = application.graph
      return g.applied(
        .unpermuted, cotangent, g.applied(.sortingOrder, application.operands[0]))
    }),
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[0].order == 1 else { throw .needs(operand: 0, .vector) }
      return shapes[0]
    })
}
