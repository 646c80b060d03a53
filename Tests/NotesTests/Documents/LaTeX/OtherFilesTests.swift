import Syntax
import Testing

@testable import Notes

/// What `\\input` and `\\include` read.
struct OtherFilesTests {
  private static let files: [String: String] = [
    "notes/one.tex": "\\section{One}\n$a = 1$\n\\input{two}",
    "notes/two.tex": "$b = \\R$ $$",
    "notes/main.tex": "", "notes/loop.tex": "\\input{loop}",
    "notes/back.tex": "$c$\n\\input{main}", "/abs.tex": "$d$", "notes/data": "$e$",
    "notes/twice.tex": "\\input{leaf}\\input{leaf}", "notes/leaf.tex": "$x$",
    "notes/wide.tex": String(repeating: "\\input{leaf}", count: 300),
  ]

  /// The formulas and mistakes of a main file, with the file and the line of each.
  private static func reading(_ text: String) -> String {
    let document = NoteDocument(
      Array(text.utf8), path: "notes/main.tex", files: { files[$0].map { Array($0.utf8) } })
    var lines = document.passages.map { passage in
      let content = passage.text[Span(0, passage.text.bytes.count)]
      #expect(passage.file == nil || passage.replaceablePlace(of: Span(0, 1)) == nil)
      return "\(passage.file ?? "main"):\(passage.line(of: 0)): \(content)"
    }
    for diagnostic in document.diagnostics {
      let label = diagnostic.labels[0]
      let source = label.source ?? document.text
      let line = source.position(of: label.span.lower).line
      lines.append("\(source.name ?? ""):\(line): \(diagnostic.message)")
    }
    return lines.joined(separator: "\n")
  }

  @Test(arguments: [
    (
      "\\newcommand{\\R}{r}\n\\input{one}\n$z$",
      """
      notes/one.tex:2: a = 1
      notes/two.tex:1: b = r
      main:3: z
      notes/two.tex:1: '$$' isn't closed
      """
    ),
    (
      "\\include{one.tex}$y$",
      "notes/one.tex:2: a = 1\nnotes/two.tex:1: b = \\R\nmain:1: y\nnotes/two.tex:1: '$$' isn't closed"
    ),
    ("\\input twice\n", "notes/leaf.tex:1: x\nnotes/leaf.tex:1: x"),
    ("\\input{/abs} \\input{data}", "/abs.tex:1: d\nnotes/data:1: e"),
    (
      "\\input{loop}",
      "notes/loop.tex:1: notes/loop.tex reads itself: notes/loop.tex → notes/loop.tex"
    ),
    (
      "\\input{back}",
      "notes/back.tex:1: c\nnotes/back.tex:2: notes/main.tex reads itself: "
        + "notes/main.tex → notes/back.tex → notes/main.tex"
    ),
    (
      "$u$ \\input{gone}",
      "main:1: u\nnotes/main.tex:1: there is no file notes/gone.tex: what \\input reads is left out"
    ),
    ("% \\input{one}\n\\endinput $x$", ""),
  ])
  func files(_ text: String, _ reading: String) { #expect(Self.reading(text) == reading) }

  /// However often files read each other, there is an end.
  @Test func limit() {
    let reading = Self.reading("\\input{wide}").split(separator: "\n")
    #expect(reading.filter { $0.hasSuffix(": x") }.count == 199)
    #expect(reading.count == 200)
    #expect(reading.last?.hasSuffix("more than 200 other files are read") == true)
  }
}
