import Arrays
import Graph
import Primitives
import Syntax

/// The sentences of this room's errors, with the user's names and shapes.
extension Elaborator {
  /// `3×2`, `3`, `row of 3`, `a scalar`.
  func sizeText(_ term: Term) -> String {
    let shape = shape(term)
    if shape.order == 0 { return "a scalar" }
    let text = shape.sizes.map { graph.sizes.text($0) }.joined(separator: "×")
    return shape.order == 1 && term.orientation == .row ? "a row of \(text)" : text
  }

  /// `a matrix 3×2`, `a vector of 3`, `a row of 3`, `a scalar`.
  func noun(_ term: Term) -> String {
    let shape = shape(term)
    let text = shape.sizes.map { graph.sizes.text($0) }.joined(separator: "×")
    switch shape.order {
    case 0: return "a scalar"
    case 1: return term.orientation == .row ? "a row of \(text)" : "a vector of \(text)"
    case 2: return "a \(text) matrix"
    default: return "an array \(text)"
    }
  }

  /// `W1 is 3×2, b1 is 3`; what isn't a name says where its shape comes from.
  func both(_ a: Term, _ b: Term, _ operands: Operands) -> String {
    "\(text(operands.left)) is \(sizeText(a)), \(text(operands.right)) is \(sizeText(b))"
  }

  /// Operands that don't fit an operator, with a hint that was tried and fits.
  func mismatch(
    _ a: Term, _ b: Term, _ operands: Operands, isProduct: Bool = false
  ) -> Failure {
    let (left, right) = (text(operands.left), text(operands.right))
    let sizes = graph.sizes
    let (shapeA, shapeB) = (shape(a), shape(b))
    let symbol = operands.place.upper > operands.place.lower ? source[operands.place] : ""
    let isClose = isProduct && (symbol.isEmpty || symbol == "*")
    let written = isClose ? "\(left)*\(right)" : "\(left) \(symbol) \(right)"
    let message: String
    if isProduct {
      if shapeA.order <= 1, shapeB.order <= 1 {
        let kind = a.orientation == .row ? "rows" : "vectors"
        message = "\(written) multiplies two \(kind)"
      } else {
        let columns =
          shapeA.order == 2
          ? "columns of \(left) (\(sizes.text(shapeA[1])))"
          : a.orientation == .row
            ? "entries of \(left) (\(sizes.text(shapeA[0])))" : "columns of \(left) (1)"
        let rows =
          shapeB.order == 1 && b.orientation == .row
          ? "rows of \(right) (1)" : "rows of \(right) (\(sizes.text(shapeB[0])))"
        message = "\(written) needs as many \(columns) as \(rows)"
      }
    } else if shapeA.order == 1, shapeB.order == 1, a.orientation != b.orientation {
      message = "\(written) puts together a vector and a row"
    } else {
      message =
        "\(written) needs \(left) (\(sizeText(a))) and \(right) (\(sizeText(b))) of one size"
    }
    var diagnostic = Diagnostic(
      message, at: operands.place, and: [operands.left.span, operands.right.span],
      notes: reasons(a, b, operands, saysSizes: !isProduct && shapeA.order == shapeB.order),
      hint: isProduct
        ? productHint(a, b, text(operands.left.bare), text(operands.right.bare))
        : sumHint(a, b, operands, symbol))
    diagnostic.fact = .shapes
    return fail(diagnostic)
  }

  /// A product of the same factors that fits.
  private func productHint(_ a: Term, _ b: Term, _ left: String, _ right: String) -> String? {
    let (l, r) = (grouped(left), grouped(right))
    if order(a) == 1, order(b) == 1, a.orientation == b.orientation {
      let transposedLeft = a.orientation == .column ? "\(turned(l))*\(r)" : "\(l)*\(turned(r))"
      let outer = a.orientation == .column ? "\(l)*\(turned(r))" : "\(turned(l))*\(r)"
      if equalSizes(a, 0, b, 0) {
        return
          "\(transposedLeft) is the dot product, \(l) .* \(r) works entry by entry, \(outer) is a matrix"
      }
      return "\(outer) fits, a matrix"
    }
    let tries: [(String, Term, Term)] = [
      ("\(turned(l))*\(r)", transposed(a), b), ("\(l)*\(turned(r))", a, transposed(b)),
      ("\(r)*\(l)", b, a), ("\(turned(r))*\(l)", transposed(b), a),
    ]
    for (text, x, y) in tries {
      if let size = sizeOfProduct(x, y) { return "\(text) fits (\(size))" }
    }
    return nil
  }

  /// The text of a transpose.
  private func turned(_ text: String) -> String {
    text.hasSuffix("'") ? String(text.dropLast()) : text + "'"
  }

  private func sumHint(
    _ a: Term, _ b: Term, _ operands: Operands, _ symbol: String
  ) -> String? {
    let (l, r) = (grouped(text(operands.left.bare)), grouped(text(operands.right.bare)))
    let turned = transposed(b)
    if order(a) == order(turned), a.orientation == turned.orientation,
      (0..<order(a)).allSatisfy({ equalSizes(a, $0, turned, $0) })
    {
      return "\(l) \(symbol) \(r)' fits (\(sizeText(a)))"
    }
    var ways: [String] = []
    if symbol == "+" || symbol == "-" {
      if let sum = sumWithinProduct(operands.left, operands.right, b, symbol, isReversed: false) {
        ways.append("\(sum) fits (\(sizeText(a)))")
      } else if let sum = sumWithinProduct(
        operands.right, operands.left, a, symbol, isReversed: true)
      {
        ways.append("\(sum) fits (\(sizeText(b)))")
      }
    }
    if let declaration = declaration(of: operands.right, like: a)
      ?? declaration(of: operands.left, like: b)
    {
      ways.append((ways.isEmpty ? "" : "or ") + "declare \(declaration)")
    }
    return ways.isEmpty ? nil : ways.joined(separator: "; ")
  }

