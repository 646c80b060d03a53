import Arrays
import Graph
import Primitives
import Synchronization
import Syntax

extension Elaborator {
  /// `a(…)`: a form, a function of the catalogue, a function of the user, or a product.
  func application(
    _ whole: Expression, _ callee: Expression, _ arguments: [Argument], _ parentheses: Span
  ) throws(Failure) -> [Term] {
    switch callee.form {
    case .subscripted(let base, _, let name):
      // h_θ(x) after h(x) = …: the subscript says again what it rests on.
      let function = environment.binding(of: name) == nil ? base.bareName : nil
      var callee = Expression(.name(name), callee.span)
      if let function, isFunctionOfUser(function) { callee = base }
      return try application(whole, callee, arguments, parentheses)
    case .index(let base, _, at: _)
    where dialect == .notes && base.bareName.map(isFunctionOfUser) ?? false:
      return try application(whole, base, arguments, parentheses)
    case .name(let name):
      if let local = locals[name] {
        return [try product(of: local, callee, arguments, parentheses)]
      }
      if case .function(let function)? = environment.binding(of: name) {
        mention(name)
        return [try call(function, arguments, at: whole.span)]
      }
      if name == "prod", let (left, right) = chainFactors(arguments) {
        return [try chainProduct(left, right, at: whole.span)]
      }
      if let form = DerivativeForm(rawValue: name) {
        if let bound = environment.binding(of: name), case .variable(let term) = bound, name == "d",
          arguments.count == 1
        {
          return [try product(of: term, callee, arguments, parentheses)]
        }
        return [try self.form(form, arguments, at: whole.span)]
      }
      if let term = try substituted(name, arguments, at: whole.span) { return [term] }
      // \mathbf{1} without a size.
      if dialect == .notes, name == "ones", arguments.isEmpty {
        return [Term(graph.ones(Shape([graph.sizes.fresh()])))]
      }
      if let term = try gradientBySeveral(whole) { return [term] }
      if whole.extremeByNames != nil, dialect == .notes {
        throw fail(
          Diagnostic("where \(text(arguments[0].value)) is extreme has no formula", at: whole.span))
      }
      if name == "load" { return [try load(arguments, at: whole.span)] }
      if let function = Catalogue.function(named: name) {
        return try call(function, arguments, at: whole.span)
      }
      if let binding = environment.binding(of: name) {
        guard case .variable(let term) = binding else { return [try self.term(callee)] }
        mention(name)
        return [try product(of: term, callee, arguments, parentheses)]
      }
      if factors(ofRun: name) != nil || isKnownWord(name) {
        return [try product(of: try term(callee), callee, arguments, parentheses)]
      }
      if dialect == .notes, let bar = name.firstIndex(of: "_"),
        isFunctionOfUser(String(name[..<bar]))
      {
        let function = Expression(.name(String(name[..<bar])), callee.span)
        return try application(whole, function, arguments, parentheses)
      }
      if let term = try application(ofUnknown: name, whole, arguments, callee, parentheses) {
        return [term]
      }
      // λ (w'*w - 1) is a multiple: letters like that name numbers, not functions.
      if arguments.count == 1, arguments[0].label == nil, name.unicodeScalars.count == 1,
        Convention.letter(of: name) == .scalar, name.unicodeScalars.allSatisfy({ !$0.isASCII }),
        !"φϕψχ".contains(name)
      {
        return [try product(of: try term(callee), callee, arguments, parentheses)]
      }
      throw unknownFunction(name, at: callee.span)
    case .postfix(_, .transpose):
      if let (name, order) = primedFunction(callee) {
        return [try derivativeOfFunction(name, order: order, arguments, at: whole.span)]
      }
      return [try product(of: try term(callee), callee, arguments, parentheses)]
    default:
      return [try product(of: try term(callee), callee, arguments, parentheses)]
    }
  }

  private func isFunctionOfUser(_ name: String) -> Bool {
    if case .function? = environment.binding(of: name) { true } else { false }
  }

  func isFunction(_ name: String) -> Bool {
    if locals[name] != nil { return false }
    switch environment.binding(of: name) {
    case .function: return true
    case .variable, .broken: return false
    case nil: return Catalogue.function(named: name) != nil
    }
  }

  /// The two factors of the chain rule's product; nil for the product of one array's entries, along an
  /// axis perhaps.
  private func chainFactors(_ arguments: [Argument]) -> (Expression, Expression)? {
    guard arguments.count == 2, arguments.allSatisfy({ $0.label == nil }) else { return nil }
    if case .number = arguments[1].value.form { return nil }
    return (arguments[0].value, arguments[1].value)
  }

