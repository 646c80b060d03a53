import Arrays
import Elaboration
import Graph
import Interpreter
import Primitives
import Syntax

/// What explains a mismatch, where one simple thing does: found by trying small changes of what was
/// written.
extension NoteChecker {
  /// A mismatch with what explains it.
  func explained(_ outcome: Outcome?, _ claim: Claim) throws(Stop) -> Outcome? {
    guard var outcome, !isProbing, explains else { return outcome }
    isProbing = true
    changesLeft = changeLimit
    isConditional = outcome.unmet != nil
    defer { (isProbing, isConditional) = (false, false) }
    let outer = session.beginProbing(claim.source, claim.span)
    defer { session.endProbing(outer) }
    // The condition says more than what would be true instead.
    if isConditional, doubt(about: claim) != nil { return outcome }
    let found = try session.withNumbers(outcome.numbers) { () throws(Stop) in cause(of: claim) }
    guard !restsOnDistribution(claim), let (cause, found) = found else {
      return outcome.ofDistribution(claim)
    }
    let phrase = cause == .digit ? wrongResult(claim) ?? found : found
    outcome.cause = cause
    outcome.explanation = phrase
    if isConditional { outcome.detail = nil }
    let difference = outcome.detail ?? ""
    outcome.detail =
      difference.isEmpty
      ? phrase : difference.hasPrefix(phrase) ? difference : "\(phrase); \(difference)"
    return outcome
  }

  /// Whether words of the document say something of how what a claim speaks of is distributed.
  private func restsOnDistribution(_ claim: Claim) -> Bool {
    claim.mentionsSamples
      && says([
        "independent", "uncorrelated", "i.i.d", "iid", "mean zero", "zero mean", "zero-mean",
      ])
  }

  /// Of a computation with numbers and its result, the result is wrong: `10 - 2 = 9`, `9 = 10 - 2`.
  private func wrongResult(_ claim: Claim) -> String? {
    for (result, computed) in [(claim.left, claim.right), (claim.right, claim.left)] {
      guard let written = result.writtenNumbers, written.count == 1, computed.isMadeOfNumbers,
        computed.writtenNumbers == nil, let value = value(of: computed), value.count == 1,
        written[0].lastDigit == 0
      else { continue }
      return "\(session.number(value[0])) is meant for \(result.text)"
    }
    return nil
  }

  /// How many changes are tried to explain a mismatch: what is plain is found sooner. A limit in time
  /// would make what is said depend on the machine.
  var changeLimit: Int {
    changesTried < Self.thoroughLimit ? 300 : changesTried < 4 * Self.thoroughLimit ? 40 : 8
  }
  /// A document full of mistakes is read to its end as well.
  static var thoroughLimit: Int { 10_000 }

  private func cause(of claim: Claim) -> (Cause, String)? {
    if let found = seedOfFormula(claim) ?? swappedIndices(claim) { return found }
    let sides = sideValues(of: claim)
    isNumeric = sides != nil || !hasMeaning(claim)
    ordersOfClaim = orders(of: claim)
    if let sides, let found = numericCause(sides, claim) { return found }
    if sides == nil, let found = formulaFactor(claim) { return found }
    for isRight in [true, false] {
      let tree = isRight ? claim.right : claim.left
      if tree.isLiteral, tree.writtenNumbers != nil { continue }
      if tree.bareName != nil && !isRight { continue }
      changesLeft = changeLimit
      if let found = wrongLiteral(in: tree, of: claim, isRight: isRight) { return found }
      if let sides, !tree.literals.isEmpty,
        let found = wrongNumber(in: tree, of: claim, sides, isRight: isRight)
      {
        return found
      }
      changesLeft = changeLimit
      if let found = edited(tree, of: claim, isRight: isRight) { return found }
      if let found = missingTerm(in: tree, of: claim, isRight: isRight) { return found }
    }
    if let found = wrongCoefficient(claim) { return found }
    return edits(ofDefinitionIn: claim)
  }

