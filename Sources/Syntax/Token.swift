/// The smallest piece of a text that means something.
struct Token: Sendable {
  enum Kind: Sendable, Equatable {
    case number(NumberLiteral)
    case string(String)
    /// A name in canonical spelling.
    case name(String)
    /// Raised characters in their plain spelling: `2`, `-1`, `T`, `n`.
    case superscript(String)
    /// A lowered label that follows no name: the `F` of `‖W‖_F`, the `x` of `∇_x`.
    case `subscript`(String)
    case symbol(Symbol)
    case newline
    case end
    /// What can't be read; the index of its message in the lexer's list.
    case invalid(Int)
  }

  /// Operators, brackets and keywords. Several spellings may be one symbol (``OperatorTable``).
  enum Symbol: UInt8, Sendable {
    case openParenthesis, closeParenthesis, openBracket, closeBracket, openBrace, closeBrace
    /// `\begin{bmatrix}` and `\end{bmatrix}`.
    case openMatrix, closeMatrix
    case comma, semicolon, colon, question
    case assign, approximate, arrow, set, addUpdate, subtractUpdate, multiplyUpdate, divideUpdate
    case or, and, not
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case plus, minus
    case star, slash, backslash, dotStar, dotSlash, kronecker
    case caret, dotCaret
    /// `'`; `″`, which is two of them; `.'`; and `ᵀ`, `.T`, which are never a derivative.
    case prime, doublePrime, dotPrime, transpose
    case bar, doubleBar
    case root, sigma, sumSign, productSign, partial, nabla, element
    case `if`, `else`, `for`, `while`, `repeat`
  }

  var kind: Kind
  var span: Span
  /// Whether white space stands before it; within `[…]` that separates entries.
  var hasSpaceBefore: Bool

  /// Whether it is the given symbol.
  func `is`(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }

  /// The symbol that it is, if it is one.
  var symbol: Symbol? {
    if case .symbol(let symbol) = kind { symbol } else { nil }
  }

  /// Whether an expression may end with it, so that a `\` after it divides.
  var endsOperand: Bool {
    switch kind {
    case .number, .name, .superscript, .subscript, .string: true
    case .symbol(let symbol):
      switch symbol {
      case .closeParenthesis, .closeBracket, .closeMatrix, .prime, .doublePrime, .dotPrime,
        .transpose, .bar, .doubleBar:
        true
      default: false
      }
    default: false
    }
  }
}
