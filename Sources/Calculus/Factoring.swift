import Graph

/// Takes common factors out of terms: `A*x + A'*x` is (A + A')*x.
struct Factoring {
  private let simplifier: Simplifier
  private var graph: Graph { simplifier.graph }

  init(_ simplifier: Simplifier) { self.simplifier = simplifier }

  /// Terms of one shape, as few as factoring makes them.
  func factored(_ terms: [NodeID]) -> [NodeID] {
    var terms = terms
    while terms.count > 1, let shorter = step(terms) { terms = shorter }
    return terms
  }

  /// The pair of terms with the most in common, made one.
  private func step(_ terms: [NodeID]) -> [NodeID]? {
    var best: (first: Int, second: Int, joined: NodeID, saving: Int)?
    for first in terms.indices {
      for second in terms.indices.dropFirst(first + 1) {
        guard let joined = joined(terms[first], terms[second]) else { continue }
        let saving =
          simplifier.cost(terms[first]) + simplifier.cost(terms[second]) + 1
          - simplifier.cost(joined)
        if saving > best?.saving ?? 0 { best = (first, second, joined, saving) }
      }
    }
    guard let best else { return nil }
    var result = terms
    result[best.first] = best.joined
    result.remove(at: best.second)
    return result
  }

  /// The shortest product that the sum of two terms is; nil where it is none.
  private func joined(_ first: NodeID, _ second: NodeID) -> NodeID? {
    let pair = Simplifier.Pair(first: first, second: second)
    if let known = simplifier.joinedPairs[pair] { return known }
    let (a, b) = (
      simplifier.opened(Product(first, graph)), simplifier.opened(Product(second, graph))
    )
    var candidates: [NodeID] = []
    let rests = withoutSharedScalars(a, b)
    if let rests {
      // Scalars come out of every form. What is left may have been met before beside other scalars.
      let (left, right) = (simplifier.node(rests.left), simplifier.node(rests.right))
      let rest = rests.shared.isEmpty ? self.joined(left, right) : sum(left, right)
      candidates += rest.map { [product(of: rests.shared, rests.coefficient, $0)] } ?? []
    }
    // Beside a number that is left it may be shorter to take fewer of them: a*(t - t^3).
    if rests.map({ $0.left.factors.isEmpty || $0.right.factors.isEmpty }) ?? true {
      candidates += joinedByFactors(a, b)
    }
    let joined = shortest(candidates)
    simplifier.joinedPairs[pair] = .some(joined)
    return joined
  }

  /// Two terms added up in the shortest way; nil when enough was tried.
  private func sum(_ left: NodeID, _ right: NodeID) -> NodeID? {
    guard simplifier.joinsLeft > 0 else { return nil }
    simplifier.joinsLeft -= 1
    let sum = simplifier.sum([left, right], multipliesOut: false)
    return shortest([joined(left, right), sum].compactMap { $0 })
  }

  private func shortest(_ candidates: [NodeID]) -> NodeID? {
    candidates.min { simplifier.cost($0) < simplifier.cost($1) }
  }

  private func joinedByFactors(_ a: Product, _ b: Product) -> [NodeID] {
    var candidates = joinedByFactors(a, b, common(a, b))
    // The other way round only splits labels; all else is the same.
    if b.hasSharedLabel {
      candidates += joinedByFactors(b, a, common(b, a).filter { $0.split != nil })
    }
    return candidates
  }

