import Syntax

/// Names that have a layer always, `W^l`, `a^{L-1}`: what the note says of one it says of all.
struct Layers {
  /// By base, how many indices its entries have: 2 of w for `w^l_{jk}`.
  private(set) var orders: [String: Int] = [:]
  /// Names that stand with a layer, and those that stand without one but as what is differentiated by.
  private var bases: Set<String> = []
  private var others: Set<String> = []

  init(_ equations: [NoteEquation]) {
    for case .success(let statement) in equations.map(\.result) {
      guard case .chain(let links, _) = statement.form else { continue }
      for link in links { collect(link) }
    }
  }

  private mutating func collect(_ tree: Expression) {
    var stack = [tree]
    while let part = stack.popLast() {
      switch part.form {
      case .name(let name):
        if let step = StepName(name) { bases.insert(step.base) } else { others.insert(name) }
      case .subscripted(let base, let indices, let whole):
        if let root = base.bareName.flatMap(StepName.init) {
          bases.insert(root.base)
          if indices.allSatisfy({ $0.bareName != nil }) {
            orders[root.base] = max(orders[root.base] ?? 0, indices.count)
          }
        } else if let step = StepName(whole) {
          bases.insert(step.base)
        } else {
          stack.append(base)
        }
      case .derivative(let function, let variables):
        stack.append(function)
        stack += variables.filter { variable in
          if case .name(let name) = variable.form { return StepName(name) != nil }
          return true
        }
      default: stack += part.parts
      }
    }
  }

  /// An equation with `∇_a C` as that by a of the one layer that it speaks of: `δ^L = ∇_a C ⊙ σ'(z^L)`.
  func naming(_ equation: NoteEquation) -> NoteEquation {
    guard case .success(var statement) = equation.result,
      case .chain(let links, let relations) = statement.form
    else { return equation }
    let steps = links.reduce(into: Set<String>()) { $0.formUnion($1.names) }
      .compactMap(StepName.init)
    guard let first = steps.first,
      steps.allSatisfy({ ($0.letter, $0.offset) == (first.letter, first.offset) })
    else { return equation }
    statement.form = .chain(
      links: links.map { naming($0, like: first) }, relations: relations)
    return equation.saying(statement)
  }

  private func naming(_ tree: Expression, like step: StepName) -> Expression {
    guard case .derivative(let function, let variables) = tree.form else {
      return Expression(tree.form(changing: { naming($0, like: step) }, at: nil), tree.span)
    }
    let named = variables.map { variable in
      guard case .name(let name) = variable.form, StepName(name) == nil, bases.contains(name),
        !others.contains(name)
      else { return variable }
      return Expression(
        .name(StepName(name, step.letter, step.offset).text), variable.span)
    }
    return Expression(.derivative(naming(function, like: step), variables: named), tree.span)
  }
}
