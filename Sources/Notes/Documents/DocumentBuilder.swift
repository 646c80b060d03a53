import Syntax

/// What the readers of all formats add their findings to.
struct DocumentBuilder {
  /// How much had been found at a place.
  struct Mark {
    fileprivate var passages: Int
    fileprivate var diagnostics: Int
    fileprivate var headings: Int
  }

  let document: SourceText
  private(set) var passages: [Passage] = []
  private(set) var headings: [Heading] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// The cell of a notebook that is read.
  var cell: Cell?

  private var macros: MacroExpander

  init(_ document: SourceText) {
    self.document = document
    macros = MacroExpander(count: document.bytes.count)
  }

  /// Adds a piece of mathematics.
  mutating func add(_ kind: Passage.Kind, _ text: MappedText, at place: Span) {
    let expanded = macros.expanded(text, &diagnostics)
    if expanded.bytes.allSatisfy(Bytes.isWhite) { return }
    if let last = passages.last, let joined = last.joined(with: expanded, kind, at: place, cell) {
      passages[passages.count - 1] = joined
      return
    }
    passages.append(Passage(kind, expanded, at: place, cell: cell, in: document))
  }

  /// Reads the definition of a macro at a place, if there is one.
  mutating func define(_ cursor: inout LaTeXCursor) -> Bool {
    macros.define(&cursor, &diagnostics)
  }

  /// The environment of mathematics that a macro stands for the start of: `[` for `\\[`.
  func environment(openedBy macro: String) -> String? {
    guard case .opening(let name) = macros.definitions[macro]?.role else { return nil }
    return name
  }

  /// The environment of mathematics that a macro stands for the end of.
  func environment(closedBy macro: String) -> String? {
    guard case .closing(let name) = macros.definitions[macro]?.role else { return nil }
    return name
  }

  /// Whether a macro that is used in a text brings along mathematics.
  func hasMaths(macro: String) -> Bool {
    if case .maths = macros.definitions[macro]?.role { true } else { false }
  }

  /// What the use of a macro stands for; the cursor goes from its name to its end.
  mutating func expansion(ofUseAt start: Int, _ cursor: inout LaTeXCursor) -> MappedText {
    macros.expansion(ofUseAt: start, &cursor, &diagnostics)
  }

  mutating func add(_ heading: Heading) { headings.append(heading) }

  mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  var mark: Mark {
    Mark(passages: passages.count, diagnostics: diagnostics.count, headings: headings.count)
  }

  /// Leaves out what was found since a mark, which is struck out.
  mutating func strike(from mark: Mark) {
    if passages.count > mark.passages { passages.removeSubrange(mark.passages...) }
    if diagnostics.count > mark.diagnostics { diagnostics.removeSubrange(mark.diagnostics...) }
    if headings.count > mark.headings { headings.removeSubrange(mark.headings...) }
  }

  var sortedDiagnostics: [Diagnostic] {
    func place(_ diagnostic: Diagnostic) -> Int { diagnostic.labels.first?.span.lower ?? 0 }
    return diagnostics.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }.map(\.element)
  }
}
