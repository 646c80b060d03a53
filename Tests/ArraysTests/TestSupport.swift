import Testing

@testable import Arrays

/// Random arrays for the tests of this room, the same in every run.
func randomTensor(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
  var generator = RandomGenerator(seed: seed)
  return Tensor(shape, (0..<shape.reduce(1, *)).map { _ in generator.normal() })
}

/// The largest difference, relative to the largest magnitude; infinity for different shapes.
func relativeDifference(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape else { return .infinity }
  let scale = (a.entries + b.entries).map(\.magnitude).max() ?? 0
  let difference = zip(a.entries, b.entries).map { ($0 - $1).magnitude }.max() ?? 0
  return difference == 0 ? 0 : difference / scale
}

/// How many doubles lie between two, at the spacing of the second; NaNs are equal.
func unitsInTheLastPlace(_ x: Double, from reference: Double) -> Double {
  if x == reference || (x.isNaN && reference.isNaN) { return 0 }
  guard x.isFinite, reference.isFinite else { return .infinity }
  return ((x - reference) / reference.ulp).magnitude
}

/// Whether all entries are equal, NaN being equal to NaN.
func same(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
}
