/// A text that mx reads: a file, a line of the prompt, an argument of `-e`.
///
/// It is kept as bytes, since the lexer works on bytes and a user's text may be any bytes.
package final class SourceText: Sendable {
  /// The file's name as the user gave it; nil at the prompt, where errors need no file name.
  package let name: String?
  /// The text, in UTF-8 where the user kept to it.
  package let bytes: [UInt8]
  /// The offsets at which lines start; the first is 0.
  package let lineStarts: [Int]

  package init(_ bytes: [UInt8], name: String? = nil) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    lineStarts = starts
  }

  package convenience init(_ text: String, name: String? = nil) {
    self.init(Array(text.utf8), name: name)
  }

  /// The text that a span covers; bytes that are no UTF-8 become U+FFFD. Of a span that goes beyond
  /// the text, as that of a formula of another text may, what there is of it.
  package subscript(_ span: Span) -> String {
    let lower = min(span.lower, bytes.count)
    return String(decoding: bytes[lower..<min(max(span.upper, lower), bytes.count)], as: UTF8.self)
  }

  /// The line (from 1) and the column (from 1, counted in scalars) of an offset.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let line = line(of: offset)
    let before = Span(lineStarts[line - 1], offset)
    let isASCII = bytes[before.lower..<min(max(offset, before.lower), bytes.count)]
      .allSatisfy { $0 < 0x80 }
    let column =
      isASCII ? min(offset, bytes.count) - before.lower : self[before].unicodeScalars.count
    return (line, column + 1)
  }

  /// The line (from 1) of an offset; without the column, which takes as long as the line is.
  package func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The bytes of a line (from 1), without its newline.
  package func line(_ number: Int) -> Span {
    let start = lineStarts[number - 1]
    let end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    return Span(start, end)
  }
}
