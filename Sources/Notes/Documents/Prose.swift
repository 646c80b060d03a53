import Syntax

/// The words of a document around its mathematics.
struct Prose {
  private let bytes: [UInt8]
  /// Where the mathematics stands, in order.
  private let places: [Span]

  init(_ document: NoteDocument) {
    bytes = document.text.bytes
    places = document.passages.filter { $0.file == nil }.map(\.place)
  }

  /// The words between a piece of mathematics and what comes before it: the one before, or the
  /// start of the sentence.
  func before(_ place: Span) -> String {
    var start = sentence(around: place).lower
    for other in places where other.upper <= place.lower { start = max(start, other.upper) }
    return words(start, place.lower)
  }

  /// The sentence up to a piece of mathematics.
  func beforeInSentence(_ place: Span) -> String {
    words(sentence(around: place).lower, place.lower)
  }

  /// The words between a piece of mathematics and what comes after it.
  func after(_ place: Span) -> String {
    var end = sentence(around: place).upper
    for other in places where other.lower >= place.upper { end = min(end, other.lower) }
    return words(place.upper, end)
  }

  /// The sentence that a piece of mathematics stands in, words and all.
  func text(ofSentenceAround place: Span) -> String {
    let sentence = sentence(around: place)
    return words(sentence.lower, sentence.upper)
  }

  private func words(_ start: Int, _ end: Int) -> String {
    guard start < end, end <= bytes.count else { return "" }
    return String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
      .split { $0 == " " || $0 == "\n" || $0 == "\r" || $0 == "\t" || $0 == "~" }
      .joined(separator: " ")
  }

  /// No sentence is longer.
  private static let limit = 600

  func sentence(around place: Span) -> Span {
    var start = min(place.lower, bytes.count)
    let first = max(0, start - Self.limit)
    while start > first, !ends(before: start) { start -= 1 }
    var end = min(place.upper, bytes.count)
    let last = min(bytes.count, end + Self.limit)
    while end < last, !ends(before: end) || end == place.upper && !isStop(end - 1) { end += 1 }
    return Span(start, end)
  }

  private func isStop(_ index: Int) -> Bool {
    index >= 0 && index < bytes.count && [0x2E, 0x3F, 0x21].contains(bytes[index])
  }

  /// Whether a sentence ends right before a place: after a full stop, or at an empty line that no
  /// sentence goes on over.
  private func ends(before index: Int) -> Bool {
    guard index > 0, index < bytes.count else { return true }
    if isStop(index - 1), Bytes.isWhite(bytes[index]), index < 3 || bytes[index - 3] != 0x2E {
      return true
    }
    guard bytes[index - 1] == 0x0A, index > 1 else { return false }
    var previous = index - 2
    while previous >= 0, bytes[previous] == 0x20 || bytes[previous] == 0x09 { previous -= 1 }
    guard previous >= 0, bytes[previous] == 0x0A || bytes[previous] == 0x0D else { return false }
    while previous >= 0, Bytes.isWhite(bytes[previous]) { previous -= 1 }
    var next = index
    while next < bytes.count, Bytes.isWhite(bytes[next]) { next += 1 }
    guard previous >= 0, next < bytes.count else { return true }
    let isOpen = Self.isLetter(bytes[previous]) || [0x2C, 0x3A].contains(bytes[previous])
    return !isOpen && !(0x61...0x7A).contains(bytes[next])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
