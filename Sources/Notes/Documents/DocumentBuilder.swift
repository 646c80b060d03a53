import Syntax

/// What the readers of all formats add their findings to.
struct DocumentBuilder {
  let document: SourceText
  private(set) var passages: [Passage] = []
  private(set) var headings: [Heading] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// The cell of a notebook that is read.
  var cell: Cell?

  init(_ document: SourceText) { self.document = document }

  /// Adds a piece of mathematics.
  mutating func add(_ kind: Passage.Kind, _ text: MappedText, at place: Span) {
    passages.append(Passage(kind, text, at: place, cell: cell, in: document))
  }

  mutating func add(_ heading: Heading) { headings.append(heading) }

  mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  var sortedDiagnostics: [Diagnostic] {
    func place(_ diagnostic: Diagnostic) -> Int { diagnostic.labels.first?.span.lower ?? 0 }
    return diagnostics.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }.map(\.element)
  }
}
