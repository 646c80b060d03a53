import Syntax
import Testing

@testable import Notes

struct NoteDocumentTests {
  @Test func displays() {
    let document = NoteDocument(Array("a $$x = 1$$ b\n\n$$\ny = 2\n$$\n".utf8), path: "a.md")
    #expect(
      document.passages.map { $0.text[Span(0, $0.text.bytes.count)] } == ["x = 1", "\ny = 2\n"])
    #expect(document.passages.map { $0.line(of: 1) } == [1, 4])
    #expect(document.diagnostics.isEmpty)
  }

  @Test func unclosed() {
    let document = NoteDocument(Array("a\n$$x = 1".utf8), path: "a.md")
    #expect(document.passages.isEmpty)
    #expect(document.diagnostics.map(\.message) == ["'$$' isn't closed"])
  }

  @Test(arguments: [
    ("note.md", DocumentFormat.markdown), ("a/b.TEX", .latex), ("x.ipynb", .notebook),
    ("x.ltx", .latex), ("x.txt", .markdown), ("README", .markdown), ("", .markdown),
    ("a.tex/b", .markdown),
  ])
  func formats(_ path: String, _ format: DocumentFormat) {
    #expect(DocumentFormat(path: path, Array("$x$".utf8)) == format)
  }

  @Test(arguments: [
    (#" {"cells": []}"#, DocumentFormat.notebook), (#"\documentclass{article}"#, .latex),
    (#"a \begin{document}"#, .latex), ("{x}", .markdown), ("", .markdown),
  ])
  func guesses(_ text: String, _ format: DocumentFormat) {
    #expect(DocumentFormat(path: "<stdin>", Array(text.utf8)) == format)
    #expect(DocumentFormat(path: "a.md", Array(text.utf8)) == .markdown)
  }

  /// Whatever an editor has put before the text.
  @Test func marksOfEncodings() {
    #expect(
      reading(
        "\u{FEFF}{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"$x$\"}]}", "a.ipynb")
        == "1: x")
    #expect(reading("\u{FEFF}---\na: $x$\n---\n$y$") == "4: y")
    let document = NoteDocument([0xFF, 0xFE, 0x24, 0x00], path: "a.md")
    #expect(reading(document) == "1: error the text is UTF-16")
    #expect(reading(NoteDocument([0x24, 0xFF, 0x24], path: "a.md")) == "1: \u{FFFD}")
  }
}
