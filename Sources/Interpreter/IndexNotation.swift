import Graph
import Syntax

/// Which subscripts of a note are indices: `W_{ij}` is an entry where i and j run, else a name.
extension Session {
  /// A statement of a note with its subscripts told apart. An equation whose indices are free is
  /// one between arrays: `u_i = Σ_j W_ij x_j` is about u.
  func resolvingSubscripts(_ statement: Statement) -> Statement {
    guard case .chain(let links, let relations) = statement.form,
      links.contains(where: \.hasSubscripts)
    else { return statement }
    var running = links.reduce(into: Set<String>()) { $0.formUnion($1.signIndices) }
    let signs = running
    // An index beside one that runs does so too.
    var count = -1
    while count != running.count {
      count = running.count
      for link in links { collectFree(link, &running) }
    }
    let resolved = links.map { $0.resolvingSubscripts { isEntry($0, running) } }
    var free: [String] = []
    for link in resolved {
      for letter in link.entryIndices where running.contains(letter) && !signs.contains(letter) {
        if !free.contains(letter) { free.append(letter) }
      }
    }
    var result = statement
    result.form = .chain(
      links: free.isEmpty ? resolved : resolved.map { array($0, free) }, relations: relations)
    return result
  }

  /// A link as an array over the free indices; `u_i` is u itself.
  private func array(_ link: Expression, _ free: [String]) -> Expression {
    if case .index(let base, let indices, _) = link.form, base.bareName != nil,
      indices.compactMap(\.bareName) == free
    {
      return Expression(base.form, link.span)
    }
    return Expression(.entries(link, free), link.span)
  }

  private func collectFree(_ link: Expression, _ running: inout Set<String>) {
    var stack = [link]
    while let expression = stack.popLast() {
      if isEntry(expression, running), case .subscripted(_, let indices, _) = expression.form {
        running.formUnion(indices.compactMap(\.bareName))
      }
      stack += expression.parts
    }
  }

  /// Whether a subscripted name is an entry, given the indices that are known to run.
  private func isEntry(_ expression: Expression, _ running: Set<String>) -> Bool {
    guard case .subscripted(let base, let indices, let name) = expression.form else { return false }
    let letters = indices.compactMap(\.bareName)
    if letters.contains(where: { running.contains($0) }) { return true }
    if slot(of: name) != nil { return false }
    guard let text = base.bareName, let index = slot(of: text), !state.slots[index].isAbsent,
      letters.allSatisfy({ slot(of: $0) == nil }), !letters.isEmpty
    else { return false }
    return graph.shape(of: state.slots[index].node).order == indices.count
  }
}

extension Expression {
  fileprivate var hasSubscripts: Bool {
    contains {
      switch $0.form {
      case .subscripted, .indexed: true
      default: false
      }
    }
  }

  /// The indices that signs run over.
  fileprivate var signIndices: Set<String> {
    var letters: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .indexed(_, let ranges, _) = expression.form {
        letters.formUnion(ranges.map(\.name.text))
      }
      if case .entries(_, let indices) = expression.form { letters.formUnion(indices) }
      stack += expression.parts
    }
    return letters
  }

  /// The letters in the indices of entries, in order of appearance.
  fileprivate var entryIndices: [String] {
    var letters: [String] = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .index(_, let indices, _) = expression.form {
        letters += indices.compactMap(\.bareName)
      }
      stack += expression.parts.reversed()
    }
    return letters
  }

  /// The expression with each subscripted name as an entry or a name.
  fileprivate func resolvingSubscripts(_ isEntry: (Expression) -> Bool) -> Expression {
    if case .subscripted(let base, let indices, let name) = form {
      return Expression(
        isEntry(self) ? .index(base, indices, at: span) : .name(name), span)
    }
    return Expression(form(changing: { $0.resolvingSubscripts(isEntry) }, at: nil), span)
  }
}
