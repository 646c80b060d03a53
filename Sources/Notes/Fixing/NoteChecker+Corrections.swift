import Arrays
import Elaboration
import Graph
import Interpreter
import Printing
import Syntax

/// What an equality that is wrong should be, found where the document's values and formulas are
/// known: at its place in the document.
extension NoteChecker {
  /// The correction of a claim.
  ///
  /// - Parameter claims: The claims of its chain: what is changed stands in two of them.
  func correction(_ index: Int, of claims: [Claim], _ outcome: Outcome) -> Correction? {
    doubtAtHand = nil
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
    doubtAtHand = doubt(about: claim)
    if doubtAtHand != nil { return nil }
    head = claims[0].left
    let finders = [
      slippedLiteral, closing, seedless, knownLiteral, wrongCoefficient, editedFormula,
      solvedLiteral, solvedEntry,
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
    _ candidate: CorrectedSide, _ claim: Claim, isRight: Bool, beside: Claim?
  ) -> Bool {
    guard !candidate.changes.isEmpty,
      isRightNow(claim.with(candidate.tree, isRight: isRight))
    else { return false }
    guard let beside else { return true }
    let other = isRight ? beside.right : beside.left
    if other.writtenNumbers != nil { return true }
    return isRightNow(beside.with(candidate.tree, isRight: !isRight))
  }

  func isRightNow(_ claim: Claim) -> Bool {
    session.probe { () throws(Stop) -> Bool? in
      let (left, right) = try session.terms(of: claim)
      if try session.knownValues(of: [left, right], at: claim.span) != nil {
        guard let outcome = try compared(claim) else { return false }
        return outcome.verdict == .holds && outcome.unmet == nil
      }
      if claim.left.isLiteral || claim.right.isLiteral { return false }
      guard
        let judgement = session.judgement(
          of: left, right, claim, withExample: false, isThorough: false)
      else { return false }
      return judgement.verdict == .holds && judgement.condition == nil
    } ?? false
  }

  func value(of tree: Expression) -> Tensor? {
    session.probe { () throws(Stop) in
      try session.knownValues(of: [try session.term(of: tree)], at: tree.span)?[0]
    }
  }

  // MARK: Places

  /// - Parameter equation: The equation that is changed, if it isn't the one at hand.
  func correction(_ changes: [Change], of equation: Int? = nil) -> Correction? {
    let equation = equation ?? position
    let passage = equations[equation].passage
    var replacements: [Correction.Replacement] = []
    for change in changes {
      guard let place = passage.replaceablePlace(of: change.span) else { return nil }
      replacements.append(
        Correction.Replacement(
          place: place,
          text: encoded(change.text.grouped(as: passage.text[change.span]), in: passage)))
    }
    replacements.sort { $0.place.lower < $1.place.lower }
    for (first, second) in zip(replacements, replacements.dropFirst())
    where first.place.upper > second.place.lower {
      return nil
    }
    return Correction(replacements: replacements, equation: equation)
  }

  /// Text as the document's format spells it.
  private func encoded(_ text: String, in passage: Passage) -> String {
    guard passage.cell != nil else { return text }
    return String(JSONPrinter.string(text).dropFirst().dropLast())
  }

  func printed(
    _ part: Expression, in passage: Passage? = nil, keeping originals: [Expression]
  ) -> String {
    let passage = passage ?? self.passage
    return Notation.latex.text(
      part.ungrouped, spelling: authorSpelling.spelling(in: passage, keeping: originals))
  }

  /// The digit to which numbers are written where the author's has no decimals.
  func fallbackDigit(_ claim: Claim) -> Int {
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
}

extension String {
  /// A number with its digits in groups, where those of another one are: `2{,}000` for `1{,}000`.
  fileprivate func grouped(as original: String) -> String {
    guard Double(self) != nil, original.first?.isNumber == true,
      let separator = ["{,}", "\\,", ","].first(where: original.contains)
    else { return self }
    let sign = hasPrefix("-") ? "-" : ""
    let digits = dropFirst(sign.count).prefix { $0 != "." }
    let rest = dropFirst(sign.count + digits.count)
    let groups = original.split(separator: separator)
    if groups.count == 2, groups[0] == "0" || groups[1].prefix(while: \.isNumber).count != 3 {
      // A decimal comma.
      return sign + digits + (rest.isEmpty ? "" : separator + rest.dropFirst())
    }
    var grouped = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { grouped += separator }
      grouped.append(digit)
    }
    return sign + grouped + rest
  }
}
