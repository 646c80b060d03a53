import Graph
import Syntax

/// Turns pieces into trees of the language.
struct PieceWriter {
  let graph: Graph
  /// Whether `I` is free for the identity: no name of the session hides it.
  let hasIdentity: Bool
  let constants: KnownConstants

  /// A piece that stands alone: nothing beside it says how large an identity or a fill is.
  func expression(_ piece: Piece) -> Expression {
    switch piece.form {
    case .atom(let expression), .symmetric(let expression): return expression
    case .entrywise(let operands, let build): return build(operands.map { expression($0) })
    case .transposed(let inner): return .transposed(expression(inner))
    case .solved(let matrix, let right, let isRight):
      return isRight
        ? .binary(factor(right), .divide, factor(matrix))
        : .binary(factor(matrix), .leftDivide, factor(right))
    case .product(let factors): return chain(withPowers(factors), .multiply)
    case .hadamard(let factors, let divisors): return hadamard(factors, divisors)
    case .power(let base, let exponent):
      return .binary(
        expression(base), base.kind == .scalar ? .power : .elementwisePower, exponent)
    case .sum(let terms): return sum(terms)
    case .scaled(let coefficient, let scalars, let divisors, let inner):
      return scaled(coefficient, scalars, divisors, inner)
    case .spread(let inner, let rows, let columns): return spread(inner, rows, columns)
    case .identity(let size): return .call("eye", [self.size(size)])
    }
  }

  /// Whether a matrix is its own transpose, as far as its writing tells: `X'*P*X + I`.
  func isOwnTranspose(_ piece: Piece) -> Bool {
    guard piece.kind == .matrix else { return false }
    switch piece.form {
    case .symmetric, .identity: return true
    case .entrywise(let operands, _): return operands.allSatisfy { isOwnTranspose($0) }
    case .power(let base, _): return isOwnTranspose(base)
    case .sum(let terms):
      if terms.allSatisfy({ isOwnTranspose($0) }) { return true }
      let texts = Set(terms.map { expression($0).text })
      return terms.allSatisfy { texts.contains(expression($0.transposed).text) }
    case .hadamard(let factors, let divisors):
      return (factors + divisors).allSatisfy { isOwnTranspose($0) }
    case .scaled(_, _, _, let inner?): return isOwnTranspose(inner)
    case .product(let factors):
      return factors.count < 8 && expression(piece.transposed).text == expression(piece).text
    default: return false
    }
  }

  func size(_ size: Size) -> Expression {
    switch graph.sizes.composition(of: size) {
    case .number(let count): .number(Double(count))
    case .symbol: .name(graph.sizes.text(size))
    case .product(let a, let b): .binary(factor(a), .multiply, factor(b))
    case .sum(let a, let b): .binary(self.size(a), .add, self.size(b))
    }
  }

  private func factor(_ size: Size) -> Expression {
    if case .sum = graph.sizes.composition(of: size) { return .parenthesized(self.size(size)) }
    return self.size(size)
  }

  /// A size as a number: the user's name for it, or that of an axis that is as long.
  func count(_ size: Size) -> Expression {
    switch graph.sizes.composition(of: size) {
    case .number, .symbol(name: _?): return self.size(size)
    case .symbol(name: nil): break
    case .product(let a, let b): return .binary(count(a), .multiply, count(b))
    case .sum(let a, let b): return .parenthesized(.binary(count(a), .add, count(b)))
    }
    return axis(ofSize: size) ?? .call("sum", [.call("ones", [self.size(size)])])
  }

  /// `length(x)`, `rows(A)` or `cols(A)`, where a name has an axis of this size.
  private func axis(ofSize size: Size) -> Expression? {
    let size = graph.sizes.resolve(size)
    var found: Expression?
    // What a name stands for now is its last node.
    for (name, shape) in graph.namedShapes {
      let axes = shape.sizes.map { graph.sizes.resolve($0) }
      switch axes.count {
      case 1 where axes[0] == size: return .call("length", [.name(name)])
      case 2 where axes.contains(size):
        found = found ?? .call(axes[0] == size ? "rows" : "cols", [.name(name)])
      default: break
      }
    }
    return found
  }

  /// A factor of a chain: an elementwise product in it is set off, though the levels are one.
  private func factor(_ piece: Piece) -> Expression {
    switch piece.form {
    case .hadamard, .solved: .parenthesized(expression(piece))
    default: expression(piece)
    }
  }

