import CKernels
import Testing

@testable import Arrays

@Suite struct PairwiseProductTests {
  /// Labels as letters: `ij,jk->ik`.
  static func parse(_ text: String) -> (left: [Int], right: [Int], output: [Int]) {
    let sides = text.split(separator: ">", omittingEmptySubsequences: false)
    let operands = sides[0].dropLast().split(separator: ",", omittingEmptySubsequences: false)
    func labels(_ part: Substring) -> [Int] { part.utf8.map { Int($0) } }
    return (labels(operands[0]), labels(operands[1]), labels(sides[1]))
  }

  static func check(
    _ text: String, sizes: [Int: Int], seed: UInt64, coefficient: Double = 1
  ) {
    let (left, right, output) = parse(text)
    var used = sizes.filter { (left + right + output).contains($0.key) }
    // The definition is slow.
    while used.values.reduce(1, *) > 8000, let longest = used.max(by: { $0.value < $1.value }) {
      used[longest.key] = longest.value - 1
    }
    func shape(_ labels: [Int]) -> [Int] { labels.map { used[$0, default: 1] } }
    let a = randomTensor(shape(left), seed: seed)
    let b = randomTensor(shape(right), seed: seed + 1)
    let expected = Tensor.contract(
      [a, b], subscripts: [left, right], output: output, sizes: used, coefficient: coefficient)
    let product = PairwiseProduct(
      left: StridedAxes(left, sizes: used), right: StridedAxes(right, sizes: used),
      output: StridedAxes(output, sizes: used), sizes: used, coefficient: coefficient)
    var result = Tensor(shape(output), repeating: .nan)
    product.run(a: a.pointer, b: b.pointer, out: result.mutablePointer())
    #expect(relativeDifference(result, expected) < 1e-13, "\(text) of \(used)")
    product.run(a: a.pointer, b: b.pointer, out: result.mutablePointer(), accumulate: true)
    let twice = Tensor.map(expected, Tensor(2), Kernels.multiply)
    #expect(relativeDifference(result, twice) < 1e-13, "\(text) of \(used), added")
  }

  static let forms = [
    "ij,jk->ik", "ji,jk->ik", "ij,kj->ik", "ji,kj->ik", "ij,jk->ki", "ij,j->i", "ji,j->i",
    "j,ij->i", "j,ji->i", "i,j->ij", "i,j->ji", "i,i->", "i,i->i", "ij,ij->", "ij,ji->",
    "ij,ij->i", "ij,ij->j", "ij,ij->ij", "ij,ji->ij", "ij,j->ij", "ij,i->ij", "i,ij->ij",
    ",ij->ij", "ij,->ji", ",->", "bij,bjk->bik", "bij,bjk->ikb", "ijb,jkb->ikb", "bij,jk->bik",
    "ij,bjk->bik", "ijkl,kl->ij", "ikjl,kl->ij", "kl,ijkl->ij", "ikjl,kjm->iml", "ij,kl->ikjl",
    "ij,kl->ijkl", "ii,ij->j", "ii,i->", "ii,i->i", "ij,jk->ii", "i,i->ii", "i,j->ijj",
    "ij,jk->ikb", "ij,jk->bik", "ij,k->k", "ij,k->", "ijb,jk->ik", "i,j->", "ij,jk->iikk",
    "abi,bai->ab", "abc,cbd->da", "abcd,dcae->eb", "ij,jk->k", "bij,bj->bi", "bij,bj->ib",
  ]

  @Test(arguments: forms)
  func matchesTheDefinition(_ form: String) {
    var generator = RandomGenerator(seed: 7)
    for round in 0..<24 {
      // Sizes 0 and 1 in between, and some that reach across panels and register blocks.
      let limit = round < 16 ? 5.0 : 13.0
      var sizes: [Int: Int] = [:]
      for label in "abcdeijklm".utf8 { sizes[Int(label)] = Int(generator.uniform() * limit) }
      if round > 2 { for (label, size) in sizes where size == 0 { sizes[label] = 1 } }
      Self.check(
        form, sizes: sizes, seed: UInt64(round) &* 31, coefficient: round % 3 == 0 ? 1 : -0.5)
    }
  }

  /// Sizes around the vectors and register blocks of every processor's kernels.
  @Test(arguments: ["ij,jk->ik", "ji,jk->ik", "ij,kj->ik", "ij,j->i", "ji,j->i"])
  func smallProductsAtEveryLevel(_ form: String) {
    atEveryLevel { _ in
      for size in 0..<(9 * 9 * 9) {
        let sizes = ["i": size % 9 + 1, "j": size / 9 % 9 + 1, "k": size / 81 + 1]
        Self.check(
          form,
          sizes: Dictionary(uniqueKeysWithValues: sizes.map { (Int($0.utf8.first ?? 0), $1) }),
          seed: UInt64(size))
      }
    }
  }

