import Elaboration
import Graph
import Interpreter
import Primitives
import Syntax

/// Names that are used before their equation are looked up further down the document.
extension NoteChecker {
  func lookUpNames(in statement: Statement) throws(Stop) {
    var visited: Set<String> = []
    if case .chain(let links, _) = statement.form, let head = links[0].bareName {
      // What the statement defines isn't made to follow from itself.
      visited.insert(head)
    }
    if let function = NoteReader.function(definedBy: statement) { visited.insert(function) }
    try defineInstances(in: statement)
    for name in names(in: statement) { try lookUp(name, &visited) }
    try introduceVariables(in: statement)
    let functions = Set(Session.derivatives(in: [statement]).keys).union(instanceVariables.keys)
    for name in functions.sorted() {
      guard directory.formula(of: name, after: -1) == nil, let variables = derivatives[name] else {
        continue
      }
      for variable in variables {
        for name in [variable.name, variable.base] { try lookUp(name, &visited) }
        try defineInstance(variable.name, in: statement)
      }
      do {
        try session.transaction(passage.text, statement.span) { () throws(Stop) in
          try session.supposeLoss(
            name, of: variables + (instanceVariables[name] ?? []), in: statement)
        }
      } catch {
        guard case .failure = error else { throw error }
      }
    }
  }

  /// Names of other layers or steps that derivatives are of, or whose equation tells what they are
  /// derivatives of.
  private func defineInstances(in statement: Statement) throws(Stop) {
    guard case .chain(let links, _) = statement.form, links.count > 1 else { return }
    var differentiated: Set<String> = []
    for link in links {
      _ = link.contains { part in
        if case .derivative(let function, _) = part.form {
          differentiated.formUnion(function.names)
        }
        return false
      }
    }
    for name in links.reduce(into: Set<String>(), { $0.formUnion($1.names) }).sorted()
    where differentiated.contains(name) || isDerivativeElsewhere(name) {
      try defineInstance(name, in: statement)
    }
  }

  /// `∂(b^T a)/∂x` where nothing is known of x: the derivative is 0, and no mistake of spelling.
  private func introduceVariables(in statement: Statement) throws(Stop) {
    guard case .chain(let links, _) = statement.form else { return }
    var variables: Set<String> = []
    let isZero = links.count == 2 && links[1].writtenNumbers?.allSatisfy { $0.value == 0 } == true
    for link in links {
      _ = link.contains {
        if case .derivative(let function, let by) = $0.form, function.bare.bareName == nil {
          variables.formUnion(by.compactMap(\.bareName).filter { !function.mentions($0) })
        } else if case .derivative(let function, _) = $0.form, isZero,
          let name = function.bare.bareName
        {
          // The derivative of a constant.
          variables.insert(name)
        }
        return false
      }
    }
    for name in variables.sorted() where session.standing(of: name) == .nothing {
      guard !session.isKnown(name) else { continue }
      do {
        try session.transaction(passage.text, statement.span) { () throws(Stop) in
          _ = try session.term(of: Expression(.name(name), statement.span))
        }
      } catch {
        guard case .failure = error else { throw error }
      }
    }
  }

  /// The name that the statement at hand begins with.
  private var headAtHand: String? {
    guard case .success(let statement) = equations[position].result,
      case .chain(let links, _) = statement.form
    else { return nil }
    return links[0].bareName
  }

  private func names(in statement: Statement) -> [String] {
    guard case .chain(let links, _) = statement.form else { return [] }
    var names: Set<String> = []
    var stack = links
    while let expression = stack.popLast() {
      if let name = expression.bareName { names.insert(name) }
      // z_k that the note gives a meaning is no entry of another z.
      if case .subscripted(_, _, let name) = expression.form, directory.defines(name) { continue }
      stack += expression.parts
    }
    // What the statement defines isn't looked up for it.
    if let head = links[0].bareName ?? NoteReader.function(definedBy: statement) {
      names.remove(head)
    }
    return names.sorted()
  }

  /// The arguments that functions of the note are differentiated by: μ of `∂ℓ(μ, Σ)/∂μ`.
  static func argumentsDifferentiated(in equations: [NoteEquation]) -> Set<String> {
    var found: Set<String> = []
    for equation in equations {
      for derivative in equation.derivativesOfCalls()
      where Catalogue.function(named: derivative.call.name) == nil {
        let given = derivative.call.arguments.compactMap(\.value.bareName)
        found.formUnion(derivative.by.compactMap(\.bareName).filter(given.contains))
      }
    }
    return found
  }

  /// Whether a note takes derivatives by a name and none of it: what it is set equal to further down
  /// is then a value of it, as the mean is of μ.
  func isVariableOnly(_ name: String) -> Bool {
    derivatives[name] == nil
      && (arguments.contains(name)
        || derivatives.values.contains { $0.contains { $0.base == name } })
  }

