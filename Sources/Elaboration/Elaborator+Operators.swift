import Graph
import Primitives
import Syntax

/// Operators, prefixes, postfixes and fences.
extension Elaborator {
  /// Two operands and where they stand, for messages.
  struct Operands {
    var left: Expression
    var right: Expression
    var place: Span
  }

  func binary(
    _ binary: BinaryOperator, _ left: Expression, _ right: Expression, at place: Span,
    in whole: Expression
  ) throws(Failure) -> Term {
    let operands = Operands(left: left, right: right, place: place)
    switch binary {
    case .add, .subtract, .elementwiseMultiply, .elementwiseDivide,
      .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or:
      let (a, b) = try alike(operands)
      return try entrywise(binary, a, b, operands)
    case .multiply, .juxtapose:
      if let product = try chainRule(operands, at: whole.span) { return product }
      return try product(operands, juxtaposed: binary == .juxtapose)
    case .divide:
      if let derivative = try differentialQuotient(left, right, at: whole.span) {
        return derivative
      }
      if case .number(let number) = left.form, number.value == 1,
        case .binary(_, .juxtapose, _, _) = whole.form
      {
        say("reading \(text(whole)) as a product")
      }
      return try quotient(operands)
    case .leftDivide:
      return try leftQuotient(operands)
    case .kronecker:
      let (a, b) = (try term(left), try term(right))
      return try call("kron", [a, b], [left, right], at: whole.span)
    case .power:
      return try power(operands, in: whole)
    case .elementwisePower:
      let (a, b) = (try term(left), try term(right))
      return try elementwisePower(a, b, operands)
    }
  }

  /// Both operands of an entrywise operator. A symbol of which nothing is known is of its
  /// neighbour's kind: that is the reading without broadcasting.
  private func alike(_ operands: Operands) throws(Failure) -> (Term, Term) {
    let leftIsOpen = isOpen(operands.left)
    let rightIsOpen = isOpen(operands.right)
    if leftIsOpen, !rightIsOpen {
      let right = try term(operands.right)
      return (try open(operands.left, beside: right, operands.right), right)
    }
    let left = try term(operands.left)
    guard rightIsOpen else { return (left, try term(operands.right)) }
    let right = try open(operands.right, beside: left, operands.left)
    if leftIsOpen, order(left) < order(right), neighbourKind(right) != nil {
      return (try open(operands.left, beside: right, operands.right), right)
    }
    return (left, right)
  }

  /// A symbol of which nothing is known, beside what says its kind. Where convention alone says what
  /// the neighbour is, nothing more says what the symbol is.
  private func open(
    _ symbol: Expression, beside other: Term, _ otherExpression: Expression
  ) throws(Failure) -> Term {
    let name = undetermined(symbol)
    let kind = neighbourKind(other)
    let isAssumed = isAssumed(otherExpression)
    let term = try term(symbol, expecting: kind)
    if let name, let kind, isAssumed { return introduce(name, kind, .convention) }
    return term
  }

  /// Whether a neighbour may say what a symbol is. In notes a capital that stood for a matrix before
  /// stays one.
  private func isOpen(_ expression: Expression) -> Bool {
    guard let name = undetermined(expression) else { return false }
    return dialect == .plain || Convention.letter(of: name) != .matrix
      || environment.binding(of: name) == nil
  }

  /// What a neighbour says of a symbol beside it; a scalar says nothing (`x + 1`).
  private func neighbourKind(_ term: Term) -> Kind? {
    guard let kind = kind(of: term), kind != .scalar else { return nil }
    // The axes are the same, not only as many: the sizes are shared and so unified.
    return kind
  }

  // MARK: Prefixes, postfixes, fences

