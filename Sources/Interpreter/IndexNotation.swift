import Graph
import Syntax

/// Which subscripts of a note are indices: `W_{ij}` is an entry where i and j run, else a name.
extension Session {
  /// A statement with `[i, j] = A[j, i]*x[i]` in it as the array that has these entries; in notes,
  /// `[\cdot]_{i,j} = A_{ji} x_i`.
  func resolvingEntries(_ statement: Statement) -> Statement {
    guard case .chain(var links, var relations) = statement.form, links.count > 1 else {
      return statement
    }
    for place in links.indices.dropLast().reversed() where relations[place] == .equal {
      guard let ranges = indexList(links[place], before: links[place + 1]) else { continue }
      let whole = links[place].span.union(links[place + 1].span)
      links[place] = Expression(.entries(links[place + 1], over: ranges), whole)
      links.remove(at: place + 1)
      relations.remove(at: place)
      // A number is compared with each entry.
      if place + 1 < links.count, links[place + 1].isNumber {
        links[place + 1] = links[place + 1].spread(over: ranges.map(\.name.text), isShared: true)
      }
    }
    var result = statement
    result.form = .chain(links: links, relations: relations)
    return result
  }

  /// The letters of `[i, j <= n]`, where those are free and the other side has entries at them.
  private func indexList(_ link: Expression, before other: Expression) -> [IndexRange]? {
    let names: [Expression]
    switch link.form {
    case .array(let rows) where rows.count == 1: names = rows[0]
    case .index(let base, let indices, _):
      guard case .colon = base.form else { return nil }
      return indices.compactMap(\.entryRange)
    default: return nil
    }
    let ranges = names.compactMap(\.entryRange)
    let letters = ranges.map(\.name.text)
    guard letters.count == names.count, Set(letters).count == letters.count,
      letters.allSatisfy({ slot(of: $0).map { state.slots[$0].isAbsent } ?? true })
    else { return nil }
    let isEntry = dialect == .notes ? !other.isLiteral : other.hasEntries(at: Set(letters))
    return isEntry || ranges.contains { $0.upper != nil } ? ranges : nil
  }

  /// A statement of a note with its subscripts told apart. An equation whose indices are free is
  /// one between arrays: `u_i = Σ_j W_ij x_j` is about u.
  func resolvingSubscripts(
    _ statement: Statement, saying say: (String) -> Void = { _ in }
  ) -> Statement {
    let statement = overPairs(resolvingExpectations(statement, saying: say), saying: say)
    guard case .chain(let links, let relations) = statement.form,
      links.contains(where: \.hasSubscripts)
    else { return statement }
    let signs = links.reduce(into: Set<String>()) { $0.formUnion($1.signIndices) }
    var running = signs
    if slot(of: "δ") == nil { for link in links { running.formUnion(link.deltaIndices) } }
    running.formUnion(turnedIndices(links))
    running.formUnion(definedMember(links))
    // An index beside one that runs does so too, and so does one of a name that has entries.
    var count = -1
    while count != running.count {
      count = running.count
      for link in links { collectFree(link, &running) }
      let bases = links.reduce(into: Set<Subscripts>()) { $0.formUnion($1.subscripts(running)) }
      for link in links { running.formUnion(link.indices(of: bases) { slot(of: $0) == nil }) }
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
      links: free.isEmpty ? resolved : arrays(resolved, free), relations: relations)
    return result
  }

  /// A statement with `Σ_{i≠j} A_ij` as the sum over all pairs, where nothing else has the index j
  /// whose place is left out. `Σ_{j≠i} A_ij` leaves out the first of the two: it is one sum for each i,
  /// unless it is what a name without indices is.
  private func overPairs(_ statement: Statement, saying say: (String) -> Void) -> Statement {
    guard case .chain(let links, let relations) = statement.form,
      links.contains(where: \.leavesPlacesOut)
    else { return statement }
    var result = statement
    result.form = .chain(
      links: links.map { link in
        link.overPairs { running, letter, sum in
          let isOwn =
            (running < letter || links.count > 1 && links[0].bareName != nil)
            && slot(of: letter) == nil
            && links.reduce(0) { $0 + $1.mentions(of: letter) } == sum.mentions(of: letter)
          if isOwn { say("summed over \(letter), too: nothing else here has this index") }
          return isOwn
        }
      }, relations: relations)
    return result
  }

  /// The indices of `z_i = W x_i + b` and `e_ij = q_iᵀ k_j`, which define one of many alike by others of
  /// many.
  private func definedMember(_ links: [Expression]) -> [String] {
    guard links.count > 1, case .subscripted(_, let indices, let name) = links[0].form,
      slot(of: name) == nil
    else { return [] }
    let letters = indices.compactMap(\.bareName)
    guard (1...2).contains(letters.count), letters.count == indices.count,
      Set(letters).count == letters.count,
      letters.allSatisfy({ Self.memberIndices.contains($0) && slot(of: $0) == nil })
    else { return [] }
    var met: Set<String> = []
    var stack = Array(links.dropFirst())
    while let expression = stack.popLast() {
      if case .subscripted(_, let indices, let name) = expression.form {
        let own = indices.compactMap(\.bareName).filter(letters.contains)
        if !own.isEmpty, slot(of: name).map({ !state.slots[$0].isSymbol }) ?? false { return [] }
        met.formUnion(own)
      } else if let name = expression.bareName, name.contains("_{"),
        letters.contains(where: { name.contains($0) })
      {
        // An offset, as in h_{i-1}: there the names are those of steps.
        return []
      }
      stack += expression.parts
    }
    return met.count == letters.count ? letters : []
  }

