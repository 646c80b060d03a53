import Arrays
import Elaboration
import Graph
import Primitives
import Syntax

/// Two formulas that are claimed to be one.
package struct Claim {
  package var left: Expression
  package var right: Expression
  package let relation: Relation
  package let source: SourceText
  package let span: Span
  /// How strictly both are understood.
  package var dialect = Dialect.plain
  /// The sides as they were written, where that is something else: with moments.
  var written: [Expression]?

  package init(
    left: Expression, right: Expression, relation: Relation, source: SourceText, span: Span,
    dialect: Dialect = .plain
  ) {
    self.left = left
    self.right = right
    self.relation = relation
    self.source = source
    self.span = span
    self.dialect = dialect
  }
}

/// How a check ended.
package struct CheckResult {
  package enum Verdict: Sendable { case holds, mismatch, unchecked }

  let claim: Claim
  var verdict: Verdict
  /// What more there is to say: the difference, a condition, why it is pending.
  var detail: String?
  /// The value of the left side, where there is one.
  var value: (tensor: Tensor, orientation: Orientation)?
}

/// A check whose names have no values yet.
struct PendingCheck {
  let claim: Claim
  /// The names that it waits for.
  let missing: [String]
}

extension Session {
  /// Compares the sides of a claim: at the values if there are any, else at random points; a claim
  /// about numbers that are not known yet waits for them.
  func check(_ claim: Claim) throws(Stop) -> CheckResult {
    if isEntryOfInput(claim.left), claim.relation == .equal, !isRetrying {
      aside("this is a check; \(claim.left.text) <- … changes the entry")
    }
    let result = try withScalarReadings(
      of: claim, isGood: { $0.verdict == .holds },
      { claim throws(Stop) in try compared(claim) }
    ).result
    if result.verdict == .mismatch {
      hasFailed = true
      if let name = takenFunction(claim) {
        aside(
          "this is a check, as \(name) stands for something; to define a function, :clear \(name) or take another name"
        )
      }
    }
    return result
  }

  /// The name in `f(x) = x^2` that would be a function's, if it had no value or equation.
  private func takenFunction(_ claim: Claim) -> String? {
    guard claim.relation == .equal, let (name, arguments) = claim.left.call,
      FormRow.row(named: name) == nil, Catalogue.function(named: name) == nil,
      slot(of: name) != nil
    else { return nil }
    let parameters = arguments.compactMap(\.value.bareName)
    return parameters.count == arguments.count && Set(parameters).count == parameters.count
      && parameters.contains { claim.right.mentions($0) } ? name : nil
  }

  private func compared(_ claim: Claim) throws(Stop) -> CheckResult {
    try learnKind(ofOpenSideOf: claim)
    let sides = try understand([claim.left, claim.right]).terms
    let (left, right) = (sides[0], sides[1])
    fill(left, right)
    var result = CheckResult(claim: claim, verdict: .unchecked)
    if let sides = try values([left, right], at: claim.span) {
      result.value = (sides[0], left.orientation)
      compare(sides, left, right, &result)
      if isDerivativeClaim(claim), !claim.left.isLiteral, !claim.right.isLiteral {
        explain(&result, by: judgement(of: left, right, claim, withExample: false))
      }
    } else if let sides = try constantFormulas([left, right], at: claim.span) {
      result.value = (sides[0], left.orientation)
      compare(sides, left, right, &result)
      if result.verdict == .holds, sides.allSatisfy({ $0.entries.allSatisfy { $0 == 0 } }),
        let reason = vacuity(of: claim, [left, right])
      {
        (result.verdict, result.detail) = (.unchecked, reason)
      }
    } else if claim.left.isLiteral || claim.right.isLiteral {
      return pending(result, left, right)
    } else if let judgement = judgement(of: left, right, claim) {
      if judgement.verdict == .mismatch, let name = openName(left, right, claim) {
        return pending(result, left, right, missing: [name])
      }
      result.verdict = judgement.verdict
      result.detail = judgement.detail
    } else {
      return pending(result, left, right)
    }
    return result
  }