  private func lookUp(_ name: String, _ visited: inout Set<String>) throws(Stop) {
    guard visited.count < 200, visited.insert(name).inserted,
      session.standing(of: name) == .nothing, !session.isKnown(name)
    else { return }
    if let index = directory.declaration(of: name, after: position),
      scopes.isSaid(at: equations[index].passage.number, for: passage.number)
    {
      try lookUpDeclaration(at: index)
      return
    }
    guard !isVariableOnly(name), let index = directory.formula(of: name, after: position),
      case .success(let statement) = equations[index].result,
      case .chain(let links, _) = statement.form
    else { return learnKind(of: name) }
    if let head = headAtHand, links.contains(where: { $0.mentions(head) }) {
      return learnKind(of: name)
    }
    for other in names(in: statement) { try lookUp(other, &visited) }
    let source = equations[index].passage.text
    do {
      let defines = try session.transaction(source, statement.span) { () throws(Stop) in
        let prepared = session.prepared(statement)
        guard case .chain(let links, let relations) = prepared.form else { return false }
        if try session.defineFunction(links, in: prepared) { return true }
        guard let place = links.firstIndex(where: { $0.bareName == name }) else { return false }
        guard place + 1 < links.count, relations[place] == .equal else { return false }
        try session.redefine(Name(name, links[place].span), links[place + 1], in: prepared)
        return true
      }
      guard defines else { return }
      forgetValues()
      arrivedNames?.insert(name)
      if links[0].bareName == name || links[0].call?.name == name { lookedUp[name] = index }
      noteAlias(of: name)
    } catch {
      guard case .failure = error else { throw error }
    }
  }

  /// What is declared of a name further down is so before, too.
  private func lookUpDeclaration(at index: Int) throws(Stop) {
    guard case .success(let statement) = equations[index].result else { return }
    guard let rest = introduceFamilies(of: statement) else { return }
    do {
      try session.transaction(equations[index].passage.text, statement.span) { () throws(Stop) in
        try session.carryOut(rest)
      }
    } catch {
      guard case .failure = error else { throw error }
    }
  }

  /// A claim that isn't so for every value of a variable, but for the one that the note finds further
  /// down: `X'X w = X'y` before `w = inv(X'X) X'y`.
  func solved(_ claim: Claim) -> Outcome? {
    guard !claim.left.mentionsDerivative, !claim.right.mentionsDerivative else { return nil }
    for name in claim.left.names.union(claim.right.names).sorted() {
      guard isVariableOnly(name), session.standing(of: name) == .symbol, !session.isKnown(name),
        let index = directory.formula(of: name, after: position),
        case .success(let statement) = equations[index].result
      else { continue }
      let passage = equations[index].passage
      let holds = session.rehearsal(claim.source, claim.span) { () throws(Stop) -> Bool? in
        try session.transaction(passage.text, statement.span) { () throws(Stop) in
          let prepared = session.prepared(statement)
          guard case .chain(let links, _) = prepared.form,
            let place = links.firstIndex(where: { $0.bareName == name }), place + 1 < links.count
          else { return }
          try session.redefine(Name(name, links[place].span), links[place + 1], in: prepared)
        }
        let (left, right) = try session.terms(of: claim)
        guard let sides = try session.knownValues(of: [left, right], at: claim.span) else {
          return session.judgement(of: left, right, claim, withExample: false)?.verdict == .holds
        }
        return session.comparison(of: sides, left, right, claim) == .equal
      }
      if holds == true {
        let line = passage.shownLine(of: statement.span.lower)
        return Outcome(verdict: .holds, detail: "for the \(name) of \(line)")
      }
    }
    return nil
  }

  /// A name that gets its value further down is of that kind before, too.
  func learnKind(of name: String) {
    let sizes = session.graph.sizes
    guard let literal = directory.datum(of: name, after: position) else {
      switch StepName(name).flatMap({ layers.orders[$0.base] }) {
      case 1: _ = session.introduce(name, .vector(sizes.fresh()), .use)
      case 2: _ = session.introduce(name, .matrix(sizes.fresh(), sizes.fresh()), .use)
      default: break
      }
      return
    }
    let kind: Kind
    switch literal.bare.form {
    case .array(let rows):
      let columns = rows.first?.count ?? 0
      if rows.count == 1, columns == 1 { return }
      kind =
        columns == 1
        ? .vector(sizes.fresh())
        : rows.count == 1 ? .row(sizes.fresh()) : .matrix(sizes.fresh(), sizes.fresh())
    case .number, .prefix(_, _): kind = .scalar
    default: return
    }
    _ = session.introduce(name, kind, .use)
  }
}
