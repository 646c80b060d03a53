extension Parser {
  /// `x, b : vector(n)`, `W1 ∈ R^{3×2}`; nil if the statement at hand declares nothing.
  mutating func declaration() throws(Diagnostic) -> Statement? {
    guard let count = declaredNames() else { return nil }
    let start = token.span
    var names: [Name] = []
    for _ in 0..<count {
      if let name = Self.declaredName(token) { names.append(Name(name, token.span)) }
      advance()
      _ = take(.comma)
    }
    let isKind = previous.is(.colon) || token.is(.colon)
    advance()
    let kind = isKind ? try declaredKind() : try realSpace()
    return Statement(.declaration(names: names, kind), start.union(previous.span))
  }

  /// The name that a token is in a declaration, where Σ sums nothing.
  private static func declaredName(_ token: Token) -> String? {
    if token.is(.sigma) { return "Σ" }
    if case .name(let name) = token.kind { return name }
    return nil
  }

  /// How many names stand before `: kind` or `∈`; nil if that isn't what the statement is.
  private mutating func declaredNames() -> Int? {
    // Names that were read once, up to what makes them no declaration, aren't read again from each on.
    guard token.span.lower >= undeclaredEnd else { return nil }
    var offset = 0
    while true {
      guard Self.declaredName(ahead(offset)) != nil else {
        undeclaredEnd = ahead(offset).span.lower
        return nil
      }
      let next = ahead(offset + 1)
      if saysIn(at: offset + 1) { return offset / 2 + 1 }
      if next.is(.comma) {
        offset += 2
        continue
      }
      if next.is(.element) { return offset / 2 + 1 }
      guard next.is(.colon), case .name(let word) = ahead(offset + 2).kind,
        DeclaredKind.words.contains(word)
      else {
        undeclaredEnd = next.span.lower
        return nil
      }
      return offset / 2 + 1
    }
  }

  /// `in R^n`, where `in` and `R` are no names.
  private mutating func saysIn(at offset: Int) -> Bool {
    guard case .name("in") = ahead(offset).kind, ahead(offset).hasSpaceBefore,
      case .name(let set) = ahead(offset + 1).kind, set == "R" || set == "ℝ",
      !vocabulary.isName("in"), !vocabulary.isName(set)
    else { return false }
    let after = ahead(offset + 2)
    if case .superscript = after.kind { return true }
    return after.is(.caret) || after.is(.semicolon) || after.kind == .newline || after.kind == .end
  }

  /// `vector(n)`, `matrix(3, 2)`, `scalar`; the sizes may be left out.
  private mutating func declaredKind() throws(Diagnostic) -> DeclaredKind {
    guard case .name(let word) = token.kind else { throw unexpected(expecting: "a kind") }
    let place = token.span
    advance()
    var sizes: [DeclaredSize] = []
    if token.is(.openParenthesis) {
      let outer = try open(.plain)
      repeat { sizes.append(try size()) } while take(.comma) || takeTimes()
      try close(.closeParenthesis, outer)
    }
    let wanted = word == "scalar" ? 0 : word == "matrix" ? 2 : 1
    guard sizes.isEmpty || sizes.count == wanted else {
      let example = word == "matrix" ? "matrix(3, 2)" : wanted == 0 ? "scalar" : "\(word)(n)"
      throw Diagnostic(
        "a \(word) has \(wanted == 0 ? "no size" : wanted == 1 ? "one size" : "two sizes")",
        at: place.union(previous.span), hint: "write \(example)")
    }
    switch word {
    case "scalar": return .scalar
    case "vector": return .vector(sizes.first)
    case "row": return .row(sizes.first)
    case "symmetric": return .symmetric(sizes.first)
    default: return .matrix(sizes.first, sizes.last)
    }
  }

  /// `R^n`, `R^{3×2}`, `ℝᵐˣⁿ`, `R`. A size of 1 in `n×1` or `1×n` says column or row.
  private mutating func realSpace() throws(Diagnostic) -> DeclaredKind {
    guard case .name(let set) = token.kind, set == "R" || set == "ℝ" else {
      throw Diagnostic(
        "∈ declares real arrays only", at: token.span, hint: "x ∈ R^n, W ∈ R^{3×2}, a ∈ R")
    }
    advance()
    var sizes: [DeclaredSize] = []
    let place = token.span
    if case .superscript(let text) = token.kind {
      advance()
      sizes = try text.split(separator: "x").map { part throws(Diagnostic) in
        guard let size = DeclaredSize(String(part)) else {
          throw Diagnostic("a size is a number or a name", at: place)
        }
        return size
      }
    } else if take(.caret) {
      if token.is(.openBrace) || token.is(.openParenthesis) {
        let closing: Token.Symbol = token.is(.openBrace) ? .closeBrace : .closeParenthesis
        let outer = try open(.plain)
        repeat { sizes += try spelledSizes() } while takeTimes()
        try close(closing, outer)
      } else {
        repeat { sizes += try spelledSizes() } while takeTimes()
      }
    }
    switch sizes.count {
    case 0: return .scalar
    case 1: return .vector(sizes[0])
    case 2:
      if sizes[1] == .number(1) { return .vector(sizes[0]) }
      if sizes[0] == .number(1) { return .row(sizes[1]) }
      return .matrix(sizes[0], sizes[1])
    default:
      throw Diagnostic(
        "a declared array has at most two sizes", at: place.union(previous.span))
    }
  }

  /// A size, or two with the letter x for the sign between them: `2x3`, `m x n`, `mxn`.
  private mutating func spelledSizes() throws(Diagnostic) -> [DeclaredSize] {
    var text = ""
    var count = 0
    while count < 3, !ends(ahead(count)) {
      let token = ahead(count)
      guard isSize(token), count == 0 || !token.hasSpaceBefore || brackets.last != nil else {
        break
      }
      text += source[token.span]
      count += 1
    }
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let sizes = parts.compactMap { part in
      part.utf8.count == 1 || Int(part) != nil ? DeclaredSize(String(part)) : nil
    }
    guard parts.count == 2, sizes.count == 2 else { return [try size()] }
    for _ in 0..<count { advance() }
    return sizes
  }

  private func isSize(_ token: Token) -> Bool {
    switch token.kind {
    case .name, .number: true
    default: false
    }
  }

  /// Takes the `×` between two sizes.
  private mutating func takeTimes() -> Bool { take(.star) }

  private mutating func size() throws(Diagnostic) -> DeclaredSize {
    switch token.kind {
    case .name(let name):
      advance()
      return .name(name)
    case .number(let literal):
      if literal.lastDigit == 0, literal.value <= 1e9, let number = Int(exactly: literal.value) {
        advance()
        return .number(number)
      }
    default: break
    }
    if token.symbol != nil || token.kind == .newline || token.kind == .end { throw unexpected() }
    throw Diagnostic("a size is a whole number or a name", at: token.span)
  }
}

extension DeclaredSize {
  init?(_ text: String) {
    if text.isEmpty { return nil }
    if let number = Int(text), number >= 0 {
      self = .number(number)
    } else if text.unicodeScalars.allSatisfy(Characters.isLetter) {
      self = .name(text)
    } else {
      return nil
    }
  }
}
