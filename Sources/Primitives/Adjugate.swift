import Arrays
import Graph

/// P·A·Q = L·D·U by complete pivoting, with L and U triangles of unit diagonal and D diagonal.
///
/// A zero pivot ends it: those after it are zero, and their rows of U and columns of L are units'.
private struct Factors {
  let n: Int
  /// L below the diagonal, D on it, D·U above it.
  private var entries: [Double]
  /// Row i of P·A is row `rows[i]` of A.
  private(set) var rows: [Int]
  /// Column i of A·Q is column `columns[i]` of A.
  private(set) var columns: [Int]
  /// det(P)·det(Q).
  private(set) var sign = 1.0
  private(set) var pivots: [Double]

  init(_ a: Tensor) throws(ArrayError) {
    n = a.shape[0]
    entries = a.entries
    rows = Array(0..<n)
    columns = Array(0..<n)
    pivots = []
    for step in 0..<n {
      if Interrupt.isRequested { throw .interrupted }
      var (row, column, largest) = (step, step, 0.0)
      for i in step..<n {
        for j in step..<n where !(Swift.abs(entries[i * n + j]) <= largest) {
          (row, column, largest) = (i, j, Swift.abs(entries[i * n + j]))
        }
      }
      if row != step {
        for j in 0..<n { entries.swapAt(row * n + j, step * n + j) }
        rows.swapAt(row, step)
        sign = -sign
      }
      if column != step {
        for i in 0..<n { entries.swapAt(i * n + column, i * n + step) }
        columns.swapAt(column, step)
        sign = -sign
      }
      let pivot = entries[step * n + step]
      if pivot == 0 { break }
      for i in (step + 1)..<max(n, step + 1) {
        entries[i * n + step] /= pivot
        let factor = entries[i * n + step]
        for j in (step + 1)..<n { entries[i * n + j] -= factor * entries[step * n + j] }
      }
    }
    pivots = (0..<n).map { entries[$0 * n + $0] }
  }

  /// L[i, j] for j < i.
  private func lower(_ i: Int, _ j: Int) -> Double { pivots[j] == 0 ? 0 : entries[i * n + j] }

  /// U[i, j] for j > i.
  private func upper(_ i: Int, _ j: Int) -> Double {
    pivots[i] == 0 ? 0 : entries[i * n + j] / pivots[i]
  }

  /// L⁻¹·x.
  func solveLower(_ x: inout [Double]) {
    for i in 0..<n { for j in 0..<i { x[i] -= lower(i, j) * x[j] } }
  }

  /// U⁻¹·x.
  func solveUpper(_ x: inout [Double]) {
    for i in (0..<n).reversed() { for j in (i + 1)..<max(n, i + 1) { x[i] -= upper(i, j) * x[j] } }
  }

  /// L⁻ᵀ·x.
  func solveTransposedLower(_ x: inout [Double]) {
    for i in (0..<n).reversed() { for j in (i + 1)..<max(n, i + 1) { x[i] -= lower(j, i) * x[j] } }
  }

  /// U⁻ᵀ·x.
  func solveTransposedUpper(_ x: inout [Double]) {
    for i in 0..<n { for j in 0..<i { x[i] -= upper(j, i) * x[j] } }
  }

  /// The product of all pivots but two, which may be one.
  func product(without i: Int, _ j: Int) -> Double {
    var product = sign
    for (k, pivot) in pivots.enumerated() where k != i && k != j { product *= pivot }
    return product
  }
}

