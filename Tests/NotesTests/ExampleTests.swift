import Foundation
import Notes
import Syntax
import Testing

/// Whole notes and all that is said of them.
@Suite struct ExampleTests {
  private static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "examples")
  private static let project = examples.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// What is said of a note, in the order of its lines.
  private func report(_ file: URL, as name: String) throws -> String {
    let checker = NoteChecker(NoteDocument(Array(try Data(contentsOf: file)), path: name))
    try checker.check()
    return NoteReport(checker).text(.plain).joined(separator: "\n") + "\n"
  }

  /// `MX_RECORD=1` writes what is said now, and fails.
  @Test(arguments: ["two-layer-net", "two-layer-net-corrected"])
  func recorded(_ name: String) throws {
    let actual = try report(Self.examples.appending(path: "\(name).md"), as: "\(name).md")
    let recording = Self.examples.appending(path: "\(name).txt")
    let recorded = FileManager.default.contents(atPath: recording.path)
      .map { String(decoding: $0, as: UTF8.self) }
    if actual != recorded, ProcessInfo.processInfo.environment["MX_RECORD"] == "1" {
      try Data(actual.utf8).write(to: recording)
      Issue.record("recorded \(recording.path): read it")
      return
    }
    #expect(actual == recorded)
  }

  private static let example = "examples/one-neuron.md"

  /// What the readme shows after the opening of a block.
  private func shownInReadme(_ opening: String) throws -> String? {
    let readme = Self.project.appending(path: "README.md")
    return try String(contentsOf: readme, encoding: .utf8).components(separatedBy: opening).last?
      .components(separatedBy: "```")[0]
  }

  /// The readme shows what mx says of its example.
  @Test func readme() throws {
    let path = Self.example
    let shown = try shownInReadme("```check\n$ mx check \(path)\n")
    #expect(try report(Self.project.appending(path: path), as: path) == shown)
  }

  /// And what it makes of it.
  @Test func readmeOfFixing() throws {
    let path = Self.example
    let shown = try shownInReadme("```fix\n$ mx check --fix --diff \(path)\n")
    let note = Array(try Data(contentsOf: Self.project.appending(path: path)))
    let fixer = try NoteFixer(SourceText(note, name: path))
    let difference = UnifiedDiff(path, note, fixer.bytes).bytes
    #expect(String(decoding: difference, as: UTF8.self) == shown)
  }

  // MARK: The network of two layers

  private static let network = examples.appending(path: "two-layer-net.md")

  private func findings(_ file: URL) throws -> [Finding] {
    NotesTests.findings(in: try String(contentsOf: file, encoding: .utf8))
  }

  @Test(arguments: [
    // (what the equality begins with, its verdict, what explains it)
    ("L = -Σ y log(o)", Verdict.mismatch, Cause?.some(.redefinition)),
    ("s1 + s2 = J", .mismatch, .term),
    ("prod(∂J/∂o, ∂o/∂v) = ∂J/∂o .* softmax'(v)", .mismatch, .product),
    ("[0.3, 0.5; 0.2, 0.7; 0.1, 0.4] [6; 3] =", .running, nil),
    ("[0.3, 0.5, 0.1; 0.2, 0.7, 0.8] [3.4; 3.5; 2.1] =", .running, nil),
    ("∂J/∂s = 1.403", .mismatch, .seed),
    ("∂J/∂W1 = [0.016; -0.033; -0.114] [6, 3] + [1.703", .mismatch, .operation),
  ])
  func mistakes(_ start: String, _ verdict: Verdict, _ cause: Cause?) throws {
    let finding = try #require(try findings(Self.network).first { $0.equation.hasPrefix(start) })
    #expect(finding.verdict == verdict)
    #expect(finding.cause == cause)
    #expect(finding.root == nil)
  }

  /// The seed is told once; what follows from it points there.
  @Test func seed() throws {
    let findings = try findings(Self.network)
    let roots = findings.filter { $0.cause == .seed && $0.root == nil }
    #expect(roots.count == 1)
    #expect(findings.count { $0.root != nil } > 10)
    for finding in findings {
      if let root = finding.root { #expect(findings[root].cause == .seed) }
    }
    #expect(findings.count { $0.verdict == .mismatch && $0.root == nil } == 5)
    #expect(findings.count { $0.verdict == .unchecked } <= 3)
  }

  @Test func corrected() throws {
    let findings = try findings(Self.examples.appending(path: "two-layer-net-corrected.md"))
    #expect(findings.count == 63)
    for finding in findings {
      #expect(finding.verdict == .defined || finding.verdict == .holds, "\(finding)")
    }
  }
}
