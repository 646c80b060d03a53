import Interpreter
import Syntax

/// What a session said, in order, as it would stand on a terminal without colours.
final class Record: Output {
  private(set) var lines: [String] = []
  private let asideMark: String
  let width: Int? = nil
  let height: Int? = nil

  /// - Parameter asideMark: What dim lines start with, so that a file can tell them from results.
  init(asideMark: String) { self.asideMark = asideMark }

  var text: String { lines.map { $0 + "\n" }.joined() }

  func result(_ text: String) { lines.append(text) }
  func aside(_ text: String) { lines.append(asideMark + text) }
  func message(_ text: String) { lines.append(text) }
  func progress(_ text: String?) {}

  /// What was said since the last call.
  func take() -> String {
    defer { lines = [] }
    return lines.joined(separator: "\n")
  }
}

/// Runs a text in a session of its own, to its end.
///
/// - Parameter name: The file's name as messages have it; nil for a text that is typed.
func replay(_ text: String, name: String? = nil) -> String {
  let record = Record(asideMark: "· ")
  let session = Session(options: SessionOptions(), output: record)
  let source = name.map { SourceText(text, name: $0) } ?? SourceText(text)
  _ = session.run(source)
  _ = session.finish()
  return record.text
}

/// Answers inputs one after the other, as the prompt does: an error leaves the session open.
final class Conversation {
  private let record = Record(asideMark: "")
  private let session: Session

  init() { session = Session(options: SessionOptions(), output: record) }

  func answer(to input: String) -> String {
    _ = session.run(SourceText(input))
    return record.take()
  }
}
