import Arrays
import Elaboration
import Graph
import Interpreter
import Printing
import Syntax

/// What an equality that is wrong should be, found where the document's values and formulas are
/// known: at its place in the document.
extension NoteChecker {
  /// One side of a claim with changes that make the claim right.
  private struct Candidate {
    let tree: Expression
    let changes: [Change]
  }

  /// The correction of a claim.
  ///
  /// - Parameter claims: The claims of its chain: what is changed stands in two of them.
  func correction(_ index: Int, of claims: [Claim], _ outcome: Outcome) -> Correction? {
    guard proposesCorrections, outcome.verdict == .mismatch, outcome.cause != .redefinition else {
      return nil
    }
    let wasProbing = isProbing
    isProbing = true
    defer { isProbing = wasProbing }
    let claim = claims[index]
    let outer = session.beginProbing(claim.source, claim.span)
    defer { session.endProbing(outer) }
    if let split = splitting(index, claims) { return split }
    head = claims[0].left
    let finders = [
      slippedLiteral, closing, seedless, knownLiteral, editedFormula, solvedLiteral, solvedEntry,
    ]
    for find in finders {
      for isRight in [true, false] {
        let tree = isRight ? claim.right : claim.left
        if tree.bareName != nil || tree.isDerivative { continue }
        let neighbour = isRight ? index + 1 : index - 1
        let beside = claims.indices.contains(neighbour) ? claims[neighbour] : nil
        for candidate in find(claim, isRight) {
          guard isRightWith(candidate, claim, isRight: isRight, beside: beside),
            let correction = correction(candidate.changes)
          else { continue }
          return correction
        }
      }
    }
    return nil
  }

  /// Whether a changed side makes its claim right and spoils the one beside it no more than a
  /// number at its other end can mend.
  private func isRightWith(
    _ candidate: Candidate, _ claim: Claim, isRight: Bool, beside: Claim?
  ) -> Bool {
    guard !candidate.changes.isEmpty,
      isRightNow(claim.with(candidate.tree, isRight: isRight))
    else { return false }
    guard let beside else { return true }
    let other = isRight ? beside.right : beside.left
    if other.writtenNumbers != nil { return true }
    return isRightNow(beside.with(candidate.tree, isRight: !isRight))
  }

  private func isRightNow(_ claim: Claim) -> Bool {
    session.probe { () throws(Stop) -> Bool? in
      let (left, right) = try session.terms(of: claim)
      if try session.knownValues(of: [left, right], at: claim.span) != nil {
        guard let outcome = try compared(claim) else { return false }
        return outcome.verdict == .holds && outcome.detail?.hasPrefix("only if") != true
      }
      if claim.left.isLiteral || claim.right.isLiteral { return false }
      guard
        let judgement = session.judgement(
          of: left, right, claim, withExample: false, isThorough: false)
      else { return false }
      return judgement.verdict == .holds && judgement.condition == nil
    } ?? false
  }

  private func value(of tree: Expression) -> Tensor? {
    session.probe { () throws(Stop) in
      try session.knownValues(of: [try session.term(of: tree)], at: tree.span)?[0]
    }
  }

  // MARK: Places

  private func correction(_ changes: [Change]) -> Correction? {
    var replacements: [Correction.Replacement] = []
    for change in changes {
      guard let place = passage.replaceablePlace(of: change.span) else { return nil }
      replacements.append(Correction.Replacement(place: place, text: encoded(change.text)))
    }
    replacements.sort { $0.place.lower < $1.place.lower }
    for (first, second) in zip(replacements, replacements.dropFirst())
    where first.place.upper > second.place.lower {
      return nil
    }
    return Correction(replacements: replacements, equation: position)
  }

  /// Text as the document's format spells it.
  private func encoded(_ text: String) -> String {
    guard passage.cell != nil else { return text }
    return String(JSONPrinter.string(text).dropFirst().dropLast())
  }

  private func printed(_ part: Expression, keeping originals: [Expression]) -> String {
    Notation.latex.text(
      part.ungrouped, spelling: authorSpelling.spelling(in: passage, keeping: originals))
  }

  /// The digit to which numbers are written where the author's has no decimals.
  private func fallbackDigit(_ claim: Claim) -> Int {
    let literals = claim.left.decimalLiterals + claim.right.decimalLiterals
    return literals.flatMap { $0.writtenNumbers ?? [] }.map(\.lastDigit).min() ?? -3
  }

  // MARK: Equalities that run into each other