  /// The most factors come first. Where those have a form, taking fewer of them has the same, since
  /// the others come out of what is left; unless they are longer there as a power or beside a number.
  private func joinedByFactors(_ a: Product, _ b: Product, _ all: [Common]) -> [NodeID] {
    var candidates: [NodeID] = []
    var plain: [Common] = []
    for count in Set(all.map(\.pairs.count)).sorted(by: >) {
      for common in all where common.pairs.count == count {
        if plain.contains(where: { common.isPart(of: $0) }) { continue }
        guard let joined = joined(a, b, common) else { continue }
        candidates.append(joined)
        let nodes = Set(common.pairs.map { a.factors[$0.0].node })
        let rests = [
          a.factors.indices.filter { i in !common.pairs.contains { $0.0 == i } }
            .map { a.factors[$0].node },
          b.factors.indices.filter { j in !common.pairs.contains { $0.1 == j } }
            .map { b.factors[$0].node },
        ]
        if rests.allSatisfy({ !$0.isEmpty && nodes.isDisjoint(with: $0) }) { plain.append(common) }
      }
    }
    return candidates
  }

  /// Factors that two products share, and which labels those identify.
  private struct Common {
    var pairs: [(Int, Int)] = []
    /// From labels of the second product to those of the first.
    var labels: Renaming
    /// Whether another has the same factors with the same labels, and perhaps more.
    func isPart(of other: Common) -> Bool {
      pairs.count <= other.pairs.count && split?.label == other.split?.label
        && pairs.allSatisfy { pair in other.pairs.contains { $0 == pair } }
        && labels.isPart(of: other.labels)
    }

    /// A label of the first product that the second has two for, and the other of them on the common
    /// factor `pair`, which gets these labels: `diag(p)*A - p*p'*A` is (diag(p) - p*p')*A.
    var split: (label: Int, fresh: Int, pair: Int, labels: Labels)?
  }

  /// The largest sets of common factors, one for each pair of equal factors to begin with.
  private func common(_ a: Product, _ b: Product) -> [Common] {
    // One label more may be split off.
    guard a.output == b.output, !a.output.hasRepeats, !a.hasCounts, !b.hasCounts,
      max(a.sizes.count, b.sizes.count) < LabelSet.capacity
    else { return [] }
    var start = Common(labels: Renaming(count: b.sizes.count))
    for label in a.output { start.labels.add(label, as: label) }
    var all: [Common] = []
    let canSplit = a.hasSharedLabel
    if canSplit { all += splittings(start, a, b) }
    for i in a.factors.indices {
      for j in b.factors.indices {
        for flips in [false, true] {
          guard var common = extended(start, a.factors[i], b.factors[j], flips: flips) else {
            continue
          }
          common.pairs.append((i, j))
          repeat {
            // From here on it was followed before.
            if all.contains(where: { $0.pairs.count == common.pairs.count && common.isPart(of: $0) }
            ) {
              break
            }
            all.append(common)
            if canSplit { all += splittings(common, a, b) }
          } while extend(&common, a, b)
        }
      }
    }
    return all
  }

  /// Adds another pair of equal factors, if there is one: first those that are tied to what is
  /// common already.
  private func extend(_ common: inout Common, _ a: Product, _ b: Product) -> Bool {
    extend(&common, a, b, isTied: true) || extend(&common, a, b, isTied: false)
  }

  private func extend(_ common: inout Common, _ a: Product, _ b: Product, isTied: Bool) -> Bool {
    for i in a.factors.indices where !common.pairs.contains(where: { $0.0 == i }) {
      for j in b.factors.indices where !common.pairs.contains(where: { $0.1 == j }) {
        if isTied, !b.factors[j].labels.contains(where: { common.labels[$0] != nil }) { continue }
        for flips in [false, true] {
          if let more = extended(common, a.factors[i], b.factors[j], flips: flips) {
            common.labels = more.labels
            common.pairs.append((i, j))
            return true
          }
        }
      }
    }
    return false
  }

  /// One more pair of equal factors each, of which a label stands elsewhere in the first product too,
  /// but not in the second.
  private func splittings(_ common: Common, _ a: Product, _ b: Product) -> [Common] {
    var all: [Common] = []
    for i in a.factors.indices where !common.pairs.contains(where: { $0.0 == i }) {
      for j in b.factors.indices where !common.pairs.contains(where: { $0.1 == j }) {
        guard a.factors[i].node == b.factors[j].node else { continue }
        for flips in [false, true] {
          if let other = split(common, a, i, b, j, flips: flips) { all.append(other) }
        }
      }
    }
    return all
  }