  /// `∂J/∂J = J`.
  private func seedOfFormula(_ claim: Claim) -> (Cause, String)? {
    guard case .derivative(let function, let variables) = claim.left.bare.form,
      variables.count == 1, let name = function.bareName, variables[0].bareName == name,
      claim.right.bareName == name
    else { return nil }
    return (.seed, "the seed of the backward pass is \(name); it should be 1")
  }

  /// `∂y_i/∂x_j = W_ji`.
  private func swappedIndices(_ claim: Claim) -> (Cause, String)? {
    for isRight in [true, false] {
      let side = isRight ? claim.right : claim.left
      guard case .entries(let operand, let ranges) = side.form, ranges.count == 2 else { continue }
      let (first, second) = (ranges[0].name.text, ranges[1].name.text)
      let other = Expression(.entries(operand, over: ranges.reversed()), side.span)
      guard accepts(claim, other, isRight: isRight) else { continue }
      return (.transpose, "the indices \(first) and \(second) are swapped on the right side")
    }
    return nil
  }

  /// One side is a multiple of the other, whatever the values are.
  private func formulaFactor(_ claim: Claim) -> (Cause, String)? {
    // What is the same everywhere says more.
    if claim.left.isMadeOfNumbers || claim.right.isMadeOfNumbers { return nil }
    let factor = session.probe { () throws(Stop) in
      let (left, right) = try session.terms(of: claim)
      return session.factor(of: left, right)
    }
    return factor.map { ($0.contains("sign") ? .sign : .factor, $0) }
  }

  func sideValues(of claim: Claim) -> [Tensor]? {
    session.probe { () throws(Stop) in
      let (left, right) = try session.terms(of: claim)
      return try session.knownValues(of: [left, right], at: claim.span)
    }
  }

  /// The names of a claim that are known of it alone, and how many axes they have.
  func orders(of claim: Claim) -> [String: Int] {
    session.probe { () throws(Stop) in
      _ = try session.terms(of: claim)
      var orders: [String: Int] = [:]
      for name in claim.left.names.union(claim.right.names)
      where session.standing(of: name) == .symbol {
        orders[name] = session.term(of: name).map { session.graph.shape(of: $0.node).order }
      }
      return orders
    } ?? [:]
  }

  private func hasMeaning(_ claim: Claim) -> Bool {
    session.probe { () throws(Stop) in
      _ = try session.terms(of: claim)
      return true
    } ?? false
  }

  // MARK: Literals within an expression

  /// A literal of an expression that should be a known quantity.
  private func wrongLiteral(
    in tree: Expression, of claim: Claim, isRight: Bool
  ) -> (Cause, String)? {
    let sites = tree.sites(limit: 48).filter {
      if case .array = $0.part.form { return $0.part.writtenNumbers != nil }
      return false
    }
    let names = session.latestNames(Self.nameLimit).filter { session.valueOfName($0) != nil }
    var factors: [String?] = [nil]
    if let seed { factors.append(seed.name) }
    for site in sites {
      for name in names where (session.valueOfName(name)?.order ?? 0) > 0 {
        for factor in factors {
          let quantity = Expression(.name(name), site.part.span)
          let meant =
            factor.map {
              Expression(
                .binary(
                  Expression(.name($0), site.part.span), .multiply, quantity, at: site.part.span),
                site.part.span)
            } ?? quantity
          guard accepts(claim, site.put(meant.grouped), isRight: isRight) else { continue }
          let shown = site.part.text.trimmingSpaces(to: 40)
          let reading = reading(of: site.part).map { " is \($0);" } ?? ":"
          let cause: Cause =
            reading != ":" ? .operation : isTurned(site.part, from: name) ? .sign : .digit
          return (cause, "\(shown)\(reading) \(meant.text) is meant")
        }
      }
      for other in site.part.withOneSignChanged
      where accepts(claim, site.put(other), isRight: isRight) {
        return (.sign, "\(site.part.text.trimmingSpaces(to: 40)) has a wrong sign: \(other.text)")
      }
    }
    return nil
  }

