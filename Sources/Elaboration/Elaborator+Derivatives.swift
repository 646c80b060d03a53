import Graph
import Primitives
import Syntax

extension Elaborator {
  /// What is differentiated by: a named node, and what is asked of its derivative.
  private struct Variable {
    /// The named node.
    var term: Term
    var expression: Expression
    /// `vec(X)`: the axes of X are one, column-major.
    var isVectorized = false
    /// `x[2]`, `W1[1, :]`: the entries asked for.
    var indices: [Expression]?
    var brackets: Span?
  }

  func form(_ form: DerivativeForm, _ arguments: [Argument], at span: Span) throws(Failure) -> Term
  {
    var seed: Expression?
    var parts: [Expression] = []
    for argument in arguments {
      guard let label = argument.label else {
        parts.append(argument.value)
        continue
      }
      guard label.text == "seed", form == .grad else {
        throw fail(
          Diagnostic(
            "\(form.rawValue) has no option \(label.text)", at: label.span,
            hint: form == .grad ? "seed=… is the one option" : nil))
      }
      seed = argument.value
    }
    if let first = parts.first { parts[0] = applied(first) }
    guard parts.count == form.argumentCount else {
      throw fail(
        Diagnostic(
          "\(form.rawValue) takes \(form.argumentCount) arguments, got \(parts.count)", at: span,
          hint: form.usage))
    }
    let isScalarForm = form == .grad || form == .hessian || form == .hvp
    let function = try function(
      parts[0], expecting: isScalarForm && seed == nil ? .scalar : nil)
    let variable = try variable(parts[1], of: function)
    switch form {
    case .grad:
      return try gradient(function, variable, seed: seed, parts[0], at: span)
    case .jacobian, .d:
      return try array(function, variable, parts[0], isJacobian: form == .jacobian)
    case .hessian:
      try needScalar(function, of: variable, parts[0], form: "hessian", at: span)
      return try hessian(function, [variable, variable])
    case .jvp, .hvp:
      return try tangentProduct(form, function, variable, parts, at: span)
    case .vjp:
      let cotangent = try given(parts[2], like: function, parts[0], "a cotangent")
      let node = graph.derivative(
        DerivativeRequest(
          of: function.node, by: variable.term.node, cotangent: cotangent.node))
      return try arranged(Term(node, variable.term.orientation), leading: 0, [variable])
    }
  }

  // MARK: Notation

  /// `∂J/∂W`, `∂²J/∂x²`, `∂²J/∂x∂y`, `∇_x J`.
  func derivative(
    of function: Expression, by variables: [Expression], at span: Span
  ) throws(Failure) -> Term {
    if let substituted = byPowers(function, variables, at: span) {
      return try self.term(substituted)
    }
    let function = applied(function)
    let term = try self.function(function, expecting: nil)
    var resolved: [Variable] = []
    for variable in variables { resolved.append(try self.variable(variable, of: term)) }
    if resolved.count == 1 {
      if order(term) == 0 { return try gradient(term, resolved[0], seed: nil, function, at: span) }
      return try array(term, resolved[0], function, isJacobian: false)
    }
    return try hessian(term, resolved)
  }

  /// `dJ/dW1`, where J and W1 are names and dJ, dW1 are not.
  func differentialQuotient(
    _ left: Expression, _ right: Expression, at span: Span
  ) throws(Failure) -> Term? {
    guard case .name(let below) = right.form else { return nil }
    let above = left.bareName.flatMap { differential($0) }
    guard let variable = differential(below, parameterOf: above) else { return nil }
    let place = Span(right.span.lower + 1, right.span.upper)
    // d(x^3)/dx
    if let (word, arguments) = left.call, word == "d", arguments.count == 1,
      arguments[0].label == nil, environment.binding(of: word) == nil
    {
      return try derivative(
        of: arguments[0].value, by: [Expression(.name(variable), place)], at: span)
    }
    guard let function = above else { return nil }
    say("reading \(text(left))/\(text(right)) as ∂\(function)/∂\(variable)")
    return try derivative(
      of: Expression(.name(function), Span(left.span.lower + 1, left.span.upper)),
      by: [Expression(.name(variable), place)], at: span)
  }

