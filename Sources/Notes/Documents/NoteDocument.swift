import Syntax

/// A lecture note as it was read: its mathematics in order, and where everything stands.
package struct NoteDocument: Sendable {
  /// The whole file as read.
  package let text: SourceText
  /// Its mathematics, but for what is struck out, in the order of the text.
  package let passages: [Passage]
  package let headings: [Heading]
  /// What can't be read, in the order of the text: an unclosed `$$`, a macro without an end.
  package let diagnostics: [Diagnostic]

  /// Whether nothing in it was an error to the reader of documents.
  package var isRead: Bool { !diagnostics.contains { $0.severity == .error } }

  /// - Parameters:
  ///   - format: How it is written; by the path and the text where nil.
  ///   - path: The file's name as the user gave it.
  ///   - files: What another file holds that the note reads (`\input`), by its path; nil where there
  ///     is none. Without it no other file is read, and that is said.
  package init(
    _ bytes: [UInt8], format: DocumentFormat? = nil, path: String? = nil,
    files: ((String) -> [UInt8]?)? = nil
  ) {
    text = SourceText(bytes, name: path)
    var builder = DocumentBuilder(text, files)
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      builder.add(
        Diagnostic("the text is UTF-16", at: Span(0, 2), hint: "save it as UTF-8"))
    } else {
      var content = MappedText(text)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
        // The mark that says UTF-8 is no part of the text.
        content = MappedText(content, 3..<bytes.count)
      }
      switch format ?? DocumentFormat(path: path ?? "", bytes) {
      case .markdown: MarkdownReader.read(content, into: &builder)
      case .latex: LaTeXDocumentReader.read(content, into: &builder)
      case .notebook: NotebookReader.read(content, into: &builder)
      }
    }
    passages = builder.passages.enumerated().map { number, passage in
      var passage = passage
      passage.number = number
      return passage
    }
    headings = builder.headings
    diagnostics = builder.sortedDiagnostics
  }

  /// Whether bytes are text: a file of another kind has nothing that could be checked. A stray byte
  /// that is none is told where it stands, and of UTF-16 it is said what it is.
  package static func isText(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
    let start = bytes.prefix(1 << 16)
    var strange = 0
    for scalar in String(decoding: start, as: UTF8.self).unicodeScalars {
      let isControl = scalar.value < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains(scalar.value)
      if isControl || scalar == "\u{FFFD}" { strange += 1 }
    }
    return strange < 8 || strange * 5 < start.count
  }

  /// The headings that a place of the document stands under, outermost first.
  package func headings(at place: Int) -> [Heading] {
    var result: [Heading] = []
    for heading in headings {
      if heading.place.lower > place { break }
      while let last = result.last, last.level >= heading.level { result.removeLast() }
      result.append(heading)
    }
    return result
  }
}

/// A heading of a document.
package struct Heading: Sendable {
  /// From 1, the outermost.
  package let level: Int
  package let title: String
  package let place: Span
}
