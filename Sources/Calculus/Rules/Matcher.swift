import Syntax

/// Finds what the letters of a rule stand for in an expression.
struct Matcher {
  /// What is known of the expressions that letters may stand for.
  struct Facts {
    /// The order, and whether it is a row; nil where it can't be said.
    let kind: (Expression) -> (order: Int, isRow: Bool)?
    /// Whether the variable or a differential is in it.
    let moves: (Expression) -> Bool
    /// Whether a differential is in it.
    let hasDifferential: (Expression) -> Bool
    /// Whether a function works entry by entry.
    let isEntrywise: (String) -> Bool

    /// The transpose as it is written: of a transpose what it is of, of a product the product the
    /// other way round.
    func transposed(_ tree: Expression) -> Expression {
      if case .postfix(let operand, .transpose) = tree.form { return operand }
      if let kind = kind(tree), kind.order == 0 { return tree }
      let factors = tree.factors
      if factors.count > 1 {
        let scalars = factors.filter { kind($0)?.order == 0 }
        let others = factors.filter { kind($0)?.order != 0 }
        return .product(scalars + others.reversed().map { transposed($0) })
      }
      return .transposed(tree)
    }
  }

  let facts: Facts
  private var bindings: [String: Expression] = [:]
  private var function: String?

  init(facts: Facts) { self.facts = facts }

  /// What a rule makes of an expression; nil where it doesn't apply.
  static func rewrite(_ expression: Expression, by rule: Rule, _ facts: Facts) -> Expression? {
    var matcher = Matcher(facts: facts)
    guard matcher.matches(rule.pattern, expression) else { return nil }
    let result = matcher.filled(rule.result).normalized
    // What broadcasting made larger stays as large.
    if !result.isZero, let before = facts.kind(expression), let after = facts.kind(result),
      before != after
    {
      return nil
    }
    return result
  }

  private mutating func matches(_ pattern: Expression, _ subject: Expression) -> Bool {
    if case .name(let name) = pattern.form, let letter = Letter(name) {
      return bind(name, letter, subject)
    }
    switch (pattern.form, subject.form) {
    case (.number(let a), .number(let b)): return a.value == b.value
    case (.name(let a), .name(let b)): return a == b
    case (.prefix(let a, let inner), .prefix(let b, let operand)):
      return a == b && matches(inner, operand)
    case (.postfix(let inner, let a), .postfix(let operand, let b)):
      return a == b && matches(inner, operand)
    case (.binary(_, .multiply, _, at: _), .binary(_, .multiply, _, at: _)):
      return matches(pattern.factors[...], subject.factors[...])
    case (.binary(let a, let sign, let b, at: _), .binary(let x, let other, let y, at: _)):
      return sign == other && matches(a, x) && matches(b, y)
    case (.application(let a, let inner, at: _), .application(let b, let operands, at: _)):
      guard inner.count == operands.count, operands.allSatisfy({ $0.label == nil }),
        matches(callee: a, b)
      else { return false }
      return zip(inner, operands).allSatisfy { matches($0.value, $1.value) }
    default: return false
    }
  }

  private mutating func matches(callee pattern: Expression, _ subject: Expression) -> Bool {
    guard case .name(let a) = pattern.form, case .name(let b) = subject.form else { return false }
    guard Letter(a) == .function else { return a == b }
    guard facts.isEntrywise(b), function == nil || function == b else { return false }
    function = b
    return true
  }

  /// Matches a product; a letter may take several factors.
  private mutating func matches(
    _ patterns: ArraySlice<Expression>, _ subjects: ArraySlice<Expression>
  ) -> Bool {
    guard let pattern = patterns.first else { return subjects.isEmpty }
    guard subjects.count >= patterns.count else { return false }
    let rest = patterns.dropFirst()
    var most = 1
    if case .name(let name) = pattern.form, Letter(name) != nil {
      most = subjects.count - rest.count
    }
    for count in 1...most {
      let kept = self
      let group = Expression.product(Array(subjects.prefix(count)))
      if matches(pattern, group), matches(rest, subjects.dropFirst(count)) { return true }
      self = kept
    }
    return false
  }

  private mutating func bind(_ name: String, _ letter: Letter, _ subject: Expression) -> Bool {
    if let known = bindings[name] { return known.text == subject.text }
    let fits: Bool
    switch letter {
    case .anything: fits = true
    case .moving: fits = facts.moves(subject)
    case .constant: fits = !facts.moves(subject)
    case .constantScalar: fits = !facts.moves(subject) && facts.kind(subject)?.order == 0
    case .differential:
      let other = bindings[name == "D" ? "E" : "D"].map { facts.kind($0) }
      fits =
        facts.hasDifferential(subject) && other.map { isOneKind($0, facts.kind(subject)) } ?? true
    case .matrix: fits = facts.kind(subject)?.order == 2
    case .scalar: fits = facts.kind(subject)?.order == 0
    case .row: fits = facts.kind(subject).map { $0.order == 1 && $0.isRow } ?? false
    case .vector: fits = facts.kind(subject).map { $0.order == 1 && !$0.isRow } ?? false
    case .function: fits = false
    }
    if fits { bindings[name] = subject }
    return fits
  }

  private func isOneKind(_ a: Kind?, _ b: Kind?) -> Bool {
    guard let a, let b else { return false }
    return a == b
  }

  private typealias Kind = (order: Int, isRow: Bool)

  /// A rule's right side with what its letters stand for.
  private func filled(_ result: Expression) -> Expression {
    switch result.form {
    case .name(let name): return bindings[name] ?? result
    case .application(let callee, let arguments, at: let place):
      let filledArguments = arguments.map { Argument(label: $0.label, value: filled($0.value)) }
      return Expression(
        .application(filled(callee: callee), filledArguments, at: place), result.span)
    case .postfix(let operand, .transpose): return facts.transposed(filled(operand))
    default: return result.mapParts { filled($0) }
    }
  }

  private func filled(callee: Expression) -> Expression {
    switch callee.form {
    case .name("f"): return .name(function ?? "f")
    case .postfix(let inner, let mark):
      return Expression(.postfix(filled(callee: inner), mark), callee.span)
    default: return callee
    }
  }
}