  /// `S = a + b = J = L + S`: two equations where the second one's name stands in between.
  private func splitting(_ index: Int, _ claims: [Claim]) -> Correction? {
    let claim = claims[index]
    guard index > 0, index + 1 < claims.count, claim.right.bareName != nil,
      claim.relation == .equal, isRightNow(claims[index + 1])
    else { return nil }
    let between = Span(claim.left.span.upper, claim.right.span.lower)
    guard between.lower < between.upper, claim.source[between].trimmed == "=" else { return nil }
    return correction([Change(span: between, text: " \\quad ")])
  }

  // MARK: Literals

  /// The entries in which the sides differ by more than rounding explains.
  private func wrongEntries(_ claim: Claim) -> Set<Int>? {
    session.probe { () throws(Stop) in
      let (left, right) = try session.terms(of: claim)
      guard let sides = try session.knownValues(of: [left, right], at: claim.span),
        sides[0].squeezed == sides[1].squeezed
      else { return nil }
      let count = sides[0].count
      var slack = Array(repeating: 0.0, count: count)
      for (tree, term) in [(claim.left, left), (claim.right, right)] {
        let part = try self.slack(of: tree, term, count: count)
        let halfUnits = DigitInterval.halfUnits(of: tree)
        for entry in 0..<count {
          slack[entry] += part[entry] + (halfUnits.count == count ? halfUnits[entry] : 0)
        }
      }
      let wrong = (0..<count).filter {
        let (a, b) = (sides[0][$0], sides[1][$0])
        return !(abs(a - b) <= slack[$0] * (1 + 1e-9) + 1e-9 * max(abs(a), abs(b)))
      }
      return wrong.isEmpty ? nil : Set(wrong)
    }
  }

  /// A literal that is a known quantity but for some of its entries.
  private func slippedLiteral(_ claim: Claim, isRight: Bool) -> [Candidate] {
    let side = isRight ? claim.right : claim.left
    var candidates: [Candidate] = []
    for site in literalSites(in: side) {
      guard case .array = site.part.form, let literal = LiteralText(site.part),
        let value = value(of: site.part), !isKnown(value, site.part)
      else { continue }
      let halfUnits = DigitInterval.halfUnits(of: site.part)
      for quantity in knownQuantities() where quantity.seed == 1 {
        let turned = quantity.value.order == 2 ? [quantity.value.transposed()] : []
        for truth in [quantity.value] + turned {
          guard truth.squeezed == value.squeezed, truth.count == halfUnits.count else {
            continue
          }
          let right = (0..<truth.count).count {
            abs(truth[$0] - value[$0]) <= halfUnits[$0] * (1 + 1e-9) + 1e-12 * abs(value[$0])
          }
          guard 2 * right >= truth.count, right < truth.count,
            let fixed = literal.with(truth, fallback: fallbackDigit(claim))
          else { continue }
          candidates.append(
            Candidate(
              tree: side.replacing(anywhere: [site.part.span: fixed.tree]), changes: fixed.changes))
        }
      }
    }
    return candidates
  }

  /// A side that is a literal becomes what the other side is.
  private func closing(_ claim: Claim, isRight: Bool) -> [Candidate] {
    let side = isRight ? claim.right : claim.left
    let other = isRight ? claim.left : claim.right
    guard let literal = LiteralText(side), let written = value(of: side),
      let truth = value(of: other)
    else { return [] }
    // The figure of what the chain begins with is right; something between is wrong.
    let halfUnits = DigitInterval.halfUnits(of: side)
    if let head, head.text != other.text, head.bareName != nil || head.isDerivative,
      let figure = value(of: head), figure.squeezed == written.squeezed,
      (0..<written.count).allSatisfy({
        abs(figure[$0] - written[$0]) <= halfUnits[$0] * (1 + 1e-9) + 1e-12 * abs(figure[$0])
      })
    {
      return []
    }
    let fallback = fallbackDigit(claim)
    if written.squeezed == truth.squeezed {
      let same = literal.with(
        truth, fallback: fallback, only: wrongEntries(claim), isExact: other.isDerivative)
      return same.map { [Candidate(tree: $0.tree, changes: $0.changes)] } ?? []
    }
    return rewritten(literal, truth, fallback).map { [$0] } ?? []
  }

  private func rewritten(_ literal: LiteralText, _ values: Tensor, _ fallback: Int) -> Candidate? {
    literal.rewritten(values, fallback: fallback) { [self] in
      authorSpelling.source(of: $0, in: passage)
    }.map { Candidate(tree: $0.tree, changes: $0.changes) }
  }

