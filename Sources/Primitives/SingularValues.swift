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
      application.graph.contract(
        "i,j,.->.ij", application.graph.leftSingular(application.operands[0]),
        application.graph.rightSingular(application.operands[0]), cotangent)
    }),
    shape: matrixToScalar)

  /// The left singular vector u of the largest singular value s.
  ///
  /// It is an eigenvector of A·Aᵀ. Where s is simple, du = M⁻¹ (I − u uᵀ) d(A Aᵀ) u with
  /// M = s² (I + u uᵀ) − A Aᵀ, whose other eigenvalues are those of s² I − A Aᵀ: its pseudo-inverse
  /// would take what rounding leaves of 0 for a singular value. So with w = M⁻¹ (c − u uᵀc) the
  /// cotangent c gives s w vᵀ + u wᵀ A.
  public static let leftSingularVector: Primitive = Primitive(
    "left_singular",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      try leadingVectors(operands[0]).left
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let (g, a, u) = (application.graph, application.operands[0], application.result)
      let w = g.awayFromLargest(cotangent, g.contract("ik,jk->ij", a, a), a, u)
      return g.add(
        g.contract(",.i,j->.ij", g.applied(.spectralNorm, a), w, g.rightSingular(a)),
        g.contract("i,.k,kj->.ij", u, w, a))
    }),
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[0].order == 2 else { throw .needs(operand: 0, .matrix) }
      return Shape([shapes[0][0]])
    })

  /// The right singular vector v of the largest singular value s; its entry of the largest magnitude
  /// is positive.
  ///
  /// It is an eigenvector of Aᵀ·A: with w = (s² (I + v vᵀ) − Aᵀ A)⁻¹ (c − v vᵀc) the cotangent c gives
  /// s u wᵀ + A w vᵀ.
  public static let rightSingularVector: Primitive = Primitive(
    "right_singular",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      try leadingVectors(operands[0]).right
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let (g, a, v) = (application.graph, application.operands[0], application.result)
      let w = g.awayFromLargest(cotangent, g.contract("ki,kj->ij", a, a), a, v)
      return g.add(
        g.contract(",i,.j->.ij", g.applied(.spectralNorm, a), g.leftSingular(a), w),
        g.contract("ik,.k,j->.ij", a, w, v))
    }),
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[0].order == 2 else { throw .needs(operand: 0, .matrix) }
      return Shape([shapes[0][1]])
    })

  private static func leadingVectors(_ a: Tensor) throws(ArrayError) -> (
    left: Tensor, right: Tensor
  ) {
    let (m, n) = (a.shape[0], a.shape[1])
    let (u, s, vt) = try a.svd()
    guard s.count > 0 else {
      return (Tensor([m], repeating: 0), Tensor([n], repeating: 0))
    }
    let right = (0..<n).map { vt[$0] }
    let largest = right.max { Swift.abs($0) < Swift.abs($1) } ?? 0
    let sign = largest < 0 ? -1.0 : 1
    return (
      Tensor([m], (0..<m).map { sign * u[$0 * s.count] }), Tensor([n], right.map { sign * $0 })
    )
  }

  /// The ratio of the largest singular value to the smallest, ‖A‖·‖A⁺‖.
  ///
  /// The leading singular vectors of A⁺ are those of A's smallest singular value, exchanged.
  public static let conditionNumber: Primitive = Primitive(
    "cond",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      Tensor(try operands[0].conditionNumber())
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let (g, a) = (application.graph, application.operands[0])
      let p = g.applied(.pseudoInverse, a)
      let gradient = g.subtract(
        g.outer(g.leftSingular(a), g.rightSingular(a)),
        g.multiply(application.result, g.outer(g.rightSingular(p), g.leftSingular(p))))
      return g.contract(",ij,.->.ij", g.applied(.spectralNorm, p), gradient, cotangent)
    }),
    shape: matrixToScalar)
}

extension Graph {
  fileprivate func leftSingular(_ a: NodeID) -> NodeID { applied(.leftSingularVector, a) }
  fileprivate func rightSingular(_ a: NodeID) -> NodeID { applied(.rightSingularVector, a) }

  /// (s² (I + v vᵀ) − G)⁻¹ (c − v vᵀc) for the largest singular value s of `a`, one of its Gram
  /// matrices and the eigenvector of that.
  fileprivate func awayFromLargest(
    _ cotangent: NodeID, _ gram: NodeID, _ a: NodeID, _ vector: NodeID
  ) -> NodeID {
    let norm = applied(.spectralNorm, a)
    let dyad = outer(vector, vector)
    let shifted = multiply(norm, norm, add(delta(shape(of: gram)[0]), dyad))
    let inverse = applied(.inverse, subtract(shifted, gram))
    let rest = subtract(cotangent, contract(".i,i,j->.j", cotangent, vector, vector))
    return contract(".i,ij->.j", rest, inverse)
  }
}
