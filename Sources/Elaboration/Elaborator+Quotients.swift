import Graph
import Primitives
import Syntax

/// Quotients, equations that are solved, and powers.
extension Elaborator {
  func quotient(_ operands: Operands) throws(Failure) -> Term {
    let a = try term(operands.left)
    try takeAsNumbers(operands.right)
    let b = try term(operands.right)
    if order(b) == 0 { return divided(a, byNumber: b) }
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

  /// What is divided by is a number, as far as nothing but convention says what its letters are. Notes
  /// divide by vectors entry by entry, but not by letters that count.
  private func takeAsNumbers(_ divisor: Expression) throws(Failure) {
    guard isAssumed(divisor) else { return }
    for name in divisor.names.sorted() where Convention.letter(of: name) == .vector {
      guard undetermined(Expression(.name(name), divisor.span)) != nil,
        dialect == .plain || ["n", "m", "k", "p"].contains(name)
      else { continue }
      if let known = environment.binding(of: name), case .variable(let term) = known,
        order(term) == 0
      {
        continue
      }
      _ = try settle(name, as: .scalar, .convention)
    }
  }

  private func divided(_ a: Term, byNumber b: Term) -> Term {
    Term(
      divided(a.node, order(a) == 0 ? b.node : graph.broadcast(b.node, to: shape(a))),
      a.orientation)
  }

  func leftQuotient(_ operands: Operands) throws(Failure) -> Term {
    let a = try term(operands.left)
    let b = try term(operands.right)
    if order(a) == 0 { return divided(b, byNumber: a) }
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

  func power(_ operands: Operands, in whole: Expression) throws(Failure) -> Term {
    let isEuler = isEulersNumber(operands.left)
    if !isEuler { takeCapitalsAsNumbers(in: operands.right) }
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

  /// D in `(2π)^{D/2}`: in notes only e has matrices above it.
  private func takeCapitalsAsNumbers(in exponent: Expression) {
    guard dialect == .notes else { return }
    for name in exponent.names.sorted() where Convention.letter(of: name) == .matrix {
      guard undetermined(Expression(.name(name), exponent.span)) != nil,
        environment.binding(of: name) == nil
      else { continue }
      _ = introduce(name, .scalar, .convention)
    }
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
}
