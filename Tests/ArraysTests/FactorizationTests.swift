import Glibc
import Testing

@testable import Arrays

@Suite struct FactorizationTests {
  static let sizes = [0, 1, 2, 3, 5, 8, 24, 25, 32, 33, 50, 100]
  static let hasLibrary = getenv("MX_NO_OPENBLAS") == nil && OpenBLAS.shared != nil

  static func product(_ a: Tensor, _ b: Tensor) -> Tensor {
    let sizes = [0: a.shape[0], 1: a.shape[1], 2: b.shape[1]]
    let axes = [[0, 1], [1, 2], [0, 2]].map { StridedAxes($0, sizes: sizes) }
    var result = Tensor(uninitialized: [a.shape[0], b.shape[1]])
    PairwiseProduct(left: axes[0], right: axes[1], output: axes[2], sizes: sizes)
      .run(a: a.pointer, b: b.pointer, out: result.mutablePointer())
    return result
  }

  static func identity(_ n: Int) -> Tensor {
    Tensor([n, n], (0..<(n * n)).map { $0 % (n + 1) == 0 ? 1 : 0 })
  }

  @Test(arguments: sizes)
  func inverse(_ n: Int) throws {
    let a = randomTensor([n, n], seed: UInt64(n))
    let difference = relativeDifference(Self.product(a, try a.inverse()), Self.identity(n))
    #expect(difference < 1e-11)
  }

  @Test(arguments: sizes)
  func solve(_ n: Int) throws {
    let a = randomTensor([n, n], seed: UInt64(n) + 1)
    for width in [1, 4] {
      let x = randomTensor([n, width], seed: 9)
      let b = Self.product(a, x)
      #expect(relativeDifference(try a.solve(b, columns: true), x) < 1e-10)
      let turned = Self.product(a.transposed(), x)
      let again = try a.solve(turned, columns: true, transposed: true)
      #expect(relativeDifference(again, x) < 1e-10)
      if width == 1 {
        let column = try a.solve(b.reshaped([n]), columns: false)
        #expect(relativeDifference(column, x.reshaped([n])) < 1e-10)
      }
    }
  }

  @Test(arguments: sizes)
  func triangular(_ n: Int) throws {
    for isUpper in [true, false] {
      for transposed in [true, false] {
        var a = randomTensor([n, n], seed: 3)
        for i in 0..<n {
          for j in 0..<n where i != j {
            a[i * n + j] = (j > i) == isUpper ? a[i * n + j] / Double(n) : 0
          }
          a[i * n + i] += a[i * n + i] < 0 ? -2 : 2
        }
        let x = randomTensor([n, 3], seed: 4)
        let b = Self.product(transposed ? a.transposed() : a, x)
        let solution = try a.solveTriangular(
          b, isUpper: isUpper, columns: true, transposed: transposed)
        #expect(relativeDifference(solution, x) < 1e-11)
      }
    }
  }

  @Test func batches() throws {
    let a = randomTensor([2, 3, 3], seed: 1)
    let b = randomTensor([4, 2, 3], seed: 2)
    let x = try a.solve(b, columns: false)
    #expect(x.shape == [4, 2, 3])
    let back = Tensor.contract(
      [a, x], subscripts: [[1, 2, 3], [0, 1, 3]], output: [0, 1, 2],
      sizes: [0: 4, 1: 2, 2: 3, 3: 3])
    #expect(relativeDifference(back, b) < 1e-12)
    let one = try randomTensor([3, 3]).solve(b, columns: false)
    #expect(one.shape == [4, 2, 3])
    #expect(try a.determinant().shape == [2])
    #expect(try a.inverse().shape == [2, 3, 3])
    #expect(try Tensor([0, 3, 3], []).inverse().shape == [0, 3, 3])
  }

  @Test(arguments: [
    ([1, 2, 3, 4], 2, -2.0), ([1, 2, 2, 4], 2, 0), ([], 0, 1), ([7], 1, 7),
    ([0, 1, 1, 0], 2, -1), ([0, 0, 1, 1, 0, 0, 0, 1, 0], 3, 1),
    ([.infinity, 0, 0, 1], 2, .infinity),
  ])
  func determinant(_ entries: [Double], _ n: Int, _ expected: Double) throws {
    let a = Tensor([n, n], entries)
    let determinant = try a.determinant()[0]
    #expect(unitsInTheLastPlace(determinant, from: expected) <= 2)
    if expected.isFinite {
      let (sign, logarithm) = try a.signAndLogDeterminant()
      #expect((sign[0] * exp(logarithm[0]) - expected).magnitude < 1e-14)
    }
  }

  @Test func largeDeterminant() throws {
    let a = Tensor.map(Self.identity(400), Tensor(10), Kernels.multiply)
    let (sign, logarithm) = try a.signAndLogDeterminant()
    #expect(sign[0] == 1)
    #expect((logarithm[0] - 400 * log(10)).magnitude < 1e-9)
    #expect(try a.determinant()[0] == .infinity)
  }

  @Test(arguments: [
    ([1, 2, 2, 4], 2, 1), ([0, 0, 0, 0], 2, 0), ([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 2),
    ([0], 1, 0), ([1, 1, 1, 1 + 1e-17], 2, 1),
  ])
  func singular(_ entries: [Double], _ n: Int, _ rank: Int) {
    let a = Tensor([n, n], entries)
    #expect(throws: ArrayError.singular(rank: rank, size: n)) { try a.inverse() }
    #expect(throws: ArrayError.singular(rank: rank, size: n)) {
      try a.solve(Tensor([n], repeating: 1), columns: false)
    }
  }