  /// The values of terms whose formulas are numbers whatever the names are: `∂J/∂L` is 1.
  func constantFormulas(_ terms: [Term], at span: Span) throws(Stop) -> [Tensor]? {
    // As they are computed: a formula may take long to become a short one.
    let formulas = terms.map { Term(differentiator.executable($0.node), $0.orientation) }
    let rests = graph.leaves(of: formulas.map(\.node)).contains { graph.name(of: $0) != nil }
    return rests ? nil : try values(formulas, at: span)
  }

  /// A name of which nothing is known is of the kind of what it is claimed to be: b of `A*x = b`.
  private func learnKind(ofOpenSideOf claim: Claim) throws(Stop) {
    for (side, other) in [(claim.right, claim.left), (claim.left, claim.right)] {
      guard let name = side.bareName, other.bareName == nil, !isKnown(name),
        slot(of: name) == nil || basis(of: name) == .convention, !other.mentions(name),
        !graph.sizes.hasSymbol(named: name)
      else { continue }
      let term = try understand(other).term
      let shape = graph.shape(of: term.node)
      let kind: Kind? =
        switch shape.order {
        case 0: .scalar
        case 1: term.orientation == .row ? .row(shape[0]) : .vector(shape[0])
        case 2: .matrix(shape[0], shape[1])
        default: nil
        }
      if let kind { _ = introduce(name, kind, .convention) }
    }
  }

  /// The name that a side is and of which nothing else is known: what it is, nothing can tell.
  private func openName(_ left: Term, _ right: Term, _ claim: Claim) -> String? {
    for (side, other) in [(claim.right, left), (claim.left, right)] {
      var side = side
      if case .entries(let operand, let ranges) = side.form, ranges.allSatisfy(\.isShared) {
        side = operand
      }
      guard let name = side.bareName ?? side.entries?.name, let index = slot(of: name),
        state.slots[index].isSymbol, state.slots[index].declaration == nil,
        !graph.leaves(of: [other.node]).contains(state.slots[index].node)
      else { continue }
      return name
    }
    return nil
  }

  private func pending(
    _ result: CheckResult, _ left: Term, _ right: Term, missing names: [String]? = nil
  ) -> CheckResult {
    var result = result
    let missing = names ?? missingNames([left.node, right.node])
    let names = missing.joined(separator: ", ")
    result.detail =
      missing.isEmpty
      ? "no point was found that could tell: a side has no value there, or both vanish"
      : "waits for \(missing.count == 1 ? "a value" : "values") of \(names)"
    state.pendingChecks.append(PendingCheck(claim: result.claim, missing: missing))
    return result
  }

  /// Sizes that mx left open on one side (`I`) are those of the other.
  func fill(_ left: Term, _ right: Term) {
    let (a, b) = (graph.shape(of: left.node), graph.shape(of: right.node))
    guard a.order == b.order, a.known != nil || b.known != nil, a.known == nil || b.known == nil
    else { return }
    let knowledge = graph.sizes.knowledge
    if !unify(a, b) { graph.sizes.knowledge = knowledge }
  }

  private func isEntryOfInput(_ tree: Expression) -> Bool {
    if case .index(let array, _, at: _) = tree.form { return array.bareName != nil }
    return false
  }

  /// A claim about a derivative is about the formula, not about the numbers of today.
  func isDerivativeClaim(_ claim: Claim) -> Bool {
    claim.left.mentionsDerivative || claim.right.mentionsDerivative
  }

  // MARK: Comparing

