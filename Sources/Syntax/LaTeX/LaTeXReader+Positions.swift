/// Entries as plain notation has them: `y[2]`, `X[i, :]` amid LaTeX.
extension LaTeXReader {
  /// Letters that say which, where nothing is known of the name before them: `E[x]` is an expectation.
  private static let usualIndices: Set<String> = ["i", "j", "k", "l", "m", "n", "t", "end"]

  /// Whether the bracket at hand, right at a name, has positions in it. All else in brackets is a factor.
  func opensPositions(of base: Expression) -> Bool {
    guard token.is(.openBracket), !token.hasSpaceBefore, token.span.lower == previous.span.upper,
      let name = base.bareName
    else { return false }
    let isKnown = vocabulary.isName(name)
    var place = index + 1
    while place < tokens.count, !tokens[place].is(.closeBracket) {
      switch tokens[place].kind {
      case .number, .symbol(.comma), .symbol(.colon), .symbol(.plus), .symbol(.minus): break
      case .letter(let letter) where isKnown && letter == letter.lowercased(): break
      case .letter(let letter), .word(let letter):
        guard Self.usualIndices.contains(letter) else { return false }
      default: return false
      }
      place += 1
    }
    return place < tokens.count && place > index + 1
  }

  /// A name with the positions that follow it.
  mutating func positioned(_ base: Expression) throws(Diagnostic) -> Expression {
    let open = token.span
    var positions: [Expression] = []
    try grouped { (reader) throws(Diagnostic) in
      positions = try reader.selections()
      guard reader.closes(.symbol(.closeBracket)) else {
        throw reader.unclosed(open, .symbol(.closeBracket))
      }
    }
    let span = open.union(previous.span)
    return Expression(.index(base, positions, at: span), base.span.union(span))
  }
}