  @Test(arguments: [40, 60]) func largeSingular(_ n: Int) throws {
    let a = Self.product(randomTensor([n, n - 3], seed: 1), randomTensor([n - 3, n], seed: 2))
    #expect(throws: ArrayError.singular(rank: n - 3, size: n)) { try a.inverse() }
    #expect(try a.rank() == n - 3)
  }

  /// Whatever the numbers, an answer comes.
  @Test(arguments: [Double.nan, .infinity, -.infinity], [2, 40])
  func notFinite(_ value: Double, _ n: Int) throws {
    var a = Self.identity(n)
    a[n] = value
    #expect(try a.inverse().count == n * n)
    #expect(try a.solve(Tensor([n], repeating: 1), columns: false).count == n)
    #expect(try a.svd().s[0].isNaN)
    #expect(try a.rank() == 0)
    #expect(try a.symmetricEigen().values[0].isNaN)
    #expect(try a.eigenvalues().real[0].isNaN)
    #expect(try a.pseudoInverse()[0].isNaN)
    _ = try a.determinant()
    _ = try a.qr()
  }

  @Test(arguments: [
    (0, 0), (0, 3), (3, 0), (1, 1), (2, 2), (5, 3), (3, 5), (24, 24), (30, 26), (26, 30), (60, 45),
    (45, 60),
  ])
  func svd(_ m: Int, _ n: Int) throws {
    let a = randomTensor([m, n], seed: 6)
    let k = min(m, n)
    let (u, s, vt) = try a.svd()
    #expect(s.entries == s.entries.sorted(by: >))
    var scaled = vt
    for i in 0..<k { for j in 0..<n { scaled[i * n + j] *= s[i] } }
    #expect(relativeDifference(Self.product(u, scaled), a) < 1e-13)
    #expect(relativeDifference(Self.product(u.transposed(), u), Self.identity(k)) < 1e-13)
    #expect(relativeDifference(Self.product(vt, vt.transposed()), Self.identity(k)) < 1e-13)
    #expect(relativeDifference(try a.singularValues(), s) < 1e-13)
    #expect(try a.rank() == k)
    let inverse = try a.pseudoInverse()
    #expect(relativeDifference(Self.product(Self.product(a, inverse), a), a) < 1e-12)
  }

  @Test func svdOfDeficientAndExtreme() throws {
    let a = Tensor([3, 2], [1e-200, 2e-200, 2e-200, 4e-200, 0, 0])
    let (u, s, _) = try a.svd()
    #expect(unitsInTheLastPlace(s[0], from: 5e-200) < 4)
    #expect(relativeDifference(Self.product(u.transposed(), u), Self.identity(2)) < 1e-14)
    #expect(try a.rank() == 1)
    #expect(try Tensor([2, 2], [1e300, 0, 0, 1e300]).conditionNumber() == 1)
    #expect(try Tensor([2, 2], [0, 0, 0, 0]).conditionNumber() == .infinity)
  }

  @Test func operatorNorms() throws {
    let a = Tensor([2, 2], [1, -2, 3, 4])
    #expect(try a.operatorNorm(.one) == 6)
    #expect(try a.operatorNorm(.infinity) == 7)
    #expect((try a.operatorNorm(.two) - 5.11667273601693).magnitude < 1e-12)
    #expect(try Tensor([0, 2], []).operatorNorm(.two) == 0)
  }

  @Test(arguments: sizes)
  func symmetricEigen(_ n: Int) throws {
    let g = randomTensor([n, n], seed: 8)
    let a = Tensor.map(g, g.transposed(), Kernels.add)
    let (values, vectors) = try a.symmetricEigen()
    #expect(values.entries == values.entries.sorted())
    var scaled = vectors
    for i in 0..<n { for j in 0..<n { scaled[i * n + j] *= values[j] } }
    #expect(relativeDifference(Self.product(scaled, vectors.transposed()), a) < 1e-13)
  }

  @Test(arguments: sizes)
  func cholesky(_ n: Int) throws {
    let g = randomTensor([n, n + 2], seed: 8)
    let a = Self.product(g, g.transposed())
    let l = try a.cholesky()
    #expect(relativeDifference(Self.product(l, l.transposed()), a) < 1e-13)
    #expect(throws: ArrayError.notPositiveDefinite) { try Tensor([1, 1], [-1]).cholesky() }
  }

  @Test(arguments: [(0, 2), (2, 0), (1, 1), (3, 3), (7, 4), (4, 7), (40, 30)])
  func qr(_ m: Int, _ n: Int) throws {
    let a = randomTensor([m, n], seed: 8)
    let (q, r) = try a.qr()
    #expect(relativeDifference(Self.product(q, r), a) < 1e-13)
    let k = min(m, n)
    #expect(relativeDifference(Self.product(q.transposed(), q), Self.identity(k)) < 1e-13)
    for i in 0..<k { for j in 0..<min(i, n) { #expect(r[i * n + j] == 0) } }
  }

  @Test(.enabled(if: hasLibrary)) func eigenvalues() throws {
    let (real, imaginary) = try Tensor([2, 2], [0, -1, 1, 0]).eigenvalues()
    #expect(real.entries == [0, 0])
    #expect(imaginary.entries.sorted() == [-1, 1])
  }

  @Test(.enabled(if: !hasLibrary)) func eigenvaluesWantTheLibrary() {
    #expect(throws: ArrayError.missingLibrary(function: "eigvals")) {
      try Tensor([2, 2], [0, -1, 1, 0]).eigenvalues()
    }
    #expect(OpenBLAS.shared == nil)
  }
}