  /// The product that `X (X'X)^-1` is where X is a value; nil where it is a call.
  func product(ofApplication expression: Expression) -> Expression? {
    guard let (callee, last, gap) = factors(ofApplication: expression) else { return nil }
    return Expression(
      .binary(callee, .juxtapose, last, at: gap), expression.span.union(last.span))
  }

  /// The two factors of `X (X'X)` where X is a value, with what stands behind the parentheses on
  /// them alone, as in `X (X'X)^-1'`; and the place between them.
  func factors(
    ofApplication expression: Expression
  ) -> (callee: Expression, last: Expression, gap: Span)? {
    var marks: [(Expression) -> Expression] = []
    var inner = expression
    while true {
      switch inner.form {
      case .postfix(let operand, let postfix):
        marks.append { Expression(.postfix($0, postfix), $0.span) }
        inner = operand
        continue
      case .index(let base, let indices, let brackets):
        marks.append { Expression(.index($0, indices, at: brackets), $0.span.union(brackets)) }
        inner = base
        continue
      case .binary(let base, let binary, let exponent, at: let place)
      where binary == .power || binary == .elementwisePower:
        marks.append { Expression(.binary($0, binary, exponent, at: place), $0.span) }
        inner = base
        continue
      default: break
      }
      break
    }
    guard case .application(let callee, let arguments, let parentheses) = inner.form,
      isFactor(callee, of: arguments), !looksLikeIndex(arguments)
    else { return nil }
    let group = Expression(.parenthesized(arguments[0].value), parentheses)
    let last = marks.reversed().reduce(group) { $1($0) }
    return (callee, last, Span(parentheses.lower, parentheses.lower))
  }

  /// Whether what stands before parentheses is a value, so that they are a factor beside it.
  private func isFactor(_ callee: Expression, of arguments: [Argument]) -> Bool {
    switch callee.form {
    case .subscripted(_, _, let name):
      return isFactor(Expression(.name(name), callee.span), of: arguments)
    case .name(let name):
      if locals[name] != nil { return true }
      switch environment.binding(of: name) {
      case .function, .broken: return false
      case .variable:
        return DerivativeForm(rawValue: name) == nil && Catalogue.function(named: name) == nil
          && name != "load"
      case nil: break
      }
      if isKnownWord(name) { return name == "I" || Catalogue.constants[name] != nil }
      if DerivativeForm(rawValue: name) != nil || name == "load" { return false }
      return factors(ofRun: name) != nil || isFactorOfNote(name, arguments.map(\.value))
    case .postfix(let inner, .transpose):
      if case .name(let name) = inner.form {
        return !isFunction(name) && (!isAbstractFunction(name) || isRaised(callee))
      }
      return true
    default: return true
    }
  }

  private func looksLikeIndex(_ arguments: [Argument]) -> Bool {
    guard arguments.count == 1, arguments[0].label == nil else { return true }
    switch arguments[0].value.form {
    case .number(let number): return !number.isDecimal
    case .range, .colon, .end: return true
    default: return false
    }
  }

  /// `a(x + y)` where a is a value: a product, unless it looks like an index.
  func product(
    of term: Term, _ callee: Expression, _ arguments: [Argument], _ parentheses: Span
  ) throws(Failure) -> Term {
    let inside = arguments.map { text($0.value) }.joined(separator: ", ")
    guard !looksLikeIndex(arguments) else {
      let isNumber = if case .number = arguments.first?.value.form { true } else { false }
      let missing = String(repeating: ", :", count: max(0, order(term) - arguments.count))
      let what = missing.isEmpty && isNumber ? "an entry" : "a part of it"
      var hints: [String] = []
      if order(term) > 0 { hints.append("\(text(callee))[\(inside)\(missing)] is \(what)") }
      if isNumber, arguments.count == 1 { hints.append("\(inside)*\(text(callee)) is a product") }
      throw fail(
        Diagnostic(
          "\(text(callee)) is no function: it is \(noun(term))", at: callee.span,
          and: [parentheses],
          hint: arguments.isEmpty || hints.isEmpty ? nil : hints.joined(separator: "; ")))
    }
    let operands = Operands(
      left: callee, right: arguments[0].value, place: Span(parentheses.lower, parentheses.lower))
    return try product(
      term, try self.term(arguments[0].value), operands, juxtaposed: true)
  }

