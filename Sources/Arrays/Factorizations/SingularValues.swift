import CKernels

/// Singular values and what follows from them, of one matrix (order 2).
extension Tensor {
  /// A = U·diag(s)·Vᵀ for an m×n matrix, with k = min(m, n): U is m×k, s has k entries that
  /// descend, `vt` is k×n.
  ///
  /// Not finite input gives NaN everywhere.
  public func svd() throws(ArrayError) -> (u: Tensor, s: Tensor, vt: Tensor) {
    precondition(order == 2, "a matrix")
    let (m, n) = (shape[0], shape[1])
    let k = Swift.min(m, n)
    if !isFinite {
      return (
        Tensor([m, k], repeating: .nan), Tensor([k], repeating: .nan),
        Tensor([k, n], repeating: .nan)
      )
    }
    if k > JacobiSVD.smallSize, let lapack = OpenBLAS.shared?.lapack {
      return try svd(lapack, wantsVectors: true)
    }
    return try JacobiSVD.decompose(self)
  }

  /// The singular values, which descend.
  public func singularValues() throws(ArrayError) -> Tensor {
    precondition(order == 2, "a matrix")
    if isFinite, Swift.min(shape[0], shape[1]) > JacobiSVD.smallSize,
      let lapack = OpenBLAS.shared?.lapack
    {
      return try svd(lapack, wantsVectors: false).s
    }
    return try svd().s
  }

  /// The number of singular values above the tolerance, which is max(m, n)·ε times the largest if
  /// none is given. 0 for NaN or infinities.
  public func rank(tolerance: Double? = nil) throws(ArrayError) -> Int {
    let values = try singularValues().entries
    let border = tolerance ?? defaultTolerance(values)
    return values.filter { $0 > border }.count
  }

  /// The pseudo-inverse of Moore and Penrose; singular values up to the tolerance count as 0.
  public func pseudoInverse(tolerance: Double? = nil) throws(ArrayError) -> Tensor {
    let (u, s, vt) = try svd()
    let (m, n) = (shape[0], shape[1])
    var result = try Tensor.checked([n, m])
    if !isFinite { return Tensor([n, m], repeating: .nan) }
    let border = tolerance ?? defaultTolerance(s.entries)
    let kept = s.entries.filter { $0 > border }.count
    var scaled = vt
    let rows = scaled.mutablePointer()
    for i in 0..<kept { mx_scale(1 / s[i], rows + i * n, rows + i * n, n) }
    mx_gemm(
      n, m, kept, 1, rows, 1, n, u.pointer, 1, s.count, 0, result.mutablePointer(), m)
    return result
  }

  /// The condition number in the 2-norm: the ratio of the largest singular value to the smallest;
  /// 0 without entries, ∞ where the smallest is 0.
  public func conditionNumber() throws(ArrayError) -> Double {
    let values = try singularValues().entries
    guard let largest = values.first, let smallest = values.last else { return 0 }
    return largest == 0 ? .infinity : largest / smallest
  }

  /// The norms of a matrix as a map.
  public enum OperatorNorm: Sendable {
    /// The largest sum of magnitudes in a column.
    case one
    /// The largest singular value.
    case two
    /// The largest sum of magnitudes in a row.
    case infinity
  }

  /// A norm of the matrix as a map; 0 without entries.
  public func operatorNorm(_ norm: OperatorNorm) throws(ArrayError) -> Double {
    precondition(order == 2, "a matrix")
    switch norm {
    case .two: return try singularValues().entries.first ?? 0
    case .one: return count == 0 ? 0 : map(Kernels.abs).sum(axis: 0).max()
    case .infinity: return count == 0 ? 0 : map(Kernels.abs).sum(axis: 1).max()
    }
  }

  /// Whether no entry is NaN or infinite.
  public var isFinite: Bool {
    for i in 0..<count where !pointer[i].isFinite { return false }
    return true
  }

  private func defaultTolerance(_ values: [Double]) -> Double {
    Double(Swift.max(shape[0], shape[1])) * Double.ulpOfOne * (values.first ?? 0)
  }

  /// By LAPACK, which sees Aᵀ = V·diag(s)·Uᵀ in these bytes and returns V and Uᵀ by columns: as
  /// rows those are Vᵀ and U.
  private func svd(
    _ lapack: LAPACK, wantsVectors: Bool
  ) throws(ArrayError) -> (u: Tensor, s: Tensor, vt: Tensor) {
    let (m, n) = (shape[0], shape[1])
    let k = Swift.min(m, n)
    var copy = self
    var s = Tensor(uninitialized: [k])
    var u = try Tensor.checked(wantsVectors ? [m, k] : [1])
    var vt = try Tensor.checked(wantsVectors ? [k, n] : [1])
    var rows = Int32(n)
    var columns = Int32(m)
    var leading = Int32(n)
    var leadingU = Int32(wantsVectors ? n : 1)
    var leadingV = Int32(wantsVectors ? k : 1)
    var info: Int32 = 0
    var integers = Array(repeating: Int32(0), count: 8 * k)
    var wanted = 0.0
    var length: Int32 = -1
    let job = wantsVectors ? "S" : "N"
    let input = copy.mutablePointer()
    lapack.dgesdd(
      job, &rows, &columns, input, &leading, s.mutablePointer(), vt.mutablePointer(), &leadingU,
      u.mutablePointer(), &leadingV, &wanted, &length, &integers, &info)
    length = Int32(Swift.max(wanted, 1))
    let work = Storage(count: Int(length))
    Interrupt.uninterrupted {
      lapack.dgesdd(
        job, &rows, &columns, input, &leading, s.mutablePointer(), vt.mutablePointer(), &leadingU,
        u.mutablePointer(), &leadingV, work.pointer, &length, &integers, &info)
    }
    if info != 0 { throw .notConverged(function: "svd") }
    return (u, s, vt)
  }
}
