import Syntax

/// Finds the mathematics of a LaTeX source.
///
/// Commands of text are passed over but for those that matter here: definitions, headings, verbatim
/// text, what is struck out, and what other files they read. Where a preamble is, only its
/// definitions are read.
struct LaTeXDocumentReader {
  private let text: MappedText
  private let bytes: [UInt8]
  private var cursor: LaTeXCursor
  /// Whether the text is what a macro of the document stands for.
  private let isExpansion: Bool
  /// The places of groups that are struck out and what had been found before them, with the place
  /// at which each ends.
  private var struck: [(end: Int, mark: DocumentBuilder.Mark)] = []

  static func read(
    _ text: MappedText, isExpansion: Bool = false, into builder: inout DocumentBuilder
  ) {
    var reader = LaTeXDocumentReader(text, isExpansion)
    reader.readAll(into: &builder)
  }

  private init(_ text: MappedText, _ isExpansion: Bool) {
    self.text = text
    self.isExpansion = isExpansion
    bytes = text.bytes
    cursor = LaTeXCursor(text)
  }

  private var place: Int {
    get { cursor.place }
    set { cursor.place = newValue }
  }

  private mutating func readAll(into builder: inout DocumentBuilder) {
    // `\begin{document}` in a comment or in verbatim text is none; the first real one is found by
    // reading on, and what was found before it is taken back.
    let beforePreamble = builder.mark
    while let byte = cursor.byte {
      while let last = struck.last, place >= last.end {
        builder.strike(from: last.mark)
        struck.removeLast()
      }
      switch byte {
      case 0x25: cursor.skipComment()
      case 0x24: dollar(into: &builder)
      case 0x5C:
        if Bytes.starts(bytes, place, "\\begin{document}", before: cursor.end) {
          builder.strike(from: beforePreamble)
          struck = []
          place += 16
        } else if Bytes.starts(bytes, place, "\\end{document}", before: cursor.end) {
          place = cursor.end
        } else {
          command(into: &builder)
        }
      default: place += 1
      }
    }
    while let last = struck.popLast() { builder.strike(from: last.mark) }
  }

  // MARK: Mathematics

  private mutating func add(
    _ kind: Passage.Kind, _ content: Range<Int>, from start: Int, through end: Int,
    into builder: inout DocumentBuilder
  ) {
    builder.add(kind, MappedText(text, content), at: text.place(of: Span(start, end)))
    place = end
  }

  private mutating func dollar(into builder: inout DocumentBuilder) {
    let start = place
    let isDisplay = Bytes.starts(bytes, place, "$$", before: cursor.end)
    let width = isDisplay ? 2 : 1
    let (end, isClosed) = closingDollar(from: start + width, isDisplay)
    if isClosed {
      let kind: Passage.Kind = isDisplay ? .display : .inline
      return add(kind, start + width..<end, from: start, through: end + width, into: &builder)
    }
    sayUnclosed(isDisplay ? "'$$'" : "'$'", Span(start, start + width), into: &builder)
    place = max(end, start + width)
  }

  /// Where mathematics between dollars ends; TeX allows no blank line in it.
  private func closingDollar(from start: Int, _ isDisplay: Bool) -> (place: Int, isClosed: Bool) {
    var place = start
    var depth = 0
    while place < cursor.end {
      switch bytes[place] {
      case 0x5C: place += 1
      case 0x25: while place + 1 < cursor.end, bytes[place + 1] != 0x0A { place += 1 }
      case 0x7B: depth += 1
      case 0x7D:
        depth -= 1
        if depth < 0 { return (place, false) }
      case 0x24 where depth == 0:
        let isDouble = place + 1 < cursor.end && bytes[place + 1] == 0x24
        return (place, isDouble || !isDisplay)
      case 0x0A: if isBlankLine(after: place) { return (place, false) }
      default: break
      }
      place += 1
    }
    return (cursor.end, false)
  }

