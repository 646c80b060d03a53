import CKernels

/// Reductions of strided runs of entries.
///
/// Sums are pairwise: their error grows with the logarithm of the count.
public enum Reductions {
  /// The sum of all entries; 0 for none.
  public static func sum(_ x: UnsafePointer<Double>, count: Int, stride: Int = 1) -> Double {
    mx_sum(x, count, stride)
  }

  /// The sum of the products of the entries of two runs.
  public static func dot(
    _ x: UnsafePointer<Double>, stride xStride: Int = 1, _ y: UnsafePointer<Double>,
    stride yStride: Int = 1, count: Int
  ) -> Double {
    mx_dot(x, xStride, y, yStride, count)
  }

  /// The Euclidean norm: overflows and underflows only where the result does.
  public static func norm2(_ x: UnsafePointer<Double>, count: Int, stride: Int = 1) -> Double {
    mx_norm2(x, count, stride)
  }

  /// The largest entry, −∞ for none, NaN if one is.
  public static func max(_ x: UnsafePointer<Double>, count: Int, stride: Int = 1) -> Double {
    mx_maximum(x, count, stride)
  }

  /// The smallest entry, +∞ for none, NaN if one is.
  public static func min(_ x: UnsafePointer<Double>, count: Int, stride: Int = 1) -> Double {
    mx_minimum(x, count, stride)
  }

  /// The product of all entries; 1 for none.
  public static func product(_ x: UnsafePointer<Double>, count: Int, stride: Int = 1) -> Double {
    mx_product(x, count, stride)
  }

  /// The offset (from 0) of the first largest entry, or of the first NaN; 0 for none.
  public static func argmax(_ x: UnsafePointer<Double>, count: Int, stride: Int = 1) -> Int {
    mx_argmax(x, count, stride)
  }

  /// The offset (from 0) of the first smallest entry, or of the first NaN; 0 for none.
  public static func argmin(_ x: UnsafePointer<Double>, count: Int, stride: Int = 1) -> Int {
    mx_argmin(x, count, stride)
  }
}

/// A reduction of a strided run of entries to a number: first entry, count, stride.
public typealias ReductionKernel = (UnsafePointer<Double>, Int, Int) -> Double

extension Tensor {
  /// The sum of all entries.
  public func sum() -> Double { mx_sum(pointer, count, 1) }

  /// The Euclidean norm of all entries.
  public func norm2() -> Double { mx_norm2(pointer, count, 1) }

  /// The largest entry; −∞ for none, NaN if one is.
  public func max() -> Double { mx_maximum(pointer, count, 1) }

  /// The smallest entry; +∞ for none, NaN if one is.
  public func min() -> Double { mx_minimum(pointer, count, 1) }

  /// The array without an axis (from 0), each run along it reduced to a number.
  public func reduced(axis: Int, _ reduce: ReductionKernel) -> Tensor {
    let size = shape[axis]
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    let result = Tensor(uninitialized: Array(shape[..<axis] + shape[(axis + 1)...]))
    for i in 0..<outer {
      for j in 0..<inner {
        result.storage.pointer[i * inner + j] = reduce(
          pointer + i * size * inner + j, size, inner)
      }
    }
    return result
  }

  /// The array without an axis (from 0), summed along it.
  public func sum(axis: Int) -> Tensor {
    let size = shape[axis]
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    let result = Tensor(uninitialized: Array(shape[..<axis] + shape[(axis + 1)...]))
    let out = result.storage.pointer
    for i in 0..<outer {
      if inner == 1 {
        out[i] = mx_sum(pointer + i * size, size, 1)
      } else {
        mx_sum_rows(size, inner, 1, pointer + i * size * inner, inner, 0, out + i * inner)
      }
    }
    return result
  }
}
