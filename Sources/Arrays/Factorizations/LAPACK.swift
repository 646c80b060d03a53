import Glibc

/// The functions of LAPACK in use: Fortran's, with every argument by address, 32-bit integers and
/// matrices column by column.
struct LAPACK {
  typealias Number = UnsafeMutablePointer<Double>
  typealias Whole = UnsafeMutablePointer<Int32>
  typealias Letter = UnsafePointer<CChar>

  /// LU with partial pivoting: m, n, a, lda, ipiv, info.
  let dgetrf: @convention(c) (Whole, Whole, Number, Whole, Whole, Whole) -> Void
  /// Solves from an LU: trans, n, nrhs, a, lda, ipiv, b, ldb, info.
  let dgetrs:
    @convention(c) (Letter, Whole, Whole, Number, Whole, Whole, Number, Whole, Whole) -> Void
  /// Singular values by divide and conquer: jobz, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork,
  /// iwork, info.
  let dgesdd:
    @convention(c) (
      Letter, Whole, Whole, Number, Whole, Number, Number, Whole, Number, Whole, Number, Whole,
      Whole, Whole
    ) -> Void
  /// Eigenvalues of a symmetric matrix by divide and conquer: jobz, uplo, n, a, lda, w, work,
  /// lwork, iwork, liwork, info.
  let dsyevd:
    @convention(c) (
      Letter, Letter, Whole, Number, Whole, Number, Number, Whole, Whole, Whole, Whole
    ) -> Void
  /// Eigenvalues of any matrix: jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork,
  /// info.
  let dgeev:
    @convention(c) (
      Letter, Letter, Whole, Number, Whole, Number, Number, Number, Whole, Number, Whole, Number,
      Whole, Whole
    ) -> Void

  init?(_ library: UnsafeMutableRawPointer) {
    guard let dgetrf = dlsym(library, "dgetrf_"), let dgetrs = dlsym(library, "dgetrs_"),
      let dgesdd = dlsym(library, "dgesdd_"), let dsyevd = dlsym(library, "dsyevd_"),
      let dgeev = dlsym(library, "dgeev_")
    else { return nil }
    self.dgetrf = unsafeBitCast(dgetrf, to: type(of: self.dgetrf))
    self.dgetrs = unsafeBitCast(dgetrs, to: type(of: self.dgetrs))
    self.dgesdd = unsafeBitCast(dgesdd, to: type(of: self.dgesdd))
    self.dsyevd = unsafeBitCast(dsyevd, to: type(of: self.dsyevd))
    self.dgeev = unsafeBitCast(dgeev, to: type(of: self.dgeev))
  }
}
