import Arrays
import Graph

/// Points of small random sizes at which formulas are tried: a value for every name, of its kind.
struct RandomPoints {
  /// Where the entries come from. What has a value at the points of one style may have none at
  /// those of another.
  enum Style {
    /// Of every sign.
    case normal
    /// Positive ones, for log and sqrt.
    case positive
    /// Small ones, for acos and log(1 - x).
    case small
    /// Square matrices with a dominant diagonal, for the logarithm of a determinant, but not
    /// symmetric: that would make formulas agree that aren't the same. All else is positive.
    case dominant
    /// -1, 0 and 1, half of them 0.
    case whole

    /// Those that a value at generic points is looked for with.
    static let generic: [Style] = [.normal, .positive, .small, .dominant]
  }

  let graph: Graph
  /// The names that have to be given values.
  let names: [NodeID]
  /// The names that have the same value at all points.
  let fixed: [NodeID: Tensor]
  /// What is known of some names.
  let givens: [Condition]
  /// The sizes that have to be given numbers.
  let sizes: [Size]
  /// Nodes whose values are wanted, from the leaves up.
  private let nodes: [NodeID]
  var random = RandomGenerator(seed: 20_240_607)

  /// - Parameters:
  ///   - others: Nodes that need values as well.
  ///   - fixed: Values of names that aren't drawn.
  init(
    _ graph: Graph, roots: [NodeID], also others: [NodeID] = [],
    fixing fixed: [NodeID: Tensor] = [:], given givens: [Condition] = []
  ) {
    self.graph = graph
    self.givens = givens
    self.fixed = fixed
    names = graph.leaves(of: roots + others).filter {
      graph.name(of: $0) != nil && fixed[$0] == nil
    }
    nodes = graph.postorder(roots)
    var sizes: [Size] = []
    // The roots may have lost a name that others rest on: it is drawn all the same.
    for node in nodes + names {
      var own = graph.shape(of: node).sizes
      if case .contraction(let contraction) = graph[node].form { own += contraction.sizes }
      for size in own {
        for symbol in graph.sizes.symbols(in: size) where !sizes.contains(symbol) {
          sizes.append(symbol)
        }
      }
    }
    self.sizes = sizes
  }

  /// The sizes that are open now; one that has become a product or sum of others gets its number from
  /// theirs.
  var openSizes: [Size] {
    var open: [Size] = []
    for size in sizes {
      open += graph.sizes.symbols(in: size).filter { !open.contains($0) }
    }
    return open
  }

  /// No trial is worth more entries along an axis than this.
  private static let sizeLimit = 100

  /// Gives the open sizes numbers; false where they contradict.
  /// None is smaller than a position that is picked of its axis asks for.
  mutating func giveSizes(_ range: ClosedRange<Int>) -> Bool {
    let needed = nodes.flatMap { graph.neededCounts($0) }
    for size in openSizes {
      let least = needed.filter { graph.sizes.resolve($0.size) == size }.map(\.count).max() ?? 0
      guard least <= Self.sizeLimit else { return false }
      let number = max(range.lowerBound, least) + Int(random.next() % UInt64(range.count))
      do { try graph.sizes.unify(size, Size(number)) } catch { return false }
    }
    return true
  }

  /// Values for all names, with the sizes of now; nil where there is none that meets the condition.
  mutating func draw(_ style: Style, under condition: Condition? = nil) -> [NodeID: Tensor]? {
    var point = fixed
    for name in names {
      guard let shape = graph.shape(of: name).known else { return nil }
      var value = random.normal(shape)
      apply(style, to: &value)
      if graph.name(of: name)?.isSymmetric == true { Condition.impose(.symmetric, on: &value) }
      for given in givens where given.node == name && given.partner == nil {
        Condition.impose(given.property, on: &value)
        guard Condition.holds(given.property, of: value) else { return nil }
      }
      if let condition, condition.node == name, condition.partner == nil {
        Condition.impose(condition.property, on: &value)
        guard Condition.holds(condition.property, of: value) else { return nil }
        // Where nothing is left of a name, anything may hold.
        if (0..<value.count).allSatisfy({ value[$0] == 0 }) { return nil }
      }
      point[name] = value
    }
    for tie in givens + (condition.map { [$0] } ?? []) {
      guard let partner = tie.partner, let other = point[partner], fixed[tie.node] == nil
      else { continue }
      guard var value = point[tie.node], value.shape == other.shape else { return nil }
      Condition.impose(commutingWith: other, on: &value)
      let isStill = givens.allSatisfy {
        $0.node != tie.node || $0.partner != nil || Condition.holds($0.property, of: value)
      }
      guard isStill else { return nil }
      point[tie.node] = value
    }
    return point
  }

  private func apply(_ style: Style, to value: inout Tensor) {
    switch style {
    case .normal: break
    case .whole:
      let (count, entries) = (value.count, value.mutablePointer())
      for entry in 0..<count {
        entries[entry] = abs(entries[entry]) < 0.67 ? 0 : entries[entry] < 0 ? -1 : 1
      }
    case .positive: Condition.impose(.positive, on: &value)
    case .small:
      let (count, entries) = (value.count, value.mutablePointer())
      for entry in 0..<count {
        let magnitude = abs(entries[entry])
        entries[entry] = 0.1 + 0.3 * magnitude / (1 + magnitude)
      }
    case .dominant:
      Condition.impose(.positive, on: &value)
      // A matrix, or each of a family.
      guard [2, 3].contains(value.order), let size = value.shape.last, size > 0,
        value.shape[value.order - 2] == size
      else { return }
      let entries = value.mutablePointer()
      // More than all entries of the row add up to.
      for row in 0..<value.count / size {
        let others = (0..<size).reduce(0.0) { $0 + abs(entries[row * size + $1]) }
        entries[row * size + row % size] = others + 0.5
      }
    }
  }

  /// The values of nodes at a point; nil where one has none. A name in `point` has its value there,
  /// whatever its equation says.
  func evaluate(_ roots: [NodeID], at point: [NodeID: Tensor]) -> [Tensor]? {
    var evaluator = Evaluator(graph, holding: point) { _ in nil }
    var values: [Tensor] = []
    for root in roots {
      do {
        guard let value = try evaluator(root) else { return nil }
        values.append(value)
      } catch {
        return nil
      }
    }
    return values
  }

  /// About how many multiplications one evaluation takes, with the sizes of now.
  var cost: Double {
    var cost = 0.0
    for node in nodes {
      let sizes: [Size]
      if case .contraction(let contraction) = graph[node].form {
        sizes = contraction.sizes
      } else {
        sizes = graph.shape(of: node).sizes
      }
      cost += sizes.reduce(1.0) { $0 * Double(graph.sizes.resolve($1).known ?? 1) }
    }
    return cost
  }
}
