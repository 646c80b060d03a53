import Syntax

/// A piece of mathematics in a document.
package struct Passage: Sendable {
  package enum Kind: Sendable {
    /// Set apart from the text around it: `$$…$$`, `\[…\]`, an environment, a block of maths.
    case display
    /// In a line of text: `$…$`, `\(…\)`.
    case inline
  }

  package let kind: Kind
  /// The mathematics without its delimiters, macros expanded; an environment is kept as a whole.
  package let text: SourceText
  /// Where it stands in the document, with its delimiters.
  package let place: Span
  /// The cell of a notebook that it stands in.
  package let cell: Cell?

  /// The name of the file that it stands in, where that is another than the note's: what `\input`
  /// reads.
  package let file: String?

  /// Its place among the passages of the note.
  package internal(set) var number = 0

  private let document: SourceText
  private let map: MappedText

  init(
    _ kind: Kind, _ map: MappedText, at place: Span, cell: Cell?, in document: SourceText,
    isOther: Bool = false
  ) {
    file = isOther ? document.name : nil
    self.kind = kind
    self.map = map
    self.place = place
    self.cell = cell
    self.document = document
    text = SourceText(map.bytes, name: document.name)
  }

  /// The mathematics with what follows, where that starts with a relation and so goes on with it:
  /// `$$a = b$$ $$= c$$`; nil for anything else.
  func joined(
    with next: MappedText, _ kind: Kind, at place: Span, _ cell: Cell?, in document: SourceText
  ) -> Passage? {
    guard kind == self.kind, cell === self.cell, document === self.document,
      Self.startsWithRelation(next.bytes) || Self.endsWithRelation(text.bytes)
    else {
      return nil
    }
    let between = document.bytes[self.place.upper..<max(place.lower, self.place.upper)]
    // In a line of words, only what stands right beside it.
    guard kind == .display ? between.count < 400 : between.allSatisfy(Bytes.isWhite) else {
      return nil
    }
    var map = self.map
    map.append([0x0A], for: Span(place.lower, place.lower), .expanded)
    let start = Self.endsWithRelation(text.bytes) ? Self.relationLength(next.bytes) : 0
    map.append(next, start..<next.count)
    return Passage(
      kind, map, at: self.place.union(place), cell: cell, in: document, isOther: file != nil)
  }

  private static func startsWithRelation(_ bytes: [UInt8]) -> Bool {
    let content = bytes.drop { Bytes.isWhite($0) || $0 == 0x26 }
    if content.first == 0x3D { return content.dropFirst().first != 0x3E }
    return ["\\approx", "\\equiv"].contains { content.starts(with: $0.utf8) }
  }

  /// `= \dots =` at the end of one display and the start of the next is one relation.
  private static func endsWithRelation(_ bytes: [UInt8]) -> Bool {
    bytes.last { !Bytes.isWhite($0) } == 0x3D
  }

  /// The length of the `=` that a text starts with, with what is before it.
  private static func relationLength(_ bytes: [UInt8]) -> Int {
    guard let place = bytes.firstIndex(where: { !Bytes.isWhite($0) && $0 != 0x26 }),
      bytes[place] == 0x3D
    else { return 0 }
    return place + 1
  }

  /// The text that it is a part of, as who writes it sees it: the file, or the cell of a notebook.
  var surroundings: SourceText { cell?.text ?? document }

  /// Where it stands there, with its delimiters.
  var placeInSurroundings: Span {
    guard let cell else { return place }
    return Span(cell.offset(of: place.lower), cell.offset(of: place.upper))
  }

  /// The document's line (from 1) of an offset in the text.
  package func line(of offset: Int) -> Int {
    document.line(of: place(of: Span(offset, offset)).lower)
  }

  /// The cell and its line that an offset in the text is at; nil outside of notebooks.
  package func cellLine(of offset: Int) -> CellLine? {
    cell.map {
      CellLine(cell: $0.number, line: $0.line(of: place(of: Span(offset, offset)).lower))
    }
  }

  /// `line 12`, or `cell 3, line 2` of a notebook.
  func shownLine(of offset: Int) -> String {
    cellLine(of: offset)?.shown ?? "line \(line(of: offset))"
  }

  /// The place in the document of a span of the text; what a macro brought along has the place of
  /// the macro's use.
  package func place(of span: Span) -> Span {
    text.bytes.isEmpty ? place : map.place(of: span)
  }

  /// The place in the document that a span of the text can be replaced at; nil where that would
  /// change more than the span, as in the body of a macro, or another file.
  package func replaceablePlace(of span: Span) -> Span? {
    file == nil ? map.replaceablePlace(of: span) : nil
  }

  /// What was found about the text, as said of the document.
  package func located(_ diagnostic: Diagnostic) -> Diagnostic {
    var diagnostic = diagnostic
    for index in diagnostic.labels.indices {
      let source = diagnostic.labels[index].source
      guard source == nil || source === text else { continue }
      diagnostic.labels[index].span = place(of: diagnostic.labels[index].span)
      diagnostic.labels[index].source = file == nil ? nil : document
    }
    return diagnostic
  }
}

/// A line of a notebook: nobody who writes one sees the file's own lines.
package struct CellLine: Hashable, Sendable {
  /// From 1, all kinds of cells counted.
  package var cell: Int
  /// From 1.
  package var line: Int

  var shown: String { "cell \(cell), line \(line)" }
}

/// A cell of a notebook.
package final class Cell: Sendable {
  /// From 1, all kinds of cells counted.
  package let number: Int
  /// Its text, as who writes it sees it.
  let text: SourceText
  private let map: MappedText

  init(number: Int, _ map: MappedText, of document: SourceText) {
    self.number = number
    self.map = map
    text = SourceText(map.bytes, name: "\(document.name ?? "-"):cell \(number)")
  }

  /// The cell's line, from 1, that a place of the document is in.
  func line(of place: Int) -> Int { text.line(of: offset(of: place)) }

  /// Whether a place of the document is in the cell.
  func contains(_ place: Int) -> Bool {
    guard let first = map.segments.first, let last = map.segments.last else { return false }
    return first.place.lower <= place && place <= last.place.upper
  }

  /// The place in the cell's text of a place of the document.
  func offset(of place: Int) -> Int { map.offset(of: place) }
}