  /// Whether a literal is a name's value but for signs.
  private func isTurned(_ literal: Expression, from name: String) -> Bool {
    guard let value = session.valueOfName(name), let numbers = literal.writtenNumbers,
      numbers.count == value.count
    else { return false }
    return (0..<value.count).allSatisfy { abs(abs(value[$0]) - numbers[$0].value) < 1e-12 }
  }

  /// What a literal is, as a sum of a known scalar and a known array.
  private func reading(of literal: Expression) -> String? {
    guard
      let value = session.probe({ () throws(Stop) in
        try session.knownValues(of: [try session.term(of: literal)], at: literal.span)?[0]
      })
    else { return nil }
    let halfUnits = DigitInterval.halfUnits(of: literal)
    let quantities = knownQuantities().filter { $0.seed == 1 }
    func name(_ quantity: KnownQuantity) -> String? {
      session.graph.name(of: quantity.node)?.text
    }
    for array in quantities where array.value.shape == value.shape {
      guard let arrayName = name(array) else { continue }
      if array.distance(to: value, within: halfUnits) != nil { return arrayName }
      for scalar in quantities where scalar.value.count == 1 && scalar.value.order == 0 {
        guard let scalarName = name(scalar) else { continue }
        let shifted = KnownQuantity(
          node: array.node, value: array.value.mapped { $0 + scalar.value[0] })
        if shifted.distance(to: value, within: halfUnits) != nil {
          return "\(scalarName) + \(arrayName)"
        }
      }
    }
    return nil
  }

  // MARK: Changes of the tree

  private func edited(
    _ tree: Expression, of claim: Claim, isRight: Bool
  ) -> (Cause, String)? {
    let edits = edits(of: tree)
    if let first = edits.firstIndex(where: { accepts(claim, $0.tree, isRight: isRight) }) {
      // Rather than a term to make up for it, what is too much.
      let size = tree.partCount
      let found = edits[first]
      let smaller =
        found.cause == .term && found.tree.partCount > size
        ? edits[(first + 1)...].first {
          $0.tree.partCount < size && accepts(claim, $0.tree, isRight: isRight)
        } : nil
      return ((smaller ?? found).cause, (smaller ?? found).phrase)
    }
    // A factor besides.
    for edit in edits.prefix(80)
    where edit.cause != .term && edit.cause != .factor && edit.cause != .digit {
      guard let factor = factor(claim, edit.tree, isRight: isRight) else { continue }
      return (edit.cause, "\(edit.phrase), and then \(factor)")
    }
    return nil
  }

  private func wrongCoefficient(_ claim: Claim) -> (Cause, String)? {
    changesLeft = changeLimit
    for isRight in [true, false] {
      let tree = isRight ? claim.right : claim.left
      if tree.writtenNumbers != nil { continue }
      if let found = wrongDigit(in: tree, of: claim, isRight: isRight, where: \.isCoefficient) {
        return found
      }
    }
    return nil
  }

  private func missingTerm(
    in tree: Expression, of claim: Claim, isRight: Bool
  ) -> (Cause, String)? {
    if tree.isLiteral || tree.isDerivative { return nil }
    changesLeft = changeLimit
    return missingTerms(in: tree, of: claim, at: position)
      .first { accepts(claim, $0.tree, isRight: isRight) }
      .map { ($0.cause, $0.phrase) }
  }

  /// What one side is of the other with a changed tree.
  private func factor(_ claim: Claim, _ tree: Expression, isRight: Bool) -> String? {
    session.probe { () throws(Stop) in
      let changed = claim.with(tree, isRight: isRight)
      let (left, right) = try session.terms(of: changed)
      if try session.knownValues(of: [left, right], at: claim.span) != nil { return nil }
      return session.factor(of: left, right)
    }
  }