extension Primitive {
  /// The transpose of the cofactors: det(A)·A⁻¹, and right where A has no inverse.
  ///
  /// adj(A) = ±Q·U⁻¹·adj(D)·L⁻¹·P: the one place where a small pivot would be divided by is adj(D),
  /// whose entries are products of the others. So a matrix of rank n − 1 gives its cofactors to
  /// working accuracy, and one of lower rank zeros.
  public static let adjugate: Primitive = Primitive(
    "adj",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      let factors = try Factors(operands[0])
      let n = factors.n
      var result = Tensor(operands[0].shape, repeating: 0)
      let out = result.mutablePointer()
      for column in 0..<n {
        if Interrupt.isRequested { throw .interrupted }
        var x = Array(repeating: 0.0, count: n)
        x[column] = 1
        factors.solveLower(&x)
        for i in 0..<n { x[i] *= factors.product(without: i, i) }
        factors.solveUpper(&x)
        for i in 0..<n { out[factors.columns[i] * n + factors.rows[column]] = x[i] }
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      application.graph.applied(.adjugatePullback, application.operands[0], cotangent)
    }),
    shape: square)

  /// Σ C[k, l] ∂adj(A)[k, l]/∂A[i, j], where C may carry leading axes: the second derivative of the
  /// determinant, which singular matrices have, too.
  ///
  /// With F = L⁻¹·P·dA·Q·U⁻¹, d adj(D)[i, j] is −F[i, j] times the pivots but i and j, and on the
  /// diagonal the sum over k ≠ i of F[k, k] times the pivots but i and k: nothing is divided by.
  /// By A it is differentiated where A has an inverse.
  public static let adjugatePullback: Primitive = Primitive(
    "adj_pullback",
    evaluation: .general({ (operands, _, shape) throws(ArrayError) in
      let factors = try Factors(operands[0])
      let n = factors.n
      var result = Tensor(shape, repeating: 0)
      let out = result.mutablePointer()
      for start in stride(from: 0, to: result.count, by: max(n * n, 1)) {
        if Interrupt.isRequested { throw .interrupted }
        pullBack(operands[1].pointer + start, through: factors, to: out + start)
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, index in
      let (g, a, c) = (application.graph, application.operands[0], application.operands[1])
      if index == 1 {
        return g.transposed(g.applied(.adjugatePullback, a, g.transposed(cotangent)))
      }
      // With B = A⁻¹ it is det(A) (⟨C, B⟩ Bᵀ − Bᵀ C Bᵀ), whose factors change one by one.
      let (b, det) = (g.applied(.inverse, a), g.applied(.determinant, a))
      let axes = AxisLetters.more(g.shape(of: c).order - 2, after: 6)
      let (dij, cij, cfe) = (".\(axes)ij", "\(axes)ij", "\(axes)fe")
      func term(_ subscripts: String, _ factors: NodeID...) -> NodeID {
        g.contract(",\(subscripts)->.ab", [det] + factors)
      }
      let scaled = g.contract("\(dij),\(cij),ba->.ab", cotangent, application.result, b)
      let grown = g.add(
        term("be,\(cfe),fi,\(dij),ja", b, c, b, cotangent, b),
        term("bi,\(dij),je,\(cfe),fa", b, cotangent, b, c, b))
      let shrunk = g.add(
        term("\(cfe),fe,bi,\(dij),ja", c, b, b, cotangent, b),
        term("\(dij),ji,be,\(cfe),fa", cotangent, b, b, c, b))
      return g.sum([scaled, grown, g.negated(shrunk)])
    }),
    shape: { (table, shapes, _) throws(ShapeError) in
      _ = try square(table, shapes, .none)
      return shapes[1]
    })

  private static func pullBack(
    _ cotangent: UnsafePointer<Double>, through factors: Factors,
    to out: UnsafeMutablePointer<Double>
  ) {
    let n = factors.n
    var k = Array(repeating: Array(repeating: 0.0, count: n), count: n)
    for i in 0..<n {
      for j in 0..<n { k[i][j] = cotangent[factors.columns[i] * n + factors.rows[j]] }
    }
    // K = U⁻ᵀ·C·L⁻ᵀ, by columns and then by rows.
    transform(&k, columns: factors.solveTransposedUpper, rows: factors.solveLower)
    var m = k
    for i in 0..<n {
      for j in 0..<n where i != j { m[i][j] = -k[i][j] * factors.product(without: i, j) }
      m[i][i] = 0
      for j in 0..<n where i != j { m[i][i] += k[j][j] * factors.product(without: i, j) }
    }
    transform(&m, columns: factors.solveTransposedLower, rows: factors.solveUpper)
    for i in 0..<n {
      for j in 0..<n { out[factors.rows[i] * n + factors.columns[j]] = m[i][j] }
    }
  }

  private static func transform(
    _ matrix: inout [[Double]], columns: (inout [Double]) -> Void, rows: (inout [Double]) -> Void
  ) {
    for j in matrix.indices {
      var column = matrix.map { $0[j] }
      columns(&column)
      for i in matrix.indices { matrix[i][j] = column[i] }
    }
    for i in matrix.indices { rows(&matrix[i]) }
  }
}