  private func split(
    _ common: Common, _ a: Product, _ i: Int, _ b: Product, _ j: Int, flips: Bool
  ) -> Common? {
    let (own, other) = (a.factors[i], b.factors[j])
    if flips, other.labels.count != 2 || !simplifier.isSymmetric(other.node) { return nil }
    let others = flips ? other.labels.reversed() : other.labels
    var result = common
    for (own, other) in zip(own.labels, others) where result.labels[other] != own {
      guard result.labels[other] == nil else { return nil }
      if result.labels.original(of: own) == nil {
        result.labels.add(other, as: own)
      } else if result.split == nil, !b.output.contains(other) {
        result.split = (own, a.sizes.count, common.pairs.count, Labels())
        result.labels.add(other, as: a.sizes.count)
      } else {
        return nil
      }
    }
    if result.split == nil { return nil }
    result.split?.labels = Labels(others.compactMap { result.labels[$0] })
    result.pairs.append((i, j))
    return result
  }

  private func extended(_ common: Common, _ a: Factor, _ b: Factor, flips: Bool) -> Common? {
    guard a.node == b.node else { return nil }
    if flips, b.labels.count != 2 || !simplifier.isSymmetric(b.node) { return nil }
    let others = flips ? b.labels.reversed() : b.labels
    // Most don't fit, which is told before anything is copied.
    for (own, other) in zip(a.labels, others) {
      guard common.labels[other] ?? own == own else { return nil }
    }
    var result = common
    for (own, other) in zip(a.labels, others) {
      if let known = result.labels[other] {
        guard known == own else { return nil }
      } else {
        guard result.labels.original(of: own) == nil else { return nil }
        result.labels.add(other, as: own)
      }
    }
    return result
  }

  /// The scalars that two products share, and what is left of both; nil if they share none.
  private func withoutSharedScalars(
    _ a: Product, _ b: Product
  ) -> (shared: [Factor], coefficient: Coefficient, left: Product, right: Product)? {
    var (left, right) = (a, b)
    var shared: [Factor] = []
    for part in scalarParts(a) {
      let scalar = scalar(a, part)
      guard let own = scalarParts(left).first(where: { self.scalar(left, $0) == scalar }),
        let other = scalarParts(right).first(where: { self.scalar(right, $0) == scalar })
      else { continue }
      left = left.removing(own, counting: false)
      right = right.removing(other, counting: false)
      shared.append(Factor(scalar, []))
    }
    var coefficient = Coefficient.one
    if abs(a.coefficient.value) == abs(b.coefficient.value) {
      coefficient = a.coefficient.value < 0 ? -a.coefficient : a.coefficient
      left.coefficient = a.coefficient.value < 0 ? -.one : .one
      right.coefficient = b.coefficient.value < 0 ? -.one : .one
    }
    return shared.isEmpty && coefficient.isOne ? nil : (shared, coefficient, left, right)
  }

  private func product(
    of scalars: [Factor], _ coefficient: Coefficient, _ sum: NodeID
  ) -> NodeID {
    let (sum, sign) = positive(sum)
    var whole = Product(sum, graph)
    whole.coefficient = whole.coefficient * sign * coefficient
    whole.factors += scalars
    return simplifier.node(whole)
  }

  /// A sum with its sign: `-a - b` is that of a + b.
  private func positive(_ sum: NodeID) -> (sum: NodeID, sign: Coefficient) {
    let terms = simplifier.terms(sum)
    guard terms.allSatisfy({ graph.split($0).coefficient.value < 0 }) else { return (sum, .one) }
    return (graph.sum(terms.map { graph.opposite(of: $0) }, collecting: true), -.one)
  }

