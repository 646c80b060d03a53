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
}
