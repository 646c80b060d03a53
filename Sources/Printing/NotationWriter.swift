import Syntax

extension Notation {
  /// A tree as text in this notation.
  ///
  /// - Parameter spelling: How the author of the text that it is for writes.
  package func text(_ expression: Expression, spelling: Spelling? = nil) -> String {
    var writer = NotationWriter(self == .ascii ? .plain : self, spelling)
    writer.write(expression, .or)
    return self == .ascii ? Self.ascii(writer.text) : writer.text
  }

  /// Signs beyond ASCII as the commands that the lexer reads: `\lambda`.
  package static func ascii(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    let plain = ["½": "1/2", "⅓": "1/3", "¼": "1/4", "‖": "||", "…": "..."]
    var result = ""
    var endsInCommand = false
    for character in text {
      // A letter right after a command would become part of its name.
      if endsInCommand, character.isLetter { result += " " }
      endsInCommand = false
      if character.isASCII {
        result.append(character)
      } else if let spelling = plain[String(character)] {
        result += spelling
      } else if let command = Symbols.command(for: String(character)) {
        result += command
        endsInCommand = command.last?.isLetter ?? false
      } else {
        result.append(character)
      }
    }
    return result
  }
}

/// Writes trees in a notation.
///
/// Parentheses of the tree are kept inside: they set operands off where the order of operations
/// alone would be right but hard to see (`(A .* B)*x`). That is why plain notation comes from here
/// and not from `Expression.text`, which drops them.
struct NotationWriter {
  let notation: Notation
  let isLaTeX: Bool
  let isPlain: Bool
  let spelling: Spelling?
  var text = ""
  /// Whether a space would set entries of an array apart.
  private var isInArray = false

  init(_ notation: Notation, _ spelling: Spelling? = nil) {
    self.notation = notation
    self.spelling = spelling
    isLaTeX = notation == .latex
    isPlain = notation == .plain
  }

  func inner(_ expression: Expression, _ minimum: Level = .or) -> String {
    var writer = NotationWriter(notation, spelling)
    writer.isInArray = isInArray
    writer.write(expression, minimum)
    return writer.text
  }

  /// An expression within brackets or bars, where spaces set nothing apart.
  func enclosed(_ expression: Expression) -> String {
    var writer = NotationWriter(notation, spelling)
    writer.write(expression, .or)
    return writer.text
  }

  private func entry(_ expression: Expression) -> String {
    var writer = NotationWriter(notation, spelling)
    writer.isInArray = true
    writer.write(expression, .or)
    return writer.text
  }

  /// Writes an expression where only what binds at least as tightly as `minimum` may stand bare.
  mutating func write(_ expression: Expression, _ minimum: Level) {
    if case .parenthesized(let inside) = expression.form {
      // Kept where it sets an operand off; at the outside it says nothing.
      if minimum == .or {
        write(inside, .or)
      } else if let own = spelling?.expression(expression) {
        text += own
      } else {
        parenthesize(inside)
      }
    } else if level(of: expression) < minimum {
      parenthesize(expression)
    } else {
      writeBare(expression)
    }
  }

  private mutating func parenthesize(_ expression: Expression) {
    text += fenced("(", enclosed(expression), ")")
  }

  func fenced(_ open: String, _ inside: String, _ close: String) -> String {
    guard isLaTeX else { return open + inside + close }
    let isTall = inside.contains("\\frac") || inside.contains("\\begin")
    return isTall ? "\\left\(open)\(inside)\\right\(close)" : open + inside + close
  }

  mutating func writeBare(_ expression: Expression) {
    if let own = spelling?.expression(expression) {
      text += own
      return
    }
    switch expression.form {
    case .number(let literal): text += number(literal)
    case .string(let string): text += isLaTeX ? "\\text{\(string)}" : string.quoted
    case .name(let name): text += spelled(name)
    case .colon: text += ":"
    case .end: text += isLaTeX ? "\\mathrm{end}" : "end"
    case .parenthesized(let inside): writeBare(inside)
    case .array(let rows): writeArray(rows)
    case .range(let first, let step, let last):
      text += ([first, step, last].compactMap { $0 }).map { inner($0, .sum) }
        .joined(separator: ":")
    case .prefix(let prefix, let operand): writePrefix(prefix, operand)
    case .postfix(let operand, let postfix):
      writePostfix(operand, postfix)
    case .binary(let left, let binary, let right, at: _): writeBinary(left, binary, right)
    case .application(let function, let arguments, at: _): writeCall(function, arguments)
    case .index(let base, let indices, at: _):
      // One subscript can't follow another.
      let isLabelled = isLaTeX && inner(base, .atom).contains("_")
      if isLabelled, case .name = base.form { parenthesize(base) } else { write(base, .atom) }
      let list = indices.map { enclosed($0) }.joined(separator: isLaTeX ? "," : ", ")
      text += isLaTeX ? "_{\(list)}" : "[\(list)]"
    case .fence(let fence, let operand): writeFence(fence, operand)
    case .derivative(let function, let variables): writeDerivative(function, variables)
    case .subscripted, .indexed, .entries: text += expression.text
    case .conditional(let condition, let first, otherwise: let second):
      if isLaTeX {
        text +=
          "\\begin{cases} \(inner(first)) & \(inner(condition)) \\\\ "
          + "\(inner(second)) & \\text{else} \\end{cases}"
      } else {
        text += "if \(inner(condition)) { \(inner(first)) } else { \(inner(second)) }"
      }
    }
  }

