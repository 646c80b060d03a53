import Arrays
import Elaboration
import Graph
import Interpreter
import Syntax

/// What a note's backward pass begins with instead of 1: then all its derivatives are that many
/// times the truth, and the mistake is one.
struct BackwardSeed {
  /// `J`, where the pass begins with ∂J/∂J = J.
  let name: String
  let node: NodeID
  let value: Double
  /// Where it was told.
  var finding: Int?
}

extension NoteChecker {
  /// A derivative that is right but for the seed of the pass.
  func seeded(
    _ sides: [Tensor], _ left: Term, _ right: Term, _ claim: Claim
  ) throws(Stop) -> Outcome? {
    guard claim.left.mentionsDerivative != claim.right.mentionsDerivative else { return nil }
    let isLeft = claim.left.mentionsDerivative
    for candidate in seedCandidates([left, right]) {
      var scaled = sides
      let own = isLeft ? 0 : 1
      scaled[own] = sides[own].mapped { $0 * candidate.value }
      if scaled[own].isEqual(to: sides[own]) { continue }
      guard sides[own].entries.contains(where: { $0 != 0 }),
        try isEqualWithSeed(scaled, left, right, claim, candidate, isLeft: isLeft)
      else { continue }
      if let seed, seed.node == candidate.node, let finding = seed.finding {
        return Outcome(
          verdict: .mismatch,
          detail: "\(candidate.name) times the truth, as \(findings[finding].shownLine.asPlace)",
          cause: .seed, root: finding)
      }
      if isProbing { return nil }
      seed = candidate
      quantities = nil
      let shown = session.number(candidate.value)
      return Outcome(
        verdict: .mismatch,
        detail: "\(shown) = \(candidate.name): the seed of the backward pass, "
          + "∂\(candidate.name)/∂\(candidate.name), is \(candidate.name); it should be 1",
        cause: .seed)
    }
    return nil
  }

  private func isEqualWithSeed(
    _ sides: [Tensor], _ left: Term, _ right: Term, _ claim: Claim, _ seed: BackwardSeed,
    isLeft: Bool
  ) throws(Stop) -> Bool {
    guard sides[0].squeezed == sides[1].squeezed else { return false }
    if session.comparison(of: sides, left, right, claim) == .equal { return true }
    let outer = self.seed
    if self.seed == nil {
      self.seed = seed
      quantities = nil
    }
    defer {
      if outer == nil {
        self.seed = nil
        quantities = nil
      }
    }
    let count = sides[0].count
    let own = isLeft ? sides[0] : sides[1]
    // The seed was shown rounded, too.
    let ofSeed = try spread(of: seed.node)?.first ?? 0
    let halfUnit = try seedRadius(claim, seed)
    var slack = (0..<count).map { abs(own[$0] / seed.value) * max(ofSeed, halfUnit) }
    for (tree, term, isOwn) in [(claim.left, left, isLeft), (claim.right, right, !isLeft)] {
      let part = try self.slack(
        of: tree, term, beside: tree.span == claim.left.span ? claim.right : claim.left,
        count: count, scale: isOwn ? seed.value : 1)
      for index in 0..<count { slack[index] += part[index] }
    }
    return session.comparison(of: sides, left, right, claim, slack: slack) == .equal
  }

  /// How far a literal in the claim that is the rounding of the seed is from it.
  private func seedRadius(_ claim: Claim, _ seed: BackwardSeed) throws(Stop) -> Double {
    let quantity = KnownQuantity(node: seed.node, value: Tensor([], repeating: seed.value))
    var radius = 0.0
    for literal in claim.left.decimalLiterals + claim.right.decimalLiterals {
      guard let numbers = literal.writtenNumbers, numbers.count == 1 else { continue }
      let value = Tensor([], repeating: numbers[0].value)
      let halfUnits = DigitInterval.halfUnits(of: literal)
      if let distance = quantity.distance(to: value, within: halfUnits)?.first {
        radius = max(radius, distance)
      }
    }
    return radius
  }

  /// Scalars that are differentiated, with their values: what a pass may have begun with.
  private func seedCandidates(_ terms: [Term]) -> [BackwardSeed] {
    var candidates = seed.map { [$0] } ?? []
    let graph = session.graph
    for node in graph.postorder(terms.map(\.node)) {
      guard case .derivative(let request) = graph[node].form,
        graph.shape(of: request.function).order == 0,
        let name = graph.name(of: request.function)?.text, !name.isEmpty,
        !candidates.contains(where: { $0.node == request.function }),
        let value = session.valueIfKnown(request.function)?[0], value.isFinite,
        abs(value - 1) > 1e-9, value != 0
      else { continue }
      candidates.append(BackwardSeed(name: name, node: request.function, value: value))
    }
    return candidates
  }
}

extension Tensor {
  func mapped(_ change: (Double) -> Double) -> Tensor {
    var result = self
    let entries = result.mutablePointer()
    for index in 0..<count { entries[index] = change(entries[index]) }
    return result
  }
}
