import Arrays
import Interpreter
import Syntax

/// Literals that nothing is known of but the equality that they stand in: it is solved for them.
extension NoteChecker {
  /// A literal that is a term of a sum, solved for.
  func solvedLiteral(_ claim: Claim, isRight: Bool) -> [CorrectedSide] {
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

  func solved(_ literal: LiteralText, _ claim: Claim, isRight: Bool) -> [CorrectedSide] {
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
    var found: CorrectedSide?
    let wrong = written?.count == values.count ? wrongEntries(claim) : nil
    if let same = literal.with(values, fallback: fallback, only: wrong),
      written?.squeezed == values.squeezed
    {
      found = CorrectedSide(tree: same.tree, changes: same.changes)
    } else {
      found = rewritten(literal, values, fallback)
    }
    guard let found else { return [] }
    return [
      CorrectedSide(tree: side.replacing(anywhere: [span: found.tree]), changes: found.changes)
    ]
  }

  /// One entry of a literal, solved for by its slope; what the side is need not be linear in it.
  func solvedEntry(_ claim: Claim, isRight: Bool) -> [CorrectedSide] {
    let side = isRight ? claim.right : claim.left
    if side.writtenNumbers != nil { return [] }
    guard let target = value(of: isRight ? claim.left : claim.right) else { return [] }
    var candidates: [CorrectedSide] = []
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
          CorrectedSide(
            tree: side.replacing(anywhere: [site.part.span: fixed.tree]), changes: fixed.changes))
      }
    }
    return candidates
  }

  func solution(
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
}