  // MARK: Operands

  private func number(_ literal: NumberLiteral) -> String {
    let plain = literal.text
    guard isLaTeX, let mark = plain.firstIndex(of: "e") else { return plain }
    let power = Int(plain[plain.index(after: mark)...]) ?? 0
    return "\(plain[..<mark]) \\cdot 10^{\(power)}"
  }

  private func spelled(_ name: String) -> String {
    if name == "…" { return isLaTeX ? "\\dots" : "…" }
    if name == "[…]" { return isLaTeX ? "[\\dots]" : "[…]" }
    if isPlain { return name }
    if isLaTeX, name == "inf" { return "\\infty" }
    if name == "pi" { return isLaTeX ? "\\pi" : "π" }
    return isLaTeX ? NameSpelling(name).latex : NameSpelling(name).unicode
  }

  private mutating func writeArray(_ rows: [[Expression]]) {
    let cells = rows.map { $0.map { isLaTeX ? enclosed($0) : entry($0) } }
    let environment = spelling?.matrix ?? "bmatrix"
    text +=
      isLaTeX
      ? "\\begin{\(environment)} "
        + cells.map { $0.joined(separator: " & ") }.joined(separator: " \\\\ ")
        + " \\end{\(environment)}"
      : "[" + cells.map { $0.joined(separator: ", ") }.joined(separator: "; ") + "]"
  }

  // MARK: Operators

  mutating func writePostfix(_ operand: Expression, _ postfix: PostfixOperator) {
    if postfix == .transpose, !isPlain, let inverted = operand.inverted {
      write(inverted, .atom)
      text += isLaTeX ? "^{-\\top}" : "⁻ᵀ"
      return
    }
    // One exponent can't follow another.
    let base = inner(operand, postfix == .inverse ? .atom : .power)
    let isRaised =
      isLaTeX
      ? base.hasSuffix("}") && operand.isRaised : base.last.map(Self.raised.contains) ?? false
    text += !isPlain && isRaised ? fenced("(", base, ")") : base
    text += mark(postfix)
  }

  private static let raised: Set<Character> = Set("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀ")

  private func mark(_ postfix: PostfixOperator) -> String {
    if postfix == .transpose, let own = spelling?.transpose { return own }
    return switch (postfix, notation) {
    case (.transpose, .latex): "^{\\top}"
    case (.transpose, .unicode): "ᵀ"
    case (.transpose, _): "'"
    case (.inverse, .latex): "^{-1}"
    case (.inverse, .unicode): "⁻¹"
    case (.inverse, _): "^-1"
    }
  }

  /// A sign without spaces around it.
  func sign(_ row: OperatorRow) -> String {
    if let own = row.binary.flatMap({ spelling?.operators[$0] }) { return own }
    return switch notation {
    case .latex: row.latex
    case .unicode: row.unicode
    case .plain, .ascii: row.spellings[0]
    }
  }

  mutating func writePrefix(_ prefix: PrefixOperator, _ operand: Expression) {
    let row = OperatorTable.row(of: prefix)
    switch prefix {
    case .squareRoot where isLaTeX: text += "\\sqrt{\(inner(operand))}"
    case .minus, .plus, .squareRoot:
      text += sign(row)
      write(operand, .prefix)
    case .not:
      text += (isLaTeX ? row.latex : "not") + " "
      write(operand, .comparison)
    case .sum, .product:
      text += sign(row) + " "
      write(operand, .product)
    }
  }