  /// Letters that tell which of many is meant.
  static let memberIndices: Set<String> = ["i", "j", "k", "m", "n"]

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
      letters.allSatisfy({ slot(of: $0) == nil }), !letters.isEmpty || indices.count > 1
    else { return false }
    // One of many matrices has two axes of its own.
    let order = graph.shape(of: state.slots[index].node).order
    return order == indices.count || order == 3 && indices.count == 1
  }
}

/// A name with a number of subscripts.
private struct Subscripts: Hashable {
  var name: String
  var count: Int
}

extension Expression {
  /// The index that `i` or `i <= n` is in a list of indices; nil for all else.
  fileprivate var entryRange: IndexRange? {
    if let letter = bareName { return IndexRange(name: Name(letter, span)) }
    guard case .binary(let left, .lessOrEqual, let upper, _) = form, let letter = left.bareName
    else { return nil }
    return IndexRange(name: Name(letter, left.span), upper: upper)
  }

  fileprivate var hasSubscripts: Bool {
    contains {
      switch $0.form {
      case .subscripted, .indexed: true
      default: false
      }
    }
  }

  /// Whether a sum leaves one place out.
  fileprivate var leavesPlacesOut: Bool {
    contains {
      guard case .indexed(_, let ranges, _) = $0.form else { return false }
      return ranges.contains { $0.exception != nil }
    }
  }

  /// How often a name is met, as an index of a sign, too.
  fileprivate func mentions(of letter: String) -> Int {
    var count = 0
    var stack = [self]
    while let expression = stack.popLast() {
      if expression.bareName == letter { count += 1 }
      if case .indexed(_, let ranges, _) = expression.form {
        count += ranges.count { $0.name.text == letter }
      }
      if case .entries(_, let ranges) = expression.form {
        count += ranges.count { $0.name.text == letter }
      }
      stack += expression.parts
    }
    return count
  }

  /// The expression with each index whose place a sum leaves out summed over, too, where it is the
  /// sum's own.
  fileprivate func overPairs(_ isOwn: (String, String, Expression) -> Bool) -> Expression {
    let result = Expression(form(changing: { $0.overPairs(isOwn) }, at: nil), span)
    guard case .indexed(.sum, let ranges, _) = form else { return result }
    let outer = ranges.compactMap { range -> IndexRange? in
      guard let exception = range.exception, let letter = exception.bareName,
        !ranges.contains(where: { $0.name.text == letter }),
        isOwn(range.name.text, letter, self)
      else { return nil }
      return IndexRange(
        name: Name(letter, exception.span), lower: range.lower, upper: range.upper)
    }
    return outer.isEmpty ? result : Expression(.indexed(.sum, over: outer, result), span)
  }

  /// The indices that signs run over.
  fileprivate var signIndices: Set<String> {
    var letters: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .indexed(_, let ranges, _) = expression.form {
        letters.formUnion(ranges.map(\.name.text))
      }
      if case .entries(_, let ranges) = expression.form {
        letters.formUnion(ranges.map(\.name.text))
      }
      stack += expression.parts
    }
    return letters
  }

  /// The indices of Kronecker deltas.
  fileprivate var deltaIndices: Set<String> {
    var letters: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .subscripted(let base, let indices, _) = expression.form, base.bareName == "δ",
        indices.count == 2
      {
        letters.formUnion(indices.compactMap(\.bareName))
      }
      stack += expression.parts
    }
    return letters
  }

  /// The names that have entries at indices of its signs.
  package var namesOfEntries: Set<String> { Set(subscripts(signIndices).map(\.name)) }

  /// The names that have entries at running indices.
  fileprivate func subscripts(_ running: Set<String>) -> Set<Subscripts> {
    var found: Set<Subscripts> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .subscripted(let base, let indices, _) = expression.form, let name = base.bareName,
        indices.contains(where: { $0.bareName.map { running.contains($0) } ?? false })
      {
        found.insert(Subscripts(name: name, count: indices.count))
      }
      stack += expression.parts
    }
    return found
  }

  /// The letters of subscripts that names with entries have.
  fileprivate func indices(
    of bases: Set<Subscripts>, _ isFree: (String) -> Bool
  ) -> Set<String> {
    var letters: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .subscripted(let base, let indices, let whole) = expression.form,
        let name = base.bareName, isFree(whole),
        bases.contains(Subscripts(name: name, count: indices.count))
      {
        letters.formUnion(indices.compactMap(\.bareName).filter(isFree))
      }
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
    // An entry of the transpose: X_ijᵀ is X_ji.
    if case .postfix(let operand, .transpose) = form,
      case .index(let base, let indices, let place) = operand.resolvingSubscripts(isEntry).form,
      indices.count == 2, case .subscripted = operand.form
    {
      return Expression(.index(base, indices.reversed(), at: place), span)
    }
    return Expression(form(changing: { $0.resolvingSubscripts(isEntry) }, at: nil), span)
  }
}