  /// J of `dJ`; x of `dx` where f has the parameter x, too.
  private func differential(_ name: String, parameterOf function: String? = nil) -> String? {
    guard name.count > 1, name.hasPrefix("d"), locals[name] == nil,
      environment.binding(of: name) == nil
    else { return nil }
    let rest = String(name.dropFirst())
    if let function, case .function(let function)? = environment.binding(of: function),
      function.parameters.contains(rest)
    {
      return rest
    }
    return locals[rest] != nil || environment.binding(of: rest) != nil ? rest : nil
  }

  // MARK: Operands

  /// What is differentiated: a function's name stands for its value at its parameters.
  private func applied(_ expression: Expression) -> Expression {
    guard let name = expression.bare.bareName, locals[name] == nil,
      case .function(let function)? = environment.binding(of: name)
    else { return expression }
    return expression.applied(to: function.parameters)
  }

  private func function(_ expression: Expression, expecting hint: Kind?) throws(Failure) -> Term {
    // A name of which nothing is known depends on nothing: zeros would look like an answer.
    if let name = expression.bare.bareName, locals[name] == nil,
      environment.binding(of: name) == nil, try member(expression) == nil
    {
      throw unknownName(name, at: expression.span)
    }
    takeAsNumbers(argumentsOf: expression)
    // A formula such as x'*A*x is a scalar by its operators, only a bare symbol needs the hint.
    return try term(expression, expecting: undetermined(expression) == nil ? nil : hint)
  }

  /// The name that is differentiated by, or a slice of one, or `vec` of one; of a formula, a name on
  /// the way to the function that it is the formula of.
  private func variable(
    _ expression: Expression, of function: Term
  ) throws(Failure) -> Variable {
    if let member = try member(expression) {
      return Variable(term: member, expression: expression)
    }
    switch expression.form {
    case .parenthesized(let inner): return try variable(inner, of: function)
    case .name(let name):
      return Variable(term: try variableName(name, at: expression.span), expression: expression)
    case .index(let base, let indices, let brackets):
      var variable = try variable(base, of: function)
      guard variable.indices == nil, !variable.isVectorized else { break }
      variable.indices = indices
      variable.brackets = brackets
      variable.expression = expression
      return variable
    case .application(let callee, let arguments, _):
      guard case .name("vec") = callee.form, arguments.count == 1 else { break }
      var variable = try variable(arguments[0].value, of: function)
      guard variable.indices == nil, order(variable.term) <= 2 else { break }
      variable.isVectorized = order(variable.term) == 2
      return variable
    case .binary, .postfix, .prefix:
      guard let term = try named(expression, on: function) else { break }
      return Variable(term: term, expression: expression)
    default: break
    }
    throw fail(
      Diagnostic(
        "a derivative is taken by a name, a slice of one, or vec(name)", at: expression.span,
        hint: expression.names.isEmpty ? nil : "give it a name first: t = \(text(expression))"))
  }

  /// The name of a formula on the way to a function: `∂L/∂(W*x)` where L rests on `u = W*x`.
  private func named(_ formula: Expression, on function: Term) throws(Failure) -> Term? {
    let meant = try term(formula)
    let name = graph.postorder([function.node], below: graph.meaning(of:)).last {
      graph.definitions[$0] == meant.node && graph.name(of: $0)?.text.isEmpty == false
    }
    guard let name else { return nil }
    say("by \(graph.name(of: name)?.text ?? ""), which is \(text(formula))")
    return Term(name, meant.orientation)
  }

  private func unknownName(_ name: String, at span: Span) -> Failure {
    let near = nearestName(to: name, in: environment.boundNames)
    var diagnostic = Diagnostic(
      "unknown name \(name)", at: span, hint: near.map { "did you mean \($0)?" })
    diagnostic.fact = .unknownName
    return fail(diagnostic)
  }

  private func variableName(_ name: String, at span: Span) throws(Failure) -> Term {
    if let local = locals[name] {
      guard case .named = graph[local.node].form else {
        throw fail(Diagnostic("\(name) is no name that can be differentiated by here", at: span))
      }
      return local
    }
    guard let binding = environment.binding(of: name) else { throw unknownName(name, at: span) }
    switch binding {
    case .variable(let term):
      mention(name)
      return term
    case .function:
      throw fail(Diagnostic("\(name) is a function, not a variable", at: span))
    case .broken(let diagnostic):
      throw .diagnostic(diagnostic)
    }
  }

