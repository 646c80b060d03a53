/// Dots in place of what anybody can fill in: `x_1 + \dots + x_n`, `(x_1, \dots, x_n)`, matrices with
/// `\vdots`. The first and the last of what is listed differ in an index alone: it runs from one to
/// the other.
extension LaTeXReader {
  /// Whether dots stand at the token at hand.
  var isAtDots: Bool {
    guard case .command(let name) = token.kind else { return false }
    return Self.dots.contains(name) || name == "vdots" || name == "ddots" || name == "dotsm"
  }

  // MARK: Sums

  /// `a_1 + a_2 + \dots + a_n`, from the dots on.
  mutating func sum(_ left: Expression) throws(Diagnostic) -> Expression {
    let dots = self
    advance()
    skipLineBreak()
    _ = take(.plus)
    skipLineBreak()
    let last = try expression(.product)
    var terms: [Expression] = [last]
    var rest: Expression? = left
    while let next = rest {
      if case .binary(let before, .add, let term, at: _) = next.form {
        (terms, rest) = (terms + [term], before)
      } else {
        (terms, rest) = (terms + [next], nil)
      }
    }
    // From the last one before the dots back to the first that goes with it.
    var run: Elision?
    var count = 0
    for term in terms.dropFirst() {
      guard let elision = Elision(from: term, to: last) else { break }
      if let run, run.template.text != elision.template.text || run.lower != elision.lower + 1 {
        break
      }
      run = elision
      count += 1
    }
    guard let run else { throw dots.unexpected() }
    try grow(over: height)
    let span = left.span.union(last.span)
    let number = Expression(
      .number(NumberLiteral(value: Double(run.lower), lastDigit: 0)), last.span)
    let range = IndexRange(
      name: Name(run.letter, last.span), lower: number, upper: run.upper)
    let sum = Expression(.indexed(.sum, over: [range], run.template), span)
    let others = terms.dropFirst(count + 1).reversed()
    guard let first = others.first else { return sum }
    let whole = others.dropFirst().reduce(first) {
      Expression(.binary($0, .add, $1, at: span), span)
    }
    return Expression(.binary(whole, .add, sum, at: span), span)
  }

  // MARK: Lists

  /// `x_1, \dots, x_n` in brackets, from the dots on.
  mutating func list(_ entries: [Expression]) throws(Diagnostic) -> Expression {
    let dots = self
    advance()
    _ = take(.comma)
    let last = try expression()
    guard let first = entries.first, let elision = Elision(from: first, to: last) else {
      throw dots.unexpected()
    }
    try grow(over: height)
    return elision.array(at: first.span.union(last.span))
  }

  /// A matrix some of whose entries are dots; nil where it doesn't say which entries they are.
  static func matrix(_ rows: [[Expression?]], at span: Span) -> Expression? {
    guard let first = rows.first?.first, let first, let last = rows.last?.last, let last else {
      return nil
    }
    if rows.allSatisfy({ $0.count == 1 }) {
      return Elision(from: first, to: last)?.array(at: span)
    }
    if rows.count == 1 {
      guard let whole = Elision(from: first, to: last)?.array(at: span) else { return nil }
      if whole.bareName != nil { return whole }
      return Expression(.postfix(whole, .transpose), span)
    }
    guard let right = rows.first?.last, let right, let below = rows.last?.first, let below,
      let top = Elision(from: first, to: right, "j"),
      let bottom = Elision(from: below, to: last, "j"),
      let whole = Elision(from: top.template, to: bottom.template, "i")
    else { return nil }
    return Expression(
      .entries(whole.template, over: ["i", "j"].map { IndexRange(name: Name($0, span)) }), span)
  }
}

/// What goes on with an index from one expression to another.
private struct Elision {
  /// The expression at any place.
  let template: Expression
  let letter: String
  let lower: Int
  let upper: Expression

  init?(from first: Expression, to last: Expression, _ wanted: String? = nil) {
    let names = first.names.union(last.names)
    guard let letter = wanted ?? ["i", "j", "k", "l", "q"].first(where: { !names.contains($0) })
    else { return nil }
    var walk = Walk(letter: letter)
    guard let template = walk.template(first, last), let lower = walk.lower, let upper = walk.upper
    else { return nil }
    (self.template, self.letter, self.lower, self.upper) = (template, letter, lower, upper)
  }

