import Syntax
import Testing

@testable import Interpreter

/// Keeps what a session says: results as they are, asides after `~ `, messages after `! `.
final class RecordingOutput: Output {
  private(set) var lines: [String] = []

  func result(_ text: String) { lines += text.split(separator: "\n").map(String.init) }
  func aside(_ text: String) { lines.append("~ " + text) }
  func message(_ text: String) {
    lines.append("! " + (text.split(separator: "\n").first.map(String.init) ?? ""))
  }
  func progress(_ text: String?) {}
  var width: Int? { nil }
  var height: Int? { nil }
}

/// Lines that are entered, and what the last of them answers.
struct Line: CustomTestStringConvertible, Sendable {
  let entered: [String]
  let answer: [String]

  init(_ entered: String..., answers answer: String...) {
    self.entered = entered
    self.answer = answer
  }

  /// Lines that are answered by nothing.
  init(silent entered: String...) {
    self.entered = entered
    answer = []
  }

  var testDescription: String { entered.joined(separator: " ⏎ ") }

  /// The answer of the last line in a new session.
  func actual(_ options: SessionOptions = SessionOptions()) -> [String] {
    let output = RecordingOutput()
    let session = Session(options: options, output: output)
    for line in entered.dropLast() { _ = session.run(SourceText(line)) }
    let before = output.lines.count
    _ = session.run(SourceText(entered.last ?? ""))
    return Array(output.lines[before...])
  }
}

/// A session that is run line by line.
func session(_ lines: String...) -> (Session, RecordingOutput) {
  let output = RecordingOutput()
  let session = Session(options: SessionOptions(), output: output)
  for line in lines { _ = session.run(SourceText(line)) }
  return (session, output)
}