  private func needScalar(
    _ function: Term, of variable: Variable, _ expression: Expression, form: String, at span: Span
  ) throws(Failure) {
    guard order(function) != 0 else { return }
    if let name = onlyName(of: expression), name == undetermined(variable.expression) {
      // x^2 by x: nothing but convention says that x is a vector.
      _ = introduce(name, .scalar, .use)
      throw .restart
    }
    throw fail(
      Diagnostic(
        "\(form) needs a scalar; \(text(expression)) is \(noun(function))", at: expression.span,
        hint: form == "grad"
          ? "jacobian(…) differentiates arrays; seed=… gives a cotangent"
          : "d(…) differentiates arrays"
      ))
  }

  /// The name that an expression is all about; nil if it has several, or none.
  private func onlyName(of expression: Expression) -> String? {
    let names = expression.names.filter {
      if locals[$0] != nil { return true }
      if case .function? = environment.binding(of: $0) { return false }
      return environment.binding(of: $0) != nil
    }
    return names.count == 1 ? names.first : nil
  }

  /// A tangent or a cotangent, in the shape of another term.
  private func given(
    _ expression: Expression, like other: Term, _ otherExpression: Expression, _ what: String
  ) throws(Failure) -> Term {
    let term = try term(
      expression, expecting: undetermined(expression) == nil ? nil : kind(of: other))
    if order(term) == 0, order(other) == 0 { return term }
    guard order(term) == order(other) else {
      throw unlike(term, expression, other, otherExpression, what)
    }
    for axis in 0..<order(term) {
      do { try graph.sizes.unify(shape(term)[axis], shape(other)[axis]) } catch {
        throw unlike(term, expression, other, otherExpression, what)
      }
    }
    return term
  }

  private func unlike(
    _ term: Term, _ expression: Expression, _ other: Term, _ otherExpression: Expression,
    _ what: String
  ) -> Failure {
    fail(
      Diagnostic(
        "\(what) has the shape of \(text(otherExpression))", at: expression.span,
        notes: [
          "\(text(expression)) is \(sizeText(term)), \(text(otherExpression)) is \(sizeText(other))"
        ]))
  }

  // MARK: Requests

  private func gradient(
    _ function: Term, _ variable: Variable, seed: Expression?, _ expression: Expression,
    at span: Span
  ) throws(Failure) -> Term {
    var request = DerivativeRequest(of: function.node, by: variable.term.node)
    if let seed {
      request.cotangent = try given(seed, like: function, expression, "a seed").node
    } else {
      try needScalar(function, of: variable, expression, form: "grad", at: span)
    }
    sayIfIndependent(function, variable, expression)
    sayIfSymmetric([variable], isGradient: true)
    let node = graph.derivative(request)
    return try arranged(Term(node, variable.term.orientation), leading: 0, [variable])
  }

  /// The name of a variable that is symmetric; nil for other variables.
  private func symmetricName(_ variable: Variable) -> String? {
    graph.name(of: variable.term.node).flatMap { $0.isSymmetric ? $0.text : nil }
  }

  /// What is said of derivatives that have the axes of a symmetric name.
  private func sayIfSymmetric(_ variables: [Variable], isGradient: Bool = false) {
    for name in Set(variables.compactMap(symmetricName)).sorted() {
      say(
        "\(name) is symmetric: "
          + (isGradient
            ? "the gradient is (G + G')/2" : "so is the derivative in the axes of \(name)"))
    }
  }

  private func sayIfIndependent(_ function: Term, _ variable: Variable, _ expression: Expression) {
    if members != nil { return }
    let reached = graph.postorder([function.node], below: self.graph.meaning(of:))
    guard !reached.contains(variable.term.node) else { return }
    say("\(text(expression)) doesn't depend on \(text(variable.expression))")
  }

