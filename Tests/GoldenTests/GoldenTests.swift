import Foundation
import Interpreter
import Testing

/// What mx answers, held to files that were read and found right. One at a time: a session is as
/// single as a user.
@Suite(.serialized) struct GoldenTests {
  @Test(arguments: Folder.files(in: Folder.project.appending(path: "examples"), extension: "mx"))
  func examples(_ name: String) throws {
    let file = Folder.project.appending(path: "examples").appending(path: name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let recorded = Folder.tests.appending(path: "examples")
      .appending(path: name.replacing(".mx", with: ".out"))
    let said = try #require(onLargeStack { replay(text, name: "examples/\(name)") })
    try expect(said, recordedIn: recorded)
  }

  /// One file for each mistake: `errors/<stage>/<mistake>.mx`, with its whole output beside it.
  @Test(arguments: Folder.files(in: Folder.tests.appending(path: "errors"), extension: "mx"))
  func errors(_ name: String) throws {
    // Files are found from the project's folder.
    _ = FileManager.default.changeCurrentDirectoryPath(Folder.project.path)
    let file = Folder.tests.appending(path: "errors").appending(path: name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let recorded = Folder.tests.appending(path: "errors")
      .appending(path: name.replacing(".mx", with: ".out"))
    let shown = String(name.split(separator: "/").last ?? "")
    try expect(
      try #require(onLargeStack { replay(text, name: shown) }), recordedIn: recorded)
  }

  /// `readings.txt`: what every input of "How inputs read" is answered with. An input stands after
  /// `> `, what it needs before it after `: `.
  @Test func readings() throws {
    let file = Folder.tests.appending(path: "readings.txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    var said: [String] = []
    var conversation = Conversation()
    var isAfresh = true
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("# ") {
        if !said.isEmpty { said.append("") }
        said.append(line)
      } else if line.hasPrefix(": ") {
        conversation = Conversation()
        isAfresh = false
        said += ["", line]
        _ = conversation.answer(to: String(line.dropFirst(2)))
      } else if line.hasPrefix("> ") {
        if isAfresh { conversation = Conversation() }
        said.append(line)
        let answer = conversation.answer(to: String(line.dropFirst(2)))
        said += answer.isEmpty ? [] : answer.components(separatedBy: "\n").map { "  " + $0 }
      }
    }
    try expect(said.joined(separator: "\n") + "\n", recordedIn: file)
  }
}
