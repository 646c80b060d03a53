import Support
import Syntax
import Testing

@testable import Notes

/// Whatever the bytes are, reading them as a document ends soon, with formulas and mistakes that are
/// at places of the text.
struct DocumentSafetyTests {
  private static func check(_ bytes: [UInt8], _ format: DocumentFormat) {
    let document = NoteDocument(bytes, format: format)
    for passage in document.passages {
      let count = passage.text.bytes.count
      #expect(isInside(passage.place, bytes))
      for span in [Span(0, count), Span(count / 3, count / 2), Span(count, count)] {
        #expect(isInside(passage.place(of: span), bytes))
        _ = passage.replaceablePlace(of: span)
        _ = passage.cellLine(of: span.lower)
        #expect(passage.line(of: span.lower) <= document.text.lineStarts.count)
      }
    }
    for diagnostic in document.diagnostics {
      #expect(diagnostic.labels.allSatisfy { isInside($0.span, bytes) })
      #expect(!diagnostic.rendered(in: document.text).isEmpty)
    }
    for heading in document.headings { #expect(isInside(heading.place, bytes)) }
  }

  private static func isInside(_ span: Span, _ bytes: [UInt8]) -> Bool {
    0 <= span.lower && span.lower <= span.upper && span.upper <= bytes.count
  }

  private static let formats: [DocumentFormat] = [.markdown, .latex, .notebook]

  private static let pieces = [
    "$", "$$", "x", "=", "1", " ", "\n", "\n\n", "\\", "\\[", "\\]", "\\(", "\\)", "\\\\[", "\\\\]",
    "\\begin{align}", "\\end{align}", "\\begin{equation*}", "\\end{equation*}", "\\begin{document}",
    "\\end{document}", "\\begin{verbatim}", "\\end{verbatim}", "\\verb|", "{", "}", "`", "``",
    "```",
    "```math\n", "~~~", "~~", "~", "<del>", "</del>", "<s>", "</s>", "<!--", "-->", "<pre>",
    "</pre>",
    "<a href=\"", "\">", "> ", "- ", "1. ", "    ", "\t", "# ", "===\n", "---\n", "\\text{",
    "\\def\\a",
    "\\newcommand{\\b}[1]{", "#1", "\\a", "\\b", "\\cancel", "\\sout{", "%", "\\iffalse", "\\fi",
    "\\section{", "\\input{a}", "\r\n", "é", "\u{0}", "\"", "{\"cells\": [", "{\"cell_type\": ",
    "\"markdown\"", ", \"source\": ", "[\"", "\\n", "\\u00e9", "]", "}]}", "](", ")", "|",
    "\\let\\c",
    "\\DeclarePairedDelimiter\\d", "\\DeclareMathOperator",
  ]

  @Test func randomPieces() {
    var generator = SplitMix(state: 21)
    for _ in 0..<2000 {
      let count = Int.random(in: 1..<40, using: &generator)
      let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
        .joined()
      for format in Self.formats { Self.check(Array(text.utf8), format) }
    }
  }

  @Test func randomBytes() {
    var generator = SplitMix(state: 22)
    for _ in 0..<1000 {
      let count = Int.random(in: 0..<80, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      for format in Self.formats { Self.check(bytes, format) }
    }
  }

  /// The texts of the tables with bytes changed, removed, doubled.
  @Test func mutations() {
    var generator = SplitMix(state: 23)
    let texts = [
      (MarkdownReaderTests.readings + MacroExpanderTests.readings, DocumentFormat.markdown),
      (LaTeXDocumentReaderTests.readings, .latex), (NotebookReaderTests.readings, .notebook),
    ]
    for (readings, format) in texts {
      for reading in readings {
        for _ in 0..<10 {
          var bytes = Array(reading.text.utf8)
          for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1:
              bytes[place] =
                Array("{}\\$&_~`<>[]()#%\" x1\n".utf8).randomElement(using: &generator) ?? 0
            default: bytes.insert(bytes[place], at: place)
            }
          }
          Self.check(bytes, format)
        }
      }
    }
  }

  /// Long texts of whatever is repeated take time in proportion to their length.
  @Test(
    arguments: pieces + [
      "$x ", "$x{", "$5 ", "$$x\n", "$$\n\n", "\\[\n", "\\begin{align}\n\n", "$\\text{", "`a``b",
      "<a ",
      "<a \"", "<del>", "> > ", "- - ", "- a\n\n", "  - ", "$x$ ", "$$x = 1$$\n\n", "\\b{",
      "\\a{x}",
      "\\begin{verbatim}\n", "\\def\\a{\\a\\a}$\\a$ ", "\\newcommand{\\x}", "a](", "a~~b ",
      "{\"a\":", "[",
    ])
  func long(_ piece: String) {
    let text = Array(String(repeating: piece, count: 40_000 / piece.utf8.count).utf8)
    let time = ContinuousClock().measure {
      for format in Self.formats { _ = NoteDocument(text, format: format) }
    }
    #expect(time < .seconds(10))
  }

  /// Five megabytes with a formula now and then; what is kept is the text and the formulas alone.
  @Test func large() {
    let part = String(repeating: "Words of a note, that cost $5 or `$x$`.\n", count: 250)
    let text = Array(String(repeating: part + "\n$$x = 1$$\n\n", count: 500).utf8)
    #expect(text.count > 5_000_000)
    let document = NoteDocument(text, format: .markdown)
    #expect(document.passages.count == 500)
    #expect(document.diagnostics.isEmpty)
    #expect(document.passages.allSatisfy { $0.text.bytes.count == 5 })
    #expect(document.passages.last.map { $0.line(of: 0) } == 500 * 253 - 1)
  }
}
