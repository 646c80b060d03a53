/// The marks of a paragraph that others are looked for from, found in one pass.
struct InlineMarks {
  /// A dollar that no backslash escapes, and the group of words within a formula, as `\text{…}`,
  /// that it stands in.
  struct Dollar {
    var place: Int
    /// The start of the innermost group; -1 without one.
    var group: Int
  }

  private(set) var dollars: [Dollar] = []
  /// The places of `\)`, `\]`, `\\)`, `\\]` by their text.
  private(set) var closings: [Closing: [Int]] = [:]
  private(set) var environmentEnds: [String: [Range<Int>]] = [:]
  /// The places of runs of backticks, by their length.
  private(set) var ticks: [Int: [Int]] = [:]

  enum Closing: Hashable {
    case parenthesis
    case bracket
    case escapedParenthesis
    case escapedBracket

    var length: Int { self == .parenthesis || self == .bracket ? 2 : 3 }
  }

  /// Words nest no deeper in formulas; the limit keeps searches short.
  private static let groupLimit = 8

  init(_ bytes: [UInt8]) {
    var groups: [(start: Int, isText: Bool)] = []
    var textGroups: [Int] = []
    var place = 0
    let end = bytes.count
    while place < end {
      switch bytes[place] {
      case 0x5C:
        place = command(at: place, bytes)
        continue
      case 0x24: dollars.append(Dollar(place: place, group: textGroups.last ?? -1))
      case 0x60:
        let start = place
        while place < end, bytes[place] == 0x60 { place += 1 }
        ticks[place - start, default: []].append(start)
        continue
      case 0x7B:
        let isText = textGroups.count < Self.groupLimit && Self.isTextGroup(bytes, place)
        groups.append((place, isText))
        if isText { textGroups.append(place) }
      case 0x7D: if let group = groups.popLast(), group.isText { textGroups.removeLast() }
      default: break
      }
      place += 1
    }
    // A group that isn't closed is none.
    let open = Set(textGroups)
    if !open.isEmpty {
      for index in dollars.indices where open.contains(dollars[index].group) {
        dollars[index].group = -1
      }
    }
  }

  /// Notes a command that closes something; the place after it.
  private mutating func command(at place: Int, _ bytes: [UInt8]) -> Int {
    guard place + 1 < bytes.count else { return place + 1 }
    switch bytes[place + 1] {
    case 0x29: closings[.parenthesis, default: []].append(place)
    case 0x5D: closings[.bracket, default: []].append(place)
    case 0x5C where place + 2 < bytes.count:
      if bytes[place + 2] == 0x29 { closings[.escapedParenthesis, default: []].append(place) }
      if bytes[place + 2] == 0x5D { closings[.escapedBracket, default: []].append(place) }
    case 0x65 where Bytes.starts(bytes, place, "\\end", before: bytes.count):
      if let (name, after) = Bytes.environmentName(bytes, place + 4, before: bytes.count) {
        environmentEnds[name, default: []].append(place..<after)
        return after
      }
    default: break
    }
    return place + 2
  }

  private static func isTextGroup(_ bytes: [UInt8], _ brace: Int) -> Bool {
    var start = brace
    while start > 0, brace - start < 12, Bytes.isLetter(bytes[start - 1]) { start -= 1 }
    guard start > 0, start < brace, bytes[start - 1] == 0x5C else { return false }
    let name = bytes[start..<brace]
    return words.contains { name.elementsEqual($0.utf8) }
  }

  private static let words = [
    "text", "textrm", "textbf", "textit", "textsf", "textnormal", "textup", "mbox", "hbox", "fbox",
    "intertext", "parbox",
  ]

  /// The first of some places, which are in order, at or after one.
  static func first(of places: [Int]?, from start: Int) -> Int? {
    guard let places else { return nil }
    let index = places.lowerBound { $0 >= start }
    return index < places.count ? places[index] : nil
  }
}
