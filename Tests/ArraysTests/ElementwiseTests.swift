import CKernels
import Glibc
import Testing

@testable import Arrays

/// Tests that set the level of vector instructions, which all share: one after the other.
@Suite(.serialized) struct KernelTests {
  @Suite struct ElementwiseTests {}
  @Suite struct ReductionsTests {}
}

/// The kernels against the scalar library at the extremes and in between, for every level of
/// vector instructions that the processor has.
extension KernelTests.ElementwiseTests {
  struct Unary: CustomStringConvertible, Sendable {
    let description: String
    let kernel: UnaryKernel
    let reference: @Sendable (Double) -> Double
    var units = 4.0
    var domain = -700.0...700.0
  }

  static let extremes: [Double] = [
    0, -0.0, 1, -1, 0.5, -0.5, 1.5, -2.5, 2.5, 1000, -1000, 740, -740, 36.8, -36.8, 1e-10, -1e-10,
    1e-300, -1e-300, 1e300, -1e300, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .greatestFiniteMagnitude, .infinity, -.infinity, .nan, .pi, 1e22, 709.7, -745.1,
  ]

  static let unaryCases: [Unary] = [
    Unary("exp", Kernels.exp, exp), Unary("log", Kernels.log, log, domain: 0...700),
    Unary("log2", Kernels.log2, log2, domain: 0...700),
    Unary("log10", Kernels.log10, log10, domain: 0...700),
    Unary("log1p", Kernels.log1p, log1p, domain: -1...9), Unary("expm1", Kernels.expm1, expm1),
    Unary("sqrt", Kernels.sqrt, sqrt, units: 0), Unary("cbrt", Kernels.cbrt, cbrt),
    Unary("abs", Kernels.abs, { $0.magnitude }, units: 0),
    Unary("sign", Kernels.sign, { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }, units: 0),
    Unary("sin", Kernels.sin, sin), Unary("cos", Kernels.cos, cos),
    Unary("tan", Kernels.tan, tan), Unary("asin", Kernels.asin, asin, domain: -1...1),
    Unary("acos", Kernels.acos, acos, domain: -1...1), Unary("atan", Kernels.atan, atan),
    Unary("sinh", Kernels.sinh, sinh), Unary("cosh", Kernels.cosh, cosh),
    Unary("tanh", Kernels.tanh, tanh, domain: -20...20),
    Unary("asinh", Kernels.asinh, asinh), Unary("acosh", Kernels.acosh, acosh, domain: 1...700),
    Unary("atanh", Kernels.atanh, atanh, domain: -1...1),
    Unary("erf", Kernels.erf, erf, domain: -6...6),
    Unary("sigmoid", Kernels.sigmoid, { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) }),
    Unary("softplus", Kernels.softplus, { max($0, 0) + log1p(exp(-$0.magnitude)) + ($0 - $0) }),
    Unary("relu", Kernels.relu, { $0 <= 0 ? 0 : $0 }, units: 0),
    Unary("floor", Kernels.floor, floor, units: 0), Unary("ceil", Kernels.ceil, ceil, units: 0),
    Unary("round", Kernels.round, round, units: 0),
    Unary("negate", Kernels.negate, { -$0 }, units: 0),
    Unary("reciprocal", Kernels.reciprocal, { 1 / $0 }, units: 0),
    Unary("square", Kernels.square, { $0 * $0 }, units: 0),
    Unary("cube", Kernels.cube, { $0 * $0 * $0 }, units: 0),
    Unary("not", Kernels.not, { $0 == 0 ? 1 : 0 }, units: 0),
    Unary("step", Kernels.step, { $0 > 0 ? 1 : $0 <= 0 ? 0 : $0 }, units: 0),
  ]

  /// Runs a check with each level of vector instructions.
  @Test(arguments: unaryCases)
  func unary(_ function: Unary) {
    var generator = RandomGenerator(seed: 5)
    let (low, high) = (function.domain.lowerBound, function.domain.upperBound)
    var points = Self.extremes
    for i in 0..<2000 {
      let point = low + (high - low) * generator.uniform()
      points.append(i % 3 == 0 ? point * exp(-600 * generator.uniform()) : point)
    }
    points = points.filter {
      $0.isNaN || Self.extremes.contains($0) || function.domain.contains($0)
    }
    let input = Tensor([points.count], points)
    atEveryLevel { level in
      let result = input.map(function.kernel)
      let wrong = points.indices.filter { i in
        let expected = function.softplusAware(points[i])
        return unitsInTheLastPlace(result[i], from: expected) > function.units
      }
      #expect(wrong.map { (points[$0], result[$0]) }.isEmpty, "\(function) at level \(level)")
    }
  }

  /// A value doesn't depend on its place or on the array's length, and may be written in place.
  @Test(arguments: unaryCases)
  func placesDontMatter(_ function: Unary) {
    let points = (0..<37).map { 0.1 + 0.023 * Double($0) }
    atEveryLevel { level in
      let whole = Tensor([37], points).map(function.kernel)
      for length in [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 36] {
        var part = Tensor([length], Array(points.suffix(length)))
        let place = part.mutablePointer()
        function.kernel(place, place, length)
        #expect(same(part.entries, whole.entries.suffix(length)), "\(function), level \(level)")
      }
    }
  }

  struct Binary: CustomStringConvertible, Sendable {
    let description: String
    let kernels: BinaryKernels
    let reference: @Sendable (Double, Double) -> Double
    var units = 0.0
  }

  static func octaveMod(_ x: Double, _ y: Double) -> Double {
    if y == 0 { return x }
    let rest = fmod(x, y)
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
  }

  static let binaryCases: [Binary] = [
    Binary("add", Kernels.add, { $0 + $1 }), Binary("subtract", Kernels.subtract, { $0 - $1 }),
    Binary("multiply", Kernels.multiply, { $0 * $1 }),
    Binary("divide", Kernels.divide, { $0 / $1 }),
    Binary("power", Kernels.power, pow, units: 1),
    Binary("atan2", Kernels.atan2, atan2, units: 4),
    Binary("hypot", Kernels.hypot, hypot, units: 2), Binary("mod", Kernels.mod, octaveMod),
    Binary("min", Kernels.min, { $0.isNaN || $1.isNaN ? .nan : Swift.min($0, $1) }),
    Binary("max", Kernels.max, { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) }),
    Binary("equal", Kernels.equal, { $0 == $1 ? 1 : 0 }),
    Binary("unequal", Kernels.unequal, { $0 != $1 ? 1 : 0 }),
    Binary("less", Kernels.less, { $0 < $1 ? 1 : 0 }),
    Binary("lessEqual", Kernels.lessEqual, { $0 <= $1 ? 1 : 0 }),
    Binary("greater", Kernels.greater, { $0 > $1 ? 1 : 0 }),
    Binary("greaterEqual", Kernels.greaterEqual, { $0 >= $1 ? 1 : 0 }),
    Binary("and", Kernels.and, { $0 != 0 && $1 != 0 ? 1 : 0 }),
    Binary("or", Kernels.or, { $0 != 0 || $1 != 0 ? 1 : 0 }),
    Binary("xlogy", Kernels.xlogy, { $0 == 0 && !$1.isNaN ? 0 : $0 * log($1) }, units: 4),
    Binary("xdivy", Kernels.xdivy, { $0 == 0 && !$1.isNaN ? 0 : $0 / $1 }),
  ]

  @Test(arguments: binaryCases)
  func binary(_ function: Binary) {
    let exponents: [Double] = [2, 3, 4, 7]
    let values = Self.extremes + exponents
    let pairs = values.flatMap { x in values.map { (x, $0) } }
    let a = Tensor([pairs.count], pairs.map(\.0))
    let b = Tensor([pairs.count], pairs.map(\.1))
    atEveryLevel { level in
      let result = Tensor.map(a, b, function.kernels)
      let wrong = pairs.indices.filter { i in
        let expected = function.reference(pairs[i].0, pairs[i].1)
        return unitsInTheLastPlace(result[i], from: expected) > function.units
      }
      #expect(wrong.map { (pairs[$0], result[$0]) }.isEmpty, "\(function) at level \(level)")
      for (i, value) in values.enumerated() {
        let right = Tensor.map(a, Tensor(value), function.kernels).entries
        let left = Tensor.map(Tensor(value), b, function.kernels).entries
        let column = values.indices.map { $0 * values.count + i }
        let row = values.indices.map { i * values.count + $0 }
        #expect(same(column.map { right[$0] }, column.map { result[$0] }), "\(function), \(value)")
        #expect(same(row.map { left[$0] }, row.map { result[$0] }), "\(function), \(value)")
      }
    }
  }

  @Test func exactPowers() {
    let bases = Tensor([4], [5, 10, 0.5, -3])
    #expect(Tensor.map(bases, Tensor(-1), Kernels.power).entries == [0.2, 0.1, 2, -1 / 3])
    #expect(Tensor.map(bases, Tensor(5), Kernels.power).entries == [3125, 1e5, 0.03125, -243])
    #expect(Tensor.map(Tensor([2], [-0.0, 9]), Tensor(0.5), Kernels.power).entries == [0, 3])
  }

  @Test func knownValues() {
    #expect(Tensor([4], [0.5, -0.5, 2.5, -2.5]).map(Kernels.round).entries == [1, -1, 3, -3])
    let mods = Tensor.map(
      Tensor([4], [5, -5, 5, -5]), Tensor([4], [3, 3, -3, -3]), Kernels.mod)
    #expect(mods.entries == [2, 1, -1, -2])
    #expect(Tensor([2], [1000, -1000]).map(Kernels.sigmoid).entries == [1, 0])
    #expect(Tensor([2], [1000, -1000]).map(Kernels.softplus).entries == [1000, 0])
    #expect((1...15).allSatisfy { Tensor(pow(10, Double($0))).map(Kernels.log10)[0] == Double($0) })
  }

  @Test func selecting() {
    let mask = Tensor([3], [1, 0, .nan])
    let a = Tensor([3], [1, 2, 3])
    atEveryLevel { _ in
      #expect(Tensor.select(mask, a, Tensor(9)).entries == [1, 9, 3])
      #expect(Tensor.select(Tensor(0), a, Tensor(9)).entries == [9, 9, 9])
    }
  }
}

extension KernelTests.ElementwiseTests.Unary {
  init(
    _ description: String, _ kernel: UnaryKernel,
    _ reference: @escaping @Sendable (Double) -> Double,
    units: Double = 4, domain: ClosedRange<Double> = -700...700
  ) {
    self.init(
      description: description, kernel: kernel, reference: reference, units: units, domain: domain)
  }

  /// The reference, at infinity too, where its formula for softplus says NaN.
  func softplusAware(_ x: Double) -> Double {
    description == "softplus" && x.isInfinite ? max(x, 0) : reference(x)
  }
}

extension KernelTests.ElementwiseTests.Binary {
  init(
    _ description: String, _ kernels: BinaryKernels,
    _ reference: @escaping @Sendable (Double, Double) -> Double, units: Double = 0
  ) {
    self.init(description: description, kernels: kernels, reference: reference, units: units)
  }
}
