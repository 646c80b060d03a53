import Syntax
import Testing

@testable import Notes

/// Jupyter notebooks, and the mathematics in their Markdown cells.
struct NotebookReaderTests {
  static func markdown(_ source: String) -> String {
    #"{"cells": [{"cell_type": "markdown", "source": \#(source)}]}"#
  }

  static let readings: [DocumentReading] = [
    .init(markdown(#""$x = 1$""#), "1: x = 1"),
    .init(markdown(#"["a\n", "\n", "$$x$$"]"#), "1: [x]"),
    .init(markdown(#""$$\\alpha \\\\ \u03b2 \"$$""#), #"1: [\alpha \\ β "]"#),
    .init(markdown(#""$\uD835\uDC31 \ud835$""#), "1: 𝐱 \u{FFFD}"),
    .init(
      "{\n\"cells\": [\n{\"source\": [\n\"a\\n\",\n\"$x$\"\n],\n\"cell_type\": \"markdown\"}\n]}",
      "5: x"),
    .init(
      #"{"cells": [{"cell_type": "code", "source": "$x$"}, {"cell_type": "raw", "source": "$y$"}]}"#,
      ""),
    .init(
      #"{"metadata": {"a": [1, -2.5e3, true, null, {"cells": [{}]}]}, "cells": [], "nbformat": 4}"#,
      ""),
    .init(
      #"{"worksheets": [{"cells": [{"cell_type": "markdown", "source": ["$x$"]}]}]}"#, "1: x"),
    // Macros are for the cells after; what is open at the end of a cell ends there.
    .init(
      #"""
      {"cells": [
      {"cell_type": "markdown", "source": "$\\newcommand{\\R}{\\mathbb{R}}$"},
      {"cell_type": "markdown", "source": "$x \\in \\R$ <del>$y$"},
      {"cell_type": "markdown", "source": "$$z"}]}
      """#,
      """
      3: x \\in \\mathbb{R}
      3: y
      note.ipynb:cell 2:1: warning <del> isn't closed; what follows isn't left out
      note.ipynb:cell 3:1: error '$$' isn't closed
      """),
    // What is no JSON.
    .init("", "1: error no JSON: expected '{', and the text ends"),
    .init("[]", "1: error no JSON: expected '{'"),
    .init("{}", "1: error a notebook without cells"),
    .init(#"{"cells": []"#, "1: error no JSON: expected ',' or '}', and the text ends"),
    .init(#"{"cells": []} x"#, "1: error no JSON: expected the end"),
    .init(#"{"cells" []}"#, "1: error no JSON: expected ':'"),
    .init(#"{"a": tru}"#, "1: error no JSON: expected a value"),
    .init(#"{"a": "\x"}"#, #"1: error no JSON: '\x' means nothing in a string"#),
    .init(#"{"a": "\u12g4"}"#, "1: error no JSON: expected four hexadecimal digits"),
    .init("{\"a\": \"b\nc\"}", "1: error no JSON: expected the end of the string"),
    .init(#"{"a": "b"#, "1: error no JSON: expected the end of the string, and the text ends"),
    .init(
      #"{"cells": [{"cell_type": "markdown", "source": "$x$"}, {"#,
      "1: x\n1: error no JSON: expected a string, and the text ends"),
    .init(
      "{\"a\": " + String(repeating: "[", count: 300) + "}",
      "1: error nesting deeper than 200 levels"),
    .init(markdown(#"{"a": 1}"#), ""),
    .init(#"{"cells": [{"cell_type": 3, "source": "$x$"}]}"#, ""),
  ]

  @Test(arguments: readings)
  func text(_ case: DocumentReading) {
    #expect(reading(`case`.text, "note.ipynb") == `case`.reading)
  }

  @Test func placesInCells() throws {
    let text = #"""
      {"cells": [
        {"cell_type": "code", "source": ""},
        {"cell_type": "markdown", "source": ["# A\n", "$$\n", "x = 1\n", "$$"]},
        {"cell_type": "markdown", "source": "b\n\n$y = \\vec{z}$"}
      ]}
      """#
    let document = NoteDocument(Array(text.utf8), path: "note.ipynb")
    #expect(document.passages.map(\.cell?.number) == [2, 3])
    #expect(document.passages.map { $0.cellLine(of: 1)?.line } == [3, 3])
    #expect(document.passages.map { $0.cellLine(of: 1)?.cell } == [2, 3])
    #expect(document.passages.map { $0.line(of: 1) } == [3, 4])
    #expect(document.headings.map(\.title) == ["A"])
    let last = try #require(document.passages.last)
    let vector = try #require(last.text.bytes.firstRange(of: Array(#"\vec"#.utf8)))
    let place = last.replaceablePlace(of: Span(vector.lowerBound, vector.upperBound))
    #expect(place.map { document.text[$0] } == #"\\vec"#)
  }

  /// Who writes a notebook sees its cells, and never the file's own lines.
  @Test func saysTheCell() throws {
    let text = #"""
      {"cells": [
        {"cell_type": "code", "source": ""},
        {"cell_type": "markdown", "source": ["$a = 2$\n", "and\n", "$a = 3 \\cdot 1 + 0 = 4$"]},
        {"cell_type": "markdown", "source": ["so\n", "$$b = 1"]}
      ]}
      """#
    let document = NoteDocument(Array(text.utf8), path: "note.ipynb")
    let checker = NoteChecker(document)
    try checker.check()
    let report = NoteReport(checker)
    #expect(report.text(.plain)[0].hasPrefix("note.ipynb:cell 2:1: defined"))
    #expect(report.json[0].hasPrefix(#"{"line": 3, "cell": 2, "cellLine": 1, "equation""#))
    #expect(report.text(.plain).contains { $0.contains("other than in cell 2, line 1") })
    let unread = try #require(document.diagnostics.first)
    let rendered = unread.rendered(in: document.text, palette: .plain)
    #expect(rendered.contains("note.ipynb:cell 3:2:1"))
    #expect(rendered.contains("| $$b = 1"))
  }
}
