import Foundation
import Primitives
import Testing

/// What users read is what mx does.
@Suite(.serialized) struct DocumentTests {
  @Test(arguments: ["README.md", "grammar.md"])
  func transcripts(_ document: String) throws {
    try expect(
      rewritten(document), recordedIn: Folder.project.appending(path: document))
  }

  /// The tables of functions in grammar.md are the catalogue's rows.
  @Test func functionTables() throws {
    let file = Folder.project.appending(path: "grammar.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    for family in Catalogue.families {
      let head = "### \(family.title)"
      let start = try #require(lines.firstIndex(of: head), "grammar.md has no \(head)")
      let table = lines[(start + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
      #expect(Array(table) == functionTable(family.functions), "\(family.title)")
    }
  }

  static let rows = Catalogue.functions.flatMap { row in
    row.examples.map { (row.name, $0.input, $0.output) }
  }

  @Test(arguments: rows)
  func catalogueExamples(_ name: String, _ input: String, _ output: String) {
    #expect(Conversation().answer(to: input) == output, "\(name)")
  }
}

/// The table of a family: one line a function.
func functionTable(_ functions: [Function]) -> [String] {
  ["| function | is | derivative |", "| --- | --- | --- |"]
    + functions.map { row in
      let parameters = row.parameters.map {
        $0.isRepeated ? "\($0.name)…" : $0.isOptional ? "[\($0.name)]" : $0.name
      }
      let call = "`\(row.name)(\(parameters.joined(separator: ", ")))`"
      let aliases =
        row.aliases.isEmpty
        ? "" : ", " + row.aliases.map { "`\($0)`" }.joined(separator: " ")
      func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
      return "| \(call)\(aliases) | \(cell(row.summary)) | \(cell(row.derivative)) |"
    }
}
