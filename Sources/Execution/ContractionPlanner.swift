/// The order in which the factors of a contraction are multiplied, pair by pair.
///
/// The cost of a pair is the number of its multiplications plus the entries it writes. Up to
/// ``exactLimit`` factors the cheapest of all orders is found, outer products included, by dynamic
/// programming over the subsets of factors; above it, or for very many axes, the cheapest pair that
/// shares an axis is taken each time. A matrix chain that ends in a vector is right in both.
struct ContractionPlanner {
  /// Two factors, by number; the result of step k has the number (count of factors) + k.
  struct Step: Equatable {
    var left: Int
    var right: Int
  }

  static let exactLimit = 12

  /// The labels of each factor, without repetition. Each is also in the output or on another
  /// factor: axes that one factor alone has are summed before products are ordered.
  private let factors: [[Int]]
  /// The size of each label, at least 1, so that empty axes don't make everything else free.
  private let sizes: [Double]
  private let isOutput: [Bool]

  init(factors: [[Int]], output: [Int], sizes: [Int]) {
    self.factors = factors
    self.sizes = sizes.map { Double(max($0, 1)) }
    var isOutput = Array(repeating: false, count: sizes.count)
    for label in output { isOutput[label] = true }
    self.isOutput = isOutput
  }

  /// One step less than there are factors.
  func steps() -> [Step] {
    if factors.count < 2 { return [] }
    if factors.count == 2 { return [Step(left: 0, right: 1)] }
    if factors.count <= Self.exactLimit, let steps = exactSteps() { return steps }
    return greedySteps()
  }

  // MARK: All orders

  /// Labels that the same factors have count as one axis; nil if more than 64 are left.
  private func exactSteps() -> [Step]? {
    struct Axis: Hashable {
      var holders: UInt64
      var isOutput: Bool
    }
    var volumes: [Axis: Double] = [:]
    var axes: [Axis] = []
    for label in sizes.indices {
      var axis = Axis(holders: 0, isOutput: isOutput[label])
      for (number, labels) in factors.enumerated() where labels.contains(label) {
        axis.holders |= 1 << UInt64(number)
      }
      if axis.holders == 0 { continue }
      if volumes[axis] == nil { axes.append(axis) }
      volumes[axis, default: 1] *= sizes[label]
    }
    guard axes.count <= 64 else { return nil }
    let axisVolumes = axes.map { volumes[$0] ?? 1 }
    func volume(of set: UInt64) -> Double {
      var rest = set
      var product = 1.0
      while rest != 0 {
        product *= axisVolumes[rest.trailingZeroBitCount]
        rest &= rest - 1
      }
      return product
    }

    let all = (1 << factors.count) - 1
    // The axes that the product of a subset still has, and how many entries that is.
    var kept = Array(repeating: UInt64(0), count: all + 1)
    var entries = Array(repeating: 1.0, count: all + 1)
    for subset in 1...all {
      let inside = UInt64(subset)
      for (number, axis) in axes.enumerated() where axis.holders & inside != 0 {
        if axis.isOutput || axis.holders & ~inside != 0 { kept[subset] |= 1 << UInt64(number) }
      }
      entries[subset] = volume(of: kept[subset])
    }
    var cost = Array(repeating: Double.infinity, count: all + 1)
    var split = Array(repeating: 0, count: all + 1)
    for subset in 1...all {
      if subset & (subset - 1) == 0 {
        cost[subset] = 0
        continue
      }
      let lowest = subset & -subset
      // Whatever the split is, this is written.
      let written = entries[subset]
      var part = (subset - 1) & subset
      while part > 0 {
        if part & lowest != 0 {
          let rest = subset ^ part
          let below = cost[part] + cost[rest] + written
          if below < cost[subset] {
            let shared = volume(of: kept[part] & kept[rest])
            let total = below + entries[part] * entries[rest] / shared
            if total < cost[subset] {
              cost[subset] = total
              split[subset] = part
            }
          }
        }
        part = (part - 1) & subset
      }
      // Volumes beyond the range of doubles: any order is as bad.
      if split[subset] == 0 { return nil }
    }
    return steps(splits: split, all: all)
  }

  /// The tree of splits as a list, operands first. The tree has at most 12 leaves.
  private func steps(splits: [Int], all: Int) -> [Step] {
    var steps: [Step] = []
    func number(of subset: Int) -> Int {
      if subset & (subset - 1) == 0 { return subset.trailingZeroBitCount }
      let left = number(of: splits[subset])
      let right = number(of: subset ^ splits[subset])
      steps.append(Step(left: left, right: right))
      return factors.count + steps.count - 1
    }
    _ = number(of: all)
    return steps
  }

  // MARK: The cheapest pair first

  /// How many holders of one label are compared with each other: it keeps long products of arrays
  /// of one shape from costing the cube of their length.
  private static let neighbourLimit = 6

  private func greedySteps() -> [Step] {
    var labels: [Set<Int>] = factors.map { Set($0) }
    var holders: [[Int]] = sizes.map { _ in [] }
    for (number, own) in factors.enumerated() {
      for label in own { holders[label].append(number) }
    }
    var alive = Array(factors.indices)
    var steps: [Step] = []
    func entries(_ set: Set<Int>) -> Double { set.reduce(1) { $0 * sizes[$1] } }
    while alive.count > 1 {
      var best: (step: Step, cost: Double)?
      for sharing in holders where sharing.count > 1 {
        let near = sharing.prefix(Self.neighbourLimit)
        for (position, left) in near.enumerated() {
          for right in near.dropFirst(position + 1) {
            let cost = entries(labels[left].union(labels[right]))
            if cost < best?.cost ?? .infinity {
              best = (Step(left: left, right: right), cost)
            }
          }
        }
      }
      let step: Step
      if let best {
        step = best.step
      } else {
        let smallest = alive.sorted { entries(labels[$0]) < entries(labels[$1]) }
        step = Step(left: smallest[0], right: smallest[1])
      }
      let result = factors.count + steps.count
      var union: Set<Int> = []
      for label in labels[step.left].union(labels[step.right]) {
        holders[label].removeAll { $0 == step.left || $0 == step.right }
        if isOutput[label] || !holders[label].isEmpty {
          union.insert(label)
          holders[label].append(result)
        }
      }
      labels.append(union)
      alive.removeAll { $0 == step.left || $0 == step.right }
      alive.append(result)
      steps.append(step)
    }
    return steps
  }
}
