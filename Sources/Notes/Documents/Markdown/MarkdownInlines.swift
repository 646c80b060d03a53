import Syntax

/// Finds the mathematics in a paragraph of Markdown, beside code, HTML and struck-out text.
struct MarkdownInlines {
  private let text: MappedText
  private let bytes: [UInt8]
  private let marks: InlineMarks
  private var place = 0
  private var cursor: LaTeXCursor
  private var nextDollar = 0
  /// Runs of `~` that may open struck-out text.
  private var tildes: [(length: Int, mark: DocumentBuilder.Mark)] = []
  /// For a text that was looked for, from where, and where it comes next.
  private var next: [String: ClosedRange<Int>] = [:]

  static func read(
    _ text: MappedText, _ striking: inout Striking, into builder: inout DocumentBuilder
  ) {
    var inlines = MarkdownInlines(text)
    while inlines.place < inlines.bytes.count {
      inlines.readNext(&striking, into: &builder)
    }
  }

  private init(_ text: MappedText) {
    self.text = text
    bytes = text.bytes
    marks = InlineMarks(text.bytes)
    cursor = LaTeXCursor(text)
  }

  private mutating func readNext(_ striking: inout Striking, into builder: inout DocumentBuilder) {
    switch bytes[place] {
    case 0x24: dollar(into: &builder)
    case 0x5C: command(into: &builder)
    case 0x60: codeSpan()
    case 0x7E: tilde(into: &builder)
    case 0x3C: markup(&striking, into: &builder)
    case 0x5D: linkDestination()
    default: place += 1
    }
  }

  // MARK: Mathematics

  private mutating func add(
    _ kind: Passage.Kind, _ content: Range<Int>, through end: Int,
    into builder: inout DocumentBuilder
  ) {
    builder.add(kind, MappedText(text, content), at: text.place(of: Span(place, end)))
    place = end
  }

  private mutating func dollar(into builder: inout DocumentBuilder) {
    let dollars = marks.dollars
    while nextDollar < dollars.count, dollars[nextDollar].place < place { nextDollar += 1 }
    guard nextDollar < dollars.count, dollars[nextDollar].place == place else {
      place += 1
      return
    }
    if isDouble(nextDollar) {
      var index = nextDollar + 2
      while index < dollars.count {
        if isDouble(index), dollars[index].group < place {
          let close = dollars[index].place
          return add(.display, place + 2..<close, through: close + 2, into: &builder)
        }
        index += 1
      }
      builder.add(
        Diagnostic("'$$' isn't closed", at: text.place(of: Span(place, place + 2))))
      place += 2
      return
    }
    if place + 1 < bytes.count, bytes[place + 1] == 0x60, let close = find("`$", from: place + 2) {
      // On lines of its own it is set apart.
      let isAlone =
        bytes[place + 2..<close].first { $0 != 0x20 } == 0x0A
        && bytes[place + 2..<close].last { $0 != 0x20 } == 0x0A
      return add(
        isAlone ? .display : .inline, place + 2..<close, through: close + 2, into: &builder)
    }
    var index = nextDollar + 1
    while index < dollars.count, dollars[index].group > place { index += 1 }
    let close = index < dollars.count ? dollars[index].place : bytes.count
    let content = place + 1..<close
    if index < dollars.count, isMaths(content) {
      return add(.inline, content, through: close + 1, into: &builder)
    }
    if index == dollars.count, !content.isEmpty, !Bytes.isWhite(bytes[place + 1]),
      !Bytes.isDigit(bytes[place + 1]), hasMathsMark(place + 1..<min(close, place + 200))
    {
      builder.add(
        Diagnostic("'$' isn't closed", at: text.place(of: Span(place, place + 1))))
    }
    place += 1
  }

  private func isDouble(_ index: Int) -> Bool {
    index + 1 < marks.dollars.count
      && marks.dollars[index + 1].place == marks.dollars[index].place + 1
  }

