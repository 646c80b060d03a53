import Calculus
import Syntax

/// What a document's words say of its names: `for symmetric $A$`, `let $\Sigma$ be positive definite`,
/// `where $Q$ is orthogonal`.
struct StatedProperties {
  /// What is said of one name.
  struct Stated {
    var name: String
    /// Nil where it says no more than that it is square.
    var property: Condition.Property?
    /// At which of the document's passages it is so.
    var scope: Range<Int>
  }

  private(set) var stated: [Stated] = []

  init(_ document: NoteDocument, _ prose: Prose, _ vocabulary: Vocabulary) {
    // Names before "and", which what is said next is said of, too.
    var waiting: [String] = []
    for passage in document.passages {
      var reader = LaTeXReader(passage.text, vocabulary: vocabulary)
      let content = Span(0, passage.text.bytes.count)
      guard content.upper <= 200 else {
        waiting = []
        continue
      }
      let statements = reader.read(content)
      let sentence = prose.sentence(around: passage).passages
      let words = prose.text(ofSentenceAround: passage)
      // What isn't so, or is to be shown, isn't known.
      if Self.isDoubtful(words) {
        waiting = []
        continue
      }
      if let positive = Self.positiveName(statements) {
        add([positive], [.positive], sentence, words, document)
      }
      guard let names = Self.names(statements) else {
        waiting = []
        continue
      }
      let (before, after) = (prose.before(passage), prose.after(passage))
      var properties = Self.properties(after: after)
      if properties.isEmpty, ["and", ","].contains(after), waiting.count < 8 {
        waiting += names
      } else {
        if !properties.isEmpty {
          add(waiting + names, properties, sentence, before + after, document)
        }
        waiting = []
      }
      let isSaidAfter = !properties.isEmpty
      properties = Self.properties(before: before)
      if !properties.isEmpty {
        add(names, properties, sentence, words, document)
        if ["and", ","].contains(after) { shared = (properties, sentence) }
      } else if let shared, shared.sentence == sentence, ["and", ","].contains(before) {
        add(names, shared.properties, sentence, words, document)
      } else if !isSaidAfter, ["let", "consider", "any"].contains(where: before.hasWord) {
        // Another thing of the same name.
        for index in stated.indices where names.contains(stated[index].name) {
          let scope = stated[index].scope
          guard scope.upperBound > sentence.upperBound, scope.lowerBound < sentence.lowerBound
          else { continue }
          stated[index].scope = scope.lowerBound..<sentence.lowerBound
        }
      }
    }
  }

  /// What is said of several names at once: `orthogonal matrices $P$ and $Q$`.
  private var shared: (properties: [Condition.Property?], sentence: Range<Int>)?

  private mutating func add(
    _ names: [String], _ properties: [Condition.Property?], _ sentence: Range<Int>, _ words: String,
    _ document: NoteDocument
  ) {
    // What is said "for", "if" or "when" is said of the sentence alone.
    let isLocal = ["for", "if", "when"].contains { words.hasWord($0) }
    let scope = isLocal ? sentence : sentence.lowerBound..<document.passages.count
    for name in names {
      for property in properties {
        stated.append(Stated(name: name, property: property, scope: scope))
      }
    }
  }

  // MARK: Names

  /// The names that stand alone in a piece of mathematics, or are declared there.
  private static func names(_ statements: [Result<Statement, Diagnostic>]) -> [String]? {
    var names: [String] = []
    for case .success(let statement) in statements {
      switch statement.form {
      case .chain(let links, _) where links.count == 1:
        guard let name = links[0].bareName else { return nil }
        names.append(name)
      case .declaration(let declared, _): names += declared.map(\.text)
      default: return nil
      }
    }
    return names.isEmpty || names.count != statements.count ? nil : names
  }

