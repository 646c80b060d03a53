import Syntax
import Testing

@testable import Notes

/// What a document reads as: one line for each formula and each mistake, in the order of the text,
/// with its line, `[…]` around what is set apart and `⏎` for a line's end.
func reading(_ text: String, _ path: String = "note.md") -> String {
  reading(NoteDocument(Array(text.utf8), path: path))
}

func reading(_ document: NoteDocument) -> String {
  var lines: [(place: Int, text: String)] = []
  for passage in document.passages {
    let bytes = passage.text.bytes
    let first = bytes.firstIndex { $0 > 0x20 } ?? 0
    let content = passage.text[Span(0, bytes.count)].trimmed.split(
      separator: "\n", omittingEmptySubsequences: false
    ).joined(separator: "⏎")
    let shown = passage.kind == .display ? "[\(content)]" : content
    lines.append((passage.place.lower, "\(passage.line(of: first)): \(shown)"))
  }
  for diagnostic in document.diagnostics {
    let place = diagnostic.labels.first?.span.lower ?? 0
    // What is said of a cell of a notebook comes last.
    let cell = diagnostic.labels.first?.source
    let line = (cell ?? document.text).position(of: place).line
    let start = cell?.name.map { "\($0):" } ?? ""
    lines.append(
      (
        cell == nil ? place : .max,
        "\(start)\(line): \(diagnostic.severity) \(diagnostic.message)"
      ))
  }
  return lines.enumerated().sorted {
    ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
  }.map(\.element.text).joined(separator: "\n")
}

/// A text and what it reads as.
struct DocumentReading: CustomTestStringConvertible {
  var text: String
  var reading: String

  init(_ text: String, _ reading: String) {
    self.text = text
    self.reading = reading
  }

  var testDescription: String { text }
}
