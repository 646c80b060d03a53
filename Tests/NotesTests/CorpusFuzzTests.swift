import Support
import Testing

@testable import Notes

/// Notes of the corpus with bytes lost, doubled, swapped and put in: whatever becomes of them, checking
/// ends soon and says something of each equation at a place of the text.
///
/// The suite tries a few; `MX_RANDOM_NOTES` sets how many, `MX_RANDOM_SEED` which.
struct CorpusFuzzTests {
  @Test func mutatedNotes() throws {
    let count = setting("MX_RANDOM_NOTES", 16)
    var generator = SplitMix(state: UInt64(setting("MX_RANDOM_SEED", 41)))
    let notes = try CorpusTests.notes.map { ($0, try CorpusTests.bytes(of: $0)) }
    for number in 0..<count {
      let (name, bytes) = notes[number % notes.count]
      var mutation = Mutation(bytes, generator.next())
      let mutated = mutation.mutated()
      let clock = ContinuousClock.now
      let checker = try CorpusTests.checker(mutated, named: name)
      let time = ContinuousClock.now - clock
      #expect(time < .seconds(60), "\(name), mutation \(number)")
      let lines = checker.document.text.lineStarts.count
      for finding in checker.findings {
        #expect((1...lines).contains(finding.line), "\(name), mutation \(number)")
        #expect(finding.place.lower >= 0 && finding.place.upper <= mutated.count)
      }
      for palette in [true, false] {
        let report = NoteReport(checker, isASCII: palette)
        #expect(!report.text(.plain, width: 80).isEmpty)
        #expect(report.json.count == checker.findings.count)
      }
    }
  }
}

/// A text with a few random changes.
private struct Mutation {
  private var bytes: [UInt8]
  private var generator: SplitMix

  init(_ bytes: [UInt8], _ seed: UInt64) {
    self.bytes = bytes
    generator = SplitMix(state: seed)
  }

  private static let pieces: [[UInt8]] =
    [
      "{", "}", "$", "$$", "\\", "\\\\", "&", "^", "_", "=", "\\left(", "\\right)", "\\frac",
      "\\frac{", "\\sum_{i}", "\\sum_{j \\neq i}", "\\begin{aligned}", "\\end{aligned}", "\\[",
      "\\]",
      "`", "```", "\n\n", "%", "\"", "\\n", "'", "^T", "_{ij}", "\\partial", "\\nabla", "0",
      "1e999",
      "∂", "W", "|", "\\|", "\\def\\a{\\a}", "\\input{x}", "\\newenvironment{q}", "\\begin{q}",
      "<s>",
    ].map { Array($0.utf8) } + [[0], [0xFF], [0xC3], [0xE2, 0x88], [0xF0, 0x9F]]

  private static let openers = ["{", "(", "\\frac{", "\\left(", "\\sqrt{", "x_{", "e^{", "\\hat{"]

  mutating func mutated() -> [UInt8] {
    for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty { change() }
    return bytes
  }

  private mutating func span(_ length: Int) -> Range<Int> {
    let lower = generator.below(bytes.count)
    return lower..<min(bytes.count, lower + 1 + generator.below(length))
  }

  private mutating func change() {
    switch generator.below(8) {
    case 0: bytes.removeSubrange(span(4))
    case 1: bytes.removeSubrange(span(80))
    case 2:
      let range = span(120)
      bytes.insert(contentsOf: Array(bytes[range]), at: generator.below(bytes.count))
    case 3:
      let (a, b) = (generator.below(bytes.count), generator.below(bytes.count))
      bytes.swapAt(a, b)
    case 4: bytes[generator.below(bytes.count)] = UInt8(generator.below(256))
    case 5, 6:
      bytes.insert(
        contentsOf: Self.pieces[generator.below(Self.pieces.count)],
        at: generator.below(bytes.count + 1))
    default:
      let opener = Self.openers[generator.below(Self.openers.count)]
      let depth = [3, 40, 400][generator.below(3)]
      bytes.insert(
        contentsOf: Array(String(repeating: opener, count: depth).utf8),
        at: generator.below(bytes.count + 1))
    }
  }
}
