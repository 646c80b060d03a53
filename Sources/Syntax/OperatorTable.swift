/// How tightly an operator binds, loosest first.
package enum Level: Int, Comparable, Sendable {
  case or, and, not, comparison, range, sum
  /// What a prefix `Σ` makes: it takes the whole product after it, so it can't be a factor bare.
  case reduction
  case product, prefix, power, atom

  package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
}

/// Which of two operators of one level is applied first.
package enum Associativity: Sendable { case left, right, none }

/// One row of the operator table: what is read, what it means, how it binds, how it is printed.
package struct OperatorRow: Sendable {
  /// Every spelling that is read; the first is the plain ASCII one.
  package let spellings: [String]
  let symbol: Token.Symbol
  package let binary: BinaryOperator?
  package let prefix: PrefixOperator?
  package let level: Level
  package let associativity: Associativity
  /// How it is printed in Unicode, without spaces around it.
  package let unicode: String
  /// How it is printed in LaTeX, without spaces around it.
  package let latex: String
}

/// All operators, in one table that the lexer, the parser, the writer and the printers use.
package enum OperatorTable {
  private static func row(
    _ symbol: Token.Symbol, _ spellings: String, _ binary: BinaryOperator?, _ level: Level,
    _ associativity: Associativity, _ unicode: String, _ latex: String,
    prefix: PrefixOperator? = nil
  ) -> OperatorRow {
    OperatorRow(
      spellings: spellings.split(separator: " ").map(String.init), symbol: symbol, binary: binary,
      prefix: prefix, level: level, associativity: associativity, unicode: unicode, latex: latex)
  }

  /// The operators that have operands.
  package static let rows: [OperatorRow] = [
    row(.or, "∨", .or, .or, .left, "or", #"\lor"#),
    row(.and, "∧", .and, .and, .left, "and", #"\land"#),
    row(.not, "¬", nil, .not, .none, "not", #"\lnot"#, prefix: .not),
    row(.equal, "==", .equal, .comparison, .none, "==", "="),
    row(.notEqual, "!= ≠", .notEqual, .comparison, .none, "≠", #"\neq"#),
    row(.less, "<", .less, .comparison, .none, "<", "<"),
    row(.lessOrEqual, "<= ≤ ⩽ ≦", .lessOrEqual, .comparison, .none, "≤", #"\leq"#),
    row(.greater, ">", .greater, .comparison, .none, ">", ">"),
    row(.greaterOrEqual, ">= ≥ ⩾ ≧", .greaterOrEqual, .comparison, .none, "≥", #"\geq"#),
    row(.plus, "+", .add, .sum, .left, "+", "+", prefix: .plus),
    row(.minus, "- − – —", .subtract, .sum, .left, "−", "-", prefix: .minus),
    row(.star, "* · × ⋅ ∗ ∙ •", .multiply, .product, .left, "·", #"\cdot"#),
    row(.slash, "/ ÷ ∕ ⁄", .divide, .product, .left, "/", "/"),
    row(.backslash, "\\ ∖", .leftDivide, .product, .left, "\\", #"\backslash"#),
    row(.dotStar, ".* ⊙ ∘ ⊛ ⨀ ◦", .elementwiseMultiply, .product, .left, "⊙", #"\odot"#),
    row(.dotSlash, "./ ⊘", .elementwiseDivide, .product, .left, "⊘", #"\oslash"#),
    row(.kronecker, "⊗ ⨂", .kronecker, .product, .left, "⊗", #"\otimes"#),
    row(.root, "√", nil, .prefix, .right, "√", #"\sqrt"#, prefix: .squareRoot),
    row(.sigma, "Σ", nil, .reduction, .right, "Σ", #"\sum"#, prefix: .sum),
    row(.sumSign, "∑", nil, .reduction, .right, "Σ", #"\sum"#, prefix: .sum),
    row(.productSign, "∏", nil, .reduction, .right, "∏", #"\prod"#, prefix: .product),
    row(.caret, "^", .power, .power, .right, "^", "^"),
    row(.dotCaret, ".^", .elementwisePower, .power, .right, ".^", #"^{\circ}"#),
  ]

  /// Brackets, separators, relations and what else the lexer finds by its spelling.
  static let punctuation: [(symbol: Token.Symbol, spellings: String)] = [
    (.openParenthesis, "("), (.closeParenthesis, ")"), (.openBracket, "["),
    (.closeBracket, "]"), (.openBrace, "{"), (.closeBrace, "}"), (.comma, ","),
    (.semicolon, ";"), (.colon, ": ∶"), (.question, "?"), (.assign, "="),
    (.approximate, "~~ ≈ ≃ ≅"), (.arrow, "<-"), (.set, ":= ← ≔ ⟵"), (.addUpdate, "+="),
    (.subtractUpdate, "-= −="), (.multiplyUpdate, "*="), (.divideUpdate, "/="),
    (.prime, "' ′ ’ ‘ ´"), (.doublePrime, "″"), (.dotPrime, ".'"), (.transpose, "⊤ ⊺"),
    (.bar, "| ∣"), (.doubleBar, "|| ‖ ∥"), (.partial, "∂"), (.nabla, "∇"), (.element, "∈"),
  ]

  /// The words that are operators or open statements, and so are no names.
  static let words: [String: Token.Symbol] = [
    "and": .and, "or": .or, "not": .not, "if": .if, "else": .else, "for": .for,
    "while": .while, "repeat": .repeat,
  ]

  /// The row of a binary operator; juxtaposition has no spelling and shares the row of `*`.
  package static func row(of binary: BinaryOperator) -> OperatorRow {
    byBinary[binary] ?? rows[0]
  }

  /// The row of a prefix operator.
  package static func row(of prefix: PrefixOperator) -> OperatorRow {
    byPrefix[prefix] ?? rows[0]
  }

  /// How tightly a binary operator binds.
  package static func level(of binary: BinaryOperator) -> Level { row(of: binary).level }

  private static let byBinary: [BinaryOperator: OperatorRow] = {
    var table: [BinaryOperator: OperatorRow] = [:]
    for row in rows { if let binary = row.binary { table[binary] = row } }
    table[.juxtapose] = table[.multiply]
    return table
  }()

  private static let byPrefix: [PrefixOperator: OperatorRow] = {
    var table: [PrefixOperator: OperatorRow] = [:]
    for row in rows { if let prefix = row.prefix, table[prefix] == nil { table[prefix] = row } }
    return table
  }()

  /// The row of a symbol, for the parser: indexed by the symbol's raw value.
  static let bySymbol: [OperatorRow?] = {
    var table: [OperatorRow?] = Array(repeating: nil, count: 128)
    for row in rows { table[Int(row.symbol.rawValue)] = row }
    return table
  }()

  /// The spellings that start with an ASCII byte, longest first, indexed by that byte.
  static let ascii: [[(bytes: [UInt8], symbol: Token.Symbol)]] = {
    var table: [[(bytes: [UInt8], symbol: Token.Symbol)]] = Array(repeating: [], count: 128)
    for (spelling, symbol) in allSpellings {
      let bytes = Array(spelling.utf8)
      if bytes[0] < 128 { table[Int(bytes[0])].append((bytes, symbol)) }
    }
    return table.map { entries in entries.sorted { $0.bytes.count > $1.bytes.count } }
  }()

  /// The symbols of a single scalar beyond ASCII.
  static let unicode: [UInt32: Token.Symbol] = {
    var table: [UInt32: Token.Symbol] = [:]
    for (spelling, symbol) in allSpellings where spelling.unicodeScalars.count == 1 {
      if let scalar = spelling.unicodeScalars.first, scalar.value >= 128 {
        table[scalar.value] = symbol
      }
    }
    return table
  }()

  private static var allSpellings: [(String, Token.Symbol)] {
    var result: [(String, Token.Symbol)] = []
    for row in rows { result += row.spellings.map { ($0, row.symbol) } }
    for entry in punctuation {
      result += entry.spellings.split(separator: " ").map { (String($0), entry.symbol) }
    }
    return result
  }
}
