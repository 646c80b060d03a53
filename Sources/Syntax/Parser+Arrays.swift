extension Parser {
  /// `[a b; c d]`: white space or a comma separates entries, a semicolon or a newline rows.
  mutating func array() throws(Diagnostic) -> Expression {
    let start = token.span
    let outer = try open(.array)
    var rows: [[Expression]] = []
    var row: [Expression] = []
    var tallest = 0
    var commas = 0
    while true {
      let next = token
      if next.is(.closeBracket) { break }
      if next.is(.semicolon) || next.kind == .newline {
        advance()
        if !row.isEmpty { rows.append(row) }
        row = []
      } else if next.is(.comma) {
        if row.isEmpty || previous.is(.comma) {
          throw Diagnostic("an entry is missing before ','", at: next.span)
        }
        advance()
        commas += 1
        // A newline after a comma goes on with the row, as in arrays of other languages.
        while token.kind == .newline { advanceKeepingPrevious() }
      } else {
        if !row.isEmpty, !previous.is(.comma), !next.hasSpaceBefore { throw unexpected() }
        row.append(try expression(.or))
        tallest = max(tallest, height)
      }
    }
    if !row.isEmpty { rows.append(row) }
    try close(.closeBracket, outer)
    try grow(over: tallest)
    let span = start.union(previous.span)
    if rows.count == 1, rows[0].count > 1, commas >= rows[0].count - 1,
      rows[0].allSatisfy(\.isRowLiteral)
    {
      notes.append(
        Diagnostic(
          "the inner brackets are read as the rows of one array", at: span, severity: .note))
      rows = rows[0].map { [$0] }
    }
    return Expression(.array(rows: rows), span)
  }

  /// Takes a token that shall not count as the one before.
  private mutating func advanceKeepingPrevious() {
    let kept = previous
    advance()
    previous = kept
  }

  /// `\begin{bmatrix} a & b \\ c & d \end{bmatrix}`.
  mutating func matrix() throws(Diagnostic) -> Expression {
    let start = token.span
    let outer = try open(.plain)
    var rows: [[Expression]] = []
    var row: [Expression] = []
    var tallest = 0
    while !token.is(.closeMatrix) {
      row.append(try expression())
      tallest = max(tallest, height)
      if take(.comma) { continue }
      if take(.semicolon) {
        rows.append(row)
        row = []
      } else if !token.is(.closeMatrix) {
        throw unexpected()
      }
    }
    if previous.is(.comma) {
      throw Diagnostic("an entry is missing after '&'", at: previous.span)
    }
    if !row.isEmpty { rows.append(row) }
    try close(.closeMatrix, outer)
    try grow(over: tallest)
    return Expression(.array(rows: rows), start.union(previous.span))
  }
}

extension Expression {
  /// Whether it is an array of one row, as the inner brackets of `[[1, 2], [3, 4]]` are.
  var isRowLiteral: Bool {
    if case .array(let rows) = form { rows.count == 1 } else { false }
  }
}
