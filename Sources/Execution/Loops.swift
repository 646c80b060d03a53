/// The elementwise loops that sums need and no kernel has. The result may be an operand.
enum Loops {
  /// out = c·x
  static func scale(
    _ c: Scaling, _ x: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>, count: Int
  ) {
    let (multiplier, divisor) = (c.multiplier, c.divisor)
    for i in 0..<count { out[i] = multiplier * x[i] / divisor }
  }

  /// out = c·x + d
  static func affine(
    _ c: Scaling, _ x: UnsafePointer<Double>, _ d: Double,
    into out: UnsafeMutablePointer<Double>, count: Int
  ) {
    let (multiplier, divisor) = (c.multiplier, c.divisor)
    if c.isMultiplication {
      for i in 0..<count { out[i] = multiplier * x[i] + d }
    } else {
      for i in 0..<count { out[i] = multiplier * x[i] / divisor + d }
    }
  }

  /// out = c·x + d·y
  static func combine(
    _ c: Scaling, _ x: UnsafePointer<Double>, _ d: Scaling, _ y: UnsafePointer<Double>,
    into out: UnsafeMutablePointer<Double>, count: Int
  ) {
    let (first, second) = (c.multiplier, d.multiplier)
    if c.isOne, d.isMultiplication {
      for i in 0..<count { out[i] = x[i] + second * y[i] }
    } else if c.isMultiplication, d.isMultiplication {
      for i in 0..<count { out[i] = first * x[i] + second * y[i] }
    } else {
      let (below, otherBelow) = (c.divisor, d.divisor)
      for i in 0..<count { out[i] = first * x[i] / below + second * y[i] / otherBelow }
    }
  }

  /// out += c·x
  static func addScaled(
    _ c: Scaling, _ x: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>, count: Int
  ) {
    let (multiplier, divisor) = (c.multiplier, c.divisor)
    for i in 0..<count { out[i] += multiplier * x[i] / divisor }
  }
}