  /// The array of all that it stands for: x for x_1 to x_n.
  func array(at span: Span) -> Expression {
    if case .subscripted(let base, let indices, _) = template.form, indices.count == 1,
      base.bareName != nil
    {
      return Expression(base.form, span)
    }
    return Expression(.entries(template, over: [IndexRange(name: Name(letter, span))]), span)
  }

  private struct Walk {
    let letter: String
    var lower: Int?
    var upper: Expression?

    mutating func template(_ first: Expression, _ last: Expression) -> Expression? {
      if first.text == last.text { return first }
      if let a = Labelled(first), let b = Labelled(last) { return labelled(a, b, last.span) }
      switch (first.form, last.form) {
      case (.number(let number), .name):
        guard number.lastDigit == 0, let from = Int(exactly: number.value), meet(from, last) else {
          return nil
        }
        return Expression(.name(letter), last.span)
      case (.binary(let a, let sign, let b, at: _), .binary(let c, let other, let d, at: let place))
      where sign == other:
        guard let left = template(a, c), let right = template(b, d) else { return nil }
        return Expression(.binary(left, sign, right, at: place), last.span)
      case (.postfix(let a, let mark), .postfix(let b, let other)) where mark == other:
        return template(a, b).map { Expression(.postfix($0, mark), last.span) }
      case (.prefix(let sign, let a), .prefix(let other, let b)) where sign == other:
        return template(a, b).map { Expression(.prefix(sign, $0), last.span) }
      case (.parenthesized(let a), .parenthesized(let b)):
        return template(a, b).map { Expression(.parenthesized($0), last.span) }
      case (.application(let f, let a, _), .application(let g, let b, at: let place))
      where a.count == b.count:
        guard let callee = template(f, g) else { return nil }
        var arguments: [Argument] = []
        for (x, y) in zip(a, b) {
          guard let value = template(x.value, y.value) else { return nil }
          arguments.append(Argument(label: y.label, value: value))
        }
        return Expression(.application(callee, arguments, at: place), last.span)
      case (.derivative(let f, let a), .derivative(let g, let b)) where a.count == b.count:
        guard let function = template(f, g) else { return nil }
        var variables: [Expression] = []
        for (x, y) in zip(a, b) {
          guard let variable = template(x, y) else { return nil }
          variables.append(variable)
        }
        return Expression(.derivative(function, variables: variables), last.span)
      default: return nil
      }
    }

    /// `a_{11}` and `a_{1n}`: names with labels that differ in a number and a letter.
    private mutating func labelled(_ first: Labelled, _ last: Labelled, _ span: Span) -> Expression?
    {
      guard first.base == last.base, first.labels.count == last.labels.count else { return nil }
      var labels: [String] = []
      for (from, to) in zip(first.labels, last.labels) {
        if from == to {
          labels.append(from)
          continue
        }
        guard let number = Int(from), to.count == 1, to.allSatisfy(\.isLetter),
          meet(number, Expression(.name(to), span))
        else { return nil }
        labels.append(letter)
      }
      let indices = labels.map { label in
        Int(label).map {
          Expression(.number(NumberLiteral(value: Double($0), lastDigit: 0)), span)
        } ?? Expression(.name(label), span)
      }
      return Expression(
        .subscripted(
          Expression(.name(first.base), span), indices,
          name: Lexer.labelled(first.base, labels.joined())), span)
    }

    /// Takes note of where the index runs; false where it runs elsewhere, too.
    private mutating func meet(_ from: Int, _ to: Expression) -> Bool {
      if let lower, lower != from { return false }
      if let upper, upper.text != to.text { return false }
      (lower, upper) = (from, to)
      return true
    }
  }
}

/// A name and the letters and digits of its label, one by one.
private struct Labelled {
  let base: String
  let labels: [String]

  init?(_ expression: Expression) {
    if case .subscripted(let base, let indices, _) = expression.form {
      guard let name = base.bareName, indices.allSatisfy({ $0.bareName != nil || $0.isNumber })
      else { return nil }
      (self.base, labels) = (name, indices.map(\.text))
      return
    }
    guard let name = expression.bareName else { return nil }
    if let bar = name.lastIndex(of: "_") {
      let label = name[name.index(after: bar)...]
      guard label.allSatisfy({ $0.isLetter || $0.isNumber }) else { return nil }
      (base, labels) = (String(name[..<bar]), label.map { String($0) })
    } else {
      let digits = name.reversed().prefix(while: \.isNumber).count
      guard digits > 0, digits < name.count else { return nil }
      (base, labels) = (String(name.dropLast(digits)), name.suffix(digits).map { String($0) })
    }
  }
}
