import Graph
import Primitives
import Syntax

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
      return (try term(operands.left, expecting: neighbourKind(right)), right)
    }
    let left = try term(operands.left)
    guard rightIsOpen else { return (left, try term(operands.right)) }
    let right = try term(operands.right, expecting: neighbourKind(left))
    if leftIsOpen, order(left) < order(right), let kind = neighbourKind(right) {
      return (try term(operands.left, expecting: kind), right)
    }
    return (left, right)
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

  // MARK: Entry by entry

  /// An operator that works entry by entry, after broadcasting.
  func entrywise(
    _ binary: BinaryOperator, _ a: Term, _ b: Term, _ operands: Operands
  ) throws(Failure) -> Term {
    if binary == .elementwiseMultiply, order(a) == 0 || order(b) == 0 {
      return Term(graph.multiply(a.node, b.node), order(a) == 0 ? b.orientation : a.orientation)
    }
    let (x, y, orientation) = try broadcast(a, b, operands)
    let node: NodeID
    switch binary {
    case .add: node = graph.add(x, y)
    case .subtract: node = graph.subtract(x, y)
    case .elementwiseMultiply: node = graph.multiply(x, y)
    case .elementwiseDivide: node = divided(x, y)
    case .equal: node = graph.applied(.equal, x, y)
    case .notEqual: node = graph.applied(.unequal, x, y)
    case .less: node = graph.applied(.less, x, y)
    case .lessOrEqual: node = graph.applied(.lessOrEqual, x, y)
    case .greater: node = graph.applied(.greater, x, y)
    case .greaterOrEqual: node = graph.applied(.greaterOrEqual, x, y)
    case .and: node = graph.applied(.and, x, y)
    case .or: node = graph.applied(.or, x, y)
    default: preconditionFailure("\(binary) doesn't work entry by entry")
    }
    return Term(node, orientation)
  }

  /// Both in one shape: a scalar fills, a column goes over a matrix's columns, a row over its rows.
  func broadcast(
    _ a: Term, _ b: Term, _ operands: Operands
  ) throws(Failure) -> (NodeID, NodeID, Orientation) {
    let (shapeA, shapeB) = (shape(a), shape(b))
    switch (shapeA.order, shapeB.order) {
    case (0, 0): return (a.node, b.node, .column)
    case (0, _): return (graph.broadcast(a.node, to: shapeB), b.node, b.orientation)
    case (_, 0): return (a.node, graph.broadcast(b.node, to: shapeA), a.orientation)
    case (1, 1) where a.orientation == b.orientation, (2, 2):
      for axis in 0..<shapeA.order { try unify(a, axis, b, axis, operands) }
      return (a.node, b.node, a.orientation)
    case (1, 2): return (try spread(a, over: b, operands, a, b), b.node, .column)
    case (2, 1): return (a.node, try spread(b, over: a, operands, a, b), .column)
    case (let m, let n) where m == n && m > 2:
      for axis in 0..<m { try unify(a, axis, b, axis, operands) }
      return (a.node, b.node, .column)
    default:
      throw mismatch(a, b, operands)
    }
  }

  /// A column over all columns of a matrix, or a row over all its rows.
  private func spread(
    _ vector: Term, over matrix: Term, _ operands: Operands, _ a: Term, _ b: Term
  ) throws(Failure) -> NodeID {
    let sizes = shape(matrix)
    let axis = vector.orientation == .row ? 1 : 0
    do {
      try graph.sizes.unify(shape(vector)[0], sizes[axis])
    } catch {
      throw mismatch(a, b, operands)
    }
    return graph.contract(
      [Factor(vector.node, [axis])], to: [0, 1], sizes: shape(matrix).sizes)
  }

  private func unify(
    _ a: Term, _ axisA: Int, _ b: Term, _ axisB: Int, _ operands: Operands
  ) throws(Failure) {
    do {
      try graph.sizes.unify(shape(a)[axisA], shape(b)[axisB])
    } catch {
      throw mismatch(a, b, operands)
    }
  }

  /// `x ./ y`, exact where y is one constant.
  func divided(_ x: NodeID, _ y: NodeID) -> NodeID {
    if let divisor = graph.fillValue(y), divisor != 0 {
      return graph.scaled(x, by: Coefficient(1, over: divisor))
    }
    return graph.applied(.divide, x, y)
  }

  // MARK: Products

  /// The product `*`: of matrices, or scaling.
  func product(_ operands: Operands, juxtaposed: Bool) throws(Failure) -> Term {
    let (a, b) = try factors(operands)
    return try product(a, b, operands, juxtaposed: juxtaposed)
  }

  /// Both factors. A symbol of which nothing is known takes the kind that fits without scaling, if
  /// its letter is natural for that: small for a vector, capital for a matrix.
  private func factors(_ operands: Operands) throws(Failure) -> (Term, Term) {
    let leftIsOpen = undetermined(operands.left)
    let rightIsOpen = undetermined(operands.right)
    let left = try term(operands.left)
    let sizes = graph.sizes
    if let name = rightIsOpen, rightIsOpen != leftIsOpen, let known = kind(of: left) {
      switch (known, Convention.letter(of: name)) {
      case (.matrix(_, let n), .scalar), (.symmetric(let n), .scalar),
        (.matrix(_, let n), .vector), (.symmetric(let n), .vector),
        (.row(let n), .vector), (.row(let n), .scalar):
        if isLatinLetter(name) || isParameterOfNote(name) {
          return (left, try term(operands.right, expecting: .vector(n)))
        }
      case (.matrix(_, let n), .matrix), (.symmetric(let n), .matrix), (.row(let n), .matrix):
        return (left, try term(operands.right, expecting: .matrix(n, sizes.fresh())))
      default: break
      }
    }
    let right = try term(operands.right)
    // Two vectors side by side: the first is meant as a row.
    if let name = leftIsOpen, order(left) == 1, left.orientation == .column {
      if order(right) == 1, right.orientation == .column {
        return (try settle(name, as: .row(shape(right)[0])), right)
      }
      if order(right) == 2 { return (try settle(name, as: .row(shape(right)[0])), right) }
    }
    if let name = rightIsOpen, order(left) == 1, left.orientation == .column, order(right) >= 1,
      right.orientation == .column
    {
      return (left, try settle(name, as: .row(sizes.fresh())))
    }
    return (left, right)
  }

  /// Greek letters that notes write for vectors, too: to the right of a matrix they are some.
  private func isParameterOfNote(_ name: String) -> Bool {
    guard dialect == .notes, let first = name.unicodeScalars.first else { return false }
    return "θβμωξζ".unicodeScalars.contains(first)
  }

  private func isLatinLetter(_ name: String) -> Bool {
    name.unicodeScalars.first?.isASCII == true
  }

  /// Whether a product is written with the dot that vectors have between them in print.
  private func isDot(_ operands: Operands) -> Bool {
    ["·", "⋅", "∙", "\\cdot"].contains(source[operands.place])
  }

  func product(
    _ a: Term, _ b: Term, _ operands: Operands, juxtaposed: Bool = false
  ) throws(Failure) -> Term {
    let (m, n) = (order(a), order(b))
    switch (m, n) {
    case (0, _): return Term(graph.multiply(a.node, b.node), b.orientation)
    case (_, 0): return Term(graph.multiply(a.node, b.node), a.orientation)
    case (1, 1):
      switch (a.orientation, b.orientation) {
      case (.row, .column):
        try join(a, 0, b, 0, operands)
        return Term(graph.product(a.node, b.node))
      case (.column, .row):
        return Term(graph.outer(a.node, b.node))
      default:
        if isUnderSum, a.orientation == b.orientation, juxtaposed {
          say("multiplying \(text(operands.left)) and \(text(operands.right)) entry by entry")
          return try entrywise(.elementwiseMultiply, a, b, operands)
        }
        if dialect == .notes, a.orientation == b.orientation, juxtaposed {
          say("reading \(text(operands.left)) beside \(text(operands.right)) as entry by entry")
          return try entrywise(.elementwiseMultiply, a, b, operands)
        }
        if a.orientation == b.orientation, isDot(operands) {
          try join(a, 0, b, 0, operands)
          say("\(text(operands.left)) · \(text(operands.right)) is the dot product")
          return Term(graph.product(a.node, b.node))
        }
        throw mismatch(a, b, operands, isProduct: true)
      }
    case (1, 2):
      if a.orientation == .row {
        try join(a, 0, b, 0, operands)
        return Term(graph.product(a.node, b.node), .row)
      }
      guard graph.sizes.resolve(shape(b)[0]).known == 1 else {
        throw mismatch(a, b, operands, isProduct: true)
      }
      return Term(graph.contract("i,kj->ij", a.node, b.node))
    case (2, 1):
      if b.orientation == .column {
        try join(a, 1, b, 0, operands)
        return Term(graph.product(a.node, b.node))
      }
      guard graph.sizes.resolve(shape(a)[1]).known == 1 else {
        throw mismatch(a, b, operands, isProduct: true)
      }
      return Term(graph.contract("ik,j->ij", a.node, b.node))
    case (2, 2):
      try join(a, 1, b, 0, operands)
      return Term(graph.product(a.node, b.node))
    default:
      throw fail(
        Diagnostic(
          "arrays of order \(max(m, n)) have no product '*'", at: operands.place,
          and: [operands.left.span, operands.right.span],
          notes: reasons(a, b, operands), hint: "prod(…, …) is the chain rule's product"))
    }
  }

  /// Makes the inner sizes of a product one.
  private func join(
    _ a: Term, _ axisA: Int, _ b: Term, _ axisB: Int, _ operands: Operands
  ) throws(Failure) {
    do {
      try graph.sizes.unify(shape(a)[axisA], shape(b)[axisB])
    } catch {
      throw mismatch(a, b, operands, isProduct: true)
    }
  }

  // MARK: Quotients

  private func quotient(_ operands: Operands) throws(Failure) -> Term {
    let a = try term(operands.left)
    let b = try term(operands.right)
    if order(b) == 0 {
      return Term(
        divided(a.node, order(a) == 0 ? b.node : graph.broadcast(b.node, to: shape(a))),
        a.orientation)
    }
    if dialect == .notes, order(b) == 1,
      order(a) == 0 || (order(a) == 1 && a.orientation == b.orientation)
    {
      // Dividing by a vector has no other meaning, and notes on activations are full of it.
      say("dividing by \(text(operands.right)) entry by entry")
      return try entrywise(.elementwiseDivide, a, b, operands)
    }
    guard order(b) == 2 else {
      let what = order(a) == 0 ? "a number" : "arrays"
      let fits = (try? broadcast(a, b, operands)) != nil
      var diagnostic = Diagnostic(
        "'/' divides by a number or a square matrix; \(text(operands.right)) is "
          + noun(b), at: operands.place, and: [operands.left.span, operands.right.span],
        notes: reasons(a, b, operands),
        hint: fits
          ? "\(text(operands.left)) ./ \(text(operands.right)) divides \(what) entry by entry" : nil
      )
      diagnostic.fact = .shapes
      throw fail(diagnostic)
    }
    guard order(a) > 0 else {
      throw fail(
        Diagnostic(
          "a number divided by a matrix has two readings", at: operands.place,
          and: [operands.left.span, operands.right.span],
          hint: "inv(\(text(operands.right))), or ./ for entry by entry"))
    }
    // A/B = (B'\A')'.
    let transposedA = transposed(a)
    let solved = try solve(
      transposed(b), transposedA, at: operands.place, matrix: operands.right, right: operands.left)
    return transposed(solved)
  }

  private func leftQuotient(_ operands: Operands) throws(Failure) -> Term {
    let a = try term(operands.left)
    let b = try term(operands.right)
    if order(a) == 0 {
      return Term(
        divided(b.node, order(b) == 0 ? a.node : graph.broadcast(a.node, to: shape(b))),
        b.orientation)
    }
    if order(a) == 2, order(b) > 0, b.orientation == .column, !equalSizes(a, 0, a, 1),
      equalSizes(a, 0, b, 0),
      shape(a).known != nil
    {
      let (left, right) = (grouped(text(operands.left.bare)), grouped(text(operands.right.bare)))
      var diagnostic = Diagnostic(
        "'\\' solves with a square matrix; \(text(operands.left)) is \(sizeText(a))",
        at: operands.place, and: [operands.left.span],
        hint: "pinv(\(left))*\(right) fits by least squares")
      diagnostic.fact = .shapes
      throw fail(diagnostic)
    }
    return try solve(a, b, at: operands.place, matrix: operands.left, right: operands.right)
  }

  private func solve(
    _ a: Term, _ b: Term, at place: Span, matrix: Expression, right: Expression
  ) throws(Failure) -> Term {
    try call(
      "solve", [a, b], [matrix, right], at: place.union(matrix.span).union(right.span))
  }

  func transposed(_ term: Term) -> Term {
    switch order(term) {
    case 1: return Term(term.node, term.orientation == .row ? .column : .row)
    case 2: return Term(graph.transposed(term.node))
    default: return term
    }
  }

  // MARK: Powers

  private func power(_ operands: Operands, in whole: Expression) throws(Failure) -> Term {
    let isEuler = isEulersNumber(operands.left)
    let exponent = try term(operands.right)
    if isEuler {
      if order(exponent) == 2 {
        say("e^\(text(operands.right)) is taken entry by entry, not as the matrix exponential")
      }
      return Term(graph.applied(.exp, exponent.node), exponent.orientation)
    }
    let base = try term(operands.left)
    if order(base) == 2, !isUnderSum {
      return try matrixPower(base, exponent, operands)
    }
    if order(base) > 0, order(exponent) == 0, !isUnderSum {
      say(
        "\(text(whole)) is taken entry by entry, as \(text(operands.left)).^"
          + text(operands.right))
    }
    return try elementwisePower(base, exponent, operands)
  }

  private func isEulersNumber(_ expression: Expression) -> Bool {
    guard case .name("e") = expression.form else { return false }
    return locals["e"] == nil && environment.binding(of: "e") == nil
  }

  func elementwisePower(_ a: Term, _ b: Term, _ operands: Operands) throws(Failure) -> Term {
    // Small whole powers are products, of which all rules for products hold.
    if order(b) == 0, let exponent = graph.constantValue(b.node) {
      switch exponent {
      case 1: return a
      case 2 where order(a) == 0:
        // The square of a Euclidean norm is a sum of squares, smooth at 0 too.
        if case .primitive(.norm2, let operands, _) = graph[a.node].form {
          return Term(graph.total(graph.multiply(operands[0], operands[0])))
        }
        return Term(graph.multiply(a.node, a.node))
      case 2: return Term(graph.multiply(a.node, a.node), a.orientation)
      case 3: return Term(graph.multiply(a.node, a.node, a.node), a.orientation)
      default: break
      }
    }
    let (x, y, orientation) = try broadcast(a, b, operands)
    return Term(graph.applied(.power, x, y), orientation)
  }

  private func matrixPower(
    _ base: Term, _ exponent: Term, _ operands: Operands
  ) throws(Failure) -> Term {
    let sizes = shape(base)
    do {
      try graph.sizes.unify(sizes[0], sizes[1])
    } catch {
      throw fail(
        Diagnostic(
          "a power '^' of a matrix needs a square one", at: operands.place,
          and: [operands.left.span, operands.right.span],
          notes: ["\(text(operands.left)) is \(sizeText(base))"],
          hint: "\(text(operands.left)).^\(text(operands.right)) takes the power entry by entry"))
    }
    guard order(exponent) == 0,
      let value = try value(of: exponent.node, at: operands.right.span)?[0],
      value.rounded() == value, abs(value) <= 1024
    else {
      throw fail(
        Diagnostic(
          "a matrix power needs a whole number up to 1024 as its exponent",
          at: operands.right.span,
          hint: "\(text(operands.left)).^\(text(operands.right)) takes the power entry by entry"))
    }
    if value == 0 { return Term(graph.delta(shape(base)[0])) }
    var factor =
      value < 0
      ? try call("inv", [base], [operands.left], at: operands.left.span).node : base.node
    var rest = Int(abs(value))
    var result: NodeID?
    while rest > 0 {
      if rest & 1 == 1 { result = result.map { graph.product($0, factor) } ?? factor }
      rest >>= 1
      if rest > 0 { factor = graph.product(factor, factor) }
    }
    return Term(result ?? factor)
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
