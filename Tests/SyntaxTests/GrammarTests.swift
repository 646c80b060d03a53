import Foundation
import Testing

@testable import Syntax

/// The table "How inputs read" of grammar.md: inputs that are errors are refused, others are read.
struct GrammarTests {
  /// Errors that only the names in a session decide.
  private static let decidedLater: Set<String> = ["A(1,2)"]

  @Test func inputsOfTheTable() throws {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    let text = try String(contentsOf: folder.appending(path: "grammar.md"), encoding: .utf8)
    let section = try #require(text.components(separatedBy: "## How inputs read").last)
    var count = 0
    for line in section.components(separatedBy: "\n").prefix(while: { !$0.hasPrefix("## ") })
    where line.hasPrefix("| `") {
      let cells = line.components(separatedBy: " | ")
      let inputs = cells[0].components(separatedBy: "`").enumerated()
        .filter { $0.offset % 2 == 1 }.map(\.element)
      for input in inputs where !Self.decidedLater.contains(input) {
        let isError = cells[1].hasPrefix("an error") || cells[1].hasPrefix("errors")
        count += 1
        do {
          _ = try Parser.parse(SourceText(input))
          #expect(!isError, "\(input) is read")
        } catch {
          #expect(isError, "\(input): \(error.message)")
        }
      }
    }
    #expect(count > 50)
  }
}
