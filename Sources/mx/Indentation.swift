/// How the prompt lays out a block that goes over several lines.
enum Indentation {
  /// The spaces that a new line starts with: those of the line before the cursor, and two more if
  /// that line opens a bracket which it doesn't close.
  static func next(after text: [UInt8]) -> String {
    let start = text.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = text[start...]
    var spaces = line.prefix { $0 == UInt8(ascii: " ") }.count
    var depth = 0
    for byte in line {
      if "([{".utf8.contains(byte) { depth += 1 }
      if ")]}".utf8.contains(byte) { depth -= 1 }
    }
    if depth > 0 { spaces += 2 }
    if depth < 0 { spaces = max(spaces - 2, 0) }
    return String(repeating: " ", count: spaces)
  }

  /// Whether the user has left the last two lines empty: a wish to run what is there, which shows
  /// what is missing.
  static func asksToRun(_ text: [UInt8]) -> Bool {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.count > 2
      && lines.suffix(2).allSatisfy { $0.allSatisfy { $0 == UInt8(ascii: " ") } }
  }
}
