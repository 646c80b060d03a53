import Testing

@testable import Arrays

@Suite struct RandomTests {
  /// The first numbers of xoshiro256++ from splitmix64's state of seed 0, by the authors' C code.
  @Test func reference() {
    var generator = RandomGenerator(seed: 0)
    let first = (0..<3).map { _ in generator.next() }
    #expect(first == [0x5317_5d61_490b_23df, 0x61da_6f3d_c380_d507, 0x5c0f_df91_ec9a_7bfc])
  }

  @Test func aSeedFixesTheDraws() {
    var one = RandomGenerator(seed: 42)
    var other = RandomGenerator(seed: 42)
    #expect(one.normal([20]).entries == other.normal([20]).entries)
    #expect(one.uniform([20]).entries == other.uniform([20]).entries)
  }

  @Test func moments() {
    var generator = RandomGenerator(seed: 1)
    let normal = generator.normal([100_000])
    #expect((normal.sum() / 1e5).magnitude < 0.02)
    #expect((normal.norm2() / 1e5.squareRoot() - 1).magnitude < 0.02)
    let uniform = generator.uniform([100_000])
    #expect(uniform.min() >= 0 && uniform.max() < 1)
    #expect((uniform.sum() / 1e5 - 0.5).magnitude < 0.01)
  }
}
