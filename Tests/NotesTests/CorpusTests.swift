import Foundation
import Notes
import Testing

/// Notes in many styles of notation, with what must be said of every equality in them.
///
/// Beside each note stands its `.verdicts`: for each equality in order its line, its verdict and, of
/// a mismatch, its cause. They were verified with another system, formulas by automatic
/// differentiation and numbers in double precision.
@Suite struct CorpusTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Corpus")

  /// The notes, in the order of their names.
  static var notes: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { !$0.hasSuffix(".verdicts") }.sorted()
  }

  static func bytes(of note: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: note)))
  }

  static func checker(_ bytes: [UInt8], named note: String) throws -> NoteChecker {
    let checker = NoteChecker(NoteDocument(bytes, path: note))
    try checker.check()
    return checker
  }

  private static func line(_ finding: Finding) -> String {
    let cause = finding.verdict == .mismatch ? finding.cause?.rawValue ?? "unexplained" : nil
    return ["\(finding.line)", finding.verdict.rawValue, cause].compactMap { $0 }
      .joined(separator: " ")
  }

  /// `MX_RECORD=1` writes what is said now, and fails.
  @Test(arguments: notes)
  func verdicts(_ note: String) throws {
    let findings = try Self.checker(Self.bytes(of: note), named: note).findings
    let actual = findings.map(Self.line)
    let file = Self.folder.appending(path: "\(note).verdicts")
    let recorded = FileManager.default.contents(atPath: file.path)
      .map { String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init) }
    if actual != recorded, ProcessInfo.processInfo.environment["MX_RECORD"] == "1" {
      try Data((actual.joined(separator: "\n") + "\n").utf8).write(to: file)
      Issue.record("recorded \(file.path): read it")
      return
    }
    #expect(actual == recorded)
  }

  /// What can't be checked is at most a tenth of the corpus, and a third of the notes have numbers.
  @Test func share() throws {
    var (count, unchecked) = (0, 0)
    for note in Self.notes {
      let findings = try Self.checker(Self.bytes(of: note), named: note).findings
      count += findings.count
      unchecked += findings.count { $0.verdict == .unchecked }
    }
    print("corpus: \(Self.notes.count) notes, \(count) equalities, \(unchecked) unchecked")
    #expect(Self.notes.count >= 13)
    #expect(10 * unchecked <= count)
  }
}
