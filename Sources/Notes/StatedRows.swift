import Syntax

/// What a document's words say of the rows and columns of its matrices: `let $X$ have rows
/// $x_i^\top$`, `the columns $a_j$ of $A$`.
struct StatedRows {
  struct Stated {
    /// What each of them is called, without its index.
    var member: String
    var matrix: String
    var areRows: Bool
    /// The first passage of the sentence.
    var start: Int
  }

  private(set) var stated: [Stated] = []

  init(_ document: NoteDocument, _ prose: Prose, _ vocabulary: Vocabulary) {
    let passages = document.passages
    let expressions = passages.map { Self.only($0, vocabulary) }
    for (index, passage) in passages.enumerated() {
      guard let member = expressions[index]?.member else { continue }
      let sentence = prose.sentence(around: passage).passages
      /// The names of matrices that stand before in the sentence, the nearest first.
      let earlier = passages.indices.prefix(index).reversed().prefix(4).filter {
        sentence.contains($0)
      }
      var kind = Self.kind(endOf: prose.before(passage))
      var matrix: String?
      if kind == nil, Self.isFiller(prose.before(passage)), let whole = earlier.first {
        // The rows of X are …; row i of X is …
        matrix = expressions[whole]?.bareName
        let words = prose.before(passages[whole])
        kind = Self.kind(endOf: words)
        if kind == nil, Self.isFiller(words), earlier.count > 1 {
          kind = Self.kind(endOf: prose.before(passages[earlier[1]]))
        }
      } else if prose.after(passage) == "of", passages.indices.contains(index + 1) {
        matrix = expressions[index + 1]?.bareName
      } else {
        matrix = earlier.lazy.compactMap { expressions[$0]?.bareName }
          .first { $0.first?.isUppercase == true }
      }
      guard let kind, let matrix, matrix != member else { continue }
      stated.append(
        Stated(member: member, matrix: matrix, areRows: kind, start: sentence.lowerBound))
    }
  }

  /// Words that may stand between "rows" and what they are.
  private static let fillers: Set<String> = [
    "is", "are", "be", "being", "given", "by", "of", "the", "matrix", "vectors", "vector",
  ]

  private static func isFiller(_ words: String) -> Bool {
    words.split(separator: " ").allSatisfy { fillers.contains(String($0)) }
  }

  /// Whether words end in what says rows, or columns; nil for neither.
  private static func kind(endOf words: String) -> Bool? {
    var parts = words.split { !$0.isLetter }.map(String.init)
    while let last = parts.last, fillers.contains(last) { parts.removeLast() }
    switch parts.last {
    case "row", "rows": return true
    case "column", "columns": return false
    default: return nil
    }
  }

  /// The one expression of a piece of mathematics; of a declaration the name.
  private static func only(_ passage: Passage, _ vocabulary: Vocabulary) -> Expression? {
    let content = Span(0, passage.text.bytes.count)
    guard content.upper <= 200 else { return nil }
    var reader = LaTeXReader(passage.text, vocabulary: vocabulary)
    let statements = reader.read(content)
    guard statements.count == 1, case .success(let statement) = statements[0] else { return nil }
    switch statement.form {
    case .chain(let links, _) where links.count == 1: return links[0]
    case .declaration(let names, _) where names.count == 1:
      return Expression(.name(names[0].text), names[0].span)
    default: return nil
    }
  }
}

extension Expression {
  /// x of `x_i` and `x_i'`.
  fileprivate var member: String? {
    switch form {
    case .postfix(let operand, .transpose): operand.member
    case .parenthesized(let inside): inside.member
    case .subscripted(let base, let indices, _)
    where indices.count == 1 && indices[0].bareName != nil:
      base.bareName
    default: nil
    }
  }
}
