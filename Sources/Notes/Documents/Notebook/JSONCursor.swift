import Syntax

/// A place in a text of JSON, from which values are read or passed over.
///
/// Only strings are ever kept, with the place of each of their bytes: a notebook is mostly pictures,
/// of which nothing is wanted.
struct JSONCursor {
  private let text: MappedText
  private let bytes: [UInt8]
  private(set) var place = 0
  private var depth = 0

  /// Values nest no deeper in any notebook.
  private static let depthLimit = 200

  init(_ text: MappedText) {
    self.text = text
    bytes = text.bytes
  }

  // MARK: Values

  /// Whether a string, an array or an object comes next, by what it starts with.
  mutating func isAt(_ opening: StaticString) -> Bool {
    skipSpace()
    return Bytes.starts(bytes, place, opening, before: bytes.count)
  }

  /// Reads an object; each member's value must be taken.
  mutating func object(
    _ member: (inout JSONCursor, String) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    try expect(0x7B, "'{'")
    try enter()
    if !take(0x7D) {
      repeat {
        skipSpace()
        let key = try string()
        try expect(0x3A, "':'")
        try member(&self, String(decoding: key.bytes, as: UTF8.self))
      } while take(0x2C)
      try expect(0x7D, "',' or '}'")
    }
    depth -= 1
  }

  /// Reads an array; each element must be taken.
  mutating func array(
    _ element: (inout JSONCursor) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    try expect(0x5B, "'['")
    try enter()
    if !take(0x5D) {
      repeat { try element(&self) } while take(0x2C)
      try expect(0x5D, "',' or ']'")
    }
    depth -= 1
  }

  /// Passes over a value.
  mutating func skipValue() throws(Diagnostic) {
    skipSpace()
    guard place < bytes.count else { throw expected("a value") }
    switch bytes[place] {
    case 0x22: try skipString()
    case 0x7B: try object { (cursor, _) throws(Diagnostic) in try cursor.skipValue() }
    case 0x5B: try array { (cursor) throws(Diagnostic) in try cursor.skipValue() }
    case 0x2D, 0x30...0x39: skipNumber()
    default:
      for word in ["true" as StaticString, "false", "null"]
      where Bytes.starts(bytes, place, word, before: bytes.count) {
        place += word.utf8CodeUnitCount
        return
      }
      throw expected("a value")
    }
  }

  private mutating func skipNumber() {
    let marks: Set<UInt8> = [0x2B, 0x2D, 0x2E, 0x45, 0x65]
    while place < bytes.count, Bytes.isDigit(bytes[place]) || marks.contains(bytes[place]) {
      place += 1
    }
  }

  /// After the last value, nothing may follow.
  mutating func finish() throws(Diagnostic) {
    skipSpace()
    if place < bytes.count { throw expected("the end") }
  }

  // MARK: Strings

  /// Reads a string, with the places of its characters in the document.
  mutating func string() throws(Diagnostic) -> MappedText {
    var result = MappedText()
    try readString { (cursor, range, meaning) in
      if let meaning {
        let place = cursor.text.place(of: Span(range.lowerBound, range.upperBound))
        result.append(meaning, for: place, .spelled)
      } else {
        result.append(cursor.text, range)
      }
    }
    return result
  }

  private mutating func skipString() throws(Diagnostic) { try readString { _, _, _ in } }

  /// Reads a string piece by piece: characters that stand for themselves, and escapes with what they
  /// mean.
  private mutating func readString(
    _ piece: (JSONCursor, Range<Int>, [UInt8]?) -> Void
  ) throws(Diagnostic) {
    let opening = place
    try expect(0x22, "a string")
    var start = place
    while place < bytes.count, bytes[place] != 0x22 {
      if bytes[place] < 0x20 { throw expected("the end of the string", since: opening) }
      guard bytes[place] == 0x5C else {
        place += 1
        continue
      }
      if place > start { piece(self, start..<place, nil) }
      start = place
      let meaning = try escape()
      piece(self, start..<place, meaning)
      start = place
    }
    guard place < bytes.count else { throw expected("the end of the string", since: opening) }
    if place > start { piece(self, start..<place, nil) }
    place += 1
  }

  private mutating func escape() throws(Diagnostic) -> [UInt8] {
    let letter = place + 1 < bytes.count ? bytes[place + 1] : 0
    guard letter != 0x75 else { return try unicodeEscape() }
    guard let meaning = Self.escapes[letter] else {
      let span = text.place(of: Span(place, min(place + 2, bytes.count)))
      throw Diagnostic(
        "no JSON: '\(shown(place..<min(place + 2, bytes.count)))' means nothing in a string",
        at: span)
    }
    place += 2
    return [meaning]
  }

  private static let escapes: [UInt8: UInt8] = [
    0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
  ]

  /// `\u03b1`; two of them for what is beyond 16 bits. Halves of such a pair become U+FFFD.
  private mutating func unicodeEscape() throws(Diagnostic) -> [UInt8] {
    let first = try unit()
    var value = first
    if (0xD800..<0xDC00).contains(first), Bytes.starts(bytes, place, "\\u", before: bytes.count) {
      let before = place
      let second = try unit()
      if (0xDC00..<0xE000).contains(second) {
        value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
      } else {
        place = before
      }
    }
    return Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
  }

  private mutating func unit() throws(Diagnostic) -> UInt32 {
    let digits = bytes[min(place + 2, bytes.count)..<min(place + 6, bytes.count)]
    guard digits.count == 4, digits.allSatisfy({ Bytes.isDigit($0) || Self.isHexLetter($0) }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else {
      place += 2
      throw expected("four hexadecimal digits")
    }
    place += 6
    return value
  }

  private static func isHexLetter(_ byte: UInt8) -> Bool { (0x61...0x66).contains(byte | 0x20) }

  // MARK: Bytes

  private mutating func skipSpace() {
    while place < bytes.count, Bytes.isWhite(bytes[place]) { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ byte: UInt8, _ what: String) throws(Diagnostic) {
    guard take(byte) else { throw expected(what) }
  }

  private mutating func enter() throws(Diagnostic) {
    depth += 1
    if depth > Self.depthLimit {
      throw Diagnostic(
        "nesting deeper than \(Self.depthLimit) levels", at: text.place(of: Span(place, place)))
    }
  }

  private func expected(_ what: String, since start: Int? = nil) -> Diagnostic {
    let span = start.map { Span($0, $0 + 1) } ?? Span(place, min(place + 1, bytes.count))
    let found = place < bytes.count ? "" : ", and the text ends"
    return Diagnostic("no JSON: expected \(what)\(found)", at: text.place(of: span))
  }

  private func shown(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}