  /// x of `x > 0`.
  private static func positiveName(_ statements: [Result<Statement, Diagnostic>]) -> String? {
    guard statements.count == 1, case .success(let statement) = statements[0],
      case .chain(let links, _) = statement.form, links.count == 1,
      case .binary(let left, .greater, let right, at: _) = links[0].form,
      right.writtenNumbers?.map(\.value) == [0]
    else { return nil }
    return left.bareName
  }

  // MARK: Words

  private static let doubts = [
    "not", "neither", "nor", "never", "unless", "whether", "show", "prove", "cannot",
  ]

  /// Whether words may say that something isn't so.
  static func isDoubtful(_ words: String) -> Bool {
    doubts.contains(where: words.hasWord) || words.contains("n't")
  }

  private static let words: [(word: String, property: Condition.Property?)] = [
    ("antisymmetric", .antisymmetric), ("skew-symmetric", .antisymmetric),
    ("skew symmetric", .antisymmetric), ("symmetric", .symmetric), ("orthogonal", .orthogonal),
    ("idempotent", .idempotent),
    ("diagonal", .diagonal), ("positive definite", .definite), ("positive-definite", .definite),
    ("spd", .definite), ("positive semidefinite", .symmetric),
    ("positive semi-definite", .symmetric), ("invertible", nil), ("nonsingular", nil),
    ("non-singular", nil), ("square", nil), ("covariance matrices", .symmetric),
    ("covariance matrix", .symmetric), ("covariances", .symmetric), ("covariance", .symmetric),
  ]

  /// Words that don't change what is said beside them.
  private static let neutral: Set<String> = [
    "a", "an", "the", "any", "all", "real", "matrix", "matrices", "and", "be", "is", "are",
    "also", "both", "which", "that", "definite", "positive", "some", "",
  ]

  private static func properties(in words: String) -> [Condition.Property?] {
    var rest = " \(words) "
    var found: [Condition.Property?] = []
    for (word, property) in Self.words where rest.contains(word) {
      rest = rest.replacing(word, with: "")
      if !found.contains(property) { found.append(property) }
    }
    // Anything else may turn it into something else: `not symmetric`, `symmetric if …`.
    let others = rest.split { $0 == " " || $0 == "," }.map(String.init)
    return others.allSatisfy(neutral.contains) ? found : []
  }

  /// `be symmetric positive definite`, `is a diagonal matrix`, `symmetric` after a declaration.
  private static func properties(after words: String) -> [Condition.Property?] {
    let clause = words.clause
    let starts = ["be ", "is ", "are ", "a ", "an ", "symmetric", "orthogonal", "diagonal"]
    guard starts.contains(where: clause.hasPrefix) else { return [] }
    return properties(in: clause)
  }

  /// `for symmetric`, `an orthogonal matrix`
  private static func properties(before words: String) -> [Condition.Property?] {
    var parts = words.split(separator: " ").map(String.init)
    var tail: [String] = []
    while let last = parts.popLast(), tail.count < 6 {
      let isProperty = Self.words.contains { $0.word.split(separator: " ").contains { $0 == last } }
      guard isProperty || last == "matrix" || last == "matrices" || last == "and" || last == "real"
      else {
        if ["not", "non", "nor", "no", "than"].contains(last) { return [] }
        break
      }
      tail.insert(last, at: 0)
    }
    return properties(in: tail.joined(separator: " "))
  }
}

extension String {
  /// The words up to a comma, a stop or what begins another clause.
  fileprivate var clause: String {
    var result: [Substring] = []
    for word in split(separator: " ") {
      if ["then", "with", "so", "we", "where", "for", "of"].contains(word) { break }
      let bare = word.filter { $0 != "," && $0 != "." && $0 != ";" && $0 != ":" }
      result.append(Substring(bare))
      if bare.count < word.count { break }
    }
    return result.joined(separator: " ")
  }

  func hasWord(_ word: String) -> Bool {
    split { !$0.isLetter }.contains { $0 == word }
  }
}