  /// The literals of a side that a correction may change.
  private func literalSites(in tree: Expression) -> [Site] {
    var spans: Set<Span> = []
    _ = tree.replacingLiterals { literal in
      spans.insert(literal.span)
      return nil
    }
    return tree.sites(limit: 64).filter { site in
      switch site.part.form {
      case .number, .array: spans.contains(site.part.span) && site.part.writtenNumbers != nil
      default: false
      }
    }
  }

  /// Whether a literal is the rounding of a quantity that the note has.
  private func isKnown(_ value: Tensor, _ literal: Expression) -> Bool {
    let halfUnits = DigitInterval.halfUnits(of: literal)
    return knownQuantities().contains {
      $0.seed == 1 && $0.distance(to: value, within: halfUnits) != nil
    }
  }

  /// A side with all that it took from a pass that began with another seed than 1 put right.
  private func seedless(_ claim: Claim, isRight: Bool) -> [Candidate] {
    guard let seed else { return [] }
    let side = isRight ? claim.right : claim.left
    var parts: [Span: Expression] = [:]
    var changes: [Change] = []
    var unknown: [Expression] = []
    for site in literalSites(in: side) {
      let literal = site.part
      guard let value = value(of: literal), let text = LiteralText(literal) else { continue }
      let halfUnits = DigitInterval.halfUnits(of: literal)
      if value.order == 0, let halfUnit = halfUnits.first,
        abs(value[0] - seed.value) <= max(halfUnit, 1e-9 * abs(seed.value))
      {
        let product = side.product(around: literal.span)
        let place = product?.span ?? literal.span
        let rest =
          product?.rest ?? Expression(.number(NumberLiteral(value: 1, lastDigit: 0)), place)
        parts[place] = rest
        changes.append(Change(span: place, text: printed(rest, keeping: [side])))
      } else if let truth = seedless(value, literal, seed, halfUnits),
        let right = text.with(truth, fallback: -3)
      {
        parts[literal.span] = right.tree
        changes += right.changes
      } else if !isKnown(value, literal) {
        unknown.append(literal)
      }
    }
    let tree = side.replacing(anywhere: parts)
    let candidate = Candidate(tree: tree, changes: changes.withoutNested)
    guard unknown.count == 1, let literal = LiteralText(unknown[0]) else { return [candidate] }
    // One more literal, of which only the place in a sum says what it is.
    let changed = claim.with(tree, isRight: isRight)
    let solutions =
      known(literal, changed, isRight: isRight)
      + solved(literal, changed, isRight: isRight)
    return [candidate]
      + solutions.map {
        Candidate(tree: $0.tree, changes: (changes + $0.changes).withoutNested)
      }
  }

  /// What a literal should be that is a quantity times the seed.
  private func seedless(
    _ value: Tensor, _ literal: Expression, _ seed: BackwardSeed, _ halfUnits: [Double]
  ) -> Tensor? {
    // Authors go on with the figures that they have written.
    let shown = figures[seed.node]?.literal
    let factors = [seed.value] + (shown.map { $0.count == 1 ? [$0[0]] : [] } ?? [])
    for quantity in knownQuantities() {
      func isRounding(_ factor: Double) -> Bool {
        var scaled = quantity
        scaled.seed = factor
        return scaled.distance(to: value, within: halfUnits) != nil
      }
      let isFigure =
        quantity.seed != 1 && figures[quantity.node]?.literal.isEqual(to: value) == true
      guard isFigure || factors.contains(where: isRounding) else { continue }
      if quantity.value.shape == value.shape || quantity.value.squeezed == value.squeezed {
        return quantity.value.entries.count == value.count
          ? Tensor(value.shape, quantity.value.entries) : nil
      }
    }
    return nil
  }

  /// A literal that should be a known quantity.
  private func knownLiteral(_ claim: Claim, isRight: Bool) -> [Candidate] {
    let side = isRight ? claim.right : claim.left
    if side.writtenNumbers != nil { return [] }
    var candidates: [Candidate] = []
    for site in literalSites(in: side).prefix(8) {
      guard let literal = LiteralText(site.part), let value = value(of: site.part),
        !isKnown(value, site.part)
      else { continue }
      candidates += known(literal, claim, isRight: isRight)
    }
    return candidates
  }