  private func chain(_ factors: [Piece], _ binary: BinaryOperator) -> Expression {
    let parts = factors.map { factor($0) }
    return parts.dropFirst().reduce(parts[0]) { .binary($0, binary, $1) }
  }

  /// Equal matrices side by side as powers: from three on, or where a transpose is shared.
  private func withPowers(_ factors: [Piece]) -> [Piece] {
    var result: [Piece] = []
    var index = 0
    while index < factors.count {
      let factor = factors[index]
      var base = factor
      if case .transposed(let inner) = factor.form { base = inner }
      var next = index + 1
      while next < factors.count, base.kind == .matrix, factors[next].cost == factor.cost,
        expression(factors[next]).text == expression(factor).text
      {
        next += 1
      }
      let isMarked = base.kind != factor.kind || base.cost != factor.cost
      if next - index > 2 || (next - index == 2 && isMarked) {
        let power = Piece.atom(
          .binary(expression(base), .power, .number(Double(next - index))), .matrix,
          parts: [base], own: 0)
        result.append(isMarked ? power.transposed : power)
      } else {
        result += factors[index..<next]
      }
      index = next
    }
    return result
  }

  private func hadamard(_ factors: [Piece], _ divisors: [Piece]) -> Expression {
    // A matrix product before `.*` is set off as well.
    func operand(_ piece: Piece) -> Expression {
      if case .product = piece.form { return .parenthesized(expression(piece)) }
      return expression(piece)
    }
    var result: Expression = .number(1)
    if let first = factors.first {
      result = factors.dropFirst().reduce(operand(first)) {
        .binary($0, .elementwiseMultiply, operand($1))
      }
    }
    return divisors.reduce(result) { .binary($0, .elementwiseDivide, operand($1)) }
  }

  private func sum(_ terms: [Piece]) -> Expression {
    var terms = terms
    // A matrix before its transpose.
    if terms.count > 1, case .transposed(let inner) = terms[0].core.form,
      let other = terms.dropFirst().firstIndex(where: { $0.core.isSame(as: inner) })
    {
      terms.swapAt(0, other)
    }
    // An identity takes its size from what is beside it.
    let hasFull = terms.contains { !$0.isSpread && !$0.isIdentity }
    // A term with both axes comes before rows and columns that are added to it, and one without a
    // minus before those with one.
    let needsFullFirst = hasFull && terms.contains { $0.isSpread && $0.core.kind != .scalar }
    let isGoodStart: (Piece) -> Bool = { !needsFullFirst || !$0.isSpread }
    let start =
      terms.firstIndex { isGoodStart($0) && !$0.signAndMagnitude.isNegative }
      ?? terms.firstIndex(where: isGoodStart)
    if let start, start > 0 { terms.insert(terms.remove(at: start), at: 0) }
    var result: Expression?
    for term in terms {
      let (isNegative, magnitude) = term.signAndMagnitude
      let operand = self.term(hasFull ? magnitude.core : magnitude)
      if let left = result {
        result = .binary(left, isNegative ? .subtract : .add, operand)
      } else {
        result = isNegative ? operand.negated : operand
      }
    }
    return result ?? .number(0)
  }

  /// A term beside others, which give an identity its size.
  private func term(_ piece: Piece) -> Expression {
    guard hasIdentity else { return expression(piece) }
    switch piece.form {
    case .identity: return .name("I")
    case .scaled(let coefficient, let scalars, let divisors, let inner?):
      if case .identity = inner.form {
        return scaled(coefficient, scalars, divisors, .name("I", .matrix))
      }
      return expression(piece)
    default: return expression(piece)
    }
  }

