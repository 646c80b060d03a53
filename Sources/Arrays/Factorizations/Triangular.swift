import CKernels

/// The factorizations with a triangle, of one matrix (order 2).
extension Tensor {
  /// The lower triangular L of A = L·Lᵀ for a symmetric positive definite A, whose lower triangle is
  /// read.
  public func cholesky() throws(ArrayError) -> Tensor {
    let n = matrixSize
    precondition(order == 2, "a matrix")
    var result = Tensor([n, n], repeating: 0)
    let l = result.mutablePointer()
    for i in 0..<n {
      if Interrupt.isRequested { throw .interrupted }
      for j in 0..<i {
        l[i * n + j] =
          (pointer[i * n + j] - mx_dot(l + i * n, 1, l + j * n, 1, j)) / l[j * n + j]
      }
      let square = pointer[i * n + i] - mx_dot(l + i * n, 1, l + i * n, 1, i)
      if square <= 0 { throw .notPositiveDefinite }
      l[i * n + i] = square.squareRoot()
    }
    return result
  }

  /// A = Q·R of an m×n matrix by Householder's reflections, with k = min(m, n): Q is m×k with
  /// orthonormal columns, R is k×n and upper triangular.
  public func qr() throws(ArrayError) -> (q: Tensor, r: Tensor) {
    precondition(order == 2, "a matrix")
    let (m, n) = (shape[0], shape[1])
    let k = Swift.min(m, n)
    var work = self
    let a = work.mutablePointer()
    var reflectors: [[Double]] = []
    for step in 0..<k {
      if Interrupt.isRequested { throw .interrupted }
      var v = (step..<m).map { a[$0 * n + step] }
      let norm = mx_norm2(v, v.count, 1)
      v[0] += v[0] < 0 ? -norm : norm
      let length = mx_norm2(v, v.count, 1)
      // A column of zeros needs no reflection.
      v = length == 0 ? v : v.map { $0 / length }
      reflect(v, a + step * n + step, columns: n - step, stride: n)
      reflectors.append(v)
    }
    var q = Tensor([m, k], repeating: 0)
    let columns = q.mutablePointer()
    for i in 0..<k { columns[i * k + i] = 1 }
    for step in (0..<k).reversed() {
      reflect(reflectors[step], columns + step * k, columns: k, stride: k)
    }
    var r = Tensor([k, n], repeating: 0)
    for i in 0..<k {
      for j in i..<n { r[i * n + j] = a[i * n + j] }
    }
    return (q, r)
  }

  /// (I − 2·v·vᵀ) times the rows that start at a place, as many as v has entries.
  private func reflect(
    _ v: [Double], _ rows: UnsafeMutablePointer<Double>, columns: Int, stride: Int
  ) {
    var products = Array(repeating: 0.0, count: columns)
    mx_gemv(columns, v.count, 1, rows, 1, stride, v, 1, 0, &products, 1)
    for (i, entry) in v.enumerated() { mx_axpy(-2 * entry, products, rows + i * stride, columns) }
  }

  /// The eigenvalues of a square matrix, as real and imaginary parts.
  ///
  /// - Throws: `.missingLibrary` without OpenBLAS. Not finite input gives NaN.
  public func eigenvalues() throws(ArrayError) -> (real: Tensor, imaginary: Tensor) {
    let n = matrixSize
    precondition(order == 2, "a matrix")
    if n == 0 || !isFinite {
      return (Tensor([n], repeating: .nan), Tensor([n], repeating: .nan))
    }
    guard let lapack = OpenBLAS.shared?.lapack else { throw .missingLibrary(function: "eigvals") }
    var real = Tensor(uninitialized: [n])
    var imaginary = Tensor(uninitialized: [n])
    var copy = self
    var size = Int32(n)
    var leading = size
    var leadingLeft: Int32 = 1
    var leadingRight: Int32 = 1
    var info: Int32 = 0
    var length = Int32(8 * n)
    var none = 0.0
    var noneElse = 0.0
    let work = Storage(count: 8 * n)
    Interrupt.uninterrupted {
      lapack.dgeev(
        "N", "N", &size, copy.mutablePointer(), &leading, real.mutablePointer(),
        imaginary.mutablePointer(), &none, &leadingLeft, &noneElse, &leadingRight, work.pointer,
        &length, &info)
    }
    if info != 0 { throw .notConverged(function: "eigvals") }
    return (real, imaginary)
  }
}
