/// Questions about bytes of a document that its readers ask alike.
enum Bytes {
  static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= 0x61 && lower <= 0x7A
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// Space, tab or a line's end.
  static func isWhite(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  static func lowercase(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  /// Whether a text of ASCII stands at a place.
  static func starts(_ bytes: [UInt8], _ place: Int, _ text: StaticString, before end: Int) -> Bool
  {
    let count = text.utf8CodeUnitCount
    guard place >= 0, place + count <= end else { return false }
    for offset in 0..<count where bytes[place + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// The name in `\begin{name}` or `\end{name}`, at the place after the word, and where it ends.
  static func environmentName(
    _ bytes: [UInt8], _ place: Int, before end: Int
  ) -> (name: String, end: Int)? {
    var start = place
    while start < end, bytes[start] == 0x20 { start += 1 }
    guard start < end, bytes[start] == 0x7B else { return nil }
    var stop = start + 1
    while stop < end, stop < start + 40, isLetter(bytes[stop]) || bytes[stop] == 0x2A { stop += 1 }
    guard stop < end, bytes[stop] == 0x7D, stop > start + 1 else { return nil }
    return (String(decoding: bytes[start + 1..<stop], as: UTF8.self), stop + 1)
  }
}
