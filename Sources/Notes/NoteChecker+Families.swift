import Elaboration
import Interpreter
import Syntax

/// `x_n` stands for any of many until the note gives `x_1`, `x_2`, …: equations that were written with
/// `x_n` before are then about those.
extension NoteChecker {
  /// `x_i ∈ ℝ^d` says of all of them that they are vectors, where x alone is nothing else.
  ///
  /// - Returns: What else is declared: `x_i ∈ ℝ` says nothing of a name of its own.
  @discardableResult
  func introduceFamilies(of declaration: Statement) -> Statement? {
    guard case .declaration(let names, let kind) = declaration.form else { return declaration }
    var others: [Name] = []
    for name in names {
      let parts = name.text.split(separator: "_")
      guard parts.count == 2, ["i", "j", "k", "l", "m", "n", "t"].contains(parts[1]) else {
        others.append(name)
        continue
      }
      let family = String(parts[0])
      let isOpen = session.standing(of: family) == .nothing
      switch kind {
      case .vector(let size):
        others.append(name)
        guard isOpen, !mentions.isAlone(family) else { continue }
        _ = session.introduce(family, session.kind(.matrix(nil, size)), .use)
      case .scalar where parts[1] == "t":
        // What changes in time has other names for what it was.
        others.append(name)
      case .scalar:
        if isOpen { _ = session.introduce(family, .vector(session.graph.sizes.fresh()), .use) }
      default: others.append(name)
      }
    }
    if others.isEmpty { return nil }
    var rest = declaration
    rest.form = .declaration(names: others, kind)
    return rest
  }

  /// Reads the equations again that speak of members of families, where those have values now.
  ///
  /// - Returns: Whether there are any.
  func meetMembers(of families: [String]) throws(Stop) -> Bool {
    let met = Set(families.filter { session.standing(of: "\($0)1") == .value })
    if met.isEmpty || !met.isDisjoint(with: familiesMet) { return false }
    familiesMet.formUnion(met)
    var isAny = false
    let places = definitions.flatMap { entry in entry.value.map { (entry.key, $0) } }
      .sorted { $0.1.equation < $1.1.equation }
    for (name, definition) in places {
      guard let tree = tree(of: definition), tree.hasMember(of: met),
        session.standing(of: name) == .equation,
        case .success(let statement) = equations[definition.equation].result
      else { continue }
      let source = equations[definition.equation].passage.text
      do {
        try session.transaction(source, statement.span) { () throws(Stop) in
          var prepared = session.prepared(statement)
          guard case .chain(let links, _) = prepared.form else { return }
          // An equation from the same place counts as the same.
          prepared.span = tree.span
          try session.redefine(Name(name, tree.span), links[definition.link], in: prepared)
        }
        isAny = true
      } catch {
        guard case .failure = error else { throw error }
      }
    }
    if isAny {
      forgetValues()
      arrivedNames = nil
    }
    return isAny
  }
}

extension Expression {
  /// Whether it speaks of any one of a family.
  fileprivate func hasMember(of families: Set<String>) -> Bool {
    contains {
      guard case .subscripted(let base, _, _) = $0.form else { return false }
      return base.bareName.map(families.contains) ?? false
    }
  }
}