  private func unknownFunction(_ name: String, at span: Span) -> Failure {
    let own =
      environment.boundNames + DerivativeForm.allCases.map(\.rawValue)
      + ["vector", "matrix", "symmetric", "scalar"]
    let near = nearestName(to: name, in: own).flatMap { $0.count > 1 ? $0 : nil }
    return fail(
      Diagnostic(
        "unknown function \(name)", at: span,
        hint: Catalogue.remark(on: name)
          ?? (Catalogue.suggestion(for: name) ?? near).map { "did you mean \($0)?" }))
  }

  // MARK: Functions of the catalogue

  /// A call written by the user.
  private func call(
    _ function: Function, _ arguments: [Argument], at span: Span
  ) throws(Failure) -> [Term] {
    var axis: Int?
    var parts: [Call.Argument] = []
    var expressions: [Expression] = []
    for argument in arguments {
      if let label = argument.label {
        guard label.text == "axis" else {
          throw fail(
            Diagnostic(
              "\(function.name) has no option \(label.text)", at: label.span,
              hint: "axis=1 or axis=2 where a function works along an axis"))
        }
        let number = try term(argument.value)
        guard order(number) == 0, let value = try value(of: number.node, at: argument.value.span),
          let whole = Int(exactly: value[0]), whole >= 1
        else {
          throw fail(Diagnostic("an axis is a whole number from 1", at: argument.value.span))
        }
        axis = whole
        continue
      }
      expressions.append(argument.value)
      if case .string(let text) = argument.value.form {
        parts.append(.string(text))
      } else {
        parts.append(.term(try term(argument.value)))
      }
    }
    if dialect == .notes, function.name == "log", parts.count == 2, case .term(let x) = parts[0],
      case .term(let base) = parts[1], x.node == base.node, order(x) > 0
    {
      // Of an array this is 1 everywhere: no note means that.
      let name = text(expressions[0])
      say("log to the base \(name) of \(name) is 1 whatever \(name) is: reading it as log(\(name))")
      return try call(function, [parts[0]], [expressions[0]], axis: axis, at: span)
    }
    return try call(function, parts, expressions, axis: axis, at: span)
  }

  /// A call of a row by name on terms that are there, as operators make it.
  func call(
    _ name: String, _ terms: [Term], _ expressions: [Expression], at span: Span
  ) throws(Failure) -> Term {
    guard let function = Catalogue.function(named: name) else {
      preconditionFailure("the catalogue has \(name)")
    }
    return try call(function, terms.map { .term($0) }, expressions, axis: nil, at: span)[0]
  }

  private func call(
    _ function: Function, _ arguments: [Call.Argument], _ expressions: [Expression], axis: Int?,
    at span: Span
  ) throws(Failure) -> [Term] {
    let needed = function.parameters.filter { !$0.isOptional }.count
    let most = function.isVariadic ? Int.max : function.parameters.count
    guard arguments.count >= needed, arguments.count <= most else {
      throw wrongCount(function, arguments.count, at: span)
    }
    switch function.meaning {
    case .elementwise(let primitive):
      var terms: [Term] = []
      for (argument, expression) in zip(arguments, expressions) {
        guard case .term(let term) = argument else {
          throw fail(Diagnostic("\(function.name) needs numbers", at: expression.span))
        }
        terms.append(term)
      }
      return [try applied(primitive, terms, expressions)]
    case .formula(let formula):
      return [try self.formula(formula, of: function, arguments, expressions, at: span)]
    case .construction(let build):
      var sizeNames: Set<String> = []
      let call = Call(
        graph: graph, arguments: arguments, axis: axis,
        value: { node in
          // The error, if there is one, comes again where the node's own value is asked for.
          do { return try self.value(of: node, at: span) } catch { return nil }
        },
        draw: { distribution, shape in
          self.environment.draw(distribution, shape: shape)
        },
        sizeSymbol: { index in
          guard index < expressions.count else { return nil }
          if let name = self.undetermined(expressions[index]), self.newNames.contains(name) {
            sizeNames.insert(name)
          }
          return self.sizeSymbol(expressions[index])
        },
        say: { self.say($0) })
      let terms: [Term]
      do throws(CallError) {
        terms = try build(call)
      } catch {
        guard sizeNames.isEmpty else { throw restarted(withSizes: sizeNames) }
        if try settled(by: error, expressions) { throw .restart }
        throw describe(error, function, arguments, expressions, at: span)
      }
      guard sizeNames.isEmpty else { throw restarted(withSizes: sizeNames) }
      return terms
    }
  }

  /// Names that were met as sizes for the first time are no vectors by convention.
  private func restarted(withSizes names: Set<String>) -> Failure {
    for name in names {
      environment.withdraw(name)
      newNames.remove(name)
    }
    return .restart
  }

