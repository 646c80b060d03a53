import Arrays
import Graph

/// Functions of a matrix by its singular values.
extension Primitive {
  /// The number of singular values above the rounding error.
  public static let rank: Primitive = Primitive(
    "rank",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      Tensor(Double(try operands[0].rank()))
    }),
    derivative: .zero, shape: matrixToScalar)

  /// The largest singular value. Its derivative is u·vᵀ, of the singular vectors.
  public static let spectralNorm: Primitive = Primitive(
    "opnorm",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      Tensor(try operands[0].operatorNorm(.two))
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let g = application.graph
      let a = application.operands[0]
      return g.contract("ij,.->.ij", g.leadingDyad(of: a), cotangent)
    }),
    shape: matrixToScalar)

  /// The singular vectors u and v of the largest singular value s, one after the other.
  ///
  /// z = [u; v] is an eigenvector of the symmetric matrix H = [0 A; Aᵀ 0] with the eigenvalue s.
  /// Where s is simple, dz = (s I − H)⁺ dH z.
  public static let leadingSingularPair: Primitive = Primitive(
    "leading_singular_pair",
    evaluation: .general({ (operands, _, shape) throws(ArrayError) in
      let (u, s, vt) = try operands[0].svd()
      guard s.count > 0 else { return Tensor(shape, repeating: 0) }
      let (m, n) = (operands[0].shape[0], operands[0].shape[1])
      return Tensor(
        shape, (0..<m).map { u[$0 * s.count] } + (0..<n).map { vt[$0] })
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let (g, a, z) = (application.graph, application.operands[0], application.result)
      let shape = g.shape(of: a)
      let upper = g.concatenated([g.zeros(Shape([shape[0], shape[0]])), a], axisFromEnd: 0)
      let lower = g.concatenated(
        [g.transposed(a), g.zeros(Shape([shape[1], shape[1]]))], axisFromEnd: 0)
      let h = g.concatenated([upper, lower], axisFromEnd: 1)
      let norm = g.applied(.spectralNorm, a)
      let shifted = g.subtract(g.multiply(g.delta(g.shape(of: h)[0]), norm), h)
      let weights = g.contract(
        ".i,ij->.j", cotangent, g.applied(.pseudoInverse, shifted))
      let witnesses = [g.ones(Shape([shape[0]])), g.ones(Shape([shape[1]]))]
      func half(_ index: Int, _ node: NodeID) -> NodeID {
        g.part(index, of: node, like: witnesses, axisFromEnd: 0)
      }
      return g.add(
        g.contract(".i,j->.ij", half(0, weights), half(1, z)),
        g.contract("i,.j->.ij", half(0, z), half(1, weights)))
    }),
    shape: { (table, shapes, _) throws(ShapeError) in
      guard shapes[0].order == 2 else { throw .needs(operand: 0, .matrix) }
      return Shape([table.sum(shapes[0][0], shapes[0][1])])
    })

  /// The ratio of the largest singular value to the smallest, ‖A‖·‖A⁺‖.
  public static let conditionNumber: Primitive = Primitive(
    "cond",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      Tensor(try operands[0].conditionNumber())
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      // The product rule on ‖A‖·‖P‖ with P = A⁺, whose part goes through the rule of P.
      let (g, a) = (application.graph, application.operands[0])
      let p = g.applied(.pseudoInverse, a)
      let ofPseudoInverse = g.multiply(g.leadingDyad(of: p), g.applied(.spectralNorm, a))
      guard case .general(let rule) = Primitive.pseudoInverse.derivative,
        let through = rule(
          Application(graph: g, operands: [a], result: p, attributes: .none), ofPseudoInverse, 0)
      else { return nil }
      let gradient = g.add(
        g.multiply(g.leadingDyad(of: a), g.applied(.spectralNorm, p)), through)
      return g.contract("ij,.->.ij", gradient, cotangent)
    }),
    shape: matrixToScalar)
}

extension Graph {
  /// u·vᵀ of the singular vectors of the largest singular value.
  func leadingDyad(of a: NodeID) -> NodeID {
    let shape = shape(of: a)
    let pair = applied(.leadingSingularPair, a)
    let witnesses = [ones(Shape([shape[0]])), ones(Shape([shape[1]]))]
    return outer(
      part(0, of: pair, like: witnesses, axisFromEnd: 0),
      part(1, of: pair, like: witnesses, axisFromEnd: 0))
  }
}
