import Syntax

/// What a document's words say of the rows and columns of its matrices: `let $X$ have rows
/// $x_i^\top$`, `the columns $a_j$ of $A$`.
struct StatedRows {
  struct Stated {
    /// What each of them is called, without its index.
    var member: String
    var matrix: String
    var areRows: Bool
    /// Where in the document the sentence starts.
    var start: Int
  }

  private(set) var stated: [Stated] = []

  init(_ document: NoteDocument, _ prose: Prose, _ vocabulary: Vocabulary) {
    let passages = document.passages.filter { $0.file == nil }
    let expressions = passages.map { Self.only($0, vocabulary) }
    for (index, passage) in passages.enumerated() {
      guard let member = expressions[index]?.member else { continue }
      let sentence = prose.sentence(around: passage.place)
      func isBeside(_ other: Int) -> Bool {
        passages.indices.contains(other) && sentence.contains(passages[other].place)
      }
      var words = prose.before(passage.place)
      var matrix: String?
      if prose.after(passage.place) == "of", isBeside(index + 1) {
        matrix = expressions[index + 1]?.bareName
      } else if isBeside(index - 1) {
        matrix = expressions[index - 1]?.bareName
        // The i-th row of X is …
        if ["is", "are", "be"].contains(words) { words = prose.before(passages[index - 1].place) }
      }
      guard let matrix, matrix != member else { continue }
      let areRows = words.hasWord("rows") || words.hasWord("row")
      let areColumns = words.hasWord("columns") || words.hasWord("column")
      guard areRows != areColumns else { continue }
      stated.append(
        Stated(member: member, matrix: matrix, areRows: areRows, start: sentence.lower))
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

extension Span {
  fileprivate func contains(_ other: Span) -> Bool { lower <= other.lower && other.upper <= upper }
}