  /// Whether the line after a line's end is blank.
  private func isBlankLine(after place: Int) -> Bool {
    var next = place + 1
    while next < cursor.end, bytes[next] != 0x0A, Bytes.isWhite(bytes[next]) { next += 1 }
    return next >= cursor.end || bytes[next] == 0x0A
  }

  /// `\(`, `\[`
  private mutating func bracket(into builder: inout DocumentBuilder) {
    let start = place
    let name = bytes[place + 1] == 0x5B ? "[" : "("
    place += 2
    if let end = closing(of: name, builder) {
      return add(
        name == "[" ? .display : .inline, start + 2..<end.lowerBound, from: start,
        through: end.upperBound, into: &builder)
    }
    sayUnclosed("\\\(name)", Span(start, start + 2), into: &builder)
  }

  /// An environment, or what a macro stands for that opens one.
  private mutating func environment(
    _ name: String, from start: Int, into builder: inout DocumentBuilder
  ) {
    if let end = closing(of: name, builder) {
      return add(
        .display, start..<end.upperBound, from: start, through: end.upperBound, into: &builder)
    }
    sayUnclosed(
      String(decoding: bytes[start..<place], as: UTF8.self), Span(start, place), into: &builder)
  }

  /// What closes the mathematics opened before the place: `\]`, `\)`, `\end{name}`, or a macro that
  /// stands for one of them. None does after the same opening once more.
  private func closing(of name: String, _ builder: DocumentBuilder) -> Range<Int>? {
    var cursor = cursor
    while let (start, command) = cursor.nextCommand() {
      guard let command else {
        guard cursor.place == start + 2, name == "[" || name == "(" else { continue }
        let sign = bytes[start + 1]
        if sign == (name == "[" ? 0x5D : 0x29) { return start..<start + 2 }
        if sign == (name == "[" ? 0x5B : 0x28) { return nil }
        continue
      }
      if command == "begin" || command == "end" {
        if let (found, after) = Bytes.environmentName(bytes, cursor.place, before: cursor.end),
          found == name
        {
          return command == "end" ? start..<after : nil
        }
      } else if let found = builder.environment(closedBy: command), found == name {
        return start..<cursor.place
      } else if let found = builder.environment(openedBy: command), found == name {
        return nil
      }
    }
    return nil
  }

  private mutating func sayUnclosed(
    _ opener: String, _ span: Span, into builder: inout DocumentBuilder
  ) {
    builder.add(Diagnostic("\(opener) isn't closed", at: text.place(of: span)))
  }

  // MARK: Commands

  private mutating func command(into builder: inout DocumentBuilder) {
    let start = place
    if place + 1 < cursor.end, bytes[place + 1] == 0x28 || bytes[place + 1] == 0x5B {
      return bracket(into: &builder)
    }
    if builder.define(&cursor) { return }
    guard let name = cursor.commandName() else {
      place = min(start + 2, cursor.end)
      return
    }
    if let level = Self.headings[name] { return heading(level, from: start, into: &builder) }
    switch name {
    case "begin": environmentOfText(from: start, into: &builder)
    case "verb", "lstinline", "mintinline": verbatim(name)
    case "iffalse": skipConditional()
    case "endinput": place = cursor.end
    case "sout", "st", "xout", "cancel":
      cursor.skipSpace()
      if let group = cursor.group() {
        struck.append((group.upperBound, builder.mark))
        place = group.lowerBound
      }
    case "input", "include", "subfile": otherFile(name, from: start, into: &builder)
    case "url", "path", "label", "ref", "eqref", "cite", "includegraphics", "href":
      _ = cursor.bracketed()
      _ = cursor.group()
    case "ensuremath":
      cursor.skipSpace()
      if let group = cursor.group() {
        add(.inline, group, from: start, through: cursor.place, into: &builder)
      }
    default:
      if let environment = builder.environment(openedBy: name) {
        self.environment(environment, from: start, into: &builder)
      } else if !isExpansion, builder.hasMaths(macro: name) {
        let expansion = builder.expansion(ofUseAt: start, &cursor)
        LaTeXDocumentReader.read(expansion, isExpansion: true, into: &builder)
      }
    }
  }

