import Syntax

/// The words of a document around its mathematics: in the note itself, in the cells of a notebook,
/// in the files that it reads. No sentence goes on in another cell or file.
struct Prose {
  /// A sentence, and the passages in it.
  struct Sentence {
    fileprivate var place: Span
    /// By their numbers.
    var passages: Range<Int>
  }

  private let passages: [Passage]
  private let note: SourceText

  init(_ document: NoteDocument) {
    passages = document.passages
    note = document.text
  }

  /// All that the note and the files that it reads say, in small letters.
  func wholeText() -> String {
    var texts = [note]
    for passage in passages where passage.file != nil && passage.surroundings !== texts.last {
      texts.append(passage.surroundings)
    }
    return texts.map { String(decoding: $0.bytes, as: UTF8.self).lowercased() }
      .joined(separator: "\n\n")
  }

  /// The words between a piece of mathematics and what comes before it: the one before, or the
  /// start of the sentence.
  func before(_ passage: Passage) -> String {
    let start = sentence(around: passage).place.lower
    let end = earlier(than: passage)?.placeInSurroundings.upper ?? start
    return words(max(start, end), passage.placeInSurroundings.lower, passage)
  }

  /// The sentence up to a piece of mathematics.
  func beforeInSentence(_ passage: Passage) -> String {
    words(
      sentence(around: passage).place.lower, passage.placeInSurroundings.lower, passage)
  }

  /// The words between a piece of mathematics and what comes after it.
  func after(_ passage: Passage) -> String {
    let end = sentence(around: passage).place.upper
    let start = later(than: passage)?.placeInSurroundings.lower ?? end
    return words(passage.placeInSurroundings.upper, min(start, end), passage)
  }

  /// The sentence that a piece of mathematics stands in, words and all.
  func text(ofSentenceAround passage: Passage) -> String {
    let sentence = sentence(around: passage).place
    return words(sentence.lower, sentence.upper, passage)
  }

  /// The sentence that a piece of mathematics stands in.
  func sentence(around passage: Passage) -> Sentence {
    let sentence = Self.sentence(
      around: passage.placeInSurroundings, in: passage.surroundings.bytes)
    func isIn(_ number: Int) -> Bool {
      guard passages.indices.contains(number),
        passages[number].surroundings === passage.surroundings
      else { return false }
      let place = passages[number].placeInSurroundings
      return sentence.lower <= place.lower && place.upper <= sentence.upper
    }
    var (first, last) = (passage.number, passage.number)
    while isIn(first - 1) { first -= 1 }
    while isIn(last + 1) { last += 1 }
    return Sentence(place: sentence, passages: first..<last + 1)
  }

  /// The piece of mathematics before one in the same text.
  private func earlier(than passage: Passage) -> Passage? {
    passages[..<passage.number].last { $0.surroundings === passage.surroundings }
  }

  private func later(than passage: Passage) -> Passage? {
    passages[(passage.number + 1)...].first { $0.surroundings === passage.surroundings }
  }

  private func words(_ start: Int, _ end: Int, _ passage: Passage) -> String {
    let bytes = passage.surroundings.bytes
    guard start < end, end <= bytes.count else { return "" }
    return String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
      .split { $0 == " " || $0 == "\n" || $0 == "\r" || $0 == "\t" || $0 == "~" }
      .joined(separator: " ")
  }

  /// No sentence is longer.
  private static let limit = 600

  private static func sentence(around place: Span, in bytes: [UInt8]) -> Span {
    var start = min(place.lower, bytes.count)
    let first = max(0, start - limit)
    while start > first, !ends(before: start, bytes) { start -= 1 }
    var end = min(place.upper, bytes.count)
    let last = min(bytes.count, end + limit)
    while end < last, !ends(before: end, bytes) || end == place.upper && !isStop(end - 1, bytes) {
      end += 1
    }
    return Span(start, end)
  }

  private static func isStop(_ index: Int, _ bytes: [UInt8]) -> Bool {
    index >= 0 && index < bytes.count && [0x2E, 0x3F, 0x21].contains(bytes[index])
  }

  /// Whether a sentence ends right before a place: after a full stop, or at an empty line that no
  /// sentence goes on over.
  private static func ends(before index: Int, _ bytes: [UInt8]) -> Bool {
    guard index > 0, index < bytes.count else { return true }
    if isStop(index - 1, bytes), Bytes.isWhite(bytes[index]), index < 3 || bytes[index - 3] != 0x2E
    {
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
    let isOpen = isLetter(bytes[previous]) || [0x2C, 0x3A].contains(bytes[previous])
    return !isOpen && !(0x61...0x7A).contains(bytes[next])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
