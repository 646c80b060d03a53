/// One line of Markdown, read from left to right: what CommonMark says of the starts of lines.
struct MarkdownLine {
  let bytes: [UInt8]
  /// Without the line's end.
  private(set) var end: Int
  /// The place up to which marks of quotes and lists have been taken.
  private(set) var position: Int
  /// The column of that place, from 0; tabs stop at multiples of 4.
  private var column = 0
  /// The columns of a tab that are left, if only a part of it was taken.
  private var columnsLeft = 0

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
    while end > position, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
  }

  /// The lines of a text with their ends.
  static func ranges(of bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for (offset, byte) in bytes.enumerated() where byte == 0x0A {
      ranges.append(start..<offset + 1)
      start = offset + 1
    }
    if start < bytes.count { ranges.append(start..<bytes.count) }
    return ranges
  }

  /// The number of the first line after a block of metadata between `---` and `---`.
  static func afterFrontMatter(_ bytes: [UInt8], _ lines: [Range<Int>]) -> Int {
    guard let first = lines.first, MarkdownLine(bytes, first).is("---") else { return 0 }
    for number in 1..<max(lines.count, 1) {
      let line = MarkdownLine(bytes, lines[number])
      if line.is("---") || line.is("...") { return number + 1 }
      if number == 1, line.isBlank { return 0 }
    }
    return 0
  }

  // MARK: Bytes

  func byte(_ place: Int) -> UInt8? { place < end ? bytes[place] : nil }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// The first place that is no space.
  var contentStart: Int {
    var place = position
    while let byte = byte(place), Self.isSpace(byte) { place += 1 }
    return place
  }

  var isBlank: Bool { contentStart == end }

  /// How many columns of space come next.
  var indentation: Int {
    var place = position
    var reached = column + columnsLeft
    while let byte = byte(place), Self.isSpace(byte) {
      reached += byte == 0x09 ? 4 - reached % 4 : 1
      place += 1
    }
    return reached - column
  }

  private func `is`(_ content: StaticString) -> Bool {
    var stop = end
    while stop > position, Self.isSpace(bytes[stop - 1]) { stop -= 1 }
    return stop - position == content.utf8CodeUnitCount && starts(with: content, at: position)
  }

  private func starts(with text: StaticString, at place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= end else { return false }
    return (0..<count).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
  }

  /// Where a text occurs first.
  func offset(of text: StaticString) -> Int? {
    guard end - position >= text.utf8CodeUnitCount else { return nil }
    return (position...end - text.utf8CodeUnitCount).first { starts(with: text, at: $0) }
  }

  /// Where a text in lower case ends that occurs, in whatever case.
  func end(of text: [UInt8]) -> Int? {
    var place = position
    while place + text.count <= end {
      if (0..<text.count).allSatisfy({ Bytes.lowercase(bytes[place + $0]) == text[$0] }) {
        return place + text.count
      }
      place += 1
    }
    return nil
  }

  // MARK: Marks of quotes and lists

  /// Goes on at a later place.
  mutating func skip(to place: Int) { (position, column) = (place, column + place - position) }

  /// Goes past as many columns of space.
  mutating func skipSpace(atMost count: Int) {
    var left = count
    let fromTab = min(left, columnsLeft)
    columnsLeft -= fromTab
    column += fromTab
    left -= fromTab
    while left > 0, let byte = byte(position), Self.isSpace(byte) {
      let width = byte == 0x09 ? 4 - column % 4 : 1
      position += 1
      column += min(width, left)
      columnsLeft = max(width - left, 0)
      left -= min(width, left)
    }
  }

  private mutating func take(_ count: Int) {
    position += count
    column += count
  }

  /// `>` with at most three spaces before and one after it.
  mutating func takeQuoteMark() -> Bool {
    guard indentation < 4, byte(contentStart) == 0x3E else { return false }
    skipSpace(atMost: 3)
    take(1)
    skipSpace(atMost: 1)
    return true
  }

  /// The mark of a list's item; the columns that the item's other lines are indented by.
  mutating func takeItemMark(inParagraph: Bool) -> Int? {
    guard indentation < 4, !isThematicBreak, let width = itemMarkWidth(inParagraph) else {
      return nil
    }
    let before = indentation
    skipSpace(atMost: before)
    take(width)
    let after = indentation
    // A blank item, or one that starts with code, has its content one space after the mark.
    let gap = isBlank || after > 4 ? 1 : after
    skipSpace(atMost: gap)
    return before + width + gap
  }

  private func itemMarkWidth(_ inParagraph: Bool) -> Int? {
    let start = contentStart
    guard let first = byte(start) else { return nil }
    var place = start
    if first == 0x2D || first == 0x2B || first == 0x2A {
      place += 1
    } else {
      while place - start < 9, let digit = byte(place), digit >= 0x30, digit <= 0x39 { place += 1 }
      guard place > start, let delimiter = byte(place), delimiter == 0x2E || delimiter == 0x29
      else { return nil }
      // A number that a line happens to start with doesn't end a paragraph.
      if inParagraph, place - start != 1 || first != 0x31 { return nil }
      place += 1
    }
    guard let next = byte(place) else { return inParagraph ? nil : place - start }
    guard Self.isSpace(next) else { return nil }
    if inParagraph {
      var rest = place
      while let byte = byte(rest), Self.isSpace(byte) { rest += 1 }
      if rest == end { return nil }
    }
    return place - start
  }

  // MARK: Blocks

  /// Whether a block other than a paragraph starts here.
  func startsBlock(inParagraph: Bool) -> Bool {
    guard indentation < 4 else { return false }
    if byte(contentStart) == 0x3E || heading != nil || fence != nil || rawHTML != nil {
      return true
    }
    if setextLevel == nil, isThematicBreak { return true }
    return !isThematicBreak && itemMarkWidth(inParagraph) != nil
  }

  /// `## Title ##`
  var heading: (level: Int, title: Range<Int>)? {
    guard indentation < 4 else { return nil }
    let start = contentStart
    var place = start
    while byte(place) == 0x23 { place += 1 }
    let level = place - start
    guard level >= 1, level <= 6 else { return nil }
    if let next = byte(place), !Self.isSpace(next) { return nil }
    while let byte = byte(place), Self.isSpace(byte) { place += 1 }
    var stop = end
    while stop > place, Self.isSpace(bytes[stop - 1]) { stop -= 1 }
    var closing = stop
    while closing > place, bytes[closing - 1] == 0x23 { closing -= 1 }
    if closing == place || Self.isSpace(bytes[closing - 1]) { stop = closing }
    while stop > place, Self.isSpace(bytes[stop - 1]) { stop -= 1 }
    return (level, place..<stop)
  }

  /// The level of heading that a line makes of the paragraph above it: `===`, `---`.
  var setextLevel: Int? {
    guard indentation < 4 else { return nil }
    var place = contentStart
    guard let mark = byte(place), mark == 0x3D || mark == 0x2D else { return nil }
    while byte(place) == mark { place += 1 }
    while let byte = byte(place), Self.isSpace(byte) { place += 1 }
    return place == end ? (mark == 0x3D ? 1 : 2) : nil
  }

  /// `---`, `* * *`
  var isThematicBreak: Bool {
    guard indentation < 4 else { return false }
    var place = contentStart
    guard let mark = byte(place), mark == 0x2D || mark == 0x2A || mark == 0x5F else { return false }
    var count = 0
    while let byte = byte(place) {
      if byte == mark { count += 1 } else if !Self.isSpace(byte) { return false }
      place += 1
    }
    return count >= 3
  }

  /// The opening of a fenced block.
  var fence: (marker: UInt8, length: Int, isMaths: Bool)? {
    guard indentation < 4 else { return nil }
    let start = contentStart
    guard let marker = byte(start), marker == 0x60 || marker == 0x7E else { return nil }
    var place = start
    while byte(place) == marker { place += 1 }
    let length = place - start
    guard length >= 3 else { return nil }
    if marker == 0x60, bytes[place..<end].contains(0x60) { return nil }
    let words = bytes[place..<end].split { Self.isSpace($0) }
    let isMaths = words.first.map {
      $0.elementsEqual("math".utf8) || $0.elementsEqual("{math}".utf8)
    }
    return (marker, length, isMaths ?? false)
  }

  func closesFence(_ marker: UInt8, _ length: Int) -> Bool {
    guard indentation < 4 else { return false }
    var place = contentStart
    let start = place
    while byte(place) == marker { place += 1 }
    guard place - start >= length else { return false }
    while let byte = byte(place), Self.isSpace(byte) { place += 1 }
    return place == end
  }

  /// The end of raw HTML that starts here, whose content is no Markdown.
  var rawHTML: [UInt8]? {
    let start = contentStart
    guard indentation < 4, byte(start) == 0x3C else { return nil }
    if starts(with: "<!--", at: start) {
      // A comment that ends on its line may stand before text.
      return offset(of: "-->") != nil ? nil : Array("-->".utf8)
    }
    for name in ["script", "pre", "style", "textarea"] {
      let place = start + 1 + name.utf8.count
      guard place <= end,
        bytes[start + 1..<place].lazy.map(Bytes.lowercase).elementsEqual(name.utf8)
      else { continue }
      if let next = byte(place), next != 0x3E, !Self.isSpace(next) { continue }
      return Array("</\(name)>".utf8)
    }
    return nil
  }
}
