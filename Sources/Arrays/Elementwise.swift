import CKernels

/// A function of each entry: operand, result, count. The result may be the operand.
public typealias UnaryKernel =
  @Sendable @convention(c) (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void

/// A function of pairs of entries: two operands, result, count. The result may be an operand.
public typealias BinaryKernel =
  @Sendable @convention(c) (
    UnsafePointer<Double>, UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int
  ) -> Void

/// A function of pairs of entries in its three forms.
public struct BinaryKernels: Sendable {
  /// Both operands have as many entries as the result.
  public let arrays: BinaryKernel
  /// The right operand is one number.
  public let arrayScalar: BinaryKernel
  /// The left operand is one number.
  public let scalarArray: BinaryKernel

  @inlinable
  public init(
    _ arrays: BinaryKernel, _ arrayScalar: BinaryKernel, _ scalarArray: BinaryKernel
  ) {
    self.arrays = arrays
    self.arrayScalar = arrayScalar
    self.scalarArray = scalarArray
  }
}

/// The vectorised elementwise functions.
///
/// All follow IEEE 754 for NaN, infinities and signed zeros, and are within 4 units in the last
/// place (the basic operations, `sqrt`, `floor`, `ceil` and `round` are exact). A value doesn't
/// depend on its place in the array.
public enum Kernels {
  public static var exp: UnaryKernel { mx_exp }
  public static var log: UnaryKernel { mx_log }
  public static var log2: UnaryKernel { mx_log2 }
  public static var log10: UnaryKernel { mx_log10 }
  public static var log1p: UnaryKernel { mx_log1p }
  public static var expm1: UnaryKernel { mx_expm1 }
  public static var sqrt: UnaryKernel { mx_sqrt }
  public static var cbrt: UnaryKernel { mx_cbrt }
  public static var abs: UnaryKernel { mx_abs }
  /// −1, 1, or the entry itself where it is 0, −0 or NaN.
  public static var sign: UnaryKernel { mx_sign }
  public static var sin: UnaryKernel { mx_sin }
  public static var cos: UnaryKernel { mx_cos }
  public static var tan: UnaryKernel { mx_tan }
  public static var asin: UnaryKernel { mx_asin }
  public static var acos: UnaryKernel { mx_acos }
  public static var atan: UnaryKernel { mx_atan }
  public static var sinh: UnaryKernel { mx_sinh }
  public static var cosh: UnaryKernel { mx_cosh }
  public static var tanh: UnaryKernel { mx_tanh }
  public static var asinh: UnaryKernel { mx_asinh }
  public static var acosh: UnaryKernel { mx_acosh }
  public static var atanh: UnaryKernel { mx_atanh }
  public static var erf: UnaryKernel { mx_erf }
  /// 1/(1 + e⁻ˣ), accurate in both tails.
  public static var sigmoid: UnaryKernel { mx_sigmoid }
  /// log(1 + eˣ) without overflow.
  public static var softplus: UnaryKernel { mx_softplus }
  /// max(x, 0); NaN stays NaN.
  public static var relu: UnaryKernel { mx_relu }
  public static var floor: UnaryKernel { mx_floor }
  public static var ceil: UnaryKernel { mx_ceil }
  /// To the nearest integer, halves away from zero.
  public static var round: UnaryKernel { mx_round }
  public static var negate: UnaryKernel { mx_negate }
  public static var reciprocal: UnaryKernel { mx_reciprocal }
  public static var square: UnaryKernel { mx_square }
  public static var cube: UnaryKernel { mx_cube }
  /// 1 where the entry is 0, else 0.
  public static var not: UnaryKernel { mx_not }
  /// 1 above 0, else 0; NaN stays NaN.
  public static var step: UnaryKernel { mx_step }

  public static var add: BinaryKernels { .init(mx_add, mx_add_as, mx_add_sa) }
  public static var subtract: BinaryKernels { .init(mx_subtract, mx_subtract_as, mx_subtract_sa) }
  public static var multiply: BinaryKernels { .init(mx_multiply, mx_multiply_as, mx_multiply_sa) }
  public static var divide: BinaryKernels { .init(mx_divide, mx_divide_as, mx_divide_sa) }
  public static var power: BinaryKernels { .init(mx_power, mx_power_as, mx_power_sa) }
  public static var atan2: BinaryKernels { .init(mx_atan2, mx_atan2_as, mx_atan2_sa) }
  public static var hypot: BinaryKernels { .init(mx_hypot, mx_hypot_as, mx_hypot_sa) }
  /// The remainder with the sign of the divisor; mod(x, 0) is x.
  public static var mod: BinaryKernels { .init(mx_mod, mx_mod_as, mx_mod_sa) }
  /// NaN if either is.
  public static var min: BinaryKernels { .init(mx_min, mx_min_as, mx_min_sa) }
  /// NaN if either is.
  public static var max: BinaryKernels { .init(mx_max, mx_max_as, mx_max_sa) }
  public static var equal: BinaryKernels { .init(mx_equal, mx_equal_as, mx_equal_sa) }
  public static var unequal: BinaryKernels { .init(mx_unequal, mx_unequal_as, mx_unequal_sa) }
  public static var less: BinaryKernels { .init(mx_less, mx_less_as, mx_less_sa) }
  public static var lessEqual: BinaryKernels {
    .init(mx_less_equal, mx_less_equal_as, mx_less_equal_sa)
  }
  public static var greater: BinaryKernels { .init(mx_greater, mx_greater_as, mx_greater_sa) }
  public static var greaterEqual: BinaryKernels {
    .init(mx_greater_equal, mx_greater_equal_as, mx_greater_equal_sa)
  }
  /// 1 where both entries differ from 0, else 0.
  public static var and: BinaryKernels { .init(mx_and, mx_and_as, mx_and_sa) }
  /// 1 where either entry differs from 0, else 0.
  public static var or: BinaryKernels { .init(mx_or, mx_or_as, mx_or_sa) }
  /// y·log(x) of (y, x), and 0 at y = 0 unless x is NaN.
  public static var xlogy: BinaryKernels { .init(mx_xlogy, mx_xlogy_as, mx_xlogy_sa) }
  /// y/x of (y, x), and 0 at y = 0 unless x is NaN.
  public static var xdivy: BinaryKernels { .init(mx_xdivy, mx_xdivy_as, mx_xdivy_sa) }

  /// result[i] = mask[i] ≠ 0 ? a[i] : b[i]; each operand advances by a step of 1 or, being one
  /// number, 0.
  @inline(__always)
  public static func select(
    _ mask: UnsafePointer<Double>, step maskStep: Int, _ a: UnsafePointer<Double>, step aStep: Int,
    _ b: UnsafePointer<Double>, step bStep: Int, into result: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    mx_select(mask, maskStep, a, aStep, b, bStep, result, count)
  }

  /// y += α·x.
  public static func axpy(
    _ alpha: Double, _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>, count: Int
  ) {
    mx_axpy(alpha, x, y, count)
  }

  /// y = α·x.
  public static func scale(
    _ alpha: Double, _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>, count: Int
  ) {
    mx_scale(alpha, x, y, count)
  }

  /// Sets all entries to a value.
  public static func fill(_ value: Double, into y: UnsafeMutablePointer<Double>, count: Int) {
    mx_fill(value, y, count)
  }
}

extension Tensor {
  /// A function of every entry.
  public func map(_ kernel: UnaryKernel) -> Tensor {
    let result = Tensor(uninitialized: shape)
    kernel(pointer, result.storage.pointer, count)
    return result
  }

  /// A function of pairs of entries: of equal shapes, or either operand of order 0.
  public static func map(_ a: Tensor, _ b: Tensor, _ kernels: BinaryKernels) -> Tensor {
    precondition(
      a.shape == b.shape || a.order == 0 || b.order == 0, "equal shapes, or a scalar on one side")
    let result = Tensor(uninitialized: b.order == 0 ? a.shape : b.shape)
    let kernel =
      a.shape == b.shape
      ? kernels.arrays : b.order == 0 ? kernels.arrayScalar : kernels.scalarArray
    kernel(a.pointer, b.pointer, result.storage.pointer, result.count)
    return result
  }

  /// The entries of `a` where the mask isn't 0, else those of `b`: equal shapes, or scalars.
  public static func select(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = [mask, a, b].first { $0.order > 0 }?.shape ?? []
    for operand in [mask, a, b] {
      precondition(operand.order == 0 || operand.shape == shape, "equal shapes, or scalars")
    }
    let result = Tensor(uninitialized: shape)
    Kernels.select(
      mask.pointer, step: mask.order == 0 ? 0 : 1, a.pointer, step: a.order == 0 ? 0 : 1,
      b.pointer, step: b.order == 0 ? 0 : 1, into: result.storage.pointer, count: result.count)
    return result
  }
}
