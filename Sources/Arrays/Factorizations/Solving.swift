import CKernels

/// Square matrices in the last two axes; leading axes are batches.
extension Tensor {
  /// The inverse of every matrix.
  ///
  /// - Throws: `.singular` exactly where ``rank(tolerance:)`` is below the size. A matrix with NaN
  ///   or infinities gives what the arithmetic gives.
  public func inverse() throws(ArrayError) -> Tensor {
    let n = matrixSize
    var result = try Tensor.checked(shape)
    let out = result.mutablePointer()
    for offset in stride(from: 0, to: count, by: Swift.max(n * n, 1)) {
      var lu = try Tensor.regularLU(pointer + offset, size: n)
      for i in 0..<(n * n) { out[offset + i] = i % (n + 1) == 0 ? 1 : 0 }
      try lu.solve(out + offset, columns: n)
    }
    return result
  }

  /// X of A·X = B, or of Aᵀ·X = B.
  ///
  /// - Parameters:
  ///   - b: right sides: of shape […, n, k] if `columns`, else […, n].
  ///   - columns: whether b's last two axes are a matrix of right sides.
  ///   - transposed: whether Aᵀ stands for A.
  ///
  /// The leading axes of one of A and b end with those of the other, which is used again.
  /// - Throws: `.singular` exactly where the rank of A is below its size.
  public func solve(
    _ b: Tensor, columns: Bool, transposed: Bool = false
  ) throws(ArrayError) -> Tensor {
    let n = matrixSize
    let (shape, width) = solutionShape(b, columns: columns)
    var result = try Tensor.checked(shape)
    let out = result.mutablePointer()
    let step = n * width
    if step == 0 { return result }
    let matrices = count / (n * n)
    let systems = result.count / step
    let sides = b.count / step
    // One factorization for all right sides of a matrix.
    for matrix in 0..<Swift.min(matrices, systems) {
      var lu = try Tensor.regularLU(pointer + matrix * n * n, size: n)
      for system in stride(from: matrix, to: systems, by: matrices) {
        (out + system * step).update(from: b.pointer + (system % sides) * step, count: step)
        try lu.solve(out + system * step, columns: width, transposed: transposed)
      }
    }
    return result
  }

  /// X of A·X = B for a triangular A, of which only the one triangle is read.
  ///
  /// Right sides and leading axes are as in ``solve(_:columns:transposed:)``.
  /// - Throws: `.singular` for a zero on the diagonal; the rank is then the count of the others.
  public func solveTriangular(
    _ b: Tensor, isUpper: Bool, columns: Bool, transposed: Bool = false
  ) throws(ArrayError) -> Tensor {
    let n = matrixSize
    let (shape, width) = solutionShape(b, columns: columns)
    var result = try Tensor.checked(shape)
    let out = result.mutablePointer()
    let step = n * width
    if step == 0 { return result }
    let sides = b.count / step
    let matrices = count / (n * n)
    for system in 0..<(result.count / step) {
      if Interrupt.isRequested { throw .interrupted }
      let x = out + system * step
      x.update(from: b.pointer + (system % sides) * step, count: step)
      let a = pointer + (system % matrices) * n * n
      let zeros = (0..<n).filter { a[$0 * n + $0] == 0 }.count
      if zeros > 0 { throw .singular(rank: n - zeros, size: n) }
      // Transposing turns an upper triangle into a lower one.
      let fromTop = isUpper == transposed
      for index in 0..<n {
        let row = fromTop ? index : n - 1 - index
        for done in fromTop ? 0..<row : (row + 1)..<Swift.max(n, row + 1) {
          let entry = transposed ? a[done * n + row] : a[row * n + done]
          mx_axpy(-entry, x + done * width, x + row * width, width)
        }
        for column in 0..<width { x[row * width + column] /= a[row * n + row] }
      }
    }
    return result
  }

  /// The determinant of every matrix; 1 for 0×0.
  public func determinant() throws(ArrayError) -> Tensor {
    let n = matrixSize
    var result = Tensor(uninitialized: shape.dropLast(2))
    let out = result.mutablePointer()
    for i in 0..<result.count {
      out[i] = try LU(pointer + i * n * n, size: n).determinant
    }
    return result
  }

  /// The sign of every determinant, and the logarithm of its magnitude: no overflow on the way.
  public func signAndLogDeterminant() throws(ArrayError) -> (sign: Tensor, logarithm: Tensor) {
    let n = matrixSize
    var sign = Tensor(uninitialized: shape.dropLast(2))
    var logarithm = Tensor(uninitialized: shape.dropLast(2))
    let signs = sign.mutablePointer()
    let logarithms = logarithm.mutablePointer()
    for i in 0..<sign.count {
      (signs[i], logarithms[i]) = try LU(pointer + i * n * n, size: n).signAndLogarithm
    }
    return (sign, logarithm)
  }

  /// The size of the matrices in the last two axes, which are square.
  var matrixSize: Int {
    precondition(
      order >= 2 && shape[order - 1] == shape[order - 2], "square matrices in the last two axes")
    return shape[order - 1]
  }

  /// The factors of a matrix that is no singular one.
  private static func regularLU(
    _ matrix: UnsafePointer<Double>, size: Int
  ) throws(ArrayError) -> LU {
    var lu = try LU(matrix, size: size)
    guard lu.isFinite else { return lu }
    // The estimate is in another norm than the rank's tolerance (singular values below size·ε of
    // the largest), and the norms differ by at most the size: so the rank decides near the border.
    let size2 = Double(size) * Double(size)
    if try lu.reciprocalCondition() < size2 * Double.ulpOfOne {
      var copy = Tensor(uninitialized: [size, size])
      copy.mutablePointer().update(from: matrix, count: size * size)
      let rank = try copy.rank()
      if rank < size { throw .singular(rank: rank, size: size) }
      if lu.hasZeroPivot { throw .singular(rank: size - 1, size: size) }
    }
    return lu
  }

  /// The shape of the solution, and the number of right sides of each system.
  private func solutionShape(_ b: Tensor, columns: Bool) -> (shape: [Int], width: Int) {
    let n = matrixSize
    let own = columns ? 2 : 1
    precondition(
      b.order >= own && b.shape[b.order - own] == n, "right sides of the size of the matrix")
    let ours = Array(shape.dropLast(2))
    let theirs = Array(b.shape.dropLast(own))
    let long = ours.count > theirs.count ? ours : theirs
    let short = ours.count > theirs.count ? theirs : ours
    precondition(Array(long.suffix(short.count)) == short, "leading axes that fit")
    return (long + b.shape.suffix(own), columns ? b.shape[b.order - 1] : 1)
  }
}
