import Arrays
import Interpreter
import Printing
import Syntax

/// What was taken from a backward pass that began with another seed than 1, put right.
extension NoteChecker {
  /// A side with all that it took from a pass that began with another seed than 1 put right.
  func seedless(_ claim: Claim, isRight: Bool) -> [CorrectedSide] {
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
    let candidate = CorrectedSide(tree: tree, changes: changes.withoutNested)
    guard unknown.count == 1, let literal = LiteralText(unknown[0]) else { return [candidate] }
    // One more literal, of which only the place in a sum says what it is.
    let changed = claim.with(tree, isRight: isRight)
    let solutions =
      known(literal, changed, isRight: isRight)
      + solved(literal, changed, isRight: isRight)
    return [candidate]
      + solutions.map {
        CorrectedSide(tree: $0.tree, changes: (changes + $0.changes).withoutNested)
      }
  }

  /// What a literal should be that is a quantity times the seed.
  func seedless(
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
}