  private func known(_ literal: LiteralText, _ claim: Claim, isRight: Bool) -> [Candidate] {
    let side = isRight ? claim.right : claim.left
    let span = literal.literal.span
    let names = session.definedNames.filter { session.valueOfName($0) != nil }
    var candidates: [Candidate] = []
    for name in names.prefix(60) {
      guard let value = session.valueOfName(name) else { continue }
      let named = side.replacing(anywhere: [span: Expression(.name(name), span)])
      guard isRightNow(claim.with(named, isRight: isRight)) else { continue }
      if let same = literal.with(value, fallback: fallbackDigit(claim)),
        value.squeezed == (self.value(of: literal.literal)?.squeezed ?? [])
      {
        candidates.append(
          Candidate(
            tree: side.replacing(anywhere: [span: same.tree]), changes: same.changes))
      } else if let other = rewritten(literal, value, fallbackDigit(claim)) {
        candidates.append(
          Candidate(
            tree: side.replacing(anywhere: [span: other.tree]), changes: other.changes))
      }
    }
    return candidates
  }

  /// A literal that is a term of a sum, solved for.
  private func solvedLiteral(_ claim: Claim, isRight: Bool) -> [Candidate] {
    let side = isRight ? claim.right : claim.left
    if side.writtenNumbers != nil { return [] }
    var unknown: [LiteralText] = []
    var known: [LiteralText] = []
    for site in literalSites(in: side).prefix(8) {
      guard let literal = LiteralText(site.part), let value = value(of: site.part) else { continue }
      if isKnown(value, site.part) { known.append(literal) } else { unknown.append(literal) }
    }
    return (unknown + known).flatMap { solved($0, claim, isRight: isRight) }
  }

  private func solved(_ literal: LiteralText, _ claim: Claim, isRight: Bool) -> [Candidate] {
    let side = isRight ? claim.right : claim.left
    let span = literal.literal.span
    guard let (sign, rest) = side.term(at: span) else { return [] }
    let other = (isRight ? claim.left : claim.right).grouped
    var wanted = other
    if let rest {
      let (first, second) = sign > 0 ? (other, rest.grouped) : (rest.grouped, other)
      wanted = Expression(.binary(first, .subtract, second, at: span), span)
    } else if sign < 0 {
      wanted = Expression(.prefix(.minus, other), span)
    }
    guard let values = value(of: wanted) else { return [] }
    let fallback = fallbackDigit(claim)
    let written = value(of: literal.literal)
    var found: Candidate?
    let wrong = written?.count == values.count ? wrongEntries(claim) : nil
    if let same = literal.with(values, fallback: fallback, only: wrong),
      written?.squeezed == values.squeezed
    {
      found = Candidate(tree: same.tree, changes: same.changes)
    } else {
      found = rewritten(literal, values, fallback)
    }
    guard let found else { return [] }
    return [
      Candidate(tree: side.replacing(anywhere: [span: found.tree]), changes: found.changes)
    ]
  }

  /// One entry of a literal, solved for by its slope; what the side is need not be linear in it.
  private func solvedEntry(_ claim: Claim, isRight: Bool) -> [Candidate] {
    let side = isRight ? claim.right : claim.left
    if side.writtenNumbers != nil { return [] }
    guard let target = value(of: isRight ? claim.left : claim.right) else { return [] }
    var candidates: [Candidate] = []
    var tries = 0
    for site in literalSites(in: side) {
      guard let literal = LiteralText(site.part), let value = value(of: site.part),
        !isKnown(value, site.part), value.count == literal.entries.count
      else { continue }
      for (index, entry) in literal.entries.enumerated() where entry.lastDigit < 0 {
        tries += 1
        if tries > 40 { return candidates }
        guard let solution = solution(for: index, literal, in: side, target) else { continue }
        var values = value
        values.mutablePointer()[index] = solution
        guard let fixed = literal.with(values, fallback: -3, only: [index]) else { continue }
        candidates.append(
          Candidate(
            tree: side.replacing(anywhere: [site.part.span: fixed.tree]), changes: fixed.changes))
      }
    }
    return candidates
  }

