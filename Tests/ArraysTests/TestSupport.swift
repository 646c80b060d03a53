import CKernels
import Synchronization
import Testing

@testable import Arrays

/// Random arrays for the tests of this room, the same in every run.
func randomTensor(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
  var generator = RandomGenerator(seed: seed)
  return Tensor(shape, (0..<shape.reduce(1, *)).map { _ in generator.normal() })
}

extension Sequence<Double> {
  /// The largest of them and 0, NaN if one is: `max` passes over NaN, and a test must not.
  var largestOrNaN: Double { reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 } }
}

/// The largest difference, relative to the largest magnitude; infinity for different shapes.
func relativeDifference(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape else { return .infinity }
  let scale = (a.entries + b.entries).map(\.magnitude).max() ?? 0
  let difference = zip(a.entries, b.entries).map { ($0 - $1).magnitude }.largestOrNaN
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

/// Runs a check with each of the kernels that the processor has. Tests run in parallel, so that
/// only one of them at a time may choose; all others take what is chosen.
func atEveryLevel(_ check: (Int32) -> Void) {
  choice.withLock { _ in
    defer { mx_limit_simd_level(2) }
    for level: Int32 in [0, 1, 2] {
      mx_limit_simd_level(level)
      check(level)
    }
  }
}

private let choice = Mutex(())
