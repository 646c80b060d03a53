extension Expression {
  /// The expression in plain mx notation, with as few parentheses as reading it back needs.
  package var text: String {
    var writer = Writer()
    writer.write(self, .or)
    return writer.text
  }
}

extension NumberLiteral {
  /// The number as it may have been written: its digits say the same precision.
  package var text: String {
    if lastDigit >= 0, value != value.rounded(.towardZero), let fraction = fractionSign {
      return fraction
    }
    let (digits, exponent) = decimal
    if exponent < lastDigit { return "\(digits)e\(exponent)" }
    let padded = digits + String(repeating: "0", count: min(exponent - lastDigit, 400))
    if lastDigit == 0 { return padded }
    guard lastDigit < 0, lastDigit > -30 else { return "\(padded)e\(lastDigit)" }
    let places = -lastDigit
    let whole = String(repeating: "0", count: max(0, places + 1 - padded.utf8.count)) + padded
    return whole.dropLast(places) + "." + whole.suffix(places)
  }

  /// The character of an exact fraction, as ½.
  private var fractionSign: String? {
    for (code, fraction) in Characters.fractions where fraction == value {
      return Unicode.Scalar(code).map { String($0) }
    }
    return nil
  }

  /// The shortest digits that give the value, and the power of ten of the last of them.
  private var decimal: (digits: String, exponent: Int) {
    let description = value.description
    let parts = description.split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var digits = String(number[0])
    if number.count > 1, number[1] != "0" {
      digits += number[1]
      exponent -= number[1].utf8.count
    }
    while digits.utf8.count > 1, digits.hasPrefix("0") { digits.removeFirst() }
    if digits == "0" { return ("0", max(exponent, lastDigit)) }
    while digits.utf8.count > 1, digits.hasSuffix("0") {
      digits.removeLast()
      exponent += 1
    }
    return (digits, exponent)
  }
}

/// Writes a tree into a text.
private struct Writer {
  var text = ""
  /// Whether a space would separate entries: within `[…]`, outside inner brackets.
  var isSeparating = false

  /// Writes an expression where only what binds at least as tightly as `minimum` may stand bare.
  mutating func write(_ expression: Expression, _ minimum: Level) {
    let expression = expression.bare
    if expression.level < minimum || (isSeparating && expression.isWrittenWithSpace) {
      parenthesize(expression)
    } else {
      writeBare(expression)
    }
  }

  private mutating func parenthesize(_ expression: Expression) {
    text += "("
    within(separating: false) { $0.writeBare(expression.bare) }
    text += ")"
  }

  private mutating func within(separating: Bool, _ body: (inout Writer) -> Void) {
    let outer = isSeparating
    isSeparating = separating
    body(&self)
    isSeparating = outer
  }

  private mutating func writeBare(_ expression: Expression) {
    if let (call, _, degree) = expression.gradientBySeveral {
      text += degree == 1 ? "∇" : "∇²"
      return write(call, .atom)
    }
    switch expression.form {
    case .number(let literal): text += literal.text
    case .string(let string): text += string.quoted
    case .name(let name): text += name
    case .colon: text += ":"
    case .end: text += "end"
    case .parenthesized(let inner): writeBare(inner.bare)
    case .array(let rows): writeArray(rows)
    case .range(let first, let step, let last):
      write(first, .sum)
      text += ":"
      if let step {
        write(step, .sum)
        text += ":"
      }
      write(last, .sum)
    case .prefix(let prefix, let operand): writePrefix(prefix, operand)
    case .postfix(let operand, let postfix):
      write(operand, postfix == .inverse ? .atom : .power)
      text += postfix == .inverse ? "^-1" : "'"
    case .binary(let left, let binary, let right, at: _): writeBinary(left, binary, right)
    case .application(let function, let arguments, at: _):
      writeCallee(function)
      text += "("
      within(separating: false) { $0.writeArguments(arguments) }
      text += ")"
    case .index(let base, let indices, at: _):
      if case .number = base.bare.form { parenthesize(base) } else { write(base, .atom) }
      text += "["
      within(separating: false) { $0.writeArguments(indices.map { Argument(value: $0) }) }
      text += "]"
    case .fence(let fence, let operand): writeFence(fence, operand)
    case .derivative(let operand, let variables): writeDerivative(operand, variables)
    case .subscripted(_, _, let name): text += name
    case .indexed(let sign, let ranges, let operand): writeIndexed(sign, ranges, operand)
    case .entries(let operand, let ranges) where text.isEmpty:
      text = "["
      for (position, range) in ranges.enumerated() {
        text += (position > 0 ? ", " : "") + range.name.text
        if let upper = range.upper {
          text += " <= "
          write(upper, .sum)
        }
      }
      text += "] = "
      write(operand, .or)
    case .entries(let operand, let ranges):
      write(operand, .atom)
      text += "_{\(ranges.map(\.name.text).joined(separator: ","))}"
    case .conditional(let condition, let first, otherwise: let second):
      text += "if "
      write(condition, .or)
      text += " { "
      write(first, .or)
      text += " } else { "
      write(second, .or)
      text += " }"
    }
  }