  private func scaled(
    _ coefficient: Coefficient, _ scalars: [Piece], _ divisors: [Piece], _ inner: Piece?
  ) -> Expression {
    if coefficient.value < 0 {
      return scaled(-coefficient, scalars, divisors, inner).negated
    }
    var factors: [Expression] = []
    var below = divisors.map { factor($0) }
    // A half stands before what it is of, but after a sum.
    var isSum = false
    if case .sum? = inner?.form { isSum = scalars.isEmpty }
    if let known = constants.quotient(coefficient.value) {
      if known.above.isEmpty {
        below = known.below + below
      } else {
        constants.expression(coefficient.value).map { factors.append($0) }
      }
    } else if coefficient.denominator != 1, scalars.isEmpty, inner == nil, !divisors.isEmpty {
      factors.append(number(coefficient.numerator))
      below.insert(number(coefficient.denominator), at: 0)
    } else if coefficient.numerator == 1, coefficient.denominator != 1,
      coefficient.denominator != 2 || isSum, !scalars.isEmpty || inner != nil
    {
      // A third of x is x/3; a half stands before it.
      below.insert(number(coefficient.denominator), at: 0)
    } else if !coefficient.isOne || (scalars.isEmpty && inner == nil) {
      factors.append(self.coefficient(coefficient))
    }
    // Numbers stand first.
    let named = scalars.map { flattened($0) }
    let isNumeric: ([Expression]) -> Bool = { $0.allSatisfy(\.isNumeric) }
    factors += (named.filter(isNumeric) + named.filter { !isNumeric($0) }).flatMap { $0 }
    var result = factors.dropFirst().reduce(factors.first) { product($0, $1) }
    if let inner {
      switch inner.form {
      case .product(let chain):
        for part in withPowers(chain) { result = product(result, factor(part)) }
      case .hadamard(let above, let under) where result != nil:
        // 2*x .* y reads from the left; a number over an array stands above it.
        if let first = above.first { result = product(result, factor(first)) }
        for part in above.dropFirst() {
          result = result.map { .binary($0, .elementwiseMultiply, factor(part)) }
        }
        for part in under { result = result.map { .binary($0, .elementwiseDivide, factor(part)) } }
      case .hadamard(_, let under) where result != nil:
        // A number over an array.
        for part in under { result = result.map { .binary($0, .elementwiseDivide, factor(part)) } }
      default: result = product(result, expression(inner))
      }
    }
    guard let divisor = below.dropFirst().reduce(below.first, { product($0, $1) }) else {
      return result ?? .number(1)
    }
    return .binary(result ?? .number(1), .divide, divisor)
  }

  /// A positive number, by its word where it has one.
  func number(_ value: Double) -> Expression { constants.expression(value) ?? .number(value) }

  /// A quotient of numbers, or one number.
  func coefficient(_ coefficient: Coefficient) -> Expression {
    if let known = constants.expression(coefficient.value) { return known }
    if coefficient.denominator == 1 { return .number(coefficient.numerator) }
    return .binary(number(coefficient.numerator), .divide, number(coefficient.denominator))
  }

  private func flattened(_ scalar: Piece) -> [Expression] {
    if case .product(let chain) = scalar.form { return chain.map { factor($0) } }
    return [factor(scalar)]
  }

  private func product(_ left: Expression?, _ right: Expression) -> Expression {
    left.map { .binary($0, .multiply, right) } ?? right
  }

  /// An array of zeros or ones. Where one size of a matrix is 1, the word alone makes a vector or a
  /// row.
  func filled(_ function: String, _ sizes: [Size]) -> Expression {
    func call(_ sizes: [Size]) -> Expression { .call(function, sizes.map { size($0) }) }
    let isOne = sizes.map { graph.sizes.resolve($0) == 1 }
    guard sizes.count == 2, isOne[0] != isOne[1] else { return call(sizes) }
    return .binary(
      call([sizes[0]]), .multiply, .transposed(.call("ones", [size(sizes[1])])))
  }

  private func spread(_ inner: Piece, _ rows: Size?, _ columns: Size?) -> Expression {
    let sizes = [rows, columns].compactMap { $0 }.map { size($0) }
    if case .scaled(let coefficient, let by, let over, let core?) = inner.form,
      inner.kind == .column || inner.kind == .row
    {
      let whole = Piece.spread(core, rows: rows, columns: columns)
      return scaled(coefficient, by, over, .atom(expression(whole), .matrix))
    }
    switch inner.kind {
    case .column: return product(expression(inner), .transposed(.call("ones", sizes)))
    case .row: return product(.call("ones", sizes), expression(inner))
    default: break
    }
    // A row that is filled has one axis too.
    let isRow = rows == nil
    func whole(_ function: String) -> Expression {
      let call = filled(function, [rows, columns].compactMap { $0 })
      return isRow ? .transposed(call) : call
    }
    if case .scaled(let coefficient, let scalars, let divisors, nil) = inner.form,
      scalars.isEmpty, divisors.isEmpty
    {
      if coefficient.numerator == 0 { return whole("zeros") }
      if coefficient.isOne { return whole("ones") }
    }
    return expression(.scaled(.one, by: [inner], .atom(whole("ones"), .matrix)))
  }
}
