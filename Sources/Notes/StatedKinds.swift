import Syntax

/// What a document's words say of its names: `for a scalar $x$`, `let $x$ be a vector`.
struct StatedKinds {
  struct Stated {
    var name: String
    var isScalar: Bool
    /// The passage that the name stands in.
    var start: Int
  }

  private(set) var stated: [Stated] = []

  init(_ document: NoteDocument, _ prose: Prose, _ vocabulary: Vocabulary) {
    // What is said of several at once: `scalars $x$ and $y$`.
    var shared: Bool?
    for passage in document.passages {
      guard let names = Self.names(in: passage, vocabulary) else {
        shared = nil
        continue
      }
      let (before, after) = (prose.before(passage), prose.after(passage))
      let kind = Self.kind(endOf: before) ?? Self.kind(startOf: after)
      if let isScalar = kind ?? (["and", ","].contains(before) ? shared : nil) {
        for name in names {
          stated.append(Stated(name: name, isScalar: isScalar, start: passage.number))
        }
        shared = isScalar
      } else {
        shared = nil
      }
    }
  }

  /// The names of a piece of mathematics that is nothing else: `x`, `x, y`.
  private static func names(in passage: Passage, _ vocabulary: Vocabulary) -> [String]? {
    let content = Span(0, passage.text.bytes.count)
    guard passage.kind == .inline, content.upper <= 40 else { return nil }
    var reader = LaTeXReader(passage.text, vocabulary: vocabulary)
    var names: [String] = []
    for result in reader.read(content) {
      guard case .success(let statement) = result,
        case .chain(let links, _) = statement.form, links.count == 1, let name = links[0].bareName
      else { return nil }
      names.append(name)
    }
    return names.isEmpty ? nil : names
  }

  private static let scalars: Set<String> = ["scalar", "scalars"]
  private static let vectors: Set<String> = ["vector", "vectors"]
  /// What a number may be.
  private static let nouns: Set<String> = [
    "weight", "weights", "input", "inputs", "output", "bias", "variable", "variables", "parameter",
    "parameters", "constant", "constants", "number", "numbers", "value", "target", "slope",
  ]

  /// `for a scalar`, `with scalar weight`, `the vectors`
  private static func kind(endOf words: String) -> Bool? {
    var parts = words.split { !$0.isLetter && $0 != "-" }.map(String.init)
    if let last = parts.last, nouns.contains(last) { parts.removeLast() }
    guard let last = parts.last, !["not", "non", "no"].contains(parts.dropLast().last ?? "") else {
      return nil
    }
    return scalars.contains(last) ? true : vectors.contains(last) ? false : nil
  }

  /// `is a scalar`, `be a vector`, `are scalars`
  private static func kind(startOf words: String) -> Bool? {
    let parts = words.split { !$0.isLetter && $0 != "-" }.prefix(4).map(String.init)
    guard let first = parts.first, ["is", "be", "are"].contains(first) else { return nil }
    let rest = parts.dropFirst().drop { ["a", "an", "any", "real"].contains($0) }
    guard let word = rest.first,
      rest.dropFirst().first.map({ !["function", "field"].contains($0) }) ?? true
    else { return nil }
    return scalars.contains(word) ? true : vectors.contains(word) ? false : nil
  }
}
