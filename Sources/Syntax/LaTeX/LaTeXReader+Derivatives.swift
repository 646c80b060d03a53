extension LaTeXReader {
  /// The sign of differentials that a fraction is made of.
  enum DifferentialSign { case partial, d }

  /// The sign that the fraction's two parts start with; nil if it is an ordinary fraction.
  func differentialSign() -> DifferentialSign? {
    guard let close = closing[index], close > index + 1 else { return nil }
    guard let above = sign(at: index + 1), tokens[close + 1].is(.openBrace),
      let below = sign(at: close + 2), above.sign == below.sign
    else { return nil }
    // d alone is a name; a/b of two d's is a quotient.
    guard above.sign == .partial || closing[close + 1].map({ $0 > below.after }) ?? false else {
      return nil
    }
    if above.sign == .d, vocabulary.isName("d") {
      // Where d is a number, too: \frac{d}{dx} and \frac{dy}{dx}, of letters side by side.
      guard startsVariable(below.after), above.after == close || startsVariable(above.after) else {
        return nil
      }
    }
    return above.sign
  }

  private func startsVariable(_ place: Int) -> Bool {
    switch tokens[place].kind {
    case .letter, .word, .symbol(.caret): true
    default: false
    }
  }

  /// A differential's sign at a place, and the place after it.
  private func sign(at place: Int) -> (sign: DifferentialSign, after: Int)? {
    guard place < tokens.count else { return nil }
    switch tokens[place].kind {
    case .symbol(.partial): return (.partial, place + 1)
    case .letter("d"), .text("d"): return (.d, place + 1)
    case .command(let name) where LaTeXCommands.upright.contains(name):
      if tokens[place + 1].kind == .letter("d") { return (.d, place + 2) }
      guard tokens[place + 1].is(.openBrace), place + 3 < tokens.count,
        tokens[place + 2].kind == .letter("d"), tokens[place + 3].is(.closeBrace)
      else { return nil }
      return (.d, place + 4)
    default: return nil
    }
  }

  private mutating func takeSign() -> Bool {
    guard let (_, after) = sign(at: index), after <= scriptEnd else { return false }
    index = after
    return true
  }

  /// `\frac{\partial J}{\partial W}`, `\frac{\partial^2 J}{\partial x \partial y}`,
  /// `\frac{d}{dx} f`, from its first part on.
  mutating func derivative(
    _ sign: DifferentialSign, from start: Span
  ) throws(Diagnostic) -> Expression {
    var degree: (count: Int, place: Span) = (1, start)
    let above = try script { (reader) throws(Diagnostic) -> Expression? in
      _ = reader.takeSign()
      degree = try reader.degree() ?? (1, reader.previous.span)
      return reader.token.kind == .finish ? nil : try reader.expression()
    }
    let aboveHeight = height
    let variables = try script { (reader) throws(Diagnostic) in
      try reader.variables(degree.count, degree.place)
    }
    let place = start.union(previous.span)
    if let above {
      try grow(over: max(height, aboveHeight))
      return Expression(.derivative(function(above, by: variables), variables: variables), place)
    }
    let operand = try operatorOperand()
    try grow(over: height)
    return try atPoint(
      Expression(.derivative(operand, variables: variables), place.union(operand.span)))
  }

  /// `∂f/∂x` of a function that the document always applies to x is that of f(x).
  private func function(_ above: Expression, by variables: [Expression]) -> Expression {
    guard let name = above.bareName, let parameters = vocabulary.parameters(name),
      variables.allSatisfy({ $0.bareName.map(parameters.contains) ?? false })
    else { return above }
    return above.applied(to: parameters)
  }

  /// `^2` after a sign; nil without.
  private mutating func degree() throws(Diagnostic) -> (count: Int, place: Span)? {
    guard token.is(.caret) || isRaised else { return nil }
    let place = token.span
    guard case .power(let exponent, isElementwise: false) = try superscript(),
      let count = Self.degree(exponent)
    else {
      throw Diagnostic(
        "the degree of a derivative is a number from 1 to 64", at: place.union(previous.span))
    }
    return (count, place.union(previous.span))
  }

  private var isRaised: Bool { if case .raised = token.kind { true } else { false } }

  private static func degree(_ expression: Expression) -> Int? {
    guard case .number(let literal) = expression.form, literal.lastDigit == 0,
      let count = Int(exactly: literal.value), (1...64).contains(count)
    else { return nil }
    return count
  }

  /// `\partial x \partial y^2`: the variables, as many as the degree says.
  private mutating func variables(
    _ degree: Int, _ place: Span
  ) throws(Diagnostic) -> [Expression] {
    var variables: [Expression] = []
    while variables.count < degree {
      guard takeSign() else {
        throw Diagnostic(
          variables.isEmpty
            ? "the name of a variable is missing"
            : "the derivative is of degree \(degree), but \(variables.count) variables are named",
          at: token.span, and: [place])
      }
      let start = index
      let (variable, count) = try variable()
      if degree == 1, count > 1 {
        // The derivative by σ², a variable of its own.
        index = start
        return [try postfixed(atom())]
      }
      guard variables.count + count <= degree else {
        throw Diagnostic(
          "the derivative is of degree \(degree), but more variables are named",
          at: variable.span, and: [place])
      }
      for _ in 0..<count { variables.append(variable) }
    }
    // ∂²f/∂x∂xᵀ is the Hessian, in whatever layout.
    if variables.count == 2, variables[0].untransposed.text == variables[1].untransposed.text {
      return variables.map(\.untransposed)
    }
    return variables
  }

  /// A variable and how often it is named: `x^2`.
  private mutating func variable() throws(Diagnostic) -> (Expression, Int) {
    let expression = try postfixed(atom())
    if case .binary(let base, .power, let exponent, at: _) = expression.form,
      let count = Self.degree(exponent)
    {
      return (base, count)
    }
    if case .parenthesized(let inner) = expression.form { return (inner, 1) }
    return (expression, 1)
  }

  /// `\partial J / \partial W` on one line, `\partial_x f`.
  mutating func partialDerivative() throws(Diagnostic) -> Expression {
    let start = token.span
    isHead = false
    try enter()
    defer { nesting -= 1 }
    advance()
    if token.kind == .under { return try subscriptedOperator(start, "∂", 1) }
    let degree = try degree() ?? (1, start)
    var above: Expression?
    if !token.is(.slash) {
      var left = try postfixed(atom())
      while startsFactor(), !token.is(.partial) {
        let leftHeight = height
        let right = try postfixed(atom())
        try grow(over: max(leftHeight, height))
        left = Expression(
          .binary(left, .juxtapose, right, at: Span(left.span.upper, left.span.upper)),
          left.span.union(right.span))
      }
      above = left
    }
    let aboveHeight = height
    guard take(.slash) else {
      if let above, degree.count == 1 {
        // ∂(XY) = (∂X)Y + X(∂Y): a differential.
        try grow(over: height)
        let place = start.union(above.span)
        return Expression(
          .application(
            Expression(.name("d"), start), [Argument(value: above)], at: above.span), place)
      }
      throw Diagnostic(
        "this lacks what it is differentiated by", at: start.union(previous.span),
        hint: #"\frac{\partial J}{\partial x}"#)
    }
    let variables = try variables(degree.count, degree.place)
    let place = start.union(previous.span)
    try grow(over: max(height, aboveHeight))
    if let above { return Expression(.derivative(above, variables: variables), place) }
    let operand = try operatorOperand()
    try grow(over: height)
    return try atPoint(
      Expression(.derivative(operand, variables: variables), place.union(operand.span)))
  }

  /// `\nabla_x J`, `\nabla^2_x J`
  mutating func gradient() throws(Diagnostic) -> Expression {
    let start = token.span
    isHead = false
    try enter()
    defer { nesting -= 1 }
    advance()
    return try subscriptedOperator(start, "∇", try degree()?.count ?? 1)
  }

  private mutating func subscriptedOperator(
    _ start: Span, _ sign: String, _ count: Int
  ) throws(Diagnostic) -> Expression {
    guard token.kind == .under else {
      if sign == "∇", let whole = try gradientOfCall(start, count) { return whole }
      throw Diagnostic(
        "\(sign) with respect to what?", at: start, hint: #"\nabla_x J is the gradient by x"#)
    }
    advance()
    let variable = try script { (reader) throws(Diagnostic) in try reader.expression() }
    let count = count == 1 ? try degree()?.count ?? 1 : count
    let operand = try operatorOperand()
    try grow(over: height)
    return try atPoint(
      Expression(
        .derivative(operand, variables: Array(repeating: variable, count: count)),
        start.union(operand.span)))
  }

  /// `\nabla f(x)`, `\nabla^2 f(x)`: by the arguments; nil for anything else.
  private mutating func gradientOfCall(
    _ start: Span, _ count: Int
  ) throws(Diagnostic) -> Expression? {
    let outer = self
    var operand = try postfixed(atom())
    // A bar at the end says where the gradient is taken.
    var point: (Expression, [Argument], Span)?
    if case .application(let callee, let arguments, let place) = operand.form,
      callee.bareName == "at", let first = arguments.first
    {
      point = (callee, Array(arguments.dropFirst()), place)
      operand = first.value
    }
    // In ∇f(x)ᵀd the gradient is transposed.
    var transposes: [Span] = []
    while case .postfix(let inner, .transpose) = operand.form {
      transposes.append(start.union(operand.span))
      operand = inner
    }
    if let name = operand.bareName, let parameters = vocabulary.parameters(name) {
      operand = operand.applied(to: parameters)
    }
    guard
      var derivative = operand.gradientOfCall(degree: count, at: start.union(operand.span))
    else {
      self = outer
      return nil
    }
    for place in transposes.reversed() {
      derivative = Expression(.postfix(derivative, .transpose), place)
    }
    try grow(over: height)
    guard let (callee, rest, place) = point else { return derivative }
    return Expression(
      .application(callee, [Argument(value: derivative)] + rest, at: place), start.union(place))
  }

  /// What a differential operator applies to: the parentheses right after it, else the factors
  /// side by side up to an operator.
  /// A bar after it says where the derivative is taken: it isn't the operand's.
  private mutating func operatorOperand() throws(Diagnostic) -> Expression {
    skipLineBreak()
    let outer = barsLeftAt
    barsLeftAt = depth
    defer { barsLeftAt = outer }
    var left =
      try token.is(.openParenthesis) || token.is(.openBracket)
      ? postfixed(atom()) : prefixed()
    while startsFactor(), !token.is(.partial), !token.is(.nabla) {
      let leftHeight = height
      let right = try prefixed()
      try grow(over: max(height, leftHeight))
      left = Expression(
        .binary(left, .juxtapose, right, at: Span(left.span.upper, left.span.upper)),
        left.span.union(right.span))
    }
    return left
  }
}

extension Expression {
  /// What is transposed in it, where that is all it is.
  fileprivate var untransposed: Expression {
    if case .postfix(let operand, .transpose) = form { operand } else { self }
  }
}
