import Testing

@testable import Syntax

/// Whatever the bytes are, reading them as a note ends soon, with equations or mistakes that can be
/// shown at a place of the text.
struct LaTeXSafetyTests {
  private static func read(_ bytes: [UInt8]) -> Int {
    let source = SourceText(bytes, name: "x.md")
    var reader = LaTeXReader(source, vocabulary: .some)
    let results = reader.read(Span(0, bytes.count))
    for case .failure(let diagnostic) in results.prefix(5) {
      for label in diagnostic.labels {
        #expect(label.span.lower >= 0 && label.span.upper <= bytes.count)
        #expect(label.span.lower <= label.span.upper)
      }
      #expect(!diagnostic.rendered(in: source, palette: .plain).isEmpty)
    }
    _ = Parser.isIncomplete(String(decoding: bytes, as: UTF8.self))
    return results.count
  }

  private static let pieces = [
    "x", "W", "_", "^", "{", "}", "_{ij}", "^{(1)}", "^T", "1", "2.5", "\\frac", "\\frac{a}{b}",
    "\\sum", "\\sum_{i=1}^{n}", "\\left(", "\\right)", "(", ")", "[", "]", "|", "\\|", "\\{", "\\}",
    "\\begin{bmatrix}", "\\end{bmatrix}", "\\begin{align}", "\\end{align}", "\\begin{cases}",
    "\\end{cases}", "&", "\\\\", "=", "&=", "+", "-", "\\cdot", ",", ".", "\\quad", "\\text{if }",
    "\\text{$x$}", "\\text", "\\mathrm{out}", "\\hat", "\\hat{y}", "\\vec", "\\partial",
    "\\frac{\\partial J}{\\partial x}", "\\nabla", "\\nabla_x", "\\log", "\\max_j", "\\sqrt[3]",
    "\\sqrt", "\\in", "\\mathbb{R}^{m \\times n}", "\\mathbb{1}", "'", "$", "$$", "\\[", "\\]", "%",
    "\n", " ", "\\foo", "<-", ":=", "<", "é",
    "ŷ", "ᵀ", "₁", "\u{0}", "\\", "\\operatorname", "\\underbrace", "\\stackrel{a}{=}",
    "\\arg\\max",
  ]

  @Test func randomPieces() {
    var generator = SeededGenerator(state: 11)
    for _ in 0..<1500 {
      let count = Int.random(in: 1..<30, using: &generator)
      let text = (0..<count).map { _ in
        Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)]
      }
      _ = Self.read(Array(text.joined().utf8))
    }
  }

  @Test func randomBytes() {
    var generator = SeededGenerator(state: 12)
    for _ in 0..<800 {
      let count = Int.random(in: 0..<60, using: &generator)
      _ = Self.read((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
  }

  /// The formulas of the tables with bytes changed, removed, doubled.
  @Test func mutations() {
    var generator = SeededGenerator(state: 13)
    for reading in NoteTests.blocks + LaTeXReaderTests.readings {
      for _ in 0..<8 {
        var bytes = Array(reading.latex.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
          let place = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: bytes.remove(at: place)
          case 1:
            bytes[place] = Array("{}\\$&_^()[]|=,. x1\n".utf8).randomElement(using: &generator)!
          default: bytes.insert(bytes[place], at: place)
          }
        }
        _ = Self.read(bytes)
      }
    }
  }

  /// Long and deep texts take time in proportion to their length, and no more stack.
  @Test(arguments: [
    "{", "(", "\\left(", "\\frac{", "\\text{", "\\text{$", "\\sqrt", "\\hat", "^", "_", "x_{",
    "\\begin{bmatrix}", "\\begin{cases}", "\\begin{align}", "\\sum", "\\sum_{i}", "-", "|", "\\|",
    "||", "\\log", "x", "x+", "x=", "x\\\\", "x,", "\\foo,", "x<-1,", "\\frac12", "a&", "$", "$$",
    "\\[", "\\quad", "\\text{a b}", "\\nabla_x", "\\partial", "x_i",
    "\\max_i", "x'", "x^T", "f(", "\\mathbf", "\\underbrace{", "\\{", "[", "\\frac{x\n", "1.1.",
  ])
  func long(_ piece: String) {
    onLargeStack {
      _ = Self.read(Array(String(repeating: piece, count: 5000).utf8))
    }
  }
}