  func edits(of tree: Expression) -> [TreeEdit] {
    let graph = session.graph
    func order(_ name: String) -> Int? {
      session.term(of: name).map { graph.shape(of: $0.node).order } ?? ordersOfClaim[name]
    }
    let known = session.latestNames(40)
    // What the claim speaks of comes first.
    let own = ordersOfClaim.keys.sorted()
    let names = own + known.filter { !own.contains($0) }
    let neighbours = names.compactMap { name -> TreeEdits.Neighbour? in
      guard session.standing(of: name) != .function, let order = order(name) else { return nil }
      return TreeEdits.Neighbour(name: name, order: order)
    }
    let opened = tree.openingProducts { name in
      session.standing(of: name) != .function && Catalogue.function(named: name) == nil
        && order(name) != nil
    }
    return Array(TreeEdits(of: opened, neighbours: neighbours, order: order).edits.prefix(400))
  }

  /// The literal is what another formula for the name gives.
  private func edits(ofDefinitionIn claim: Claim) -> (Cause, String)? {
    guard let name = claim.left.bareName, claim.right.isLiteral,
      claim.right.decimalLiterals.isEmpty == false, let formula = session.equationTree(of: name)
    else { return nil }
    let tree = formula.moved(to: claim.span)
    changesLeft = changeLimit
    for edit in edits(of: tree) + missingTerms(in: tree, of: claim, at: position) {
      if holds(claim.with(edit.tree, isRight: false)) {
        return (edit.cause, "it is what \(edit.tree.text) gives")
      }
    }
    return nil
  }

  func accepts(_ claim: Claim, _ tree: Expression, isRight: Bool) -> Bool {
    holds(claim.with(tree, isRight: isRight))
  }

  /// Whether a changed claim is right, or right but for the seed of the pass.
  private func holds(_ claim: Claim) -> Bool {
    if changesLeft == 0 { return false }
    changesLeft -= 1
    changesTried += 1
    return isRight(claim)
  }

  private func isRight(_ claim: Claim) -> Bool {
    session.probe { () throws(Stop) -> Bool? in
      let (left, right) = try session.terms(of: claim)
      if isNumeric, let sides = try session.knownValues(of: [left, right], at: claim.span) {
        guard isNear(sides) else { return false }
        guard let outcome = try compared(claim) else { return false }
        return outcome.verdict == .holds || outcome.root != nil
      }
      if claim.left.isLiteral || claim.right.isLiteral { return false }
      // That something is itself explains nothing of what holds under a condition.
      if isConditional, claim.left.text == claim.right.text { return false }
      guard
        let judgement = session.judgement(
          of: left, right, claim, withExample: false, isThorough: false)
      else { return false }
      return verdict(judgement, claim).verdict == .holds
    } ?? false
  }

  /// Whether values are so near that rounding may be what is between them.
  private func isNear(_ sides: [Tensor]) -> Bool {
    guard sides[0].squeezed == sides[1].squeezed else { return false }
    let magnitude = (0..<sides[1].count).reduce(0.0) { max($0, abs(sides[1][$1])) }
    return [1, seed?.value ?? 1].contains { factor in
      (0..<sides[0].count).allSatisfy {
        abs(sides[0][$0] * factor - sides[1][$0]) <= 0.02 * magnitude
      }
    }
  }
}

extension Claim {
  fileprivate var mentionsSamples: Bool {
    left.names.union(right.names).contains(where: Session.isSample)
  }
}

extension Outcome {
  /// What isn't so of every distribution may be so of the one that is meant.
  fileprivate func ofDistribution(_ claim: Claim) -> Outcome {
    guard verdict == .mismatch, claim.mentionsSamples else { return self }
    return Outcome(
      verdict: .unchecked, detail: "not so of every distribution; it may be of the one meant")
  }
}

extension Expression {
  /// An array with the sign of one of its entries changed, for each entry of a small one.
  fileprivate var withOneSignChanged: [Expression] {
    guard case .array(let rows) = form, rows.joined().count <= 12 else { return [] }
    var changed: [Expression] = []
    for (row, entries) in rows.enumerated() {
      for (column, entry) in entries.enumerated() {
        var other = rows
        if case .prefix(.minus, let inner) = entry.form {
          other[row][column] = inner
        } else {
          other[row][column] = Expression(.prefix(.minus, entry), entry.span)
        }
        changed.append(Expression(.array(rows: other), span))
      }
    }
    return changed
  }
}
