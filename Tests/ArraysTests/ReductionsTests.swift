import CKernels
import Testing

@testable import Arrays

extension KernelTests.ReductionsTests {
  static let lengths = [0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 100, 1023, 1025, 5000]

  @Test(arguments: lengths)
  func sumsAndDots(_ length: Int) {
    let x = randomTensor([length, 3], seed: 2)
    let y = randomTensor([length, 3], seed: 3)
    atEveryLevel { _ in
      for (count, stride) in [(length, 1), (length, 3)] {
        let places = (0..<count).map { $0 * stride }
        let sum = places.reduce(0) { $0 + x[$1] }
        let dot = places.reduce(0) { $0 + x[$1] * y[$1] }
        #expect((Reductions.sum(x.pointer, count: count, stride: stride) - sum).magnitude < 1e-11)
        let fast = Reductions.dot(
          x.pointer, stride: stride, y.pointer, stride: stride, count: count)
        #expect((fast - dot).magnitude < 1e-11)
        let largest = places.map { x[$0] }.max() ?? -.infinity
        let smallest = places.map { x[$0] }.min() ?? .infinity
        #expect(Reductions.max(x.pointer, count: count, stride: stride) == largest)
        #expect(Reductions.min(x.pointer, count: count, stride: stride) == smallest)
      }
    }
  }

  @Test func sumsAreAccurate() {
    // One after the other these lose some 1e-9.
    let tenths = Tensor([1_000_000], repeating: 0.1)
    #expect((tenths.sum() - 100_000).magnitude < 1e-10)
    #expect((tenths.reshaped([100_000, 10]).sum(axis: 0)[3] - 10_000).magnitude < 1e-11)
  }

  @Test(arguments: [
    ([3e200, 4e200], 5e200), ([3e-200, 4e-200], 5e-200), ([], 0), ([0, 0], 0),
    ([3, .infinity], .infinity), ([Double.leastNonzeroMagnitude], Double.leastNonzeroMagnitude),
    ([1.7e308], 1.7e308),
  ])
  func norm(_ entries: [Double], _ expected: Double) {
    #expect(unitsInTheLastPlace(Tensor([entries.count], entries).norm2(), from: expected) <= 2)
  }

  @Test func notNumbersSpread() {
    for place in [0, 5, 20, 32] {
      var x = randomTensor([33])
      x[place] = .nan
      #expect(x.max().isNaN && x.min().isNaN && x.sum().isNaN && x.norm2().isNaN)
      #expect(Reductions.argmax(x.pointer, count: 33) == place)
    }
  }

  @Test func firstExtremes() {
    let x = Tensor([5], [1, 7, 7, -2, -2])
    #expect(Reductions.argmax(x.pointer, count: 5) == 1)
    #expect(Reductions.argmin(x.pointer, count: 5) == 3)
  }

  @Test(arguments: [0, 1, 2])
  func axes(_ axis: Int) {
    let x = randomTensor([3, 70, 41])
    let labels = [0, 1, 2]
    let sizes = [0: 3, 1: 70, 2: 41]
    let expected = Tensor.contract(
      [x], subscripts: [labels], output: labels.filter { $0 != axis }, sizes: sizes)
    #expect(relativeDifference(x.sum(axis: axis), expected) < 1e-14)
    #expect(relativeDifference(x.reduced(axis: axis, mx_sum), expected) < 1e-14)
  }
}
