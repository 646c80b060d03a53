import CKernels
import Glibc

/// OpenBLAS, loaded when it is first needed: large products and LAPACK's factorizations.
///
/// Linking it would cost every start of the program more than a small session computes. Without
/// it products fall back to the kernels, and LAPACK's functions say what to install.
public final class OpenBLAS: @unchecked Sendable {
  // Immutable after loading; the library itself is thread-safe.
  private typealias Gemm =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>?, Int32,
      UnsafePointer<Double>?, Int32, Double, UnsafeMutablePointer<Double>?, Int32
    ) -> Void
  private let handle: UnsafeMutableRawPointer
  private let gemm: Gemm
  private let symbolCache: LAPACK?

  /// The library, or nil where it isn't installed. The first use loads it (some 2 ms).
  public static let shared: OpenBLAS? = OpenBLAS()

  private init?() {
    // For tests, and for whoever doubts the library.
    if getenv("MX_NO_OPENBLAS") != nil { return nil }
    // Older releases take new processors for ancient ones; the user's own choice wins.
    switch mx_simd_level() {
    case 2: setenv("OPENBLAS_CORETYPE", "SkylakeX", 0)
    case 1: setenv("OPENBLAS_CORETYPE", "Haswell", 0)
    default: break
    }
    // Else its idle threads spin for a tenth of a second after each call.
    setenv("OPENBLAS_THREAD_TIMEOUT", "20", 0)
    guard let handle = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL),
      let symbol = dlsym(handle, "cblas_dgemm")
    else { return nil }
    self.handle = handle
    gemm = unsafeBitCast(symbol, to: Gemm.self)
    symbolCache = LAPACK(handle)
  }

  /// LAPACK's functions, which OpenBLAS is usually built with.
  var lapack: LAPACK? { symbolCache }

  /// C = α·A·B (added to C if `accumulate`) for row-major C; false, with nothing done, where the
  /// library can't take the strides or sizes.
  func multiply(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double, _ a: UnsafePointer<Double>, _ aRow: Int,
    _ aColumn: Int, _ b: UnsafePointer<Double>, _ bRow: Int, _ bColumn: Int, _ accumulate: Bool,
    _ c: UnsafeMutablePointer<Double>, _ cRow: Int
  ) -> Bool {
    guard let left = Layout(rows: m, aRow, columns: k, aColumn),
      let right = Layout(rows: k, bRow, columns: n, bColumn),
      let output = Layout(rows: m, cRow, columns: n, 1), !output.isTransposed,
      let rows = Int32(exactly: m), let columns = Int32(exactly: n), let depth = Int32(exactly: k)
    else { return false }
    let rowMajor: Int32 = 101
    gemm(
      rowMajor, left.flag, right.flag, rows, columns, depth, alpha, a, left.leadingDimension, b,
      right.leadingDimension, accumulate ? 1 : 0, c, output.leadingDimension)
    return true
  }

  /// A matrix as BLAS describes it: rows apart by the leading dimension, or columns.
  private struct Layout {
    let isTransposed: Bool
    let leadingDimension: Int32
    var flag: Int32 { isTransposed ? 112 : 111 }

    init?(rows: Int, _ rowStep: Int, columns: Int, _ columnStep: Int) {
      if columnStep == 1 || columns == 1, rowStep >= columns || rows == 1,
        let step = Int32(exactly: max(rowStep, columns, 1))
      {
        isTransposed = false
        leadingDimension = step
      } else if rowStep == 1 || rows == 1, columnStep >= rows || columns == 1,
        let step = Int32(exactly: max(columnStep, rows, 1))
      {
        isTransposed = true
        leadingDimension = step
      } else {
        return nil
      }
    }
  }
}
