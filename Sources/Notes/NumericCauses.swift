import Arrays
import Interpreter
import Syntax

/// What explains that two values differ, in numbers alone.
extension NoteChecker {
  /// What one side is of the other, in numbers.
  func numericCause(_ sides: [Tensor], _ claim: Claim) -> (Cause, String)? {
    let isReversed = claim.left.isLiteral && !claim.right.isLiteral
    let (truth, claimed) = isReversed ? (sides[1], sides[0]) : (sides[0], sides[1])
    let literal = isReversed ? claim.left : claim.right
    let halfUnits = DigitInterval.halfUnits(of: literal)
    func isNear(_ a: Double, _ b: Double, _ entry: Int) -> Bool {
      let slack = entry < halfUnits.count ? halfUnits[entry] : 0
      return abs(a - b) <= slack * (1 + 1e-9) + 1e-9 * max(abs(a), abs(b))
    }
    func all(_ isRight: (Int) -> Bool) -> Bool { (0..<claimed.count).allSatisfy(isRight) }
    // What has no value is no multiple of anything, and near to nothing.
    guard claimed.count > 0, truth.count == claimed.count,
      (truth.entries + claimed.entries).allSatisfy(\.isFinite)
    else { return nil }
    let differing = (0..<claimed.count).filter { !isNear(truth[$0], claimed[$0], $0) }
    if truth.squeezed == claimed.squeezed {
      if let slip = slip(truth, claimed, differing, literal) { return slip }
      if claimed.count > 1 || abs(truth[0]) > 0, all({ isNear(-truth[$0], claimed[$0], $0) }) {
        return (.sign, "the sign is wrong")
      }
      for (factor, text) in Self.factors {
        if all({ isNear(truth[$0] * factor, claimed[$0], $0) }) {
          return (.factor, text)
        }
      }
      for quantity in knownQuantities() where quantity.value.count == 1 {
        guard let name = session.graph.name(of: quantity.node)?.text, !name.isEmpty else {
          continue
        }
        let factor = quantity.value[0]
        guard factor != 0, abs(factor - 1) > 1e-6 else { continue }
        if all({ isNear(truth[$0] * factor, claimed[$0], $0) }), claimed.entries != truth.entries {
          return (.factor, "it is \(name) (\(session.number(factor))) times that")
        }
        if all({ isNear(truth[$0] / factor, claimed[$0], $0) }) {
          return (.factor, "it is 1/\(name) times that")
        }
      }
    }
    if truth.order == 2, claimed.order == 2, truth.shape == claimed.shape.reversed() {
      let (rows, columns) = (claimed.shape[0], claimed.shape[1])
      let isTurned = all { entry in
        isNear(truth[entry % columns * rows + entry / columns], claimed[entry], entry)
      }
      if isTurned { return (.transpose, "it is the transpose") }
    }
    return sameAsAnother(claimed, literal)
  }

  private static let factors: [(Double, String)] = [
    (2, "it is twice that: a factor 1/2 is missing"),
    (0.5, "it is half of that: a factor 2 is missing"), (3, "it is 3 times that"),
    (4, "it is 4 times that"), (1 / 3.0, "it is a third of that"),
    (0.25, "it is a quarter of that"), (10, "it is 10 times that: the decimal point is misplaced"),
    (0.1, "it is a tenth of that: the decimal point is misplaced"),
  ]

  /// One entry that is wrong in its digits.
  private func slip(
    _ truth: Tensor, _ claimed: Tensor, _ differing: [Int], _ literal: Expression
  ) -> (Cause, String)? {
    guard let numbers = literal.writtenNumbers, numbers.count == claimed.count,
      let entry = differing.first, differing.count == 1
    else { return nil }
    let finest = numbers.map(\.lastDigit).min() ?? 0
    let digit = numbers[entry].lastDigit >= 0 && finest < 0 ? finest : numbers[entry].lastDigit
    guard digit < 0 || claimed.count > 1 else { return nil }
    let unit = Tolerances.power(of: digit)
    let shown = Self.text(truth[entry], toDigit: digit)
    let rounded = (truth[entry] / unit).rounded() * unit
    // A number that has no more digits than were written isn't rounded.
    let isRounded = abs(truth[entry] - rounded) > 1e-9 * abs(truth[entry])
    if isRounded, abs(truth[entry] - claimed[entry]) < 1.5 * unit {
      return (.rounding, "a slip in rounding: \(session.number(truth[entry])) rounds to \(shown)")
    }
    let place = claimed.count > 1 ? " [\(session.position(of: entry, in: claimed.shape))]" : ""
    if abs(truth[entry] + claimed[entry]) <= 0.5 * unit * (1 + 1e-9) {
      return (.sign, "the sign\(place.isEmpty ? "" : " of entry\(place)") is wrong")
    }
    guard claimed.count > 1 || Self.areAlike(abs(truth[entry]), abs(claimed[entry]), digit) else {
      return nil
    }
    return (
      .digit, "a slip in the digits\(place.isEmpty ? "" : " of entry\(place)"): \(shown) is meant"
    )
  }

  /// A number rounded to a power of ten, with its zeros: `0.10`.
  static func text(_ number: Double, toDigit digit: Int) -> String {
    let units = (abs(number) / Tolerances.power(of: digit)).rounded()
    // Beyond what is counted in whole numbers there are no digits to speak of.
    guard number.isFinite, abs(number) < 1e15, units < 1e15 else { return "\(number)" }
    guard digit < 0 else { return "\(Int(units) * (number < 0 ? -1 : 1))" }
    let digits = String(Int(units))
    let places = -digit
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = number < 0 && units > 0 ? "-" : ""
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// Whether two numbers differ in one digit, or in the order of two.
  static func areAlike(_ a: Double, _ b: Double, _ digit: Int) -> Bool {
    let unit = Tolerances.power(of: digit)
    guard a / unit < 1e12, b / unit < 1e12 else { return false }
    // With the zeros before the first digit: 0.105 and 5.105.
    let texts = [a, b].map { String(Int(($0 / unit).rounded())) }
    let width = max(1 - min(digit, 0), texts.map(\.count).max() ?? 0)
    let padded = texts.map { Array(String(repeating: "0", count: width - $0.count) + $0) }
    let (first, second) = (padded[0], padded[1])
    let places = first.indices.filter { first[$0] != second[$0] }
    return places.count == 1
      || (places.count == 2 && first[places[0]] == second[places[1]]
        && first[places[1]] == second[places[0]])
  }

  /// A literal that is the value of another name.
  private func sameAsAnother(_ claimed: Tensor, _ literal: Expression) -> (Cause, String)? {
    guard literal.writtenNumbers?.contains(where: { $0.isDecimal }) == true else { return nil }
    let halfUnits = DigitInterval.halfUnits(of: literal)
    for quantity in knownQuantities() where quantity.seed == 1 {
      guard quantity.distance(to: claimed, within: halfUnits) != nil,
        let name = session.graph.name(of: quantity.node)?.text, !name.isEmpty
      else { continue }
      return (.name, "that is \(name)")
    }
    return nil
  }
}