  /// A primitive that works entry by entry, its operands broadcast to the largest of them.
  func applied(
    _ primitive: Primitive, _ terms: [Term], _ expressions: [Expression]
  ) throws(Failure) -> Term {
    guard let largest = terms.indices.max(by: { order(terms[$0]) < order(terms[$1]) }) else {
      preconditionFailure("every function has an argument")
    }
    var nodes = terms.map(\.node)
    var orientation = terms[largest].orientation
    for index in terms.indices where index != largest {
      let (first, second) = (min(index, largest), max(index, largest))
      let operands = Operands(
        left: expressions[first], right: expressions[second],
        place: Span(expressions[first].span.upper, expressions[second].span.lower))
      let (x, y, common) = try broadcast(terms[first], terms[second], operands)
      nodes[index] = index == first ? x : y
      orientation = common
    }
    return Term(graph.applied(primitive, nodes), orientation)
  }

  /// Whether what went wrong is that a symbol was taken for the wrong kind by convention: learns the
  /// kind that the function needs.
  private func settled(
    by error: CallError, _ expressions: [Expression]
  ) throws(Failure) -> Bool {
    guard case .shape(.needs(let index, let requirement)) = error, index < expressions.count,
      let name = undetermined(expressions[index])
    else { return false }
    let sizes = graph.sizes
    let kind: Kind
    switch requirement {
    case .square, .matrix, .vectorOrMatrix:
      let n = sizes.fresh()
      kind = requirement == .square ? .matrix(n, n) : .matrix(n, sizes.fresh())
    case .vector, .scalarOrVector: kind = .vector(sizes.fresh())
    case .scalar: kind = .scalar
    default: return false
    }
    _ = introduce(name, kind, .use)
    return true
  }

  /// The size symbol that an argument names: a name that the user declared sizes with, or used for
  /// nothing else.
  private func sizeSymbol(_ expression: Expression) -> Size? {
    guard case .name(let name) = expression.form, locals[name] == nil else { return nil }
    if environment.binding(of: name) != nil, environment.basis(of: name) == nil { return nil }
    return graph.sizes.symbol(named: name)
  }

  /// A definition of the catalogue: its formula over its parameters.
  private func formula(
    _ text: String, of function: Function, _ arguments: [Call.Argument],
    _ expressions: [Expression], at span: Span
  ) throws(Failure) -> Term {
    let body: Expression
    do {
      body = try Definitions.expression(text)
    } catch {
      throw .diagnostic(error)
    }
    var scope: [String: Term] = [:]
    for (parameter, argument) in zip(function.parameters, arguments) {
      guard case .term(let term) = argument else {
        throw fail(Diagnostic("\(function.name) needs numbers", at: span))
      }
      scope[parameter.name] = term
    }
    do {
      return try inside(SourceText(text, name: function.name), scope) { () throws(Failure) in
        try self.term(body)
      }
    } catch {
      guard case .diagnostic(let inner) = error else { throw error }
      // The formula is the catalogue's, so the message speaks of the call.
      throw fail(
        Diagnostic(
          "\(function.name) doesn't fit these arguments: \(inner.message)", at: span,
          notes: shapes(arguments, expressions)))
    }
  }

  // MARK: Files

  private func load(_ arguments: [Argument], at span: Span) throws(Failure) -> Term {
    guard arguments.count == 1, case .string(let path) = arguments[0].value.form else {
      throw fail(
        Diagnostic("load takes one file name in quotes", at: span, hint: "load(\"x.csv\")"))
    }
    do {
      let loaded = try Arrays.load(path)
      if let note = loaded.note { say("\(path): \(note)") }
      let shape = loaded.tensor.shape
      // A table of one line is a row, as a literal is; NumPy's files say their axes themselves.
      if shape.count == 2, shape[0] == 1, !path.hasSuffix(".npy") {
        return Term(graph.literal(loaded.tensor.reshaped([shape[1]])), .row)
      }
      return Term(graph.literal(loaded.tensor))
    } catch {
      throw fail(Diagnostic(describing: error, at: arguments[0].value.span))
    }
  }
}

/// The parsed formulas of the catalogue's definitions, each parsed when it is first used.
private enum Definitions {
  private static let parsed = Mutex<[String: Expression]>([:])

  static func expression(_ formula: String) throws(Diagnostic) -> Expression {
    if let known = parsed.withLock({ $0[formula] }) { return known }
    let expression = try Parser.parseExpression(SourceText(formula))
    parsed.withLock { $0[formula] = expression }
    return expression
  }
}