  private static let headings: [String: Int] = [
    "part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6,
    "subparagraph": 7, "frametitle": 4,
  ]

  /// `\section*[short]{Title}`; mathematics in the title is read too.
  private mutating func heading(
    _ level: Int, from start: Int, into builder: inout DocumentBuilder
  ) {
    _ = cursor.take(0x2A)
    cursor.skipSpace()
    if cursor.bracketed() != nil { cursor.skipSpace() }
    guard let title = cursor.group() else { return }
    builder.add(
      Heading(
        level: level, title: String(decoding: bytes[title], as: UTF8.self).trimmed,
        place: text.place(of: Span(start, title.upperBound + 1))))
    place = title.lowerBound
  }

  private mutating func environmentOfText(from start: Int, into builder: inout DocumentBuilder) {
    guard let (name, after) = Bytes.environmentName(bytes, place, before: cursor.end) else {
      return
    }
    place = after
    if Self.verbatims.contains(name) {
      skipVerbatim(name, from: start, into: &builder)
    } else if MathsEnvironments.contains(name) || builder.isMaths(environment: name) {
      environment(name, from: start, into: &builder)
    }
  }

  private mutating func skipVerbatim(
    _ name: String, from start: Int, into builder: inout DocumentBuilder
  ) {
    let opened = place
    while place < cursor.end {
      if bytes[place] == 0x5C, Bytes.starts(bytes, place, "\\end", before: cursor.end),
        let (found, after) = Bytes.environmentName(bytes, place + 4, before: cursor.end),
        found == name
      {
        place = after
        return
      }
      place += 1
    }
    sayUnclosed("\\begin{\(name)}", Span(start, opened), into: &builder)
  }

  private static let verbatims: Set<String> = [
    "verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "alltt", "filecontents",
    "filecontents*", "tikzpicture",
  ]

  /// `\verb|…|`
  private mutating func verbatim(_ name: String) {
    _ = cursor.take(0x2A)
    if name != "verb" {
      _ = cursor.bracketed()
      if name == "mintinline" { _ = cursor.group() }
      if cursor.group() != nil { return }
    }
    guard let delimiter = cursor.byte, !Bytes.isWhite(delimiter) else { return }
    var stop = place + 1
    while stop < cursor.end, bytes[stop] != delimiter, bytes[stop] != 0x0A { stop += 1 }
    if stop < cursor.end, bytes[stop] == delimiter { place = stop + 1 }
  }

  /// `\iffalse … \fi`
  private mutating func skipConditional() {
    var depth = 1
    while depth > 0, let (_, name) = cursor.nextCommand() {
      guard let name else { continue }
      if name == "fi" { depth -= 1 } else if name.hasPrefix("if"), name != "iff" { depth += 1 }
      if name == "else", depth == 1 { return }
    }
  }

  private mutating func otherFile(
    _ name: String, from start: Int, into builder: inout DocumentBuilder
  ) {
    let span = text.place(of: Span(start, place))
    cursor.skipSpace()
    let file = cursor.group() ?? bareFileName()
    guard !file.isEmpty else { return }
    let path = String(decoding: bytes[file], as: UTF8.self).trimmed
    builder.include(path, by: name, at: span) { text, builder in
      LaTeXDocumentReader.read(text, into: &builder)
    }
  }

  /// `\input chapter`: up to the space.
  private mutating func bareFileName() -> Range<Int> {
    let start = place
    while let byte = cursor.byte, !Bytes.isWhite(byte), byte != 0x5C, byte != 0x25, byte != 0x7B {
      place += 1
    }
    return start..<place
  }
}