  private func solution(
    for index: Int, _ literal: LiteralText, in side: Expression, _ target: Tensor
  ) -> Double? {
    let span = literal.entries[index].span
    func result(_ x: Double) -> Tensor? {
      let number = Expression(.number(NumberLiteral(value: abs(x), lastDigit: -12)), span)
      let signed = x < 0 ? Expression(.prefix(.minus, number), span) : number
      return value(of: side.replacing([span: signed]))
    }
    var x = literal.entries[index].value
    for _ in 0..<4 {
      let step = 1e-6 * max(1, abs(x))
      guard let here = result(x), let there = result(x + step), here.squeezed == target.squeezed,
        there.count == here.count
      else { return nil }
      let slopes = (0..<here.count).map { (there[$0] - here[$0]) / step }
      guard let steepest = slopes.indices.max(by: { abs(slopes[$0]) < abs(slopes[$1]) }),
        abs(slopes[steepest]) > 1e-12
      else { return nil }
      x += (target[steepest] - here[steepest]) / slopes[steepest]
      guard x.isFinite, abs(x) < 1e12 else { return nil }
    }
    return x
  }

  // MARK: Formulas

  private func editedFormula(_ claim: Claim, isRight: Bool) -> [Candidate] {
    let side = isRight ? claim.right : claim.left
    if side.writtenNumbers != nil { return [] }
    let edits = edits(of: side)
    func holds(_ edit: TreeEdit) -> Bool { isRightNow(claim.with(edit.tree, isRight: isRight)) }
    guard let first = edits.firstIndex(where: holds) else { return [] }
    var found = [edits[first]]
    // Rather than a term to make up for it, what is too much is taken away.
    let size = side.partCount
    if edits[first].cause == .term, edits[first].tree.partCount > size {
      let smaller = edits[(first + 1)...].first { $0.tree.partCount < size && holds($0) }
      if let smaller { found.insert(smaller, at: 0) }
    } else if let second = edits[(first + 1)...].first(where: holds) {
      found.append(second)
    }
    return found.map { edit in
      Candidate(
        tree: edit.tree,
        changes: [Change(span: edit.part.span, text: printed(edit.part, keeping: [side]))])
    }
  }
}

extension [Change] {
  /// Without those within others.
  fileprivate var withoutNested: [Change] {
    filter { change in
      !contains {
        $0.span != change.span && $0.span.lower <= change.span.lower
          && change.span.upper <= $0.span.upper
      }
    }
  }
}

extension Expression {
  /// The expression without parentheses that were put around parts of it: a printer sets those that
  /// are needed.
  fileprivate var ungrouped: Expression {
    if case .parenthesized(let inside) = form, inside.span == span { return inside.ungrouped }
    return Expression(form(changing: \.ungrouped, at: nil), span)
  }

  /// The expression with others in some places.
  fileprivate func replacing(anywhere others: [Span: Expression]) -> Expression {
    if let other = others[span] {
      if case .parenthesized = form {} else { return other }
    }
    return Expression(form(changing: { $0.replacing(anywhere: others) }, at: nil), span)
  }

  /// The product that a factor stands in, and its other factor.
  fileprivate func product(around factor: Span) -> (span: Span, rest: Expression)? {
    if case .binary(let left, let sign, let right, _) = form,
      [.multiply, .juxtapose, .elementwiseMultiply].contains(sign)
    {
      if left.span == factor { return (span, right) }
      if right.span == factor { return (span, left) }
    }
    if case .application(let function, let arguments, _) = form, function.span == factor,
      arguments.count == 1
    {
      return (span, Expression(.parenthesized(arguments[0].value), arguments[0].value.span))
    }
    for part in parts {
      if let found = part.product(around: factor) { return found }
    }
    return nil
  }

  /// A term of a sum: its sign, and the sum without it.
  fileprivate func term(at place: Span) -> (sign: Int, rest: Expression?)? {
    if span == place {
      switch form {
      case .number, .array: return (1, nil)
      default: break
      }
    }
    switch form {
    case .parenthesized(let inside): return inside.term(at: place)
    case .prefix(.minus, let operand):
      guard let (sign, rest) = operand.term(at: place) else { return nil }
      return (-sign, rest.map { Expression(.prefix(.minus, $0.grouped), span) })
    case .binary(let left, let operation, let right, let sign)
    where operation == .add || operation == .subtract:
      if let (own, rest) = left.term(at: place) {
        guard let rest else {
          let other =
            operation == .add ? right : Expression(.prefix(.minus, right.grouped), right.span)
          return (own, other)
        }
        return (own, Expression(.binary(rest.grouped, operation, right, at: sign), span))
      }
      guard let (own, rest) = right.term(at: place) else { return nil }
      let total = operation == .add ? own : -own
      guard let rest else { return (total, left) }
      return (total, Expression(.binary(left, operation, rest.grouped, at: sign), span))
    default: return nil
    }
  }
}
