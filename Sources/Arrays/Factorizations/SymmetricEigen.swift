import CKernels

extension Tensor {
  /// The eigenvalues of a symmetric matrix, which ascend, and orthonormal eigenvectors as columns.
  ///
  /// Only the lower triangle is read. Not finite input gives NaN everywhere.
  public func symmetricEigen() throws(ArrayError) -> (values: Tensor, vectors: Tensor) {
    let n = matrixSize
    precondition(order == 2, "a matrix")
    if !isFinite { return (Tensor([n], repeating: .nan), Tensor([n, n], repeating: .nan)) }
    guard n > JacobiSVD.smallSize, let lapack = OpenBLAS.shared?.lapack else {
      return try jacobiEigen()
    }
    var vectors = self
    var values = Tensor(uninitialized: [n])
    var size = Int32(n)
    var leading = size
    var info: Int32 = 0
    var length: Int32 = -1
    var integerLength: Int32 = -1
    var wanted = 0.0
    var wantedIntegers: Int32 = 0
    let a = vectors.mutablePointer()
    // The lower triangle of the rows is the upper one of the columns that LAPACK sees.
    lapack.dsyevd(
      "V", "U", &size, a, &leading, values.mutablePointer(), &wanted, &length, &wantedIntegers,
      &integerLength, &info)
    length = Int32(Swift.max(wanted, 1))
    integerLength = Swift.max(wantedIntegers, 1)
    let work = Storage(count: Int(length))
    var integers = Array(repeating: Int32(0), count: Int(integerLength))
    Interrupt.uninterrupted {
      lapack.dsyevd(
        "V", "U", &size, a, &leading, values.mutablePointer(), work.pointer, &length, &integers,
        &integerLength, &info)
    }
    if info != 0 { throw .notConverged(function: "eig") }
    return (values, vectors.transposed())
  }

  /// Classical cyclic Jacobi rotations (Golub and Van Loan, 8.5).
  private func jacobiEigen() throws(ArrayError) -> (values: Tensor, vectors: Tensor) {
    let n = shape[0]
    var a = Array(repeating: Array(repeating: 0.0, count: n), count: n)
    for i in 0..<n {
      for j in 0...i { (a[i][j], a[j][i]) = (pointer[i * n + j], pointer[i * n + j]) }
    }
    var v = Array(repeating: Array(repeating: 0.0, count: n), count: n)
    for i in 0..<n { v[i][i] = 1 }
    for _ in 0..<60 {
      var isDiagonal = true
      for p in 0..<n {
        if Interrupt.isRequested { throw .interrupted }
        for q in (p + 1)..<Swift.max(n, p + 1) {
          let off = a[p][q]
          let border = Double.ulpOfOne * 0.5 * (a[p][p].magnitude * a[q][q].magnitude).squareRoot()
          if off == 0 || off.magnitude <= Swift.max(border, .leastNormalMagnitude) { continue }
          isDiagonal = false
          let theta = (a[q][q] - a[p][p]) / (2 * off)
          let root = theta.magnitude > 1e150 ? theta.magnitude : (1 + theta * theta).squareRoot()
          let tangent = (theta >= 0 ? 1.0 : -1.0) / (theta.magnitude + root)
          let cosine = 1 / (1 + tangent * tangent).squareRoot()
          let sine = tangent * cosine
          for k in 0..<n {
            (a[k][p], a[k][q]) =
              (cosine * a[k][p] - sine * a[k][q], sine * a[k][p] + cosine * a[k][q])
          }
          for k in 0..<n {
            (a[p][k], a[q][k]) =
              (cosine * a[p][k] - sine * a[q][k], sine * a[p][k] + cosine * a[q][k])
            (v[p][k], v[q][k]) =
              (cosine * v[p][k] - sine * v[q][k], sine * v[p][k] + cosine * v[q][k])
          }
          (a[p][q], a[q][p]) = (0, 0)
        }
      }
      if isDiagonal { break }
    }
    let ranked = (0..<n).sorted { a[$0][$0] < a[$1][$1] }
    var vectors = Tensor(uninitialized: [n, n])
    for (place, index) in ranked.enumerated() {
      for row in 0..<n { vectors[row * n + place] = v[index][row] }
    }
    return (Tensor([n], ranked.map { a[$0][$0] }), vectors)
  }
}
