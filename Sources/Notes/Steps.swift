import Syntax

/// Names whose subscripts count steps or tell points, `x_{k+1} = x_k - α ∇f(x_k)`: `x_k` is a name of
/// its own there, and no entry of x.
struct Steps {
  /// By letter, the names that have it below.
  private var bases: [String: Set<String>] = [:]
  /// Names that stand without a subscript somewhere, or with another one.
  private var others: Set<String> = []

  init(_ equations: [NoteEquation]) {
    for case .success(let statement) in equations.map(\.result) {
      let parts: (heads: [String], values: [Expression])
      switch statement.form {
      case .chain(let links, _):
        parts = (links.count > 1 ? [links[0].bareName].compactMap { $0 } : [], links)
      case .update(let targets, _, let values, _): parts = (targets.map(\.name.text), values)
      default: continue
      }
      for value in parts.values {
        value.visitSteps { base, letter in
          guard let letter else {
            others.insert(base)
            return
          }
          let isNext = parts.heads.contains { Self.next(base, letter).contains($0) }
          if isNext { bases[letter, default: []].insert(base) }
        }
        collectPoints(value)
      }
    }
    guard !bases.isEmpty else { return }
    // What else has the letter of a step below, and nothing else ever, is of that step.
    var companions: [String: Set<String>] = [:]
    for case .success(let statement) in equations.map(\.result) {
      for value in statement.values {
        value.visitSteps { base, letter in
          if let letter { companions[base, default: []].insert(letter) }
        }
      }
    }
    for (base, letters) in companions where letters.count == 1 && !others.contains(base) {
      for letter in letters where bases[letter] != nil { bases[letter]?.insert(base) }
    }
  }

  /// How the name of the next of some is written, below or above.
  private static func next(_ base: String, _ letter: String) -> [String] {
    ["\(base)_{\(letter)+1}", "\(base)_{\(letter) + 1}"]
  }

  /// x and k of `∇f(x_k)`.
  private mutating func collectPoints(_ value: Expression) {
    _ = value.contains { part in
      guard case .derivative(let function, let variables) = part.form,
        let (_, arguments) = function.bare.call, arguments.count == 1,
        case .subscripted(let base, let indices, _) = arguments[0].value.form,
        let name = base.bareName, indices.count == 1, let letter = indices[0].bareName,
        ["k", "t"].contains(letter),
        variables.allSatisfy({ $0.text == arguments[0].value.text })
      else { return false }
      bases[letter, default: []].insert(name)
      return false
    }
  }

  /// An equation with the names of steps as names.
  func naming(_ equation: NoteEquation) -> NoteEquation {
    guard !bases.isEmpty, case .success(var statement) = equation.result else { return equation }
    switch statement.form {
    case .chain(let links, let relations):
      statement.form = .chain(links: links.map { naming($0, []) }, relations: relations)
    case .update(let targets, let sign, let values, let place):
      statement.form = .update(
        targets: targets, sign, values: values.map { naming($0, []) }, at: place)
    default: return equation
    }
    return equation.saying(statement)
  }

  private func naming(_ tree: Expression, _ bound: Set<String>) -> Expression {
    var bound = bound
    switch tree.form {
    case .indexed(_, let ranges, _): bound.formUnion(ranges.map(\.name.text))
    case .subscripted(let base, let indices, let name):
      if indices.count == 1, let root = base.bareName, let letter = indices[0].stepLetter,
        !bound.contains(letter), bases[letter]?.contains(root) == true
      {
        return Expression(.name(name), tree.span)
      }
    default: break
    }
    return Expression(tree.form(changing: { naming($0, bound) }, at: nil), tree.span)
  }
}

extension Statement {
  fileprivate var values: [Expression] {
    switch form {
    case .chain(let links, _): links
    case .update(_, _, let values, _): values
    default: []
    }
  }
}

extension Expression {
  /// k of `k` and `k + 1`.
  fileprivate var stepLetter: String? {
    switch bare.form {
    case .name(let letter): letter
    case .binary(let left, .add, let right, _), .binary(let left, .subtract, let right, _):
      right.isLiteral ? left.bareName : nil
    default: nil
    }
  }

  /// Tells of each subscripted name its letter; nil of what has none, or more.
  fileprivate func visitSteps(_ visit: (String, String?) -> Void) {
    var stack = [self]
    while let part = stack.popLast() {
      switch part.form {
      case .subscripted(let base, let indices, _):
        guard let name = base.bareName else { break }
        visit(name, indices.count == 1 ? indices[0].bareName : nil)
        continue
      case .name(let name): visit(name, nil)
      default: break
      }
      stack += part.parts
    }
  }
}
