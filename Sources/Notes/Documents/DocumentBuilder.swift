import Syntax

/// What the readers of all formats add their findings to.
struct DocumentBuilder {
  /// How much had been found at a place.
  struct Mark {
    fileprivate var passages: Int
    fileprivate var diagnostics: Int
    fileprivate var headings: Int
  }

  /// The file that is read: the note, or another one that it reads.
  private(set) var document: SourceText
  private let note: SourceText
  private var otherFiles: OtherFiles
  private(set) var passages: [Passage] = []
  private(set) var headings: [Heading] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// The cells of a notebook that were read.
  private var cells: [Cell] = []
  /// The one that is read.
  private var cell: Cell?

  private var macros: MacroExpander

  init(_ document: SourceText, _ files: ((String) -> [UInt8]?)? = nil) {
    self.document = document
    note = document
    otherFiles = OtherFiles(of: document.name, files)
    macros = MacroExpander(count: document.bytes.count)
  }

  /// Goes on with a cell of a notebook.
  mutating func begin(_ cell: Cell) {
    self.cell = cell
    cells.append(cell)
  }

  mutating func endCells() { cell = nil }

  /// Adds a piece of mathematics.
  mutating func add(_ kind: Passage.Kind, _ text: MappedText, at place: Span) {
    let expanded = macros.expanded(text, &diagnostics)
    if expanded.bytes.allSatisfy(Bytes.isWhite) { return }
    if let last = passages.last,
      let joined = last.joined(with: expanded, kind, at: place, cell, in: document)
    {
      passages[passages.count - 1] = joined
      return
    }
    passages.append(
      Passage(
        kind, expanded, at: place, cell: cell, in: document, isOther: document !== note))
  }

  /// Reads the file that a command names, in its place.
  mutating func include(
    _ name: String, by command: String, at place: Span,
    _ read: (MappedText, inout DocumentBuilder) -> Void
  ) {
    let other: SourceText
    do throws(Diagnostic) {
      guard let file = try otherFiles.open(name, by: command, at: place) else { return }
      other = file
    } catch {
      diagnostics.append(error)
      return
    }
    let (outer, first) = (document, diagnostics.count)
    document = other
    macros.allow(other.bytes.count)
    read(MappedText(other), &self)
    document = outer
    otherFiles.close()
    // What was said of that file is about places of it.
    for index in diagnostics.indices.dropFirst(first) {
      for label in diagnostics[index].labels.indices
      where diagnostics[index].labels[label].source == nil {
        diagnostics[index].labels[label].source = other
      }
    }
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

  /// Whether an environment that the document defines is mathematics.
  func isMaths(environment name: String) -> Bool {
    guard let macro = macros.definitions.environment(name, "begin") else { return false }
    if case .opening = macro.role { return true }
    return false
  }

  /// Whether a macro that is used in a text brings along mathematics.
  func hasMaths(macro: String) -> Bool {
    if case .maths = macros.definitions[macro]?.role { true } else { false }
  }

  /// What the use of a macro stands for; the cursor goes from its name to its end.
  mutating func expansion(ofUseAt start: Int, _ cursor: inout LaTeXCursor) -> MappedText {
    macros.expansion(ofUseAt: start, &cursor, &diagnostics)
  }

  mutating func add(_ heading: Heading) {
    if document === note { headings.append(heading) }
  }

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

  /// What is said of a place in a notebook, as said of the cell that it is in.
  private func located(_ diagnostic: Diagnostic) -> Diagnostic {
    guard !cells.isEmpty, let first = diagnostic.labels.first, first.source == nil,
      let cell = cells.first(where: { $0.contains(first.span.lower) })
    else { return diagnostic }
    var diagnostic = diagnostic
    for index in diagnostic.labels.indices {
      let span = diagnostic.labels[index].span
      diagnostic.labels[index].span = Span(
        cell.offset(of: span.lower), cell.offset(of: span.upper))
      diagnostic.labels[index].source = cell.text
    }
    return diagnostic
  }

  var sortedDiagnostics: [Diagnostic] {
    // Those of other files come last.
    func place(_ diagnostic: Diagnostic) -> Int {
      guard let label = diagnostic.labels.first else { return 0 }
      return label.source == nil ? label.span.lower : Int.max
    }
    return diagnostics.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }.map { located($0.element) }
  }
}
