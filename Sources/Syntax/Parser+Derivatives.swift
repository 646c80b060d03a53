extension Parser {
  /// `∂J/∂W`, `∂²J/∂x²`, `∂²J/∂x∂y`, `∂(…)/∂x`, `∂/∂x (…)`.
  mutating func partialDerivative() throws(Diagnostic) -> Expression {
    let sign = token.span
    try enter()
    defer { nesting -= 1 }
    isHead = false
    advance()
    let degree = try self.degree()
    if take(.slash) {
      let variables = try self.variables(degree, sign)
      let operand = try wholeProduct()
      try grow(over: height)
      return Expression(
        .derivative(operand, variables: variables), sign.union(operand.span))
    }
    let numerator = try self.numerator()
    let numeratorHeight = height
    guard take(.slash), token.is(.partial) else {
      let name = source[numerator.span]
      throw Diagnostic(
        "∂\(name) lacks what it is differentiated by", at: sign.union(numerator.span),
        hint: "∂\(name)/∂x")
    }
    let variables = try self.variables(degree, sign)
    try grow(over: max(height, numeratorHeight))
    return Expression(
      .derivative(numerator, variables: variables), sign.union(previous.span))
  }

  /// `d/dx x^3`, `d^2/dx^2 (…)`: the degree, if the name d at hand begins such an operator. Names of
  /// one's own stay what they are.
  private mutating func differentialOperator(
    at start: Int = 0
  ) -> (degree: Int, length: Int, variable: Name)? {
    var place = start
    var degree = 1
    if let (count, length) = smallDegree(at: start + 1) {
      (degree, place) = (count, start + length)
    }
    let stroke = ahead(place + 1)
    let below = ahead(place + 2)
    guard stroke.is(.slash), !stroke.hasSpaceBefore, !below.hasSpaceBefore,
      case .name(let name) = below.kind, name.hasPrefix("d"), name.count > 1,
      !vocabulary.isName(name)
    else { return nil }
    var length = place + 3
    if degree > 1 {
      guard let (count, more) = smallDegree(at: length), count == degree else { return nil }
      length += more
    }
    let operand = ahead(length)
    if case .number = operand.kind {} else if !startsFactor(operand) { return nil }
    let span = below.span
    return (
      degree, length, Name(String(name.dropFirst()), Span(span.lower + 1, span.upper))
    )
  }

  /// `^2` or `²` at a place ahead, and how many tokens that is.
  private mutating func smallDegree(at place: Int) -> (count: Int, length: Int)? {
    switch ahead(place).kind {
    case .superscript(let text): return Int(text).map { ($0, 1) }
    case .symbol(.caret):
      guard case .number(let literal) = ahead(place + 1).kind, literal.lastDigit == 0,
        let count = Int(exactly: literal.value)
      else { return nil }
      return (count, 2)
    default: return nil
    }
  }

  /// The derivative that the name d at hand begins; nil where it is a name as any other.
  mutating func differential() throws(Diagnostic) -> Expression? {
    guard let (degree, length, name) = differentialOperator(), (1...64).contains(degree) else {
      return nil
    }
    let start = token.span
    try enter()
    defer { nesting -= 1 }
    isHead = false
    for _ in 0..<length { advance() }
    let operand = try wholeProduct()
    try grow(over: height)
    let variable = Expression(.name(name.text), name.span)
    return Expression(
      .derivative(operand, variables: Array(repeating: variable, count: degree)),
      start.union(operand.span))
  }

  /// What is differentiated: factors side by side, up to the stroke.
  private mutating func numerator() throws(Diagnostic) -> Expression {
    var left = try postfixed(atom())
    while startsFactor(token), !token.is(.partial), !(context == .array && token.hasSpaceBefore) {
      let place = Span(previous.span.upper, previous.span.upper)
      let leftHeight = height
      let right = try postfixed(atom())
      try grow(over: max(height, leftHeight))
      left = Expression(
        .binary(left, .juxtapose, right, at: place), left.span.union(right.span))
    }
    return left
  }

  /// The variables under the stroke, as many as the degree says: `∂x²`, `∂x∂y`.
  private mutating func variables(_ degree: Int, _ sign: Span) throws(Diagnostic) -> [Expression] {
    var variables: [Expression] = []
    var place = token.span
    repeat {
      guard take(.partial) else {
        if variables.isEmpty { throw unexpected(expecting: "'∂' and a name") }
        throw Diagnostic(
          "the derivative is of degree \(degree), but \(variables.count) variables are named",
          at: place, and: [sign], hint: "∂²J/∂x² and ∂²J/∂x∂y are of degree 2")
      }
      let variable = try self.variable()
      place = place.union(previous.span)
      let count = try self.degree()
      place = place.union(previous.span)
      guard variables.count + count <= degree else {
        let name = source[variable.span]
        throw Diagnostic(
          "the derivative is of degree \(degree), but more variables are named", at: place,
          and: [sign],
          hint: "∂²J/∂\(name)² is the second derivative, (∂J/∂\(name))^2 a square")
      }
      for _ in 0..<count { variables.append(variable) }
    } while variables.count < degree
    return variables
  }

  /// A name, an entry of one, or `vec(X)`.
  private mutating func variable() throws(Diagnostic) -> Expression {
    if token.is(.openParenthesis) {
      let inner = try atom()
      if case .parenthesized(let variable) = inner.form { return variable }
      return inner
    }
    guard case .name(let name) = token.kind else {
      throw unexpected(expecting: "the name of a variable")
    }
    let base = Expression(.name(name), token.span)
    height = 1
    advance()
    if token.is(.openBracket), !token.hasSpaceBefore { return try indexed(base) }
    if name == "vec", token.is(.openParenthesis) { return try application(base) }
    return base
  }

  /// The degree in `∂²`, `∂^2`, `∂x²`; 1 without.
  private mutating func degree() throws(Diagnostic) -> Int {
    let count: Int?
    if case .superscript(let text) = token.kind {
      if text == "T" || text == "-1" || text == "-T" { return 1 }
      count = Int(text)
      advance()
    } else if token.is(.caret), case .number(let literal) = ahead(1).kind {
      advance()
      count = literal.lastDigit == 0 ? Int(exactly: literal.value) : nil
      advance()
    } else {
      return 1
    }
    guard let count, count >= 1, count <= 64 else {
      throw Diagnostic(
        "the degree of a derivative is a number from 1 to 64", at: previous.span)
    }
    return count
  }

  /// `∇_x J`, `∇²_x J`, `∇_x² J`.
  mutating func gradient() throws(Diagnostic) -> Expression {
    let sign = token.span
    try enter()
    defer { nesting -= 1 }
    isHead = false
    advance()
    var degree = try self.degree()
    guard case .subscript(let name) = token.kind else {
      if let whole = try gradientOfCall(sign, degree) { return whole }
      throw Diagnostic(
        "∇ with respect to what?", at: sign, hint: "∇_x J is the gradient by x")
    }
    let variable = Expression(.name(name), token.span)
    advance()
    if degree == 1 { degree = try self.degree() }
    let operand = try operatorOperand()
    try grow(over: height)
    return Expression(
      .derivative(operand, variables: Array(repeating: variable, count: degree)),
      sign.union(operand.span))
  }

  /// `∇f(x)`, `∇²f`: by what the function is applied to, or by its parameters; nil for all else.
  private mutating func gradientOfCall(
    _ sign: Span, _ degree: Int
  ) throws(Diagnostic) -> Expression? {
    guard startsFactor(token), !token.is(.partial), !token.is(.nabla) else { return nil }
    let outer = self
    let start = token.span
    var operand = try atom()
    if case .name(let name) = operand.form {
      if token.is(.openParenthesis) {
        operand = try application(operand)
      } else if let parameters = vocabulary.parameters(name) {
        operand = operand.applied(to: parameters)
      }
    }
    let span = sign.union(operand.span)
    try grow(over: height)
    if let gradient = operand.bare.gradientOfCall(degree: degree, at: span) { return gradient }
    // At a value: the derivative of a function of one argument is its gradient there.
    if case .application(let callee, let arguments, let parentheses) = operand.form,
      arguments.count == 1, let name = callee.bareName, vocabulary.parameters(name) != nil
    {
      let primed = (0..<degree).reduce(callee) { callee, _ in
        Expression(.postfix(callee, .transpose), Span(start.lower, callee.span.upper))
      }
      return Expression(.application(primed, arguments, at: parentheses), span)
    }
    self = outer
    return nil
  }

  /// What `∂/∂x` and `d/dx` apply to: the parenthesis right after it and its power; else one
  /// product, up to a factor that is a derivative itself.
  private mutating func wholeProduct() throws(Diagnostic) -> Expression {
    skipNewlines()
    if token.is(.openParenthesis) { return try prefixed() }
    return try product(after: try prefixed())
  }

  private mutating func product(after first: Expression) throws(Diagnostic) -> Expression {
    var left = first
    while let infix = try infix(after: left), infix.level == .product,
      !startsDerivative(at: infix.action == .juxtaposition ? 0 : 1)
    {
      left = try operation(left, infix)
    }
    return left
  }

  private mutating func startsDerivative(at place: Int) -> Bool {
    let token = ahead(place)
    if token.is(.partial) || token.is(.nabla) { return true }
    return token.kind == .name("d") && !vocabulary.isName("d")
      && differentialOperator(at: place) != nil
  }

  /// What `∇_x` applies to: the parenthesis, name or call right after it if an operator follows;
  /// else one product, as for `Σ`.
  private mutating func operatorOperand() throws(Diagnostic) -> Expression {
    skipNewlines()
    if token.is(.openParenthesis) { return try prefixed() }
    var left = try prefixed()
    switch left.form {
    case .name, .application, .index, .number, .fence, .derivative: break
    default:
      return try restOfProduct(left)
    }
    while startsFactor(token), !token.is(.partial), !token.is(.nabla),
      !(context == .array && token.hasSpaceBefore)
    {
      let place = Span(previous.span.upper, previous.span.upper)
      let leftHeight = height
      let right = try prefixed()
      try grow(over: max(height, leftHeight))
      left = Expression(
        .binary(left, .juxtapose, right, at: place), left.span.union(right.span))
    }
    return left
  }
}
