import Syntax

/// A place in LaTeX from which arguments are taken.
///
/// Nothing is looked through twice: where braces are closed is found for the whole text at once,
/// when it is asked for first.
struct LaTeXCursor {
  let text: MappedText
  let bytes: [UInt8]
  var place: Int
  let end: Int
  private var braces: Braces?

  init(_ text: MappedText, at place: Int = 0, before end: Int? = nil) {
    self.text = text
    bytes = text.bytes
    self.place = place
    self.end = end ?? text.count
  }

  var byte: UInt8? { place < end ? bytes[place] : nil }

  /// Skips white space and comments, but no blank line.
  mutating func skipSpace() {
    var hasLineEnd = false
    while let byte {
      if byte == 0x0A {
        if hasLineEnd { return }
        hasLineEnd = true
        place += 1
      } else if Bytes.isWhite(byte) {
        place += 1
      } else if byte == 0x25 {
        skipComment()
      } else {
        return
      }
    }
  }

  /// Goes to the end of the line.
  mutating func skipComment() {
    while place < end, bytes[place] != 0x0A { place += 1 }
  }

  mutating func take(_ wanted: UInt8) -> Bool {
    guard byte == wanted else { return false }
    place += 1
    return true
  }

  /// The name of the command at the place, which is taken; nil if it isn't one of letters.
  mutating func commandName() -> String? {
    guard byte == 0x5C, place + 1 < end, Bytes.isLetter(bytes[place + 1]) else { return nil }
    var stop = place + 1
    while stop < end, Bytes.isLetter(bytes[stop]) { stop += 1 }
    defer { place = stop }
    return String(decoding: bytes[place + 1..<stop], as: UTF8.self)
  }

  /// Goes past text and comments to the next command, which is taken: its place and its name, which
  /// one that isn't of letters lacks; nil at the end.
  mutating func nextCommand() -> (start: Int, name: String?)? {
    while let byte {
      switch byte {
      case 0x25: skipComment()
      case 0x5C:
        let start = place
        if let name = commandName() { return (start, name) }
        place = min(start + 2, end)
        return (start, nil)
      default: place += 1
      }
    }
    return nil
  }

  /// The inside of the braces at the place, which are taken; nil if there are none or they aren't
  /// closed.
  mutating func group() -> Range<Int>? {
    guard byte == 0x7B, let close = closing(of: place) else { return nil }
    let inside = place + 1..<close
    place = close + 1
    return inside
  }

  /// The inside of the brackets at the place, which are taken.
  mutating func bracketed() -> Range<Int>? {
    guard byte == 0x5B else { return nil }
    var stop = place + 1
    while stop < end, stop - place < 2000 {
      switch bytes[stop] {
      case 0x5D:
        let inside = place + 1..<stop
        place = stop + 1
        return inside
      case 0x5C: stop += 2
      case 0x7B:
        guard let close = closing(of: stop) else { return nil }
        stop = close + 1
      default: stop += 1
      }
    }
    return nil
  }

  /// An argument: a group, or one letter or command; nil at the end.
  mutating func argument() -> Range<Int>? {
    skipSpace()
    guard let byte, byte != 0x7D else { return nil }
    if byte == 0x7B { return group() }
    let start = place
    if byte == 0x5C {
      if commandName() == nil { place = min(place + 2, end) }
    } else {
      place += 1
      while place < end, bytes[place] & 0xC0 == 0x80 { place += 1 }
    }
    return start..<place
  }

  private mutating func closing(of brace: Int) -> Int? {
    if braces == nil { braces = Braces(bytes, place..<end) }
    return braces?.closing(of: brace)
  }
}

/// Where the braces of a text are closed.
private struct Braces {
  /// The places of opening braces, in order.
  private var opening: [Int] = []
  /// For each, the place of the closing one; -1 if there is none.
  private var closing: [Int] = []

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    var open: [Int] = []
    var place = range.lowerBound
    while place < range.upperBound {
      switch bytes[place] {
      case 0x5C: place += 1
      case 0x25: while place + 1 < range.upperBound, bytes[place + 1] != 0x0A { place += 1 }
      case 0x7B:
        open.append(opening.count)
        opening.append(place)
        closing.append(-1)
      case 0x7D: if let index = open.popLast() { closing[index] = place }
      default: break
      }
      place += 1
    }
  }

  func closing(of brace: Int) -> Int? {
    let index = opening.lowerBound { $0 >= brace }
    guard index < opening.count, opening[index] == brace, closing[index] >= 0 else { return nil }
    return closing[index]
  }
}

extension Array {
  /// The first index at which something holds, which then holds for all later ones.
  func lowerBound(where holds: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