  func grouped(_ text: String, isFactor: Bool = false) -> String {
    let isArray = text.hasPrefix("[") && text.firstIndex(of: "]") == text.indices.last
    let signs = isFactor ? " +-" : " +-*/"
    return !isArray && text.contains(where: { signs.contains($0) }) ? "(\(text))" : text
  }

  func equalSizes(_ a: Term, _ i: Int, _ b: Term, _ j: Int) -> Bool {
    let (x, y) = (graph.sizes.resolve(shape(a)[i]), graph.sizes.resolve(shape(b)[j]))
    return x == y
  }

  /// The size of a product as text, if its factors fit without learning anything.
  private func sizeOfProduct(_ a: Term, _ b: Term) -> String? {
    let (shapeA, shapeB) = (shape(a), shape(b))
    switch (shapeA.order, shapeB.order) {
    case (2, 2) where equalSizes(a, 1, b, 0):
      return "\(graph.sizes.text(shapeA[0]))×\(graph.sizes.text(shapeB[1]))"
    case (2, 1) where b.orientation == .column && equalSizes(a, 1, b, 0):
      return graph.sizes.text(shapeA[0])
    case (1, 2) where a.orientation == .row && equalSizes(a, 0, b, 0):
      return "a row of \(graph.sizes.text(shapeB[1]))"
    default: return nil
    }
  }

  /// The sizes of a call's arguments, as a note.
  func shapes(_ arguments: [Call.Argument], _ expressions: [Expression]) -> [String] {
    let parts = zip(arguments, expressions).compactMap { argument, expression -> String? in
      guard case .term(let term) = argument else { return nil }
      // A number says its shape itself.
      if case .number = expression.form { return nil }
      return "\(text(expression)) is \(sizeText(term))"
    }
    return parts.isEmpty ? [] : [parts.joined(separator: ", ")]
  }

  func wrongCount(_ function: Function, _ got: Int, at span: Span) -> Failure {
    let needed = function.parameters.filter { !$0.isOptional }.count
    let most = function.parameters.count
    let count =
      function.isVariadic
      ? "at least \(needed)"
      : needed == most
        ? "\(most)" : most == needed + 1 ? "\(needed) or \(most)" : "\(needed) to \(most)"
    let names = function.parameters.map(\.name).joined(separator: ", ")
    let example = function.examples.first.map { ", as in \($0.input)" } ?? ""
    return fail(
      Diagnostic(
        "\(function.name) takes \(count) argument\(most == 1 ? "" : "s"), got \(got)", at: span,
        hint: "\(function.name)(\(names))\(example)"))
  }

  /// A row's complaint about a call.
  func describe(
    _ error: CallError, _ function: Function, _ arguments: [Call.Argument],
    _ expressions: [Expression], at span: Span
  ) -> Failure {
    func place(_ index: Int) -> Span { index < expressions.count ? expressions[index].span : span }
    func named(_ index: Int) -> String {
      index < expressions.count ? text(expressions[index]) : "argument \(index + 1)"
    }
    let notes = shapes(arguments, expressions)
    switch error {
    case .argument(let index, let phrase):
      return fail(Diagnostic("\(function.name): \(named(index)) \(phrase)", at: place(index)))
    case .array(let error):
      return fail(Diagnostic(describing: error, at: span))
    case .shape(.needs(let index, let requirement)):
      return fail(
        Diagnostic(
          "\(function.name) needs \(requirement.phrase)", at: place(index),
          notes: notes))
    case .shape(.sizes(let i, let axisI, let j, let axisJ)):
      return fail(
        Diagnostic(
          "\(function.name) needs \(axisWord(axisI)) of \(named(i)) and \(axisWord(axisJ)) of "
            + "\(named(j)) of one size", at: place(i), and: [place(j)], notes: notes))
    case .shape(.shapes(let i, let j)):
      return fail(
        Diagnostic(
          "\(function.name) needs \(named(i)) and \(named(j)) of one shape", at: place(i),
          and: [place(j)], notes: notes))
    case .shape(.arity):
      return wrongCount(function, arguments.count, at: span)
    }
  }

  private func axisWord(_ axis: Int) -> String {
    axis == 0 ? "the rows" : axis == 1 ? "the columns" : "axis \(axis + 1)"
  }
}

extension Function {
  /// Whether the last parameter may be given any number of times.
  var isVariadic: Bool { parameters.last?.isRepeated ?? false }
}

extension ShapeError.Requirement {
  /// What is needed, as a phrase.
  var phrase: String {
    switch self {
    case .scalar: "a scalar"
    case .vector: "a vector"
    case .matrix: "a matrix"
    case .square: "a square matrix"
    case .scalarOrVector: "a scalar or a vector"
    case .vectorOrMatrix: "a vector or a matrix"
    case .nonEmpty: "at least one entry"
    case .positiveInteger: "a positive whole number"
    case .integer: "a whole number"
    case .constant: "a number that is known now"
    case .axis(let order): order == 1 ? "the axis 1" : "an axis from 1 to \(order)"
    case .phrase(let phrase): phrase
    }
  }
}
