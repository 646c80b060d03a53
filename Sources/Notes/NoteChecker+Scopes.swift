import Elaboration
import Interpreter
import Syntax

/// A letter means another thing in another section: what fails with what was learnt elsewhere is read
/// with what is said here.
extension NoteChecker {
  /// What can be said of a claim that fails, with its names as this section has them: as if nothing had
  /// been said of them elsewhere, or as numbers, where nothing here makes arrays of them. Nil where it
  /// fails then, too.
  func reread(_ claim: Claim) throws(Stop) -> Outcome? {
    let (trees, symbols) = session.closure(of: [claim.left, claim.right])
    let number = passage.number
    let foreign = symbols.filter { scopes.isForeign($0, at: number) }
    if !foreign.isEmpty,
      let outcome = try rereading(claim, { self.session.forget(foreign) })
    {
      return outcome
    }
    let isOfArrays = trees.contains(where: \.makesArrays)
    let bare = trees.reduce(into: Set<String>()) { $0.formUnion($1.namesWithoutIndices) }
    if let outcome = try withVectors(claim, symbols, bare) { return outcome }
    let numbers = symbols.filter { bare.contains($0) }
    guard !isOfArrays, !numbers.isEmpty, numbers.contains(where: isTakenAsArray),
      !numbers.contains(where: { scopes.isArray($0, at: number) })
    else { return nil }
    // What would have been an array is worth a word.
    let arrays = numbers.filter { name in
      session.term(of: name).map { session.graph.shape(of: $0.node).order > 0 } ?? false
    }
    guard var outcome = try rereading(claim, { self.session.takeAsScalars(numbers, always: true) })
    else { return nil }
    let said = arrays.isEmpty ? numbers : arrays
    let taken = said.count == 1 ? "as a number" : "as numbers"
    outcome.detail =
      [outcome.detail, "with \(said.joined(separator: ", ")) \(taken)"].compactMap { $0 }
      .joined(separator: ", ")
    return outcome
  }

  /// What a claim is with the members of families as vectors that convention alone made numbers: h_j of
  /// `∂c_i/∂h_j = α_ij I`.
  private func withVectors(
    _ claim: Claim, _ symbols: [String], _ bare: Set<String>
  ) throws(Stop) -> Outcome? {
    let families = symbols.filter { name in
      !bare.contains(name) && !mentions.isAlone(name)
        && session.term(of: name).map { session.graph.shape(of: $0.node).order == 1 } ?? false
    }
    for names in families.prefix(4).map({ [$0] }) + (families.count > 1 ? [families] : []) {
      let outcome = try rereading(claim) {
        self.session.forget(names)
        for name in names {
          let sizes = self.session.graph.sizes
          _ = self.session.introduce(name, .matrix(sizes.fresh(), sizes.fresh()), .use)
        }
      }
      if let outcome { return outcome }
    }
    return nil
  }

  /// What a claim about a derivative is with what the function is made of held fixed, in notes that
  /// speak of that: responsibilities in the M-step.
  func holdingFixed(_ claim: Claim) -> Outcome? {
    let words = [
      "e-step", " e step", "expectation maximization", "expectation-maximization", "held fixed",
      "hold fixed", "holding fixed", "kept fixed", "keep fixed", "keeping fixed", "are fixed",
      "is fixed", "as fixed", "fixed as", "as constant",
    ]
    guard says(words) else { return nil }
    var names: Set<String> = []
    for side in [claim.left, claim.right] {
      _ = side.contains { part in
        guard case .derivative(let function, let variables) = part.form,
          let tree = function.bareName.flatMap({ session.equationTree(of: $0) })
        else { return false }
        let letters = variables.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        names.formUnion(
          tree.names.filter { name in
            session.standing(of: name) == .equation
              && session.equationTree(of: name).map {
                !letters.isDisjoint(with: session.closure(of: [$0]).symbols)
              } == true
          })
        return false
      }
    }
    guard !names.isEmpty else { return nil }
    let judgement = session.rehearsal(claim.source, claim.span) {
      () throws(Stop) -> Session.Judgement? in
      for name in names { session.release(name) }
      try session.settle()
      session.givens = givens()
      let (left, right) = try session.terms(of: claim)
      return session.judgement(of: left, right, claim, withExample: false)
    }
    guard let judgement, judgement.verdict == .holds,
      judgement.condition.map(goesWithoutSaying) ?? true
    else { return nil }
    return Outcome(
      verdict: .holds, detail: "with \(names.sorted().joined(separator: ", ")) held fixed")
  }

  private func isTakenAsArray(_ name: String) -> Bool {
    session.term(of: name).map { session.graph.shape(of: $0.node).order > 0 } ?? true
  }

