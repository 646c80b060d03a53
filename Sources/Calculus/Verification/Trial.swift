import Arrays
import Graph

/// Tries whether two formulas agree: at random points of small random sizes, under conditions on
/// one name each, as multiples of each other. What can't be found by trying isn't said.
package struct Trial {
  /// What one side is of the other.
  package enum Factor {
    case number(Double)
    /// A scalar's value, or its inverse.
    case scalar(NodeID, isInverse: Bool)
    /// A size, or its inverse.
    case size(Size, isInverse: Bool)
  }

  let graph: Graph
  /// Both sides, ready to be evaluated.
  let sides: [NodeID]
  /// Names with equations on the way, and what they are computed by.
  private let steps: [(name: NodeID, value: NodeID)]
  var points: RandomPoints
  /// The names that have to be given values.
  var names: [NodeID] { points.names }
  /// The sizes that have to be given numbers.
  var sizes: [Size] { points.sizes }
  /// Whether none but points of positive entries could be used the last time.
  package private(set) var holdsForPositiveOnly = false
  /// Names that were positive at all points that could be used the last time, where others couldn't.
  package private(set) var positiveNames: [NodeID] = []
  /// Whether something on the way jumps, so that points drawn at random prove nothing.
  private let hasJumps: Bool
  /// Which sides were other than 0 at some point that was tried under no condition.
  private var isAnything = [false, false]
  /// A reason not to go on: the user's Ctrl-C.
  private let isInterrupted: () -> Bool

  /// Both sides have one shape, or can have.
  ///
  /// - Parameters:
  ///   - fixed: Values of names that are the same at all points.
  ///   - givens: What is true of names at all points.
  package init(
    _ differentiator: Differentiator, in graph: Graph, _ left: NodeID, _ right: NodeID,
    fixing fixed: [NodeID: Tensor] = [:], given givens: [Condition] = [],
    isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.graph = graph
    self.isInterrupted = isInterrupted
    sides = [left, right].map { differentiator.executable($0) }
    let defined = graph.postorder([left, right], below: graph.meaning(of:)).filter {
      graph.definitions[$0] != nil && graph.name(of: $0)?.text.isEmpty == false
    }
    steps = defined.map { ($0, differentiator.executable($0)) }
    points = RandomPoints(
      graph, roots: sides, also: steps.map(\.value), fixing: fixed, given: givens)
    hasJumps = graph.postorder(sides + steps.map(\.value)).contains {
      if case .primitive(let primitive, _, _) = graph[$0].form { primitive.jumps } else { false }
    }
  }

  /// The names that have to be given values.
  package var freeNames: [NodeID] { points.names }

  /// Whether both sides were 0 at all points that were tried under no condition.
  package var isNothing: Bool { !isAnything.contains(true) }

  /// Whether there is nothing to draw.
  package var isFixed: Bool { names.isEmpty }

  // MARK: Trying

  /// A condition under which both sides agree, of those that often go without saying.
  ///
  /// - Parameter properties: The properties that are tried; nil for all.
  package mutating func condition(of properties: Set<Condition.Property>? = nil) -> Condition? {
    for condition in conditions where properties?.contains(condition.property) != false {
      if agreement(under: condition) == true { return condition }
    }
    return nil
  }

  /// What might have been left unsaid, the likeliest first.
  private var conditions: [Condition] {
    // Of many names, none is likelier than the others, and all of them would take long.
    guard names.count <= 24, steps.count <= 24 else { return [] }
    let ofNames = names.flatMap { name in
      Condition.properties(of: graph.shape(of: name)).map { Condition($0, of: name) }
    }
    let matrices = names.filter {
      let shape = graph.shape(of: $0)
      return shape.order == 2 && graph.sizes.resolve(shape[0]) == graph.sizes.resolve(shape[1])
    }
    let ofPairs = matrices.prefix(4).enumerated().flatMap { place, name in
      matrices.prefix(place).map { Condition(commuting: name, with: $0) }
    }
    return ofNames + ofPairs + steps.map { Condition(.positive, of: $0.name) }
  }

  /// Whether both sides agree at all points tried; nil if none could be used.
  package mutating func agreement(under condition: Condition?) -> Bool? {
    let wanted = condition == nil ? 6 : 12
    let attempts = condition.map(isOfStep) == true ? 90 : 3 * wanted
    var found = 0
    var isVacuous = condition != nil && !isAnything.contains(false)
    holdsForPositiveOnly = true
    var signs = SignsOfPoints()
    defer { positiveNames = signs.positiveNames(of: names) }
    for attempt in 0..<attempts {
      if found == wanted || isInterrupted() { break }
      // Entries of every sign; positive ones reach the domains of log and sqrt. What needs other
      // points gets them.
      let style: RandomPoints.Style =
        found == 0 && attempt >= 8
        ? RandomPoints.Style.generic[attempt % RandomPoints.Style.generic.count]
        : attempt % 3 == 1 ? .positive : .normal
      let trial = self
      var drawn: [NodeID: Tensor]?
      var isZero = [true, true]
      let met = atPoint(under: condition, style) { sides, point -> Bool? in
        drawn = point
        isZero = sides.map { side in side.entries.allSatisfy { abs($0) < 1e-12 } }
        return trial.agrees(sides, point)
      }
      if let drawn { signs.note(drawn, isUsed: met != nil) }
      guard let agrees = met else { continue }
      if isZero.contains(false) { isVacuous = false }
      if condition == nil {
        for side in 0..<2 where !isZero[side] { isAnything[side] = true }
      }
      if !agrees { return false }
      if style == .normal { holdsForPositiveOnly = false }
      found += 1
    }
    // A condition that makes both sides 0 explains nothing.
    guard found > 0, !isVacuous, !isInterrupted() else { return nil }
    return !hasJumps || agreesWhereItJumps(under: condition)
  }

  /// Whether both sides agree where what jumps does: at zeros, at whole numbers, at matrices without
  /// full rank. Generic points never are there.
  private mutating func agreesWhereItJumps(under condition: Condition?) -> Bool {
    for _ in 0..<60 where !isInterrupted() {
      let trial = self
      let met = atPoint(under: condition, .whole, sizes: 1...3) { trial.agrees($0, $1) }
      if met == false { return false }
    }
    return true
  }

  /// The signs of what was drawn, at points that could be used and at others.
  private struct SignsOfPoints {
    private var isSome = (used: false, unused: false)
    /// Names that were negative, or had a negative entry, at some point.
    private var negative: (used: Set<NodeID>, unused: Set<NodeID>) = ([], [])
    /// Names that were negative at all points that couldn't be used.
    private var always: Set<NodeID> = []

    mutating func note(_ point: [NodeID: Tensor], isUsed: Bool) {
      let names = point.filter { entry in
        (0..<entry.value.count).contains { entry.value[$0] < 0 }
      }.keys
      if isUsed {
        isSome.used = true
        negative.used.formUnion(names)
      } else {
        always = isSome.unused ? always.intersection(names) : Set(names)
        isSome.unused = true
        negative.unused.formUnion(names)
      }
    }

    func positiveNames(of names: [NodeID]) -> [NodeID] {
      guard isSome.used, isSome.unused else { return [] }
      let candidates = names.filter { negative.unused.contains($0) && !negative.used.contains($0) }
      // One that explains all that couldn't be used is enough.
      return candidates.first { always.contains($0) }.map { [$0] } ?? candidates
    }
  }

  private func isOfStep(_ condition: Condition) -> Bool {
    graph.definitions[condition.node] != nil
  }

  /// Whether the sides are equal up to rounding; nil where this point can't tell: one isn't finite, or
  /// both are so small beside what they are computed from that they may be nothing but rounding.
  private func agrees(_ sides: [Tensor], _ point: [NodeID: Tensor]) -> Bool? {
    guard sides[0].shape == sides[1].shape else { return false }
    var magnitudes = [0.0, 0.0]
    var difference = 0.0
    for entry in 0..<sides[0].count {
      let (a, b) = (sides[0][entry], sides[1][entry])
      guard a.isFinite, b.isFinite else { return nil }
      magnitudes = [max(magnitudes[0], abs(a)), max(magnitudes[1], abs(b))]
      difference = max(difference, abs(a - b))
    }
    let magnitude = max(magnitudes[0], magnitudes[1])
    if difference <= 1e-9 * magnitude { return true }
    var largest = magnitude
    for value in point.values {
      for entry in 0..<value.count { largest = max(largest, abs(value[entry])) }
    }
    if difference > 1e-9 * largest { return false }
    // Terms that cancel leave rounding beside a zero, or in the last digits of what is left.
    let isRounding = difference <= 1e-12 * largest
    if isRounding, magnitudes.contains(0) || difference <= 1e-4 * magnitude { return true }
    return nil
  }

  // MARK: Points

  /// Does something with the values of both sides at a random point; nil where there is none.
  private mutating func atPoint<Result>(
    under condition: Condition?, _ style: RandomPoints.Style,
    sizes: ClosedRange<Int> = 2...4,
    _ body: ([Tensor], [NodeID: Tensor]) -> Result?
  ) -> Result? {
    let knowledge = graph.sizes.knowledge
    defer { graph.sizes.knowledge = knowledge }
    guard unifySides(), points.giveSizes(sizes), points.cost <= Self.costLimit,
      let point = points.draw(style, under: condition)
    else { return nil }
    if let condition, let step = steps.first(where: { $0.name == condition.node }) {
      guard let value = points.evaluate([step.value], at: point)?[0],
        Condition.holds(condition.property, of: value)
      else { return nil }
    }
    guard let values = points.evaluate(sides, at: point) else { return nil }
    return body(values, point)
  }

  /// Makes the sizes of both sides one.
  func unifySides() -> Bool {
    let (a, b) = (graph.shape(of: sides[0]), graph.shape(of: sides[1]))
    guard a.order == b.order else { return false }
    for axis in 0..<a.order {
      do { try graph.sizes.unify(a[axis], b[axis]) } catch { return false }
    }
    return true
  }

  /// Beyond this many multiplications a point isn't worth its time.
  static let costLimit = 4_000_000.0

  /// The number that the left side is at all points, in all its entries; nil where there is none.
  package mutating func constant() -> Double? {
    if hasJumps { return nil }
    var constant: Double?
    var found = 0
    for attempt in 0..<12 where found < 5 && !isInterrupted() {
      let met = atPoint(under: nil, attempt % 3 == 1 ? .positive : .normal) { sides, _ -> Double? in
        guard let first = sides[0].entries.first, first.isFinite else { return nil }
        let isSame = sides[0].entries.allSatisfy {
          abs($0 - first) <= 1e-8 * max(1, abs(first))
        }
        return isSame ? first : .nan
      }
      guard let met else { continue }
      guard met.isFinite else { return nil }
      if let constant, abs(constant - met) > 1e-8 * max(1, abs(constant)) { return nil }
      constant = constant ?? met
      found += 1
    }
    return found >= 3 ? constant : nil
  }

  // MARK: Factors

  /// The factor between the sides, if there is the same one, or the same quantity, at all points.
  package mutating func factor() -> Factor? {
    // A multiple at generic points is none where something jumps.
    if hasJumps { return nil }
    var candidates: [Factor]?
    var found = 0
    // A size that happens to be the same at some points isn't told from a number there.
    for attempt in 0..<16
    where (found < 4 || candidates?.count != 1) && (found > 0 || attempt < 8) && !isInterrupted() {
      let (known, trial) = (candidates, self)
      let met = atPoint(under: nil, attempt % 2 == 1 ? .positive : .normal) {
        sides, point -> [Factor]? in
        guard let ratio = trial.ratio(sides) else { return [] }
        let fitting = known ?? trial.quantities(like: ratio)
        return fitting.filter { trial.isNear(trial.value(of: $0, at: point), ratio) }
      }
      guard let met else { continue }
      if met.isEmpty { return nil }
      candidates = met
      found += 1
    }
    guard found >= 2, let factor = candidates?.first else { return nil }
    // What differs at none of these points is no multiple.
    if case .number(let number) = factor, isNear(number, 1) { return nil }
    return factor
  }

  /// The left side as a multiple of the right; nil if it is none.
  private func ratio(_ sides: [Tensor]) -> Double? {
    guard sides[0].shape == sides[1].shape,
      let largest = (0..<sides[1].count).max(by: { abs(sides[1][$0]) < abs(sides[1][$1]) }),
      sides[1][largest] != 0
    else { return nil }
    let ratio = sides[0][largest] / sides[1][largest]
    guard ratio.isFinite, abs(ratio) > 1e-6 else { return nil }
    let magnitude = abs(sides[0][largest])
    let isMultiple = (0..<sides[0].count).allSatisfy {
      abs(sides[0][$0] - ratio * sides[1][$0]) <= 1e-9 * magnitude
    }
    return isMultiple ? ratio : nil
  }

  /// All that a factor may be.
  private func quantities(like ratio: Double) -> [Factor] {
    var quantities: [Factor] = []
    for size in sizes {
      quantities += [.size(size, isInverse: false), .size(size, isInverse: true)]
    }
    for name in names where graph[name].shape.order == 0 {
      quantities += [.scalar(name, isInverse: false), .scalar(name, isInverse: true)]
    }
    return quantities + [.number(ratio)]
  }

  private func value(of factor: Factor, at point: [NodeID: Tensor]) -> Double {
    func value(_ x: Double, _ isInverse: Bool) -> Double { isInverse ? 1 / x : x }
    switch factor {
    case .number(let number): return number
    case .scalar(let name, let isInverse): return value(point[name]?[0] ?? .nan, isInverse)
    case .size(let size, let isInverse):
      return value(graph.sizes.resolve(size).known.map(Double.init) ?? .nan, isInverse)
    }
  }

  private func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-8 * max(abs(a), abs(b)) }
}

extension Primitive {
  /// Whether its value, or that of its inverse, jumps: what holds at generic points need not hold
  /// where it does. Where a function's value at a jump is a convention, as step's, nothing is asked.
  fileprivate var jumps: Bool {
    ["rank", "pinv", "sign", "floor", "ceil", "round", "mod"].contains(name)
  }
}
