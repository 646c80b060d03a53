/// `\underset{w}{\operatorname{argmin}}`, which writes what runs before the sign that it stands under.
extension LaTeXReader {
  /// The tokens with `\min_w` for `\underset{w}{\min}`; what stands under relations stays.
  static func withoutUndersets(_ tokens: [LaTeXToken]) -> [LaTeXToken] {
    guard tokens.contains(where: { $0.kind == .command("underset") }) else { return tokens }
    let closing = closings(of: tokens)
    var result: [LaTeXToken] = []
    var place = 0
    while place < tokens.count {
      guard tokens[place].kind == .command("underset"), let below = closing[place + 1],
        let end = closing[below + 1], tokens[below + 1].is(.openBrace),
        isExtreme(tokens[(below + 2)..<end])
      else {
        result.append(tokens[place])
        place += 1
        continue
      }
      result += tokens[(below + 2)..<end]
      result.append(LaTeXToken(kind: .under, span: tokens[place].span))
      result += tokens[(place + 1)...below]
      place = end + 1
    }
    return result
  }

  private static func isExtreme(_ tokens: ArraySlice<LaTeXToken>) -> Bool {
    var words = ""
    for token in tokens {
      switch token.kind {
      case .command(let name): words += " " + name + " "
      case .text(let word), .word(let word), .letter(let word): words += word
      default: break
      }
    }
    return words.contains("min") || words.contains("max")
  }
}