  /// A large product by the kernel's own blocks and OpenBLAS, against dots of its rows and columns.
  @Test(arguments: [
    ("ij,jk->ik", 170, 180, 190), ("ji,kj->ik", 300, 129, 130), ("ji,jk->ki", 65, 513, 200),
    ("ij,jk->ik", 7, 9000, 100), ("ij,jk->ik", 33, 300, 17), ("ji,kj->ki", 31, 259, 70),
  ])
  func largeProducts(_ form: String, _ i: Int, _ j: Int, _ k: Int) {
    let (left, right, output) = Self.parse(form)
    let letters = Array("ijk".utf8).map { Int($0) }
    let sizes = [letters[0]: i, letters[1]: j, letters[2]: k]
    let a = randomTensor(left.map { sizes[$0, default: 0] }, seed: 3)
    let b = randomTensor(right.map { sizes[$0, default: 0] }, seed: 4)
    let axes = [left, right, output].map { StridedAxes($0, sizes: sizes) }
    var result = Tensor(output.map { sizes[$0, default: 0] }, repeating: .nan)
    let out = result.mutablePointer()
    PairwiseProduct(left: axes[0], right: axes[1], output: axes[2], sizes: sizes)
      .run(a: a.pointer, b: b.pointer, out: out)
    var worst = 0.0
    for row in 0..<i {
      for column in 0..<k {
        let dot = Reductions.dot(
          a.pointer + row * axes[0].stride(of: letters[0]), stride: axes[0].stride(of: letters[1]),
          b.pointer + column * axes[1].stride(of: letters[2]),
          stride: axes[1].stride(of: letters[1]), count: j)
        let offset =
          row * axes[2].stride(of: letters[0]) + column * axes[2].stride(of: letters[2])
        worst = [worst, (out[offset] - dot).magnitude].largestOrNaN
      }
    }
    #expect(worst < 1e-11)
  }

  @Test func largeContractionsArePacked() {
    let all = [0: 7, 1: 6, 2: 8, 3: 5, 4: 9]
    let a = randomTensor([7, 8, 6, 5], seed: 1)
    let b = randomTensor([8, 5, 9], seed: 2)
    // a_ikjl b_kl,m -> out_imj over k and l, which lie apart in a.
    let labels = ([0, 2, 1, 3], [2, 3, 4], [0, 4, 1])
    let expected = Tensor.contract(
      [a, b], subscripts: [labels.0, labels.1], output: labels.2, sizes: all)
    var result = Tensor([7, 9, 6], repeating: .nan)
    PairwiseProduct(
      left: StridedAxes(labels.0, sizes: all), right: StridedAxes(labels.1, sizes: all),
      output: StridedAxes(labels.2, sizes: all), sizes: all
    ).run(a: a.pointer, b: b.pointer, out: result.mutablePointer())
    #expect(relativeDifference(result, expected) < 1e-12)
  }
}

@Suite struct UnaryContractionTests {
  @Test(arguments: [
    "ij>ij", "ij>ji", "ij>i", "ij>j", "ij>", "ii>i", "ii>", "i>ii", "i>ij", "i>ji", ">ij",
    "ijk>kji", "ijk>jik", "ijk>j", "ijk>ki", "iij>ij", "iij>j", "ij>iij", "ij>jiji", "ijki>kj",
    "i>iii", "ijkl>ljki", "ijkl>jl", "ijk>kmi",
  ])
  func matchesTheDefinition(_ form: String) {
    let parts = form.split(separator: ">", omittingEmptySubsequences: false)
    let input = parts[0].utf8.map { Int($0) }
    let output = parts[1].utf8.map { Int($0) }
    var generator = RandomGenerator(seed: 11)
    for round in 0..<24 {
      var sizes: [Int: Int] = [:]
      for label in Set(input + output) {
        sizes[label] = Int(generator.uniform() * (round < 12 ? 4 : input.count < 4 ? 20 : 9))
      }
      if round > 3 { for (label, size) in sizes where size == 0 { sizes[label] = 1 } }
      let x = randomTensor(input.map { sizes[$0, default: 0] }, seed: UInt64(round))
      let expected = Tensor.contract(
        [x], subscripts: [input], output: output, sizes: sizes, coefficient: 3)
      let prepared = UnaryContraction(
        from: StridedAxes(input, sizes: sizes), to: StridedAxes(output, sizes: sizes),
        sizes: sizes, coefficient: 3)
      var result = Tensor(expected.shape, repeating: .nan)
      prepared.run(x.pointer, out: result.mutablePointer())
      #expect(relativeDifference(result, expected) < 1e-13, "\(form) of \(sizes)")
      prepared.run(x.pointer, out: result.mutablePointer(), accumulate: true)
      let twice = Tensor.map(expected, expected, Kernels.add)
      #expect(relativeDifference(result, twice) < 1e-13, "\(form) of \(sizes), added")
    }
  }
}