  private mutating func writeArguments(_ arguments: [Argument]) {
    for (position, argument) in arguments.enumerated() {
      if position > 0 { text += ", " }
      if let label = argument.label { text += label.text + "=" }
      write(argument.value, .or)
    }
  }

  /// Rows of a table; commas between one-row literals would make rows of them.
  private mutating func writeArray(_ rows: [[Expression]]) {
    let isSideBySide =
      rows.count == 1 && rows[0].count > 1 && rows[0].allSatisfy { $0.bare.isRowLiteral }
    text += "["
    within(separating: true) { writer in
      for (number, row) in rows.enumerated() {
        if number > 0 { writer.text += "; " }
        for (position, entry) in row.enumerated() {
          if position > 0 { writer.text += isSideBySide ? " " : ", " }
          writer.write(entry, .or)
        }
      }
    }
    text += "]"
  }

  private mutating func writePrefix(_ prefix: PrefixOperator, _ operand: Expression) {
    switch prefix {
    case .minus, .plus:
      text += prefix.rawValue
      // A sum's sign under a minus is bare: -Σ y log(o).
      write(operand, operand.bare.level == .reduction ? .reduction : .prefix)
    case .not:
      text += "not "
      write(operand, .comparison)
    case .squareRoot:
      text += "√"
      write(operand, .prefix)
    case .sum, .product:
      text += prefix.rawValue + " "
      write(operand, .product)
    }
  }

  /// `Σ_{i=1}^{n} x_i`, `max_j x_j`
  private mutating func writeIndexed(
    _ sign: IndexedOperator, _ ranges: [IndexRange], _ operand: Expression
  ) {
    if sign == .sum, ranges.allSatisfy(\.parts.isEmpty) {
      text += "Σ_" + ranges.map(\.name.text).joined() + " "
      write(operand, .product)
      return
    }
    text += sign.rawValue + "_{"
    for (position, range) in ranges.enumerated() {
      if position > 0 { text += "," }
      text += range.name.text
      if let lower = range.lower {
        text += "="
        write(lower, .sum)
      }
      if let exception = range.exception {
        text += range.lower == nil ? "≠" : ", \(range.name.text)≠"
        write(exception, .sum)
      }
    }
    text += "}"
    if let upper = ranges.last?.upper {
      text += "^{"
      within(separating: false) { $0.write(upper, .sum) }
      text += "}"
    }
    text += " "
    write(operand, .product)
  }

  private mutating func writeBinary(
    _ left: Expression, _ binary: BinaryOperator, _ right: Expression
  ) {
    let row = OperatorTable.row(of: binary)
    switch binary {
    case .power, .elementwisePower:
      writeBase(left)
      text += binary == .power ? "^" : ".^"
      writeExponent(right, of: left, binary)
    case .juxtapose:
      writeJuxtaposed(left, right)
    default:
      write(left, row.associativity == .left ? row.level : row.level.next)
      text += binary.spelling
      write(right, row.level.next)
    }
  }

  /// Powers of powers and of derivatives are parenthesized: `∂J/∂x^2` would name x twice.
  private mutating func writeBase(_ base: Expression) {
    switch base.bare.form {
    case .postfix(_, .transpose): write(base, .power)
    default: write(base, .atom)
    }
  }

  private mutating func writeExponent(
    _ exponent: Expression, of base: Expression, _ binary: BinaryOperator
  ) {
    let bare = exponent.bare
    switch bare.form {
    case .number: write(bare, .atom)
    case .name, .index, .application:
      // x^T is the transpose, and a^f'(x) is read as (a^f)'(x).
      if bare.isBareExponent { write(bare, .atom) } else { parenthesize(bare) }
    default: parenthesize(bare)
    }
  }

  /// Factors side by side with a space, each in parentheses where it would be read otherwise.
  private mutating func writeJuxtaposed(_ left: Expression, _ right: Expression) {
    var inner = Writer()
    inner.write(right, .power)
    let rightText = inner.text
    let needsBrackets: Bool
    switch right.bare.form {
    case .number, .string, .colon, .end: needsBrackets = true
    case .prefix: needsBrackets = !rightText.hasPrefix("(")
    case .postfix, .binary:
      needsBrackets = rightText.unicodeScalars.first.map { !$0.startsFactor } ?? true
    default: needsBrackets = false
    }
    let shownRight = needsBrackets ? "(\(rightText))" : rightText
    let isAmbiguous = shownRight.hasPrefix("(") && !left.bare.isSafeBeforeParenthesis
    if isAmbiguous {
      parenthesize(left)
    } else {
      var outer = Writer()
      outer.write(left, .product)
      // Σ as a name would sum what follows it.
      text += outer.text.hasSuffix("Σ") ? "(\(outer.text))" : outer.text
    }
    text += " " + shownRight
  }

