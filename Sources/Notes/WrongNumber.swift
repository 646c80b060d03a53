import Arrays
import Graph
import Interpreter
import Syntax

/// A number among others that is the wrong one: found by solving for it.
extension NoteChecker {
  /// The number of an expression that makes a claim right if another stands in its place, and is
  /// like that one in its digits.
  func wrongNumber(
    in tree: Expression, of claim: Claim, _ sides: [Tensor], isRight: Bool
  ) -> (Cause, String)? {
    guard sides[0].squeezed == sides[1].squeezed else { return nil }
    let target = isRight ? sides[0] : sides[1]
    let scales = [1, seed?.value ?? 1]
    for (index, literal) in tree.literals.enumerated().prefix(Self.literalSites) {
      guard let numbers = literal.writtenNumbers, !literal.isCoefficient,
        let solved = solutions(tree, index, literal, target, scales)
      else { continue }
      for (entry, value) in solved {
        let digit = DigitInterval.digit(of: numbers, entry)
        let meant = Self.text(value, toDigit: digit)
        let written = numbers[entry].text
        guard isLikely(value, for: numbers[entry], digit), meant != written,
          let other = literal.replacingNumber(entry, with: value, digit)
        else { continue }
        let changed = tree.replacingLiteral(index, with: other)
        guard accepts(claim, changed, isRight: isRight) else { continue }
        if meant.drop(while: { $0 == "-" }) == written.drop(while: { $0 == "-" }) {
          return (.sign, "the sign of \(written) is wrong")
        }
        return (.digit, "a slip in the digits: \(meant) is meant for \(written)")
      }
    }
    return wrongDigit(in: tree, of: claim, isRight: isRight) { !$0.isCoefficient }
  }

  private static var literalSites: Int { 24 }

  /// Where a number does more than a step to first order tells: one of its digits is another.
  func wrongDigit(
    in tree: Expression, of claim: Claim, isRight: Bool, where isTried: (Expression) -> Bool
  ) -> (Cause, String)? {
    var tries = 0
    for (index, literal) in tree.literals.enumerated() {
      guard case .number(let number) = literal.form, isTried(literal), number.lastDigit > -7,
        number.value < 1e6
      else { continue }
      let unit = Tolerances.power(of: number.lastDigit)
      guard abs(number.value / unit) < 1e15 else { continue }
      let digits = Int((number.value / unit).rounded())
      var place = 1
      for _ in 0..<max(String(digits).count, 1 - number.lastDigit) {
        let own = digits / place % 10
        for digit in 0..<10 where digit != own {
          tries += 1
          if tries > Self.digitTries { return nil }
          let value = Double(digits + (digit - own) * place) * unit
          guard let other = literal.replacingNumber(0, with: value, number.lastDigit),
            accepts(claim, tree.replacingLiteral(index, with: other), isRight: isRight)
          else { continue }
          return (.digit, "a slip in the digits: \(other.text) is meant for \(number.text)")
        }
        place *= 10
      }
    }
    return nil
  }

  private static var digitTries: Int { 200 }