  func prefix(
    _ prefix: PrefixOperator, _ operand: Expression, at span: Span
  ) throws(Failure) -> Term {
    switch prefix {
    case .minus:
      let term = try term(operand)
      return Term(graph.negated(term.node), term.orientation)
    case .plus: return try term(operand)
    case .not:
      let term = try term(operand)
      return Term(graph.applied(.not, term.node), term.orientation)
    case .squareRoot:
      return try call("sqrt", [try term(operand)], [operand], at: span)
    case .sum, .product:
      let wasUnderSum = isUnderSum
      isUnderSum = true
      defer { isUnderSum = wasUnderSum }
      let term = try term(operand)
      if prefix == .sum { return Term(graph.total(term.node)) }
      return try call("prod", [term], [operand], at: span)
    }
  }

  func postfix(
    _ operand: Expression, _ postfix: PostfixOperator, at span: Span, expecting hint: Kind?
  ) throws(Failure) -> Term {
    switch postfix {
    case .inverse:
      let term = try term(operand)
      if order(term) == 0 { return Term(divided(graph.constant(1), term.node)) }
      return try call("inv", [term], [operand], at: span)
    case .transpose:
      if let shown = try derivativeOfFunction(operand, at: span) { return shown }
      if let name = undetermined(operand), Convention.letter(of: name) != .matrix {
        let size: Size
        switch hint {
        case .row(let n): size = n
        default: size = graph.sizes.fresh()
        }
        let current = environment.binding(of: name)
        if case .variable(let term)? = current, order(term) == 1 {
          return transposed(try self.term(operand))
        }
        return transposed(try term(operand, expecting: .vector(size)))
      }
      let term = try term(operand, expecting: hint.flatMap { transposedKind($0) })
      guard order(term) <= 2 else {
        throw fail(
          Diagnostic(
            "only a matrix, a vector or a row can be transposed", at: span,
            notes: ["\(text(operand)) is of order \(order(term))"]))
      }
      return transposed(term)
    }
  }

  private func transposedKind(_ kind: Kind) -> Kind? {
    switch kind {
    case .scalar: .scalar
    case .vector(let n): .row(n)
    case .row(let n): .vector(n)
    case .matrix(let m, let n): .matrix(n, m)
    case .symmetric(let n): .symmetric(n)
    case .matrices: nil
    }
  }

  func fence(_ fence: Fence, _ operand: Expression, at span: Span) throws(Failure) -> Term {
    let term = try term(operand)
    switch fence {
    case .bar:
      guard order(term) == 2 else { return try call("abs", [term], [operand], at: span) }
      say("|\(text(operand))| of a matrix is its determinant; abs(\(text(operand))) is entrywise")
      return try call("det", [term], [operand], at: span)
    case .norm(let subscriptText):
      let isMatrix = order(term) == 2
      switch subscriptText {
      case nil, "F":
        return try call("norm2", [term], [operand], at: span)
      case "1", "2", "inf", "∞":
        if !isMatrix {
          let names = ["1": "norm1", "2": "norm2"]
          return try call(
            names[subscriptText ?? ""] ?? "norm_inf", [term], [operand], at: span)
        }
        let p = subscriptText == "1" ? 1.0 : subscriptText == "2" ? 2.0 : Double.infinity
        return try call("opnorm", [term, Term(graph.constant(p))], [operand, operand], at: span)
      default:
        throw fail(
          Diagnostic(
            "a norm's subscript is 1, 2, F or inf", at: span,
            hint: "norm(\(text(operand)), p) for any p"))
      }
    }
  }

  // MARK: Conditions

  func conditional(
    _ condition: Expression, _ first: Expression, _ second: Expression
  ) throws(Failure) -> Term {
    let test = try term(condition)
    guard order(test) == 0 else {
      throw fail(
        Diagnostic(
          "'if' needs one truth value", at: condition.span,
          notes: ["\(text(condition)) is \(noun(test))"],
          hint: "all(…) or any(…) make one of many; where(…) chooses entry by entry"))
    }
    if let value = try value(of: test.node, at: condition.span) {
      return try term(value[0] != 0 ? first : second)
    }
    let a = try term(first)
    let b = try term(second)
    return try call("where", [test, a, b], [condition, first, second], at: condition.span)
  }
}
