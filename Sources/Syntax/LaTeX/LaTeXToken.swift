/// The smallest piece of LaTeX that means something.
struct LaTeXToken: Sendable {
  enum Kind: Sendable, Equatable {
    /// One letter in its plain spelling: `x`, `λ`.
    case letter(String)
    /// A run of letters, digits and `_` that is one known word.
    case word(String)
    case number(NumberLiteral)
    /// The inside of `\text{…}`.
    case text(String)
    /// An operator, bracket or relation; braces are TeX's own, which only group.
    case symbol(Token.Symbol)
    /// A command that is no symbol, without its backslash: `frac`, `{`, `vec`.
    case command(String)
    case begin(String)
    case end(String)
    /// `_`
    case under
    /// Raised and lowered characters in their plain spelling.
    case raised(String)
    case lowered(String)
    /// `&`
    case align
    /// `\\`
    case row
    /// `\quad`, `\qquad`: space that sets equations apart.
    case gap
    /// `$`, `$$`, `\[` and their like.
    case delimiter
    /// `.` as a full stop.
    case period
    case finish
    /// What can't be read; the index of its message.
    case invalid(Int)
  }

  /// Which side `\left`, `\right` and their like say that a delimiter is on.
  enum Side: Sendable { case left, right }

  var kind: Kind
  var span: Span
  var hasSpaceBefore = false
  var side: Side?

  /// Whether it is the given symbol.
  func `is`(_ symbol: Token.Symbol) -> Bool { kind == .symbol(symbol) }

  var symbol: Token.Symbol? {
    if case .symbol(let symbol) = kind { symbol } else { nil }
  }
}
