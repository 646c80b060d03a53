import Foundation
import Primitives
import Testing

/// What users read is what mx does.
@Suite(.serialized) struct DocumentTests {
  /// Transcripts are what mx answers, and the tables of functions are the catalogue's rows.
  @Test(arguments: ["README.md", "grammar.md"])
  func documents(_ document: String) throws {
    let file = Folder.project.appending(path: document)
    let text = try String(contentsOf: file, encoding: .utf8)
    try expect(withFunctionTables(rewritten(text)), recordedIn: file)
  }

  /// Every input of the table "How inputs read" is one of the readings that GoldenTests runs.
  @Test func inputsAreReadings() throws {
    let text = try String(
      contentsOf: Folder.project.appending(path: "grammar.md"), encoding: .utf8)
    let readings = Set(
      try String(contentsOf: Folder.tests.appending(path: "readings.txt"), encoding: .utf8)
        .components(separatedBy: "\n").filter { $0.hasPrefix("> ") }.map { $0.dropFirst(2) })
    let section = text.components(separatedBy: "## How inputs read")[1]
      .components(separatedBy: "\n## ")[0]
    let inputs = section.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
      .flatMap { $0.components(separatedBy: " | ")[0].matches(of: /`([^`]+)`/).map(\.1) }
    #expect(inputs.count > 50)
    for input in inputs { #expect(readings.contains(input), "\(input)") }
  }

  static let rows = Catalogue.functions.flatMap { row in
    row.examples.map { (row.name, $0.input, $0.output) }
  }

  @Test(arguments: rows)
  func catalogueExamples(_ name: String, _ input: String, _ output: String) {
    #expect(Conversation().answer(to: input) == output, "\(name)")
  }
}

/// A document whose section "Functions", if it has one, lists the catalogue by family.
func withFunctionTables(_ text: String) -> String {
  let lines = text.components(separatedBy: "\n")
  guard let head = lines.firstIndex(of: "## Functions"),
    let first = lines[head...].firstIndex(where: { $0.hasPrefix("### ") })
  else { return text }
  let end = lines[first...].firstIndex { $0.hasPrefix("## ") } ?? lines.endIndex
  let tables = Catalogue.families.flatMap { family in
    ["### \(family.title)", ""] + functionTable(family.functions) + [""]
  }
  let rest = lines[end...]
  return (lines[..<first] + (rest.isEmpty ? tables : tables + rest)).joined(separator: "\n")
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
