import Foundation

/// A document with what mx answers now in its transcripts: blocks fenced with the language `mx`,
/// whose inputs follow `mx> ` and `... `. The blocks under one heading are one session.
func rewritten(_ text: String) -> String {
  var lines: [String] = []
  var isInside = false
  var isFirst = true
  var conversation = Conversation()
  var input: String?
  func answered() {
    guard let asked = input else { return }
    let answer = conversation.answer(to: asked)
    if !answer.isEmpty { lines.append(contentsOf: answer.components(separatedBy: "\n")) }
    input = nil
  }
  for line in text.components(separatedBy: "\n") {
    if !isInside {
      lines.append(line)
      if line.hasPrefix("#") { isFirst = true }
      if line == "```mx" {
        isInside = true
        if isFirst { conversation = Conversation() }
        isFirst = false
      }
    } else if line == "```" {
      answered()
      lines.append(line)
      isInside = false
    } else if line.hasPrefix("mx> ") {
      answered()
      lines.append(line)
      input = String(line.dropFirst(4))
    } else if line.hasPrefix("... "), let asked = input {
      lines.append(line)
      input = asked + "\n" + line.dropFirst(4)
    }
  }
  return lines.joined(separator: "\n")
}
