import Graph
import Primitives
import Syntax

/// Products: matrices and vectors, scalars, juxtaposition, the dot product.
extension Elaborator {
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
        let basis: KindBasis = isAssumed(operands.right) ? .convention : .use
        return (try settle(name, as: .row(shape(right)[0]), basis), right)
      }
      if order(right) == 2 { return (try settle(name, as: .row(shape(right)[0])), right) }
    }
    if let name = rightIsOpen, order(left) == 1, left.orientation == .column, order(right) >= 1,
      right.orientation == .column
    {
      let basis: KindBasis = isAssumed(operands.left) ? .convention : .use
      return (left, try settle(name, as: .row(sizes.fresh()), basis))
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
        try unify(a, 0, b, 0, operands, isProduct: true)
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
          try unify(a, 0, b, 0, operands, isProduct: true)
          say("\(text(operands.left)) · \(text(operands.right)) is the dot product")
          return Term(graph.product(a.node, b.node))
        }
        throw mismatch(a, b, operands, isProduct: true)
      }
    case (1, 2):
      if a.orientation == .row {
        try unify(a, 0, b, 0, operands, isProduct: true)
        return Term(graph.product(a.node, b.node), .row)
      }
      guard graph.sizes.resolve(shape(b)[0]).known == 1 else {
        throw mismatch(a, b, operands, isProduct: true)
      }
      return Term(graph.contract("i,kj->ij", a.node, b.node))
    case (2, 1):
      if b.orientation == .column {
        try unify(a, 1, b, 0, operands, isProduct: true)
        return Term(graph.product(a.node, b.node))
      }
      guard graph.sizes.resolve(shape(a)[1]).known == 1 else {
        throw mismatch(a, b, operands, isProduct: true)
      }
      return Term(graph.contract("ik,j->ij", a.node, b.node))
    case (2, 2):
      try unify(a, 1, b, 0, operands, isProduct: true)
      return Term(graph.product(a.node, b.node))
    default:
      throw fail(
        Diagnostic(
          "arrays of order \(max(m, n)) have no product '*'", at: operands.place,
          and: [operands.left.span, operands.right.span],
          notes: reasons(a, b, operands), hint: "prod(…, …) is the chain rule's product"))
    }
  }
}
