/// Matrices and cases.
extension LaTeXReader {
  /// `\begin{bmatrix} a & b \\ c & d \end{bmatrix}`
  mutating func matrix(_ name: String) throws(Diagnostic) -> Expression {
    let start = token.span
    var tallest = 0
    var rows: [[Expression?]] = []
    var dots: Diagnostic?
    try environment(name) { (reader, close) throws(Diagnostic) in
      var row: [Expression?] = []
      while reader.index < close {
        if case .align = reader.token.kind {
          throw Diagnostic("an entry is missing before '&'", at: reader.token.span)
        }
        if reader.token.kind == .row {
          reader.advance()
          continue
        }
        if reader.isAtDots {
          if dots == nil { dots = reader.unexpected() }
          reader.advance()
          row.append(nil)
        } else {
          row.append(try reader.expression())
          tallest = max(tallest, reader.height)
        }
        if case .align = reader.token.kind {
          reader.advance()
          if reader.index >= close || reader.token.kind == .row {
            throw Diagnostic("an entry is missing after '&'", at: reader.previous.span)
          }
        } else if reader.index >= close || reader.token.kind == .row {
          rows.append(row)
          row = []
        } else {
          throw reader.unexpected()
        }
      }
    }
    height = tallest
    try grow(over: tallest)
    let span = start.union(previous.span)
    var array = Expression(.array(rows: rows.map { $0.compactMap(\.self) }), span)
    if let dots {
      guard let whole = Self.matrix(rows, at: span) else { throw dots }
      array = whole
    }
    switch name {
    case "vmatrix": return Expression(.fence(.bar, array), span)
    case "Vmatrix": return Expression(.fence(.norm(subscript: nil), array), span)
    default: return array
    }
  }

  /// Reads what stands in an environment, up to its end, which is taken.
  private mutating func environment(
    _ name: String, _ body: (inout LaTeXReader, Int) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let start = token.span
    guard let close = closing[index] else {
      throw Diagnostic("\\begin{\(name)} isn't closed", at: start, hint: "add \\end{\(name)}")
    }
    guard tokens[close].kind == .end(name) else {
      throw Diagnostic(
        "\(source[tokens[close].span]) closes \\begin{\(name)}", at: tokens[close].span,
        and: [start])
    }
    try enter()
    let outer = (depth, fence, isInMatrix, isHead, scriptEnd)
    advance()
    (depth, fence, isInMatrix, isHead, scriptEnd) = (depth + 1, nil, true, false, close)
    try body(&self, close)
    (depth, fence, isInMatrix, isHead, scriptEnd) = outer
    index = close
    advance()
    nesting -= 1
  }

  /// `\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}`: a choice entry by entry.
  mutating func cases() throws(Diagnostic) -> Expression {
    let start = token.span
    var branches: [(value: Expression, condition: Expression?)] = []
    var tallest = 0
    guard case .begin(let name) = token.kind else { throw unexpected() }
    try environment(name) { (reader, close) throws(Diagnostic) in
      while reader.index < close {
        if reader.token.kind == .row {
          reader.advance()
          continue
        }
        let value = try reader.expression()
        tallest = max(tallest, reader.height)
        var isOtherwise = false
        reading: while true {
          switch reader.token.kind {
          case .align, .symbol(.comma), .gap: reader.advance()
          case .text(let words):
            let text = words.trimmingSpaces().lowercased()
            if text.hasPrefix("otherwise") || text.hasPrefix("else") { isOtherwise = true }
            reader.advance()
          default: break reading
          }
        }
        if isOtherwise || reader.index >= close || reader.token.kind == .row {
          branches.append((value, nil))
        } else {
          reader.comparesEqual = true
          branches.append((value, try reader.expression()))
          reader.comparesEqual = false
          tallest = max(tallest, reader.height)
        }
        while reader.token.kind == .period || reader.token.is(.comma) { reader.advance() }
        guard reader.index >= close || reader.token.kind == .row else { throw reader.unexpected() }
      }
    }
    let span = start.union(previous.span)
    guard let last = branches.last, branches.count > 1 || last.condition == nil else {
      throw Diagnostic("cases need a value for every case", at: span, hint: #"\text{otherwise}"#)
    }
    if branches.dropLast().contains(where: { $0.condition == nil }) {
      throw Diagnostic("only the last case stands without its condition", at: span)
    }
    if let whole = byIndices(branches, at: span) {
      height = tallest
      try grow(over: tallest + 3)
      return whole
    }
    // Where no condition holds, there is no value.
    var result =
      last.condition == nil ? last.value : Expression(.name("nan"), last.value.span)
    for (value, condition) in branches.reversed() {
      guard let condition else { continue }
      result = Expression(
        .application(
          Expression(.name("where"), start),
          [condition, value, result].map { Argument(value: $0) }, at: span), span)
      tallest += 1
    }
    height = tallest
    try grow(over: tallest)
    return result
  }
}
