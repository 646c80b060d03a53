import Testing

@testable import Syntax

/// A generator of the same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Whatever the bytes are, reading them ends with statements or messages that can be shown.
struct SafetyTests {
  private static func read(_ source: SourceText) -> (statements: Int, mistakes: Int) {
    var counts = (0, 0)
    let lines = source.bytes.count { $0 == 0x0A }
    Parser.parseStatements(source) { result in
      switch result {
      case .success: counts.0 += 1
      case .failure(let diagnostic):
        counts.1 += 1
        if counts.1 < 5 {
          #expect(!diagnostic.rendered(in: source, palette: .plain).isEmpty)
        }
      }
      return counts.1 <= lines + 6
    }
    // After a mistake the rest of its line is done with; a few brackets' lines are read again.
    #expect(counts.1 <= lines + 6)
    return counts
  }

  @Test func randomBytes() {
    var generator = SeededGenerator(state: 1)
    for _ in 0..<3000 {
      let count = Int.random(in: 0..<60, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      _ = Self.read(SourceText(bytes, name: "x.mx"))
    }
  }

  @Test func randomTokens() {
    let pieces = [
      "a", "W1", "T", "end", "1", "2.5", ".5", "(", ")", "[", "]", "{", "}", " ", " ", "\n", ";",
      ",",
      ":", "+", "-", "*", "/", "\\", "^", ".^", ".*", "'", ".'", "|", "||", "‖", "_F", "²", "⁻¹",
      "ᵀ",
      "Σ", "∑", "∏", "√", "∂", "∇", "_x", "=", "==", "<", "<-", "≈", "+=", "if", "else", "for",
      "while", "repeat", "not", "and", "?", "\"s\"", "\"", "#", "%", "...", "\\begin{pmatrix}",
      "\\end{pmatrix}", "&", "\\\\", "\\lambda", "\\frac{", "$", "@", "!", "~", "vector", "∈", "R",
      "x'", "f(", "x[", "mx> ", "\u{0}", "ŷ", "½", "\\,", "_{", "W_{out}", "é", "中", "\t",
    ]
    var generator = SeededGenerator(state: 2)
    for _ in 0..<6000 {
      let count = Int.random(in: 1..<25, using: &generator)
      let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      }
      _ = Self.read(SourceText(text.joined()))
      _ = Parser.isIncomplete(text.joined())
    }
  }

  @Test(arguments: [
    ("(", 10_000), ("[", 10_000), ("f(", 10_000), ("-", 10_000), ("√", 10_000), ("|", 10_000),
    ("‖", 10_000),
    ("x[", 10_000), ("a^", 10_000), ("{", 10_000), ("if c {", 10_000), ("not ", 10_000),
    ("Σ ", 10_000),
    ("∂/∂x ", 10_000), ("∇_x ", 10_000), ("\\begin{matrix}", 10_000),
    ("x = if a { b } else ", 10_000),
    ("if c { } else ", 10_000), ("2^{", 10_000), ("2^-", 10_000), ("a + ", 10_000), ("x'", 50_000),
    ("a ", 50_000), ("1,", 50_000), ("'", 50_000), ("x''", 10_000), ("²", 30_000), ("(a", 10_000),
    ("a=", 40_000), ("a,", 40_000), ("a:", 40_000), ("a;", 30_000), ("a[1]", 20_000),
    ("f(x)", 20_000),
    ("x(", 10_000), ("∂x", 30_000), ("[1\n", 10_000), ("(\n", 10_000), ("f(a\n", 10_000),
    ("\n", 50_000),
    ("9", 50_000), ("_", 50_000), ("a_", 30_000), ("W_{", 30_000), ("\"", 50_000), ("...", 30_000),
    (".", 50_000), ("\\", 50_000), ("\\a", 30_000), ("#", 50_000), ("%", 50_000), ("mx> ", 20_000),
    ("{\n", 10_000), ("repeat 2 {\n", 5_000), ("a < ", 10_000), ("a<-", 10_000), ("||", 30_000),
    ("|a|", 20_000), ("[1 2] ", 10_000), ("a, b : vector ", 5_000), ("]", 30_000), (")\n", 10_000),
    ("A\\", 20_000), ("\u{302}", 20_000), ("ŷ", 20_000), (":", 30_000), ("?", 30_000),
    ("x\n[1 ", 5_000),
  ])
  func longInputs(_ piece: String, _ count: Int) {
    let text = String(repeating: piece, count: count)
    let clock = ContinuousClock()
    let took = clock.measure {
      onLargeStack {
        _ = Self.read(SourceText(text))
        _ = Parser.isIncomplete(text)
      }
    }
    #expect(took < .seconds(60))
  }

  @Test func longArraysAndSumsAreRead() {
    let array = "[" + String(repeating: "1.25 -2; ", count: 100_000) + "]"
    let sum = String(repeating: "x + ", count: 4000) + "x"
    let deep = String(repeating: "(", count: 1900) + "x" + String(repeating: ")", count: 1900)
    onLargeStack {
      for text in [array, sum, deep] {
        let counts = Self.read(SourceText(text))
        #expect(counts.statements == 1)
        #expect(counts.mistakes == 0)
      }
    }
  }

  @Test func nestingHasOneError() {
    let text = String(repeating: "(", count: 10_000) + "x" + String(repeating: ")", count: 10_000)
    onLargeStack {
      let counts = Self.read(SourceText(text))
      #expect(counts.statements == 0)
      #expect(counts.mistakes == 1)
    }
  }
}
