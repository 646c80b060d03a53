/// What stands between bars.
extension LaTeXReader {
  /// `|x|`, `\|x\|_F`, `\lVert x \rVert`, `||x||`.
  mutating func fenced() throws(Diagnostic) -> Expression {
    let open = token
    let isDouble =
      open.is(.doubleBar)
      || (ahead(1).is(.bar) && ahead(1).span.lower == open.span.upper && open.side == nil)
    try enter()
    let outer = (depth, fence, isInMatrix, isHead)
    advance()
    if isDouble, !open.is(.doubleBar) { advance() }
    (depth, fence, isInMatrix, isHead) = (depth + 1, isDouble ? .doubleBar : .bar, false, false)
    let inner = try expression()
    guard closesFence(token) else {
      if case .invalid = token.kind { throw unexpected() }
      throw Diagnostic("the bar isn't closed", at: open.span, and: [token.span])
    }
    (depth, fence, isInMatrix, isHead) = outer
    nesting -= 1
    let isSplit = token.is(.bar) && isDouble
    advance()
    if isSplit { advance() }
    try grow(over: height)
    let span = open.span.union(previous.span)
    guard isDouble else { return Expression(.fence(.bar, inner), span) }
    return try labelledNorm(inner, span)
  }

  private mutating func labelledNorm(
    _ inner: Expression, _ start: Span
  ) throws(Diagnostic) -> Expression {
    var label: String?
    var marks: [(Superscript, Span)] = []
    var span = start
    while true {
      let place = token.span
      switch token.kind {
      case .under where label == nil, .lowered where label == nil:
        label = try subscriptBelow().label
      case .symbol(.caret), .raised:
        marks.append((try superscript(), place.union(previous.span)))
      default:
        var result = Expression(.fence(.norm(subscript: label), inner), span)
        for (mark, place) in marks { result = try marked(result, mark, place) }
        return result
      }
      span = start.union(previous.span)
    }
  }
}
