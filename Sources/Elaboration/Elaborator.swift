import Arrays
import Graph
import Primitives
import Syntax

/// Turns an expression into graph: resolves names, finds kinds and sizes, decides what is a call
/// and what a product, and says which readings it took.
///
/// One elaborator serves one expression of one text; it asks an ``Environment`` for all that lasts.
package final class Elaborator {
  /// Why elaboration stopped.
  enum Failure: Error {
    case diagnostic(Diagnostic)
    /// A symbol's kind was learnt after it had been used as another: begin again with it.
    case restart
  }

  let environment: any Environment
  /// The text that spans are in: the user's, or a function's own while its body is elaborated.
  var source: SourceText
  /// Parameters of the functions being elaborated.
  var locals: [String: Term] = [:]
  /// How deep calls of functions are nested.
  var callDepth = 0
  /// The functions whose bodies are being read, and whether those choose by a condition.
  var entered: [(name: String, isConditional: Bool)] = []
  /// Under the prefix Σ, powers and products of vectors are elementwise, as notes mean them.
  var isUnderSum = false
  /// The indices that run where the expression stands.
  var indices: Set<String> = []
  /// Where those of them run that a sign gives a range.
  var indexBounds: [String: IndexBounds] = [:]
  /// Members that stand for their families, while an expression over families is read.
  var members: [NodeID: Member]?
  /// Of which kind the members of families are by how they are used there.
  var familyKinds = FamilyKinds()
  /// The size of the axis that `end` stands for.
  var endSizes: [Size] = []
  /// Symbols met for the first time in this expression.
  var introducedHere: [String: (Kind, KindBasis)] = [:]

  /// What names stand for at a point, while an expression is read there.
  var pointNodes: [NodeID] = []
  /// Names that are tried as scalars.
  var scalarNames: Set<String> = []
  /// Names that nothing was known of before this expression, over all its restarts: what convention
  /// decides of them is said once.
  var newNames: Set<String> = []

  /// How strictly the expression is understood.
  let dialect: Dialect

  private var readings: [String] = []
  private var guards: [(node: NodeID, value: Tensor)] = []
  private var names: [String] = []

  var graph: Graph { environment.graph }

  /// - Parameter locals: Names that mean something in this expression alone.
  package init(
    environment: any Environment, source: SourceText, locals: [String: Term] = [:],
    dialect: Dialect = .plain
  ) {
    self.locals = locals
    self.environment = environment
    self.dialect = dialect
    self.source = source
  }

  /// Elaborates an expression. Nothing but sizes and introduced symbols changes in the environment,
  /// which undoes that if this throws.
  package func elaborate(_ expression: Expression) throws(Diagnostic) -> Elaborated {
    var first: Diagnostic?
    var readings: ArraySlice<Set<String>>?
    let numbers = numbers(in: expression)
    let retaken = numbers.filter { environment.binding(of: $0) != nil }
    if !numbers.isEmpty { takeAsScalars(numbers) }
    // Each restart settles one symbol, so this ends.
    for _ in 0..<64 {
      self.readings = []
      guards = []
      names = []
      introducedHere = [:]
      endSizes = []
      indices = []
      members = nil
      pointNodes = []
      nameSizes(in: expression)
      do {
        let terms = try results(expression)
        if let taken = conventionReading() { self.readings.append(taken) }
        var result = Elaborated(
          terms: terms, readings: self.readings, guards: guards, names: names)
        result.retaken = retaken.intersection(scalarNames).sorted()
        return result
      } catch {
        switch error {
        case .diagnostic(var diagnostic):
          // What was assumed of names may be what is wrong.
          if let taken = conventionReading() { diagnostic.notes.append(taken) }
          // In notes, small letters are scalars as well.
          if readings == nil { readings = scalarReadings()[...] }
          first = first ?? diagnostic
          guard let next = readings?.popFirst() else { throw first ?? diagnostic }
          takeAsScalars(next)
        case .restart: continue
        }
      }
    }
    throw Diagnostic(
      "the kinds of these names can't be found from their use", at: expression.span,
      hint: "declare them, as in A : matrix(m, n)")
  }

  // MARK: Bookkeeping

  func say(_ reading: String) {
    if !readings.contains(reading) { readings.append(reading) }
  }

  func mention(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }

  func fail(_ diagnostic: Diagnostic) -> Failure { .diagnostic(located(diagnostic)) }

  /// Stops after Ctrl-C; who runs the elaborator knows that this is no error.
  func checkInterrupt(at span: Span?) throws(Failure) {
    if Interrupt.isRequested { throw fail(Diagnostic("interrupted", at: span)) }
  }

  /// A diagnostic whose labels know the text they are in.
  private func located(_ diagnostic: Diagnostic) -> Diagnostic {
    var diagnostic = diagnostic
    if callDepth > 0 {
      for index in diagnostic.labels.indices where diagnostic.labels[index].source == nil {
        diagnostic.labels[index].source = source
      }
    }
    return diagnostic
  }

  /// The value of a node now; what is built from it must be built again when it changes.
  func value(of node: NodeID, at span: Span) throws(Failure) -> Tensor? {
    do {
      guard let value = try environment.value(of: node) else { return nil }
      if !graph.leaves(of: [node]).isEmpty { guards.append((node, value)) }
      return value
    } catch {
      throw fail(Diagnostic(describing: error, at: span))
    }
  }

  /// The text of an expression as the user wrote it, short enough for a message; what stands side
  /// by side is written as a product.
  func text(_ expression: Expression) -> String {
    // What was moved here from another text has no words of its own.
    let isElsewhere =
      expression.span.upper > source.bytes.count || expression.span.lower == expression.span.upper
    let text =
      expression.hasJuxtaposition || isElsewhere
      ? expression.withProducts.text : source[expression.span]
    return text.count <= 40 && !text.contains("\n") ? text : "this"
  }

  func shape(_ term: Term) -> Shape { graph.shape(of: term.node) }
  func order(_ term: Term) -> Int { graph[term.node].shape.order }

  // MARK: Expressions

  /// The terms of an expression: several for functions with several results.
  func results(_ expression: Expression) throws(Failure) -> [Term] {
    if case .application(let callee, let arguments, let parentheses) = expression.form {
      return try application(expression, callee, arguments, parentheses)
    }
    return [try term(expression)]
  }

  /// The one term of an expression. `hint` is the kind it has if it is a symbol of which nothing
  /// is known.
  func term(_ expression: Expression, expecting hint: Kind? = nil) throws(Failure) -> Term {
    switch expression.form {
    case .number(let literal):
      return Term(graph.constant(literal.value))
    case .string:
      throw fail(
        Diagnostic("a text has no value here", at: expression.span, hint: "as in load(\"x.csv\")"))
    case .name(let name):
      return try self.name(name, at: expression.span, expecting: hint)
    case .colon:
      throw fail(
        Diagnostic("':' alone stands only in an index, as in A[1, :]", at: expression.span))
    case .end:
      guard let size = endSizes.last else {
        throw fail(Diagnostic("'end' stands only in an index, as in x[end]", at: expression.span))
      }
      guard let count = graph.sizes.resolve(size).known else {
        throw fail(
          Diagnostic(
            "'end' needs a size that is known; here it is \(graph.sizes.text(size))",
            at: expression.span))
      }
      return Term(graph.constant(Double(count)))
    case .array(let rows):
      return try array(rows, at: expression.span)
    case .range(let lower, let step, let upper):
      return try range(lower, step, upper, at: expression.span)
    case .prefix(let prefix, let operand):
      return try self.prefix(prefix, operand, at: expression.span)
    case .postfix(let operand, let postfix):
      if let product = product(ofRun: operand, { Expression(.postfix($0, postfix), $0.span) })
        ?? product(ofApplication: expression)
      {
        return try term(product)
      }
      return try self.postfix(operand, postfix, at: expression.span, expecting: hint)
    case .binary(let left, let binary, let right, let place):
      if binary == .power || binary == .elementwisePower {
        let changing = { Expression(.binary($0, binary, right, at: place), $0.span) }
        if let product = product(ofRun: left, changing) ?? product(ofApplication: expression) {
          return try term(product)
        }
      }
      // x' y (z) and x/y(z) are read from the left, though y stands before parentheses.
      // What a fraction has below is one, and its sign stands in front of both.
      if Self.isProductOrQuotient(binary), place.lower >= left.span.upper,
        let (callee, last, gap) = factors(ofApplication: right)
      {
        let first = Expression(
          .binary(left, binary, callee, at: place), left.span.union(callee.span))
        if binary != .multiply, binary != .juxtapose, binary != .elementwiseMultiply {
          say("\(text(expression)) is read as (\(text(first)))*\(text(last))")
        }
        return try term(
          Expression(.binary(first, .juxtapose, last, at: gap), first.span.union(last.span)))
      }
      return try self.binary(binary, left, right, at: place, in: expression)
    case .application(let callee, let arguments, let parentheses):
      let terms = try application(expression, callee, arguments, parentheses)
      return terms[0]
    case .index(let base, let indices, let brackets):
      if let product = product(ofApplication: expression) { return try term(product) }
      if let member = try member(expression) { return member }
      return try index(base, indices, at: brackets, in: expression)
    case .fence(let fence, let operand):
      return try self.fence(fence, operand, at: expression.span)
    case .derivative(let function, let variables):
      return try derivative(of: function, by: variables, at: expression.span)
    case .subscripted(_, _, let name):
      return try self.name(name, at: expression.span, expecting: hint)
    case .indexed(let sign, let ranges, let operand):
      if members != nil {
        return try reducedOverFamilies(sign, ranges, operand, at: expression.span)
      }
      return try overIndices(expression)
    case .entries(let operand, let ranges):
      return try entries(operand, ranges, at: expression.span)
    case .conditional(let condition, let first, let second):
      return try conditional(condition, first, second)
    case .parenthesized(let inner):
      return try term(inner, expecting: hint)
    }
  }

  private static func isProductOrQuotient(_ binary: BinaryOperator) -> Bool {
    switch binary {
    case .multiply, .juxtapose, .elementwiseMultiply, .divide, .elementwiseDivide, .leftDivide:
      true
    default: false
    }
  }

  // MARK: Names

  /// Whether a word has a meaning of its own while the user hasn't bound it.
  func isKnownWord(_ name: String) -> Bool {
    name == "I" || Catalogue.constants[name] != nil || Catalogue.function(named: name) != nil
  }

  private func name(_ name: String, at span: Span, expecting hint: Kind?) throws(Failure) -> Term {
    if let local = locals[name] { return local }
    if members != nil, indices.contains(name) { return position(name) }
    if let inlined = try inlined(name, at: span) { return inlined }
    // What convention took for an array before it was known to be a size.
    if dialect == .notes, environment.basis(of: name) == .convention,
      graph.sizes.hasSymbol(named: name)
    {
      return Term(count(graph.sizes.symbol(named: name)))
    }
    if let binding = environment.binding(of: name) {
      switch binding {
      case .variable(let term):
        mention(name)
        if environment.basis(of: name) == .convention {
          introducedHere[name] = introducedHere[name] ?? kind(of: term).map { ($0, .convention) }
          if let hint, let current = kind(of: term), !fits(current, hint) {
            return try settle(name, as: hint)
          }
        }
        return term
      case .function(let function):
        if let value = try functionOfNote(function, at: span) { return value }
        throw fail(
          Diagnostic(
            "\(name) is a function: it needs its arguments", at: span,
            hint: "\(name)(\(function.parameters.joined(separator: ", ")))"))
      case .broken(let diagnostic):
        throw .diagnostic(diagnostic)
      }
    }
    if name == "I" { return Term(graph.delta(graph.sizes.fresh())) }
    if let constant = Catalogue.constants[name] { return Term(graph.constant(constant)) }
    if name == "true" || name == "false" {
      throw fail(
        Diagnostic(
          "unknown name \(name)", at: span, hint: "truth is a number: 1 where it holds, else 0"))
    }
    if let function = Catalogue.function(named: name) {
      // σ is sigmoid only before a parenthesis.
      if name.unicodeScalars.allSatisfy({ !$0.isASCII }) {
        return introduce(name, hint ?? conventionalKind(of: name), hint == nil ? .convention : .use)
      }
      let parameters = function.parameters.map(\.name).joined(separator: ", ")
      throw fail(
        Diagnostic(
          "\(name) is a function: it needs its arguments", at: span,
          hint: "\(name)(\(parameters))"))
    }
    if graph.sizes.hasSymbol(named: name) { return Term(count(graph.sizes.symbol(named: name))) }
    if let product = product(ofRun: Expression(.name(name), span), { $0 }) {
      return try term(product)
    }
    if let entry = try entryOfNote(name, at: span) { return entry }
    mention(name)
    return introduce(name, hint ?? conventionalKind(of: name), hint == nil ? .convention : .use)
  }

  /// In notes, J after `J(w) = …` is its value at w.
  private func functionOfNote(_ function: UserFunction, at span: Span) throws(Failure) -> Term? {
    guard dialect == .notes, callDepth == 0 else { return nil }
    say(
      "reading \(function.name) as \(function.name)(\(function.parameters.joined(separator: ", ")))"
    )
    return try call(
      function, function.parameters.map { Argument(value: Expression(.name($0), span)) }, at: span)
  }

  /// In notes, `x_1` of a vector x without an `x_1` of its own is its entry.
  private func entryOfNote(_ name: String, at span: Span) throws(Failure) -> Term? {
    guard dialect == .notes else { return nil }
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
    let base = String(name.dropLast(digits))
    // θ_0 is no entry, since they count from 1.
    let known = locals[base].map { Binding.variable($0) } ?? environment.binding(of: base)
    guard digits > 0, name.last != "0" || name.suffix(digits).first != "0", !base.isEmpty,
      case .variable(let term)? = known,
      order(term) == 1 || order(term) == digits, order(term) > 0
    else { return nil }
    let numbers =
      order(term) == 1 ? [String(name.suffix(digits))] : name.suffix(digits).map { String($0) }
    let indices = numbers.map { digits in
      Expression(.number(NumberLiteral(value: Double(digits) ?? 0, lastDigit: 0)), span)
    }
    say("reading \(name) as \(base)[\(numbers.joined(separator: ", "))]")
    return try self.term(Expression(.index(Expression(.name(base), span), indices, at: span), span))
  }

  /// A size as a number: `n` in `1/n*sum(x)` after `x : vector(n)`.
  private func count(_ size: Size) -> NodeID {
    graph.contract([], to: [], sizes: [size], counted: [0])
  }

  /// Whether two kinds are of one order and orientation.
  private func fits(_ a: Kind, _ b: Kind) -> Bool {
    switch (a, b) {
    case (.scalar, .scalar), (.vector, .vector), (.row, .row): true
    case (.matrix, .matrix), (.matrix, .symmetric), (.symmetric, .matrix), (.symmetric, .symmetric):
      true
    default: false
    }
  }

  /// The names that an unbound run of two or three letters is the product of: `Ax` is A*x if both
  /// are names, or if it has a capital.
  func factors(ofRun name: String) -> [String]? {
    guard (2...3).contains(name.count),
      name.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic }),
      !isKnownWord(name)
    else { return nil }
    let letters = name.map(String.init)
    let isBound = letters.allSatisfy { locals[$0] != nil || environment.binding(of: $0) != nil }
    let hasCapital = letters.contains { Convention.letter(of: $0) == .matrix }
    guard isBound || hasCapital else { return nil }
    return letters
  }

  /// The product that an unbound run of letters stands for, with a postfix or a power on its last
  /// factor, as in `Ax'`; nil if the expression is no such run.
  private func product(
    ofRun expression: Expression, _ changingLast: (Expression) -> Expression
  ) -> Expression? {
    guard case .name(let name) = expression.form, locals[name] == nil,
      environment.binding(of: name) == nil, let letters = factors(ofRun: name)
    else { return nil }
    say("reading \(name) as \(letters.joined(separator: "*"))")
    // Letters that are written as they are named have places of their own.
    let isPlain = source[expression.span] == name
    var place = expression.span.lower
    var factors: [Expression] = []
    for letter in letters {
      let span = isPlain ? Span(place, place + letter.utf8.count) : expression.span
      place += letter.utf8.count
      factors.append(Expression(.name(letter), span))
    }
    factors[factors.count - 1] = changingLast(factors[factors.count - 1])
    var product = factors[0]
    for factor in factors.dropFirst() {
      product = Expression(
        .binary(product, .juxtapose, factor, at: Span(factor.span.lower, factor.span.lower)),
        product.span.union(factor.span))
    }
    return product
  }
}