  /// The derivative array: the axes of the function, then those of the variable.
  private func array(
    _ function: Term, _ variable: Variable, _ expression: Expression, isJacobian: Bool
  ) throws(Failure) -> Term {
    let node = graph.derivative(DerivativeRequest(of: function.node, by: variable.term.node))
    let lead = order(function)
    sayIfIndependent(function, variable, expression)
    sayIfSymmetric([variable], isGradient: lead == 0)
    // A scalar's Jacobian is one row; a derivative array by notation has the variable's shape.
    let orientation: Orientation
    switch (lead, order(variable.term)) {
    case (0, 1): orientation = isJacobian ? .row : variable.term.orientation
    case (1, 0): orientation = function.orientation
    default: orientation = .column
    }
    return try arranged(Term(node, orientation), leading: lead, [variable])
  }

  private func hessian(_ function: Term, _ variables: [Variable]) throws(Failure) -> Term {
    sayIfSymmetric(variables)
    var node = function.node
    for variable in variables {
      node = graph.derivative(DerivativeRequest(of: node, by: variable.term.node))
    }
    let count = graph[node].shape.order
    let orientation: Orientation = count == 1 ? variables[0].term.orientation : .column
    return try arranged(Term(node, orientation), leading: order(function), variables)
  }

  private func tangentProduct(
    _ form: DerivativeForm, _ function: Term, _ variable: Variable, _ parts: [Expression],
    at span: Span
  ) throws(Failure) -> Term {
    guard variable.indices == nil, !variable.isVectorized else {
      throw fail(
        Diagnostic(
          "\(form.rawValue) takes a whole name as its variable", at: variable.expression.span))
    }
    let tangent = try given(parts[2], like: variable.term, parts[1], "a tangent")
    if let name = symmetricName(variable), graph.name(of: tangent.node)?.isSymmetric != true {
      say("\(name) is symmetric: the tangent is taken as (T + T')/2")
    }
    guard form == .hvp else {
      let node = graph.derivative(
        DerivativeRequest(of: function.node, by: variable.term.node, tangent: tangent.node))
      return Term(node, function.orientation)
    }
    try needScalar(function, of: variable, parts[0], form: "hvp", at: span)
    let gradient = graph.derivative(
      DerivativeRequest(of: function.node, by: variable.term.node))
    let node = graph.derivative(
      DerivativeRequest(of: gradient, by: variable.term.node, tangent: tangent.node))
    return Term(node, variable.term.orientation)
  }

  /// What a derivative is once its variables are taken as they were asked for: axes of `vec(X)`
  /// merged, entries of `x[…]` picked.
  private func arranged(
    _ term: Term, leading: Int, _ variables: [Variable]
  ) throws(Failure) -> Term {
    guard variables.contains(where: { $0.isVectorized || $0.indices != nil }) else { return term }
    var node = term.node
    var orientation = term.orientation
    var axis = leading
    for variable in variables {
      let count = order(variable.term)
      if variable.isVectorized {
        node = vectorized(node, at: axis)
        axis += 1
      } else if let indices = variable.indices, let brackets = variable.brackets {
        let picked = try index(
          node, axes: axis..<axis + count, by: indices, of: variable.term, at: brackets,
          in: variable.expression)
        node = picked.node
        orientation = picked.orientation
        axis += picked.keptAxes
      } else {
        axis += count
      }
    }
    return Term(node, graph[node].shape.order == 1 ? orientation : .column)
  }

  /// Two axes as one, column-major: the first of them is the faster.
  private func vectorized(_ node: NodeID, at axis: Int) -> NodeID {
    let shape = graph.shape(of: node)
    let labels = Labels(0..<shape.order)
    // The reshape works on trailing axes in row-major order: the pair goes last, transposed.
    let others = labels.filter { $0 != axis && $0 != axis + 1 }
    let moved = graph.contract([Factor(node, labels)], to: others + [axis + 1, axis])
    let merged = graph.sizes.product(shape[axis], shape[axis + 1])
    let flat = graph.applied(
      .reshape, moved, attributes: Attributes(shape: Shape(others.map { shape[$0] } + [merged])))
    // Back to its place among the other axes.
    let last = others.count
    var order = Labels(0..<last)
    order.insert(last, at: axis)
    return graph.contract([Factor(flat, Labels(0...last))], to: order)
  }
}
