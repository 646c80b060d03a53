import CKernels

/// Singular values by one-sided Jacobi rotations (Hestenes 1958): short, and more accurate for
/// small singular values than bidiagonalisation (Demmel and Veselić 1992); slower for large
/// matrices, which LAPACK gets where it is there.
enum JacobiSVD {
  /// The size up to which LAPACK isn't asked.
  static let smallSize = 24
  private static let maximalSweeps = 40

  static func decompose(
    _ matrix: Tensor
  ) throws(ArrayError) -> (u: Tensor, s: Tensor, vt: Tensor) {
    let (m, n) = (matrix.shape[0], matrix.shape[1])
    if m >= n { return try decomposeTall(matrix, isTransposed: false) }
    // Aᵀ = V·diag(s)·Uᵀ
    let (v, s, ut) = try decomposeTall(matrix, isTransposed: true)
    return (ut.transposed(), s, v.transposed())
  }

  /// Of an m×n matrix with m ≥ n, given as itself or as its transpose.
  private static func decomposeTall(
    _ matrix: Tensor, isTransposed: Bool
  ) throws(ArrayError) -> (u: Tensor, s: Tensor, vt: Tensor) {
    let m = matrix.shape[isTransposed ? 1 : 0]
    let n = matrix.shape[isTransposed ? 0 : 1]
    // Its columns as rows, near 1 in size so that squares neither overflow nor vanish.
    var columns = isTransposed ? matrix : matrix.transposed()
    let largest = Swift.max(columns.max().magnitude, columns.min().magnitude)
    let exponent = largest > 0 && largest.isFinite ? largest.exponent : 0
    let w = columns.mutablePointer()
    for i in 0..<columns.count {
      w[i] = Double(sign: .plus, exponent: -exponent, significand: w[i])
    }
    var rotations = Tensor([n, n], repeating: 0)
    let v = rotations.mutablePointer()
    for i in 0..<n { v[i * n + i] = 1 }

    var isDiagonal = n < 2
    var sweep = 0
    while !isDiagonal, sweep < maximalSweeps {
      isDiagonal = true
      sweep += 1
      for p in 0..<(n - 1) {
        if Interrupt.isRequested { throw .interrupted }
        for q in (p + 1)..<n {
          let x = w + p * m
          let y = w + q * m
          let alpha = mx_dot(x, 1, x, 1, m)
          let beta = mx_dot(y, 1, y, 1, m)
          let gamma = mx_dot(x, 1, y, 1, m)
          let border = 4 * Double.ulpOfOne * alpha.squareRoot() * beta.squareRoot()
          if gamma.magnitude <= border || gamma == 0 { continue }
          isDiagonal = false
          let zeta = (beta - alpha) / (2 * gamma)
          let root = (1 + zeta * zeta).squareRoot()
          let tangent = (zeta >= 0 ? 1.0 : -1.0) / (zeta.magnitude + root)
          let cosine = 1 / (1 + tangent * tangent).squareRoot()
          rotate(x, y, m, cosine, cosine * tangent)
          rotate(v + p * n, v + q * n, n, cosine, cosine * tangent)
        }
      }
    }
    let norms = (0..<n).map { mx_norm2(w + $0 * m, m, 1) }
    let ranked = norms.indices.sorted { norms[$0] > norms[$1] }
    var u = Tensor(uninitialized: [m, n])
    var s = Tensor(uninitialized: [n])
    var vt = Tensor(uninitialized: [n, n])
    var basis: [[Double]] = []
    for (place, index) in ranked.enumerated() {
      s[place] = Double(sign: .plus, exponent: exponent, significand: norms[index])
      let column = Array(UnsafeBufferPointer(start: w + index * m, count: m))
      let direction =
        norms[index] > 0 ? column.map { $0 / norms[index] } : completing(basis, count: m)
      basis.append(direction)
      for row in 0..<m { u[row * n + place] = direction[row] }
      for column in 0..<n { vt[place * n + column] = v[index * n + column] }
    }
    return (u, s, vt)
  }

  @inline(__always)
  private static func rotate(
    _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int,
    _ cosine: Double, _ sine: Double
  ) {
    for i in 0..<count {
      (x[i], y[i]) = (cosine * x[i] - sine * y[i], sine * x[i] + cosine * y[i])
    }
  }

  /// A unit vector at right angles to orthonormal ones, of which there are fewer than entries.
  private static func completing(_ basis: [[Double]], count: Int) -> [Double] {
    var best: [Double] = []
    var bestNorm = 0.0
    for axis in 0..<count where bestNorm < 0.5 {
      var candidate = Array(repeating: 0.0, count: count)
      candidate[axis] = 1
      // Twice is enough (Kahan and Parlett).
      for _ in 0..<2 {
        for vector in basis {
          mx_axpy(-mx_dot(vector, 1, candidate, 1, count), vector, &candidate, count)
        }
      }
      let norm = mx_norm2(candidate, count, 1)
      if norm > bestNorm {
        best = candidate.map { $0 / norm }
        bestNorm = norm
      }
    }
    return best
  }
}

extension Tensor {
  /// The transpose of a matrix.
  public func transposed() -> Tensor {
    precondition(order == 2, "a matrix")
    var result = Tensor(uninitialized: [shape[1], shape[0]])
    mx_copy_block(
      shape[0], shape[1], 1, pointer, shape[1], 1, 0, result.mutablePointer(), 1, shape[0])
    return result
  }
}