  /// What a claim is with its names taken otherwise; nil, and nothing has changed, where it fails.
  private func rereading(_ claim: Claim, _ change: () -> Void) throws(Stop) -> Outcome? {
    do {
      return try session.transaction(claim.source, claim.span) { () throws(Stop) -> Outcome in
        change()
        try session.settle()
        guard let outcome = try compared(claim), outcome.verdict == .holds else { throw .quit }
        return outcome
      }
    } catch {
      if case .interrupted = error { throw error }
      return nil
    }
  }

  /// Defines something; where that fails with what was learnt elsewhere, as if nothing had been.
  func defining<Result>(
    _ links: [Expression], _ statement: Statement, _ body: () throws(Stop) -> Result
  ) throws(Stop) -> Result {
    do throws(Stop) {
      return try session.transaction(passage.text, statement.span, body)
    } catch {
      guard case .failure(let diagnostic, _) = error, diagnostic.fact == .shapes else {
        throw error
      }
      let foreign = session.closure(of: links).symbols.filter {
        scopes.isForeign($0, at: passage.number)
      }
      if foreign.isEmpty { throw error }
      return try session.transaction(passage.text, statement.span) { () throws(Stop) in
        session.forget(foreign)
        try session.settle()
        return try body()
      }
    }
  }

  /// Names that the words or a declaration make something else than they were in another section.
  func heedKinds(for statement: Statement) {
    guard case .chain(let links, _) = statement.form else { return }
    let names = links.reduce(into: Set<String>()) { $0.formUnion($1.names) }
    // N of 1/N is how many there are, before a sum says so, too.
    for name in names.sorted()
    where session.standing(of: name) == .nothing && !session.isKnown(name)
      && !directory.defines(name) && scopes.isBound(name, at: passage.number)
    {
      _ = session.graph.sizes.symbol(named: name)
    }
    for (index, entry) in kinds.stated.enumerated()
    where entry.start <= passage.number && names.contains(entry.name)
      && !kindsHeeded.contains(index)
    {
      kindsHeeded.insert(index)
      guard scopes.isSaid(at: entry.start, for: passage.number),
        [.nothing, .symbol].contains(session.standing(of: entry.name)),
        !session.isKnown(entry.name)
      else { continue }
      let order = session.term(of: entry.name).map { session.graph.shape(of: $0.node).order }
      if entry.isScalar, order != 0 {
        session.forget([entry.name])
        session.takeAsScalars([entry.name], always: true)
      } else if !entry.isScalar, order != 1 {
        session.forget([entry.name])
        _ = session.introduce(entry.name, .vector(session.graph.sizes.fresh()), .convention)
      }
    }
  }

  /// Names with a formula from another section that a declaration makes something else here.
  func release(_ names: [Name], declared kind: DeclaredKind) {
    for name in names.map(\.text) where session.standing(of: name) == .equation {
      guard let last = definitions[name]?.last,
        !scopes.isSaid(at: equations[last.equation].passage.number, for: passage.number),
        let term = session.term(of: name),
        session.graph.shape(of: term.node).order != session.kind(kind).shape.order
      else { continue }
      session.release(name)
      forgetValues()
    }
  }

  /// Whether a name that gets another formula in another section is another thing there: its letters
  /// are introduced anew, or the two have nothing in common that one small change would explain.
  func isAnother(_ name: String, _ earlier: Expression, _ right: Expression, _ outcome: Outcome?)
    -> Bool
  {
    guard let last = definitions[name]?.last else { return false }
    let place = equations[last.equation].passage.number
    guard !scopes.isSaid(at: place, for: passage.number) else { return false }
    let names = earlier.names.union(right.names)
    if names.contains(where: { scopes.isNew($0, at: passage.number, since: place) }) { return true }
    switch outcome?.cause {
    case .sign, .factor, .transpose, .digit, .rounding: return false
    default: return true
    }
  }
}

extension Expression {
  /// The names that stand somewhere without an index.
  fileprivate var namesWithoutIndices: Set<String> {
    var names: Set<String> = []
    var stack = [self]
    while let part = stack.popLast() {
      switch part.form {
      case .name(let name): names.insert(name)
      case .subscripted(_, _, let name): names.insert(name)
      case .index(let base, let indices, _):
        stack += base.bareName == nil ? [base] + indices : indices
      case .indexed(_, let ranges, let operand):
        var inner = operand.namesWithoutIndices
        for range in ranges { inner.remove(range.name.text) }
        names.formUnion(inner)
      default: stack += part.parts
      }
    }
    return names
  }
}