  private func compare(
    _ sides: [Tensor], _ left: Term, _ right: Term, _ result: inout CheckResult
  ) {
    let claim = result.claim
    switch comparison(of: sides, left, right, claim) {
    case .equal: result.verdict = .holds
    case .transposed:
      result.verdict = .holds
      result.detail = layoutPhrase(left, right)
    case .shapes:
      result.verdict = .mismatch
      result.detail = shapes(of: sides, left, right)
    case .differ(let entry):
      result.verdict = .mismatch
      result.detail = difference(sides, entry, claim)
    }
  }

  /// What the sides are where they have no shape in common.
  package func shapes(of sides: [Tensor], _ left: Term, _ right: Term) -> String {
    "the left side is \(text(sides[0], left)), the right side \(text(sides[1], right))"
  }

  /// How the values of a claim's sides compare, at the digits written.
  ///
  /// - Parameter slack: How much more each entry may differ.
  package func comparison(
    of sides: [Tensor], _ left: Term, _ right: Term, _ claim: Claim, slack: [Double] = []
  ) -> Comparison {
    let magnitude = largestMagnitude(sides, [left.node, right.node])
    guard sides[0].squeezed == sides[1].squeezed else {
      return isTransposed(sides, claim, magnitude) ? .transposed : .shapes
    }
    let tolerances = Tolerances(claim, count: sides[0].count, magnitude: magnitude)
    var worst: (entry: Int, excess: Double)?
    for entry in 0..<sides[0].count {
      let (a, b) = (sides[0][entry], sides[1][entry])
      if a == b || (a.isNaN && b.isNaN) { continue }
      let difference = abs(a - b)
      let allowed = tolerances[entry] + (slack.isEmpty ? 0 : slack[entry])
      if difference <= allowed { continue }
      let excess = difference.isNaN ? .infinity : difference / max(allowed, .leastNormalMagnitude)
      if excess > worst?.excess ?? -1 { worst = (entry, excess) }
    }
    guard let worst else { return .equal }
    return isTransposed(sides, claim, magnitude) ? .transposed : .differ(entry: worst.entry)
  }

  /// `J is 1.40326, off by 0.09674`; of an array, the entry that differs most.
  package func difference(_ sides: [Tensor], _ entry: Int, _ claim: Claim) -> String {
    let (a, b) = (sides[0][entry], sides[1][entry])
    let isReversed =
      claim.left.isLiteral && !claim.right.isLiteral
      || claim.left.writtenNumbers != nil && claim.right.writtenNumbers == nil
    let subject = isReversed ? claim.right : claim.left
    let (value, claimed) = isReversed ? (b, a) : (a, b)
    var place = short(subject)
    let position = positions(of: entry, in: sides[0].shape)
    if let text = subject.text(ofEntryAt: position) {
      place = text
    } else if sides[0].order > 0 {
      if case .name = subject.form {} else { place = "(\(place))" }
      place += "[\(position.joined(separator: ", "))]"
    }
    let printer = valuePrinter(width: nil)
    guard value.isFinite else { return "\(place) is \(printer.number(value))" }
    return "\(place) is \(printer.number(value)), off by \(printer.number(value - claimed))"
  }

  /// `2, 1`: indices from 1.
  package func position(of entry: Int, in shape: [Int]) -> String {
    positions(of: entry, in: shape).joined(separator: ", ")
  }

  private func positions(of entry: Int, in shape: [Int]) -> [String] {
    var rest = entry
    var indices: [String] = []
    for size in shape.reversed() {
      indices.insert("\(rest % size + 1)", at: 0)
      rest /= size
    }
    return indices
  }

  /// The largest magnitude met: on both sides, and in the inputs that they rest on.
  func largestMagnitude(_ sides: [Tensor], _ nodes: [NodeID]) -> Double {
    var largest = 0.0
    func meet(_ tensor: Tensor) {
      for index in 0..<tensor.count where tensor[index].isFinite {
        largest = max(largest, abs(tensor[index]))
      }
    }
    sides.forEach(meet)
    for leaf in graph.leaves(of: nodes) {
      switch graph[leaf].form {
      case .literal(let literal): meet(graph.tensor(literal))
      default:
        if let index = slotIndex(of: leaf), let value = state.values[index].tensor { meet(value) }
      }
    }
    return largest
  }