  /// The positions of factors that are a scalar together: they share labels with no other factor
  /// and with no axis of the product.
  private func scalarParts(_ product: Product) -> [[Int]] {
    let factors = product.factors
    var parts: [[Int]] = []
    var isSeen = Array(repeating: false, count: factors.count)
    for start in factors.indices where !isSeen[start] {
      var part: [Int] = [start]
      isSeen[start] = true
      func isTied(_ position: Int) -> Bool {
        part.contains { factors[$0].labels.contains(where: factors[position].labels.contains) }
      }
      while let next = factors.indices.first(where: { !isSeen[$0] && isTied($0) }) {
        isSeen[next] = true
        part.append(next)
      }
      let isOnAxis = part.contains { factors[$0].labels.contains(where: product.output.contains) }
      if !isOnAxis { parts.append(part.sorted()) }
    }
    return parts
  }

  private func scalar(_ product: Product, _ part: [Int]) -> NodeID {
    var scalar = product
    scalar.coefficient = .one
    scalar.factors = part.map { product.factors[$0] }
    scalar.output = []
    scalar.counted = []
    return simplifier.node(scalar)
  }

  /// The common factors times the sum of what is left of both; nil if that has no such form.
  private func joined(_ a: Product, _ b: Product, _ common: Common) -> NodeID? {
    let count = common.pairs.count
    guard count < a.factors.count || count < b.factors.count, simplifier.joinsLeft > 0 else {
      return nil
    }
    simplifier.joinsLeft -= 1
    var onFactors = LabelSet()
    let factors = common.pairs.enumerated().map { place, pair in
      var factor = a.factors[pair.0]
      if let split = common.split, split.pair == place { factor.labels = split.labels }
      onFactors.formUnion(LabelSet(factor.labels))
      return factor
    }
    let output = LabelSet(a.output)
    let shared = onFactors.union(output)
    // What the rests share with the common factors and the output.
    var ends = LabelSet()
    for place in a.factors.indices where !common.pairs.contains(where: { $0.0 == place }) {
      ends.formUnion(LabelSet(a.factors[place].labels))
    }
    ends.formIntersection(shared)
    if let split = common.split { ends.formUnion([.label(split.label), .label(split.fresh)]) }
    var otherEnds = LabelSet()
    for place in b.factors.indices where !common.pairs.contains(where: { $0.1 == place }) {
      for label in b.factors[place].labels {
        if let own = common.labels[label] { otherEnds.insert(.label(own)) }
      }
    }
    otherEnds.formIntersection(shared)
    // A rest that is a number stands beside scalars, or beside what is entry by entry.
    let isNumber = count == a.factors.count || count == b.factors.count
    if isNumber, common.split == nil {
      guard ends.union(otherEnds).isSubset(of: output) else { return nil }
      ends.formUnion(otherEnds)
    } else {
      guard ends == otherEnds, !isNumber || count < b.factors.count else { return nil }
    }
    if ends.count > 2 || onFactors.union(ends) != shared { return nil }
    let boundary = ends.labels
    var first = a.removing(common.pairs.map(\.0))
    first.output = boundary.renamed { $0 == common.split?.fresh ? common.split?.label ?? $0 : $0 }
    first.counted = []
    var second = b.removing(common.pairs.map(\.1))
    second.output = boundary.renamed { common.labels.original(of: $0) ?? $0 }
    second.counted = []
    var whole = a
    if let split = common.split { _ = whole.fresh(a.sizes[split.label]) }
    // Multiplying out would undo this, without an end.
    let (sum, sign) = positive(
      simplifier.sum([simplifier.node(first), simplifier.node(second)], multipliesOut: false))
    whole.coefficient = sign
    whole.factors = factors + [Factor(sum, boundary)]
    whole.counted = Array(boundary)
    return simplifier.node(simplifier.opened(whole))
  }
}