  private mutating func writeCallee(_ function: Expression) {
    let bare = function.bare
    if bare.isCallee { writeBare(bare) } else { parenthesize(bare) }
  }

  private mutating func writeFence(_ fence: Fence, _ operand: Expression) {
    var inner = Writer()
    inner.write(operand, .or)
    let bars = fence == .bar ? "|" : "‖"
    let isPlain = !inner.text.contains("|") && !inner.text.contains("‖")
    text += bars + (isPlain ? inner.text : "(\(inner.text))") + bars
    if case .norm(let label?) = fence {
      let isWord = label.unicodeScalars.allSatisfy {
        Characters.isLetter($0) || ($0.value >= 0x30 && $0.value <= 0x39)
      }
      text += isWord || label == "*" ? "_\(label)" : "_{\(label)}"
    }
  }

  private mutating func writeDerivative(_ operand: Expression, _ variables: [Expression]) {
    let degree = variables.count
    text += "∂" + (degree > 1 ? degree.raised : "")
    if case .name = operand.bare.form { writeBare(operand.bare) } else { parenthesize(operand) }
    text += "/"
    var position = 0
    while position < degree {
      var inner = Writer()
      inner.writeVariable(variables[position])
      var count = 1
      while position + count < degree {
        var next = Writer()
        next.writeVariable(variables[position + count])
        if next.text != inner.text { break }
        count += 1
      }
      text += "∂" + inner.text + (count > 1 ? count.raised : "")
      position += count
    }
  }

  private mutating func writeVariable(_ variable: Expression) {
    let bare = variable.bare
    switch bare.form {
    case .name, .subscripted: writeBare(bare)
    case .index(let base, _, at: _):
      if case .name = base.bare.form { writeBare(bare) } else { parenthesize(bare) }
    default: parenthesize(bare)
    }
  }
}

extension Expression {
  /// The expression within its parentheses.
  package var bare: Expression {
    var expression = self
    while case .parenthesized(let inner) = expression.form { expression = inner }
    return expression
  }

  /// How tightly its outermost operator binds when it is written.
  fileprivate var level: Level {
    switch form {
    case .number, .string, .name, .colon, .end, .array, .application, .index, .fence,
      .subscripted, .entries:
      .atom
    case .indexed: .reduction
    case .parenthesized(let inner): inner.level
    case .range: .range
    case .prefix(let prefix, let operand):
      switch prefix {
      case .sum, .product: .reduction
      case .not: .not
      // A root or a sign before a sum reaches as far as the sum does.
      case .minus, .plus: operand.bare.level == .reduction ? .reduction : .prefix
      case .squareRoot: .prefix
      }
    case .postfix: .power
    case .binary(_, let binary, _, at: _): OperatorTable.level(of: binary)
    case .derivative: .power
    case .conditional: .or
    }
  }

  /// Whether it stays one exponent without parentheses: a name other than T, called and indexed.
  fileprivate var isBareExponent: Bool {
    switch bare.form {
    case .name(let name): name != "T" && name != "Σ"
    case .application(let function, _, at: _):
      if case .name = function.bare.form { function.isBareExponent } else { false }
    case .index(let base, _, at: _): base.isBareExponent
    default: false
    }
  }

  /// Whether it is written with a space that would separate the entries of an array.
  fileprivate var isWrittenWithSpace: Bool {
    switch form {
    case .binary(_, .juxtapose, _, at: _): true
    default: level == .reduction
    }
  }

  /// Whether `(` after it calls it.
  fileprivate var isCallee: Bool {
    var expression = self
    while case .postfix(let inner, .transpose) = expression.form { expression = inner.bare }
    switch expression.form {
    case .name, .subscripted: return true
    default: return false
    }
  }

  /// Whether `(` after it starts another factor.
  fileprivate var isSafeBeforeParenthesis: Bool {
    switch form {
    case .number, .array, .application, .index, .fence: true
    default: false
    }
  }
}

extension BinaryOperator {
  /// How it is written between its operands.
  package var spelling: String {
    switch self {
    case .or: " or "
    case .and: " and "
    case .juxtapose: " "
    case .multiply, .divide, .power, .elementwisePower: rawValue
    default: " \(rawValue) "
    }
  }
}

extension Unicode.Scalar {
  /// Whether a factor that stands beside another may start with it.
  fileprivate var startsFactor: Bool {
    Characters.isLetter(self) || "([|‖∂".unicodeScalars.contains(self)
  }
}

extension Int {
  /// In raised digits.
  fileprivate var raised: String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(String(self).utf8.map { digits[Int($0) - 0x30] })
  }
}

extension String {
  /// As a string literal.
  package var quoted: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