  /// Whether what stands between two dollars is a formula and no text between amounts of money.
  private func isMaths(_ content: Range<Int>) -> Bool {
    guard !content.isEmpty else { return false }
    let opensTight = !Bytes.isWhite(bytes[content.lowerBound])
    let closesTight = !Bytes.isWhite(bytes[content.upperBound - 1])
    let after = content.upperBound + 1
    let isBeforeDigit = after < bytes.count && Bytes.isDigit(bytes[after])
    if opensTight, closesTight, !isBeforeDigit {
      return !isAmount(content) || hasMathsMark(content)
    }
    if opensTight != closesTight, isAmount(content) { return false }
    return hasMathsMark(content) || content.count { !Bytes.isWhite(bytes[$0]) } == 1
  }

  /// Whether a text starts with a number and goes on with words: `5 and 10`.
  private func isAmount(_ content: Range<Int>) -> Bool {
    guard Bytes.isDigit(bytes[content.lowerBound]) else { return false }
    let rest = content.drop { Bytes.isDigit(bytes[$0]) || bytes[$0] == 0x2E || bytes[$0] == 0x2C }
    guard let first = rest.first else { return false }
    let isWord = Bytes.isWhite(bytes[first])
    let words = bytes[rest].split(whereSeparator: Bytes.isWhite)
    return isWord && words.contains { $0.count > 1 && $0.allSatisfy(Bytes.isLetter) }
  }

  /// Whether a text has a mark that prose lacks.
  private func hasMathsMark(_ content: Range<Int>) -> Bool {
    content.contains { place in
      switch bytes[place] {
      case 0x3D, 0x5E, 0x5F: true
      case 0x5C: place + 1 < content.upperBound && bytes[place + 1] != 0x24
      default: false
      }
    }
  }

  private mutating func command(into builder: inout DocumentBuilder) {
    let end = bytes.count
    if Bytes.starts(bytes, place, "\\begin", before: end),
      let (name, _) = Bytes.environmentName(bytes, place + 6, before: end),
      MathsEnvironments.contains(name)
    {
      let ends = marks.environmentEnds[name] ?? []
      let index = ends.lowerBound { $0.lowerBound > place }
      if index < ends.count {
        let close = ends[index].upperBound
        return add(.display, place..<close, through: close, into: &builder)
      }
      builder.add(
        Diagnostic("\\begin{\(name)} isn't closed", at: text.place(of: Span(place, place + 6))))
      place += 6
      return
    }
    cursor.place = place
    if builder.define(&cursor) {
      place = cursor.place
      return
    }
    if let (closing, kind) = opened() {
      let start = place + closing.length
      if let close = InlineMarks.first(of: marks.closings[closing], from: start) {
        return add(kind, start..<close, through: close + closing.length, into: &builder)
      }
    }
    place += 2
  }

  /// The delimiter that closes what opens here, if there is any.
  private func opened() -> (InlineMarks.Closing, Passage.Kind)? {
    let end = bytes.count
    if Bytes.starts(bytes, place, "\\(", before: end) { return (.parenthesis, .inline) }
    if Bytes.starts(bytes, place, "\\[", before: end) { return (.bracket, .display) }
    if Bytes.starts(bytes, place, "\\\\(", before: end) { return (.escapedParenthesis, .inline) }
    if Bytes.starts(bytes, place, "\\\\[", before: end) { return (.escapedBracket, .display) }
    return nil
  }

  // MARK: What is left out

  private mutating func codeSpan() {
    let start = place
    while place < bytes.count, bytes[place] == 0x60 { place += 1 }
    let length = place - start
    if let close = InlineMarks.first(of: marks.ticks[length], from: place) {
      place = close + length
    }
  }

  /// `~~struck out~~`, with the rules of CommonMark's emphasis for what opens and closes.
  private mutating func tilde(into builder: inout DocumentBuilder) {
    let start = place
    while place < bytes.count, bytes[place] == 0x7E { place += 1 }
    let length = place - start
    guard length <= 2 else { return }
    let before = Neighbor(before: start, in: bytes)
    let after = Neighbor(after: place, in: bytes)
    if !before.isSpace, !before.isPunctuation || after.isSpace || after.isPunctuation,
      let index = tildes.lastIndex(where: { $0.length == length })
    {
      builder.strike(from: tildes[index].mark)
      tildes.removeSubrange(index...)
    } else if !after.isSpace, !after.isPunctuation || before.isSpace || before.isPunctuation {
      // Only the last opener of each length can be met by a closer.
      tildes.removeAll { $0.length == length }
      tildes.append((length, builder.mark))
    }
  }