  /// Whether a derivative is right but for being the transpose: another layout.
  private func isTransposed(_ sides: [Tensor], _ claim: Claim, _ magnitude: Double) -> Bool {
    guard isDerivativeClaim(claim), sides[0].order == 2, sides[1].order == 2,
      sides[0].shape == sides[1].shape.reversed()
    else { return false }
    let (rows, columns) = (sides[0].shape[0], sides[0].shape[1])
    return (0..<rows).allSatisfy { row in
      (0..<columns).allSatisfy { column in
        abs(sides[0][row * columns + column] - sides[1][column * rows + row]) <= 1e-10 * magnitude
      }
    }
  }

  // MARK: Pending checks

  /// Runs the pending checks whose values have arrived.
  func runPendingChecks() {
    let waiting = state.pendingChecks
    state.pendingChecks = []
    for pending in waiting {
      let arrived = pending.missing.contains { name in
        slot(of: name).map { state.slots[$0].isInput || state.slots[$0].isEquation } ?? true
      }
      guard arrived else {
        state.pendingChecks.append(pending)
        continue
      }
      let outer = source
      source = pending.claim.source
      let outerDialect = dialect
      dialect = pending.claim.dialect
      defer { (source, dialect) = (outer, outerDialect) }
      let kept = state
      isRetrying = true
      defer { isRetrying = false }
      do throws(Stop) {
        let result = try check(pending.claim)
        if result.verdict != .unchecked { try show([], [result], at: pending.claim.span) }
      } catch {
        state = kept
        hasFailed = true
        if case .failure(let diagnostic, let text) = error {
          output.message(diagnostic.rendered(in: text, palette: palette))
        }
      }
    }
  }

  func reportUnchecked(_ pending: PendingCheck) {
    let names = pending.missing.joined(separator: ", ")
    let text = pending.claim.text(isASCII: options.isASCII)
    output.message(
      "unchecked: \(text)" + (names.isEmpty ? "" : " (no value for \(names))"))
  }
}

/// How the values of two sides compare.
package enum Comparison: Equatable {
  case equal
  /// Equal, but that one is the transpose of the other, as in another layout.
  case transposed
  case shapes
  /// They differ, most at this entry.
  case differ(entry: Int)
}

/// How far each entry of the two sides may differ.
///
/// A literal with decimals is an interval of half a unit of its last digit, `≈` makes one of any
/// literal; without, it is 1e-10 of the largest magnitude met.
package struct Tolerances {
  private var entries: [Double]
  private var all: Double

  package init(_ claim: Claim, count: Int, magnitude: Double) {
    all = 1e-10 * magnitude
    entries = []
    let literals = [claim.right, claim.left].compactMap { $0.writtenNumbers }
    guard let numbers = literals.first else { return }
    guard claim.relation == .approximate || numbers.contains(where: \.isDecimal) else { return }
    let finest = numbers.map(\.lastDigit).min() ?? 0
    let slack = 1e-12 * magnitude
    entries = numbers.map { number in
      // Integers in an array with decimals were rounded like the rest.
      let digit = finest < 0 && number.lastDigit >= 0 ? finest : number.lastDigit
      return 0.5 * Self.power(of: digit) * (1 + 1e-9) + slack
    }
    if entries.count != count { (all, entries) = (entries.max() ?? all, []) }
  }

  package subscript(_ entry: Int) -> Double { entries.isEmpty ? all : entries[entry] }

  package static func power(of digit: Int) -> Double {
    var power = 1.0
    for _ in 0..<min(abs(digit), 400) { power *= 10 }
    return digit < 0 ? 1 / power : power
  }
}

extension Tensor {
  /// The shape without axes of size 1.
  package var squeezed: [Int] { shape.filter { $0 != 1 } }
}
