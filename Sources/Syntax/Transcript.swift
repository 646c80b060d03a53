/// Reading back what mx has shown: a text with a line that starts with its prompt.
enum Transcript {
  private static let prompt = Array("mx>".utf8)
  private static let continuation = Array("...".utf8)

  /// The bytes of a text; of a pasted transcript, with prompts and results turned into spaces, so
  /// that every place stays what it is.
  static func blanked(_ source: SourceText) -> [UInt8] {
    var bytes = source.bytes
    guard source.lineStarts.contains(where: { isLine(bytes, $0, prompt) }) else { return bytes }
    var isInput = false
    for number in 1...source.lineStarts.count {
      let line = source.line(number)
      let mark: Int
      if isLine(bytes, line.lower, prompt) {
        mark = prompt.count
        isInput = true
      } else if isInput, isLine(bytes, line.lower, continuation) {
        mark = continuation.count
      } else {
        mark = line.upper - line.lower
        isInput = false
      }
      for place in line.lower..<line.lower + mark { bytes[place] = 0x20 }
    }
    return bytes
  }

  /// Whether a line starts with a prompt, followed by a space or nothing.
  private static func isLine(_ bytes: [UInt8], _ start: Int, _ prompt: [UInt8]) -> Bool {
    let end = start + prompt.count
    guard end <= bytes.count, bytes[start..<end].elementsEqual(prompt) else { return false }
    return end == bytes.count || bytes[end] == 0x20 || bytes[end] == 0x0A || bytes[end] == 0x0D
  }
}
