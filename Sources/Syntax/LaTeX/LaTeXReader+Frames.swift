/// What stands around formulas and says nothing: it is taken away before they are read.
extension LaTeXReader {
  /// The tokens without the delimiters that only balance those of a line: `\right.` at its end and
  /// the `\left.` of the next one.
  static func withoutEmptyDelimiters(_ tokens: [LaTeXToken]) -> [LaTeXToken] {
    var removed: Set<Int> = []
    var open = 0
    for (place, token) in tokens.enumerated() {
      switch token.kind {
      case .command("right.") where place + 1 < tokens.count:
        guard tokens[place + 1].kind == .row else { continue }
        removed.insert(place)
        open += 1
      case .command("left.") where open > 0:
        guard tokens[place - 1].kind == .row || tokens[place - 1].kind == .align else { continue }
        removed.insert(place)
        open -= 1
      default: break
      }
    }
    // One alone is the end of something else.
    guard open == 0, !removed.isEmpty else { return tokens }
    return tokens.indices.filter { !removed.contains($0) }.map { tokens[$0] }
  }

  /// The tokens without the braces around whole equations: `\boxed{a = b}`, `\color{red}{a = b}`.
  static func withoutFrames(_ tokens: [LaTeXToken]) -> [LaTeXToken] {
    let closing = closings(of: tokens)
    var removed: Set<Int> = []
    var open: [Int] = []
    for (place, token) in tokens.enumerated() {
      switch token.kind {
      case .symbol(.openBrace): open.append(place)
      case .begin: open.append(-1)
      case .symbol(.closeBrace), .end: _ = open.popLast()
      case .symbol(.assign):
        // Only what stands in nothing but frames.
        guard let brace = open.last, brace >= 0, let close = closing[brace],
          open.dropLast().allSatisfy({ $0 < 0 || removed.contains($0) })
        else { continue }
        let before = brace > 0 ? tokens[brace - 1].kind : .row
        if case .command(let name) = before, LaTeXReader.groupers.contains(name) {
          guard name == "boxed" || name == "fbox" else { continue }
          removed.insert(brace - 1)
        } else if !isBoundary(before) {
          continue
        }
        removed.formUnion([brace, close])
      default: break
      }
    }
    if removed.isEmpty { return tokens }
    return tokens.indices.filter { !removed.contains($0) }.map { tokens[$0] }
  }

  /// Whether an equation may start after a token.
  private static func isBoundary(_ kind: LaTeXToken.Kind) -> Bool {
    switch kind {
    case .row, .align, .gap, .delimiter, .begin, .period, .symbol(.comma), .text: true
    default: false
    }
  }
}
