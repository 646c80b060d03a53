import Syntax

/// The elements of HTML that are open, over paragraphs, and whose content is left out: what is
/// struck out, and what is code.
struct Striking {
  private struct Element {
    var name: String
    var place: Span
    var mark: DocumentBuilder.Mark
  }

  private var open: [Element] = []

  /// Elements whose content is no part of the note.
  static let names: Set<String> = ["del", "s", "strike", "code", "pre", "tt", "samp", "kbd"]

  mutating func opens(_ name: String, at place: Span, _ builder: DocumentBuilder) {
    // More is nothing that anybody writes, and each closing tag looks through them.
    guard open.count < 64 else { return }
    open.append(Element(name: name, place: place, mark: builder.mark))
  }

  mutating func closes(_ name: String, _ builder: inout DocumentBuilder) {
    guard let index = open.lastIndex(where: { $0.name == name }) else { return }
    builder.strike(from: open[index].mark)
    open.removeSubrange(index...)
  }

  /// At the end of the text, says what isn't closed; its content has been kept.
  mutating func finish(into builder: inout DocumentBuilder) {
    for element in open {
      builder.add(
        Diagnostic(
          "<\(element.name)> isn't closed; what follows isn't left out", at: element.place,
          severity: .warning))
    }
    open = []
  }
}
