import Foundation
import Testing

/// What a document of five megabytes takes.
struct LargeDocumentTests {
  /// Prose with formulas in it, checked in the room of a few times its size.
  @Test func memory() throws {
    let words =
      String(repeating: "Words of a note that says nothing in formulas. ", count: 400) + "\n"
    var text = ""
    var count = 0
    while text.utf8.count < 5_000_000 {
      count += 1
      text += words + "\n$$(A B + \(count) C)^T = B^T A^T + \(count) C^T$$\n\n"
    }
    let file = FileManager.default.temporaryDirectory.appending(path: "mx-\(UUID().uuidString).md")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    let run = try Binary.shell("ulimit -v 600000; exec '\(Binary.path.path)' check '\(file.path)'")
    #expect(run.status == 0)
    #expect(run.output.contains("\(count) equalities: \(count) hold"))
    #expect(run.messages.isEmpty)
  }
}
