import Glibc

/// Pseudo-random numbers that a seed fixes: xoshiro256++ of Blackman and Vigna (2019), with its
/// state drawn from the seed by splitmix64, as its authors advise.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  /// The second number of the last pair of normal draws.
  private var spare: Double?

  public init(seed: UInt64) {
    var counter = seed
    func splitmix() -> UInt64 {
      counter &+= 0x9E37_79B9_7F4A_7C15
      var z = counter
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (splitmix(), splitmix(), splitmix(), splitmix())
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ bits: UInt64) -> UInt64 { (x << bits) | (x >> (64 - bits)) }
    let result = rotated(state.0 &+ state.3, 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  /// A number from the uniform distribution on [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from the normal distribution of mean 0 and variance 1, by Marsaglia's polar method.
  public mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square < 1, square > 0 {
        let factor = (-2 * log(square) / square).squareRoot()
        spare = y * factor
        return x * factor
      }
    }
  }

  /// An array of uniform draws from [0, 1).
  public mutating func uniform(_ shape: [Int]) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let out = result.mutablePointer()
    for i in 0..<result.count { out[i] = uniform() }
    return result
  }

  /// An array of normal draws of mean 0 and variance 1.
  public mutating func normal(_ shape: [Int]) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let out = result.mutablePointer()
    for i in 0..<result.count { out[i] = normal() }
    return result
  }
}
