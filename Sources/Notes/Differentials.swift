import Elaboration
import Graph
import Interpreter
import Syntax

/// `d(XY) = (dX) Y + X dY`: a differential is the derivative along changes of the names that it speaks
/// of, and dX is the change of X.
extension NoteChecker {
  /// The links of a chain with differentials as derivatives along changes; nil where there are none.
  func readingDifferentials(
    in links: [Expression], _ statement: Statement
  ) throws(Stop) -> [Expression]? {
    guard session.standing(of: "d") == .nothing else { return nil }
    let names = links.reduce(into: Set<String>()) { $0.formUnion($1.names) }
    let changed = Set(names.filter(isChange).map { String($0.dropFirst()) })
    var free = changed.filter { session.standing(of: $0) != .equation }
    var isAny = !free.isEmpty && !changed.subtracting(free).isEmpty
    for link in links {
      _ = link.contains { part in
        guard let operand = part.differential else { return false }
        isAny = true
        if let name = operand.bare.bareName, session.standing(of: name) != .equation {
          free.insert(name)
        }
        return false
      }
    }
    guard isAny, !free.isEmpty else { return nil }
    for name in free.sorted() {
      guard try introduceChange(of: name, at: statement.span) else { return nil }
    }
    let reading = DifferentialReading(
      changes: free, dependent: changed.subtracting(free), rests: rests)
    return links.map(reading.derived)
  }

  /// Whether a name is dX of a name X and nothing else.
  private func isChange(_ name: String) -> Bool {
    guard name.first == "d", name.count > 1 else { return false }
    let base = String(name.dropFirst())
    switch session.standing(of: name) {
    case .nothing, .symbol: break
    case .value, .equation, .function: return false
    }
    switch session.standing(of: base) {
    case .symbol, .equation, .value: return true
    case .nothing: return base.first?.isLetter == true && base.count == 1
    case .function: return false
    }
  }

  /// Makes dX what X is.
  private func introduceChange(of name: String, at span: Span) throws(Stop) -> Bool {
    do {
      return try session.transaction(passage.text, span) { () throws(Stop) in
        let term = try session.term(of: Expression(.name(name), span))
        let shape = session.graph.shape(of: term.node)
        let kind: Kind
        switch shape.order {
        case 0: kind = .scalar
        case 1: kind = term.orientation == .row ? .row(shape[0]) : .vector(shape[0])
        case 2: kind = .matrix(shape[0], shape[1])
        default: return false
        }
        _ = session.introduce("d" + name, kind, .use)
        return true
      }
    } catch {
      guard case .failure = error else { throw error }
      return false
    }
  }

  /// Whether an expression rests on a name, through equations too.
  private func rests(_ tree: Expression, on name: String) -> Bool {
    var stack = tree.names.sorted()
    var visited = Set(stack)
    while let next = stack.popLast() {
      if next == name { return true }
      guard let equation = session.equationTree(of: next) else { continue }
      stack += equation.names.sorted().filter { visited.insert($0).inserted }
    }
    return false
  }
}

/// Differentials by the changes of some names.
private struct DifferentialReading {
  let changes: Set<String>
  /// Names with an equation, whose changes follow from those.
  let dependent: Set<String>
  let rests: (Expression, String) -> Bool

  func derived(_ tree: Expression) -> Expression {
    if let operand = tree.differential { return change(of: operand.bare, at: tree.span) }
    if let name = tree.bareName, name.first == "d", dependent.contains(String(name.dropFirst())) {
      return change(of: Expression(.name(String(name.dropFirst())), tree.span), at: tree.span)
    }
    return Expression(tree.form(changing: derived, at: nil), tree.span)
  }

  private func change(of operand: Expression, at place: Span) -> Expression {
    func name(_ text: String) -> Expression { Expression(.name(text), place) }
    if let text = operand.bareName, changes.contains(text) { return name("d" + text) }
    let terms = changes.sorted().filter { rests(operand, $0) }.map { text in
      Expression(
        .application(
          name("jvp"),
          [operand, name(text), name("d" + text)].map { Argument(value: $0) }, at: place), place)
    }
    guard let first = terms.first else {
      let zero = Expression(.number(NumberLiteral(value: 0, lastDigit: 0)), place)
      return Expression(
        .parenthesized(Expression(.binary(zero, .multiply, operand, at: place), place)), place)
    }
    let sum = terms.dropFirst().reduce(first) {
      Expression(.binary($0, .add, $1, at: place), place)
    }
    return Expression(.parenthesized(sum), place)
  }
}

extension Expression {
  /// E in `d(E)` and `d f(X)`.
  fileprivate var differential: Expression? {
    if let (name, arguments) = call, name == "d", arguments.count == 1, arguments[0].label == nil {
      return arguments[0].value
    }
    guard case .binary(let sign, .juxtapose, let operand, at: _) = form, sign.bareName == "d" else {
      return nil
    }
    return operand
  }
}
