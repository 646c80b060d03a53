import Arrays
import Interpreter
import Syntax

/// Literals that should be another: what the other side comes to, or a quantity that the note knows.
extension NoteChecker {
  /// The entries in which the sides differ by more than rounding explains.
  func wrongEntries(_ claim: Claim) -> Set<Int>? {
    session.probe { () throws(Stop) in
      let (left, right) = try session.terms(of: claim)
      guard let sides = try session.knownValues(of: [left, right], at: claim.span),
        sides[0].squeezed == sides[1].squeezed
      else { return nil }
      let count = sides[0].count
      var slack = Array(repeating: 0.0, count: count)
      for (tree, term, other) in [
        (claim.left, left, claim.right), (claim.right, right, claim.left),
      ] {
        let part = try self.slack(of: tree, term, beside: other, count: count)
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
  func slippedLiteral(_ claim: Claim, isRight: Bool) -> [CorrectedSide] {
    let side = isRight ? claim.right : claim.left
    var candidates: [CorrectedSide] = []
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
            CorrectedSide(
              tree: side.replacing(anywhere: [site.part.span: fixed.tree]), changes: fixed.changes))
        }
      }
    }
    return candidates
  }

  /// A side that is a literal becomes what the other side is.
  func closing(_ claim: Claim, isRight: Bool) -> [CorrectedSide] {
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
      return same.map { [CorrectedSide(tree: $0.tree, changes: $0.changes)] } ?? []
    }
    return rewritten(literal, truth, fallback).map { [$0] } ?? []
  }

  func rewritten(_ literal: LiteralText, _ values: Tensor, _ fallback: Int) -> CorrectedSide? {
    literal.rewritten(values, fallback: fallback) { [self] in
      authorSpelling.source(of: $0, in: passage)
    }.map { CorrectedSide(tree: $0.tree, changes: $0.changes) }
  }

  /// The literals of a side that a correction may change.
  func literalSites(in tree: Expression) -> [Site] {
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
  func isKnown(_ value: Tensor, _ literal: Expression) -> Bool {
    let halfUnits = DigitInterval.halfUnits(of: literal)
    return knownQuantities().contains {
      $0.seed == 1 && $0.distance(to: value, within: halfUnits) != nil
    }
  }

  /// A literal that should be a known quantity.
  func knownLiteral(_ claim: Claim, isRight: Bool) -> [CorrectedSide] {
    let side = isRight ? claim.right : claim.left
    if side.writtenNumbers != nil { return [] }
    var candidates: [CorrectedSide] = []
    for site in literalSites(in: side).prefix(8) {
      guard let literal = LiteralText(site.part), let value = value(of: site.part),
        !isKnown(value, site.part)
      else { continue }
      candidates += known(literal, claim, isRight: isRight)
    }
    return candidates
  }

  func known(_ literal: LiteralText, _ claim: Claim, isRight: Bool) -> [CorrectedSide] {
    let side = isRight ? claim.right : claim.left
    let span = literal.literal.span
    let names = session.latestNames(Self.nameLimit).filter { session.valueOfName($0) != nil }
    var candidates: [CorrectedSide] = []
    for name in names.prefix(60) {
      guard let value = session.valueOfName(name) else { continue }
      let named = side.replacing(anywhere: [span: Expression(.name(name), span)])
      guard isRightNow(claim.with(named, isRight: isRight)) else { continue }
      if let same = literal.with(value, fallback: fallbackDigit(claim)),
        value.squeezed == (self.value(of: literal.literal)?.squeezed ?? [])
      {
        candidates.append(
          CorrectedSide(
            tree: side.replacing(anywhere: [span: same.tree]), changes: same.changes))
      } else if let other = rewritten(literal, value, fallbackDigit(claim)) {
        candidates.append(
          CorrectedSide(
            tree: side.replacing(anywhere: [span: other.tree]), changes: other.changes))
      }
    }
    return candidates
  }
}
