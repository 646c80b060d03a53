import Graph
import Syntax

/// Why operands have the sizes they have, in the user's names: `A is m×n and x is n, so A*x is m`.
extension Elaborator {
  /// The sizes of two operands that don't fit: for each that isn't a plain name, where its size
  /// comes from; else what they are. `saysSizes` is whether the message states the sizes itself.
  func reasons(_ a: Term, _ b: Term, _ operands: Operands, saysSizes: Bool = false) -> [String] {
    let left = chain(of: operands.left, a)
    let right = chain(of: operands.right, b)
    if left == nil, right == nil { return [both(a, b, operands)] }
    var notes: [String] = []
    for (chain, term, expression) in [(left, a, operands.left), (right, b, operands.right)] {
      if let chain {
        if !notes.contains(chain) { notes.append(chain) }
      } else if !saysSizes {
        notes.append("\(text(expression.bare)) is \(sizeText(term))")
      }
    }
    return notes
  }

  /// `A is m×n and x is n, so A*x is m`; `u = A*x, where A is m×n and x is n`. Nil where an
  /// expression's size needs no reason: it is a number, an array, or a name without an equation.
  private func chain(of expression: Expression, _ term: Term) -> String? {
    guard order(term) > 0 else { return nil }
    if let name = bareName(expression) {
      guard locals[name] == nil, let formula = environment.formula(of: name),
        let parts = parts(of: formula), !parts.isEmpty
      else { return nil }
      return "\(name) = \(formula.withProducts.text) is \(sizeText(term)), as \(parts)"
    }
    guard let parts = parts(of: expression), !parts.isEmpty else { return nil }
    return "\(parts), so \(text(expression.bare)) is \(sizeText(term))"
  }

  private func bareName(_ expression: Expression) -> String? {
    if case .name(let name) = expression.bare.form { return name }
    return nil
  }

  /// `A is m×n and x is n`: the arrays that an expression mentions; nil if they are too many to help.
  private func parts(of expression: Expression) -> String? {
    var names: [String] = []
    collectNames(expression, &names)
    var texts: [String] = []
    for name in names {
      guard let term = locals[name] ?? variable(name), order(term) > 0, !isSize(name) else {
        continue
      }
      texts.append("\(name) is \(sizeText(term))")
    }
    guard texts.count <= 4, let last = texts.last else { return nil }
    return texts.count == 1
      ? last : texts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Whether a name that convention took for something stands for a size, as in `eye(k)`.
  private func isSize(_ name: String) -> Bool {
    environment.basis(of: name) == .convention && graph.sizes.hasSymbol(named: name)
  }

  private func variable(_ name: String) -> Term? {
    if case .variable(let term)? = environment.binding(of: name) { return term }
    return nil
  }

  /// The names that an expression is made of, in order of appearance; a run like `Ax` as its parts.
  private func collectNames(_ expression: Expression, _ names: inout [String]) {
    func add(_ name: String) {
      for part in factors(ofRun: name) ?? [name] where !names.contains(part) { names.append(part) }
    }
    switch expression.form {
    case .number, .string, .colon, .end, .array, .range, .conditional, .derivative, .index: return
    case .name(let name): add(name)
    case .prefix(_, let operand), .postfix(let operand, _), .fence(_, let operand),
      .parenthesized(let operand):
      collectNames(operand, &names)
    case .binary(let left, _, let right, at: _):
      collectNames(left, &names)
      collectNames(right, &names)
    case .application(let callee, let arguments, at: _):
      if case .name(let name) = callee.form, isFunction(name) {
      } else {
        collectNames(callee, &names)
      }
      for argument in arguments { collectNames(argument.value, &names) }
    }
  }

  /// A product whose second factor fits a summand: `A*(x + b)` for `A*x + b`.
  func sumWithinProduct(
    _ product: Expression, _ other: Expression, _ otherTerm: Term, _ symbol: String,
    isReversed: Bool
  ) -> String? {
    guard case .binary(let left, let binary, let right, at: _) = product.bare.form,
      binary == .multiply || binary == .juxtapose, let name = bareName(right),
      let factor = locals[name] ?? variable(name), order(factor) == order(otherTerm),
      factor.orientation == otherTerm.orientation,
      (0..<order(factor)).allSatisfy({ equalSizes(factor, $0, otherTerm, $0) })
    else { return nil }
    let inner =
      isReversed
      ? "\(text(other)) \(symbol) \(name)" : "\(name) \(symbol) \(text(other))"
    return "\(grouped(text(left), isFactor: true))*(\(inner))"
  }

  /// `b : vector(m)`, the declaration with which a symbol would have the shape of another term; nil
  /// for what has a value or an equation.
  func declaration(of expression: Expression, like other: Term) -> String? {
    guard let name = bareName(expression), locals[name] == nil, let term = variable(name),
      graph.definitions[term.node] == nil, environment.isSymbol(name),
      order(term) == order(other), term.orientation == other.orientation
    else { return nil }
    let sizes = shape(other).sizes.map { graph.sizes.text($0) }
    switch (sizes.count, other.orientation) {
    case (1, .column): return "\(name) : vector(\(sizes[0]))"
    case (1, .row): return "\(name) : row(\(sizes[0]))"
    case (2, _): return "\(name) : matrix(\(sizes[0]), \(sizes[1]))"
    default: return nil
    }
  }
}

extension Expression {
  /// Whether factors stand side by side in it: `A x`.
  package var hasJuxtaposition: Bool {
    switch form {
    case .binary(_, .juxtapose, _, at: _): true
    case .binary(let left, _, let right, at: _): left.hasJuxtaposition || right.hasJuxtaposition
    case .prefix(_, let operand), .postfix(let operand, _), .fence(_, let operand),
      .parenthesized(let operand):
      operand.hasJuxtaposition
    default: false
    }
  }

  /// The same with `*` between factors that stand side by side.
  package var withProducts: Expression {
    switch form {
    case .binary(let left, let binary, let right, at: let place):
      Expression(
        .binary(
          left.withProducts, binary == .juxtapose ? .multiply : binary, right.withProducts,
          at: place), span)
    case .prefix(let prefix, let operand): Expression(.prefix(prefix, operand.withProducts), span)
    case .postfix(let operand, let mark): Expression(.postfix(operand.withProducts, mark), span)
    case .fence(let fence, let operand): Expression(.fence(fence, operand.withProducts), span)
    case .parenthesized(let operand): Expression(.parenthesized(operand.withProducts), span)
    default: self
    }
  }
}
