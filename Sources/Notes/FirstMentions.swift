import Interpreter
import Syntax

/// Where a document speaks of each name first.
struct FirstMentions {
  private var places: [String: Int] = [:]
  /// Names that stand without a subscript somewhere.
  private var alone: Set<String> = []
  private let equations: [NoteEquation]

  init(_ equations: [NoteEquation]) {
    self.equations = equations
    for (index, equation) in equations.enumerated() {
      guard case .success(let statement) = equation.result else { continue }
      for name in statement.names where places[name] == nil { places[name] = index }
      if case .chain(let links, _) = statement.form {
        for link in links { link.collectUnsubscripted(into: &alone) }
      }
    }
  }

  func isAlone(_ name: String) -> Bool { alone.contains(name) }

  func isFirst(_ name: String, at position: Int) -> Bool {
    guard let place = places[name] else { return false }
    if place == position { return true }
    // Parts of one chain are equations of their own.
    guard equations[place].passage.place == equations[position].passage.place,
      case .success(let first) = equations[place].result,
      case .success(let here) = equations[position].result
    else { return false }
    return first.span.lower < here.span.upper && here.span.lower < first.span.upper
  }
}

extension Statement {
  /// All names that it speaks of.
  fileprivate var names: Set<String> {
    switch form {
    case .chain(let links, _): links.reduce(into: []) { $0.formUnion($1.names) }
    case .declaration(let names, _): Set(names.map(\.text))
    case .several(let targets, let value): value.names.union(targets.map(\.text))
    case .update(let targets, _, let values, _):
      values.reduce(into: Set(targets.map(\.name.text))) { $0.formUnion($1.names) }
    default: []
    }
  }
}

extension NoteChecker {
  /// Why a claim can't be wrong: one of its sides speaks of something that the document has said
  /// nothing of, as of the rows of X after `Σ_i x_i`; nil where that isn't so.
  func unmet(in claim: Claim) -> String? {
    let (left, right) = (claim.left.names, claim.right.names)
    let variables = claim.left.variables.union(claim.right.variables)
    for name in left.symmetricDifference(right).subtracting(variables).sorted() {
      guard mentions.isFirst(name, at: position), session.standing(of: name) == .symbol,
        derivatives.values.allSatisfy({ !$0.contains { $0.base == name } })
      else { continue }
      return "nothing says what \(name) is"
    }
    return nil
  }
}

extension Expression {
  fileprivate func collectUnsubscripted(into names: inout Set<String>) {
    var stack = [self]
    while let expression = stack.popLast() {
      if case .name(let name) = expression.form { names.insert(name) }
      if case .subscripted = expression.form { continue }
      stack += expression.parts
    }
  }

  /// The names in what derivatives are taken by.
  fileprivate var variables: Set<String> {
    var names: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .derivative(_, let variables) = expression.form {
        for variable in variables { names.formUnion(variable.names) }
      }
      stack += expression.parts
    }
    return names
  }
}