  /// Comments and tags.
  private mutating func markup(_ striking: inout Striking, into builder: inout DocumentBuilder) {
    if Bytes.starts(bytes, place, "<!--", before: bytes.count) {
      if let close = find("-->", from: place + 4) {
        place = close + 3
      } else {
        place += 4
      }
      return
    }
    guard let tag = tag() else {
      place += 1
      return
    }
    if Striking.names.contains(tag.name), !tag.isEmpty {
      if tag.isClosing {
        striking.closes(tag.name, &builder)
      } else {
        striking.opens(tag.name, at: text.place(of: Span(place, tag.end)), builder)
      }
    }
    place = tag.end
  }

  /// The tag at the place: `<del>`, `</s>`, `<img alt="…"/>`.
  private mutating func tag() -> (name: String, isClosing: Bool, isEmpty: Bool, end: Int)? {
    var stop = place + 1
    let isClosing = stop < bytes.count && bytes[stop] == 0x2F
    if isClosing { stop += 1 }
    let start = stop
    while stop < bytes.count, Bytes.isLetter(bytes[stop]) || Bytes.isDigit(bytes[stop]) {
      stop += 1
    }
    guard stop > start, Bytes.isLetter(bytes[start]) else { return nil }
    let name = bytes[start..<stop].prefix(16).map(Bytes.lowercase)
    while stop < bytes.count, bytes[stop] != 0x3E {
      let byte = bytes[stop]
      if byte == 0x24 || byte == 0x3C { return nil }
      if byte == 0x22 || byte == 0x27 {
        guard let close = find(byte == 0x22 ? "\"" : "'", from: stop + 1) else { return nil }
        stop = close
      }
      stop += 1
    }
    guard stop < bytes.count else { return nil }
    return (String(decoding: name, as: UTF8.self), isClosing, bytes[stop - 1] == 0x2F, stop + 1)
  }

  /// `](address)`: addresses may have dollars.
  private mutating func linkDestination() {
    place += 1
    guard place < bytes.count, bytes[place] == 0x28 else { return }
    var stop = place + 1
    while stop < bytes.count, !Bytes.isWhite(bytes[stop]), bytes[stop] != 0x29, bytes[stop] != 0x28
    {
      stop += 1
    }
    if stop < bytes.count, bytes[stop] == 0x29 { place = stop + 1 }
  }

  /// Where a text of ASCII comes next.
  private mutating func find(_ text: String, from start: Int) -> Int? {
    if let known = next[text], known.contains(start) {
      return known.upperBound < bytes.count ? known.upperBound : nil
    }
    let wanted = Array(text.utf8)
    var place = start
    while place + wanted.count <= bytes.count {
      if bytes[place] == wanted[0], bytes[place..<place + wanted.count].elementsEqual(wanted) {
        next[text] = start...place
        return place
      }
      place += 1
    }
    next[text] = start...max(start, bytes.count)
    return nil
  }
}

/// The character beside a run of marks.
private struct Neighbor {
  var isSpace = true
  var isPunctuation = false

  init(before place: Int, in bytes: [UInt8]) {
    var start = place - 1
    while start > 0, place - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    read(bytes[max(start, 0)..<place])
  }

  init(after place: Int, in bytes: [UInt8]) {
    var end = place + 1
    while end < bytes.count, end - place < 4, bytes[end] & 0xC0 == 0x80 { end += 1 }
    read(bytes[place..<min(end, bytes.count)])
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>) {
    guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else { return }
    isSpace = scalar.properties.isWhitespace
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol,
      .modifierSymbol, .otherSymbol:
      isPunctuation = true
    default: break
    }
  }
}