  /// For each entry of a literal that can do it alone, the value that makes both sides equal: by
  /// steps along the slope of the entry that moves most.
  private func solutions(
    _ tree: Expression, _ index: Int, _ literal: Expression, _ target: Tensor, _ scales: [Double]
  ) -> [(entry: Int, value: Double)]? {
    session.probe { () throws(Stop) in
      let term = try session.term(of: literal)
      guard let value = try session.knownValues(of: [term], at: literal.span)?[0] else {
        return nil
      }
      let graph = session.graph
      let opened = tree.replacingLiteral(index, with: Expression(.name("§"), literal.span))
      func slopes(at value: Tensor) throws(Stop) -> (own: Tensor, derivative: Tensor)? {
        let leaf = graph.literal(value)
        let root = try session.term(of: opened, locals: ["§": Term(leaf, term.orientation)]).node
        guard let own = session.valueIfKnown(root), own.count == target.count,
          own.count * value.count <= 1 << 14,
          let derivative = session.valueIfKnown(
            graph.derivative(DerivativeRequest(of: root, by: leaf))),
          derivative.count == own.count * value.count
        else { return nil }
        return (own, derivative)
      }
      guard let first = try slopes(at: value) else { return nil }
      var found: [(Int, Double)] = []
      for scale in Set(scales) {
        for entry in 0..<value.count {
          var (here, changed) = (first, value)
          for step in 0..<Self.stepLimit {
            let rows = (0..<target.count).map { here.derivative[$0 * value.count + entry] }
            guard let row = rows.indices.max(by: { abs(rows[$0]) < abs(rows[$1]) }), rows[row] != 0
            else { break }
            let change = (target[row] * scale - here.own[row]) / rows[row]
            guard change.isFinite else { break }
            changed.mutablePointer()[entry] += change
            found.append((entry, changed[entry]))
            // Where what it does is linear, the first step is all.
            if value.count > Self.entryLimit || abs(change) < 1e-9 * abs(changed[entry]) { break }
            guard step + 1 < Self.stepLimit, let next = try slopes(at: changed) else { break }
            here = next
          }
        }
      }
      return found
    }
  }

  private static var stepLimit: Int { 5 }
  private static var entryLimit: Int { 9 }

  /// Whether one number may have been written for another.
  private func isLikely(_ value: Double, for written: NumberLiteral, _ digit: Int) -> Bool {
    if Self.areAlike(abs(value), abs(written.value), digit) { return true }
    return abs(value + written.value) <= Tolerances.power(of: digit)
  }
}

extension DigitInterval {
  /// The power of ten of a number's last digit; integers among decimals have theirs.
  static func digit(of numbers: [NumberLiteral], _ entry: Int) -> Int {
    let finest = numbers.map(\.lastDigit).min() ?? 0
    let own = numbers[entry].lastDigit
    return own >= 0 && finest < 0 ? finest : own
  }
}

extension Expression {
  /// The expression with another in the place of one of its literals, counted as `literals` has them.
  func replacingLiteral(_ index: Int, with other: Expression) -> Expression {
    var count = 0
    return replacingLiterals { _ in
      defer { count += 1 }
      return count == index ? other : nil
    }
  }

  /// A literal with another number in one of its entries, rounded to a digit.
  fileprivate func replacingNumber(_ entry: Int, with value: Double, _ digit: Int) -> Expression? {
    let unit = Tolerances.power(of: digit)
    let rounded = digit < 0 ? (value / unit).rounded() / (1 / unit).rounded() : value.rounded()
    guard rounded.isFinite else { return nil }
    var count = 0
    func replaced(_ part: Expression) -> Expression {
      switch part.form {
      case .number:
        defer { count += 1 }
        guard count == entry else { return part }
        return Expression(
          .number(NumberLiteral(value: abs(rounded), lastDigit: digit)), part.span)
      case .prefix(.minus, let inner) where inner.isNumber:
        let isHere = count == entry
        let inside = replaced(inner)
        if isHere { return rounded < 0 ? Expression(.prefix(.minus, inside), part.span) : inside }
        return Expression(.prefix(.minus, inside), part.span)
      default:
        return Expression(part.form(changing: replaced, at: nil), part.span)
      }
    }
    let isBare = isNumber
    let result = replaced(self)
    if isBare, rounded < 0 {
      return Expression(
        .parenthesized(Expression(.prefix(.minus, result), span)), span)
    }
    return result
  }

  /// Whether it is a small whole number, which formulas are full of.
  var isCoefficient: Bool {
    if case .number(let number) = form { return number.lastDigit == 0 && number.value < 10 }
    return false
  }

  private var isNumber: Bool {
    if case .number = form { return true }
    return false
  }
}