  mutating func writeBinary(
    _ left: Expression, _ binary: BinaryOperator, _ right: Expression
  ) {
    let row = OperatorTable.row(of: binary)
    switch binary {
    case .power, .elementwisePower: writePower(left, binary, right)
    case .divide where isLaTeX: text += "\\frac{\(inner(left))}{\(inner(right))}"
    case .divide:
      if !isPlain, let fraction = fraction(left, right) {
        text += fraction
      } else {
        write(left, .product)
        text += "/"
        write(right, .prefix)
      }
    case .equal where isLaTeX:
      // = alone would be an equation.
      let sides = "\(inner(left, .range)) = \(inner(right, .range))"
      text += "\\mathbb{1}" + fenced("(", sides, ")")
    case .multiply, .juxtapose:
      write(left, .product)
      let next = inner(right, .prefix)
      text += (isPlain ? "*" : separator(left, next)) + next
    case .leftDivide:
      write(left, .product)
      let next = inner(right, .prefix)
      // Right before a word, the sign would be read as a command's.
      let isBeforeWord = next.unicodeScalars.prefix(2).allSatisfy(\.properties.isAlphabetic)
      text += isLaTeX ? " \\backslash " : isBeforeWord && next.count > 1 ? " \\ " : "\\"
      text += next
    default:
      write(left, row.associativity == .left ? row.level : tighter(row.level))
      text += " " + (isPlain ? binary.rawValue : sign(row)) + " "
      write(right, tighter(row.level))
    }
  }

  /// What stands between two factors: a space where they may stand side by side.
  private func separator(_ left: Expression, _ next: String) -> String {
    guard let first = next.unicodeScalars.first else { return " " }
    if isInArray { return "·" }
    if isLaTeX {
      let isDigit = (0x30...0x39).contains(first.value)
      return isDigit || next.hasPrefix("-") ? " \\cdot " : " "
    }
    // A parenthesis after a name would call it, and 1/2 before x is said to be read as (1/2)x.
    let startsFactor = first.properties.isAlphabetic || first == "∂" || first == "‖"
    if case .binary(_, .divide, _, at: _) = left.form, !text.hasSuffix("½"),
      !text.hasSuffix("¼"), !text.hasSuffix("¾")
    {
      return "·"
    }
    if case .binary(_, .leftDivide, _, at: _) = left.form { return "·" }
    return startsFactor ? " " : "·"
  }

  /// The sign of a simple fraction.
  private func fraction(_ left: Expression, _ right: Expression) -> String? {
    guard case .number(let above) = left.form, case .number(let below) = right.form else {
      return nil
    }
    switch (above.value, below.value) {
    case (1, 2): return "½"
    case (1, 4): return "¼"
    case (3, 4): return "¾"
    default: return nil
    }
  }

  private mutating func writePower(
    _ base: Expression, _ binary: BinaryOperator, _ exponent: Expression
  ) {
    write(base, .atom)
    if isLaTeX {
      text += "^{" + (binary == .power ? "" : "\\circ ") + inner(exponent) + "}"
      return
    }
    if !isPlain, binary == .power, case .number(let literal) = exponent.form, literal.value >= 0,
      literal.value < 1000, literal.value == literal.value.rounded()
    {
      text += NameSpelling.raised("\(Int(literal.value))")
      return
    }
    text += binary == .power ? "^" : ".^"
    write(exponent, .atom)
  }

  // MARK: Levels

  private func tighter(_ level: Level) -> Level { Level(rawValue: level.rawValue + 1) ?? .atom }

  private func level(of expression: Expression) -> Level {
    switch expression.form {
    case .number(let literal): return isLaTeX && literal.text.contains("e") ? .product : .atom
    case .string, .name, .colon, .end, .array, .index, .fence, .subscripted, .entries: return .atom
    case .indexed: return .reduction
    case .parenthesized: return .atom
    case .application(let function, let arguments, at: _):
      guard !isPlain, case .name(let name) = function.form, arguments.count == 1 else {
        return .atom
      }
      if name == "inv" { return .power }
      return name == "sqrt" && !isLaTeX ? .prefix : .atom
    case .range: return .range
    case .prefix(let prefix, _):
      switch prefix {
      case .sum, .product: return .reduction
      case .not: return .not
      case .squareRoot where isLaTeX: return .atom
      case .minus, .plus, .squareRoot: return .prefix
      }
    case .postfix: return .power
    case .binary(_, let binary, _, at: _):
      return isLaTeX && binary == .equal ? .atom : OperatorTable.level(of: binary)
    // A fraction bar holds its parts together.
    case .derivative(let function, _):
      if case .name = function.form { return .power }
      return isLaTeX ? .product : .power
    case .conditional: return .or
    }
  }
}

extension Expression {
  /// What an inverse is of; nil for all else.
  fileprivate var inverted: Expression? {
    switch form {
    case .postfix(let operand, .inverse): return operand
    case .application(let function, let arguments, at: _):
      guard case .name("inv") = function.form, arguments.count == 1 else { return nil }
      return arguments[0].value
    default: return nil
    }
  }

  /// Whether it is written with an exponent at its end.
  fileprivate var isRaised: Bool {
    switch form {
    case .postfix: true
    case .binary(_, let binary, _, at: _): binary == .power || binary == .elementwisePower
    default: inverted != nil
    }
  }
}
