import Primitives
import Syntax

/// An equation of a document as it was read, or why it couldn't be.
struct NoteEquation {
  let passage: Passage
  let result: Result<Statement, Diagnostic>
}

/// Reads the equations of a document.
///
/// Words are read twice: what a run of letters means depends on the names that the document defines
/// anywhere, and those are known once it has been read.
struct NoteReader {
  private(set) var equations: [NoteEquation] = []

  init(_ document: NoteDocument) {
    var names: Set<String> = []
    var functions: Set<String> = []
    equations = Self.read(document, knowing: names, functions)
    for equation in equations {
      guard case .success(let statement) = equation.result else { continue }
      names.formUnion(Self.names(definedBy: statement))
      if let function = Self.function(definedBy: statement) { functions.insert(function) }
    }
    if !functions.isEmpty || names.contains(where: { $0.utf8.count > 1 }) {
      equations = Self.read(document, knowing: names.union(functions), functions)
    }
  }

  private static func read(
    _ document: NoteDocument, knowing names: Set<String>, _ functions: Set<String>
  ) -> [NoteEquation] {
    let vocabulary = Vocabulary(
      function: { functions.contains($0) ? $0 : Catalogue.name(inNotes: $0) },
      isName: { names.contains($0) })
    var equations: [NoteEquation] = []
    for passage in document.passages {
      var reader = LaTeXReader(passage.text, vocabulary: vocabulary)
      for result in reader.read(Span(0, passage.text.bytes.count)) {
        // Inline maths is full of words and signs that claim nothing.
        if case .failure = result, passage.kind == .inline, !passage.hasRelation { continue }
        equations.append(NoteEquation(passage: passage, result: result))
      }
    }
    return equations
  }

  /// The names that a statement gives a meaning.
  private static func names(definedBy statement: Statement) -> [String] {
    switch statement.form {
    case .chain(let links, _):
      return links.count > 1 ? links.compactMap(\.bareName) : []
    case .several(let targets, _): return targets.map(\.text)
    case .declaration(let names, _): return names.map(\.text)
    case .update(let targets, _, _, _): return targets.map(\.name.text)
    default: return []
    }
  }

  /// `f` in `f(x, A) = …`.
  static func function(definedBy statement: Statement) -> String? {
    guard case .chain(let links, _) = statement.form, links.count == 2,
      let (name, arguments) = links[0].call, Catalogue.function(named: name) == nil,
      !arguments.isEmpty, arguments.allSatisfy({ $0.value.bareName != nil })
    else { return nil }
    return name
  }
}

extension Passage {
  /// Whether it says that something equals something.
  fileprivate var hasRelation: Bool {
    let content = String(decoding: text.bytes, as: UTF8.self)
    return ["=", "\\approx", "\\equiv"].contains { content.contains($0) }
  }
}
