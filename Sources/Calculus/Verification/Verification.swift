import Arrays
import Graph

/// Compares a formula with central differences before it is shown: along a random direction, with
/// two step sizes, at up to three random points of small random sizes. No rule of derivation is
/// asked for what is compared with.
///
/// One agreement is enough: a wrong formula agrees at no point but by chance of measure zero. A
/// disagreement isn't enough: where a function isn't smooth or is ill-conditioned, differences are
/// worth nothing, so such points are told by the two steps and by moving the point a little.
package struct Verification {
  package enum Outcome: Hashable, Sendable {
    case confirmed
    /// At every point that could be used, the formula is another than the differences.
    case refuted
    case untried(Reason)
  }

  package enum Reason: Hashable, Sendable {
    /// No point was found at which all is finite, smooth and well-conditioned.
    case noPoint
    /// Trying it would take longer than anyone should wait.
    case tooLong
  }

  /// A derivative on the way, and what its differences are computed from.
  private struct Slope {
    /// The derivative as a formula: an array, or its product with a tangent or a cotangent.
    let derivative: NodeID
    let function: NodeID
    let variable: NodeID
    /// What the variable is computed by, where it has an equation.
    let start: NodeID
    let tangent: NodeID?
    let cotangent: NodeID?
  }

  private let graph: Graph
  private var slopes: [Slope] = []
  /// The formula, and what it is the answer to: ready to be evaluated. None where the differences
  /// alone say all.
  private var sides: [NodeID] = []
  private var points: RandomPoints
  private let condition: Condition?
  private var isTooLong = false

  /// - Parameters:
  ///   - formula: What is to be shown.
  ///   - root: What it is the formula of: an expression with derivative requests in it.
  ///   - condition: What the formula rests on.
  package init(
    of formula: NodeID, answering root: NodeID, under condition: Condition? = nil,
    _ differentiator: Differentiator, in graph: Graph
  ) {
    self.graph = graph
    self.condition = condition
    points = RandomPoints(graph, roots: [])
    let nodes = graph.postorder([root, formula], below: graph.meaning(of:))
    if nodes.count > Self.nodeLimit {
      isTooLong = true
      return
    }
    // What is named inside the formula is verified where it is shown itself.
    for node in graph.postorder([root], below: graph.meaning(of:)) {
      guard case .derivative(let request) = graph[node].form else { continue }
      slopes.append(
        Slope(
          derivative: differentiator.executable(node == root ? formula : node),
          function: differentiator.resolve(request.function, holding: request.variable),
          variable: request.variable, start: differentiator.executable(request.variable),
          tangent: differentiator.tangent(of: request).map { differentiator.executable($0) },
          cotangent: request.cotangent.map { differentiator.executable($0) }))
    }
    if case .derivative = graph[root].form {
    } else {
      sides = [formula, root].map { differentiator.executable($0) }
    }
    points = RandomPoints(
      graph,
      roots: sides
        + slopes.flatMap { slope in
          [slope.derivative, slope.function, slope.start, slope.tangent, slope.cotangent]
            .compactMap { $0 }
        })
  }

  // MARK: Trying

  /// More nodes than this, or more multiplications in one evaluation, take longer than 5 ms.
  private static let nodeLimit = 600
  private static let costLimit = 60_000.0
  /// Points at which differences are worth something, and attempts to find some.
  private static let pointLimit = 3
  private static let attemptLimit = 12

  package mutating func outcome() -> Outcome {
    guard !isTooLong else { return .untried(.tooLong) }
    var refutations = 0
    var isCostly = false
    for attempt in 0..<Self.attemptLimit where refutations < Self.pointLimit {
      let knowledge = graph.sizes.knowledge
      defer { graph.sizes.knowledge = knowledge }
      // Sizes of 2 where more cost too much.
      guard points.giveSizes(isCostly ? 2...2 : 2...4) else { continue }
      guard points.cost <= Self.costLimit else {
        if isCostly { return .untried(.tooLong) }
        isCostly = true
        continue
      }
      let styles = RandomPoints.Style.generic
      guard let point = points.draw(styles[attempt % styles.count], under: condition) else {
        continue
      }
      switch agrees(at: point) {
      case true?: return .confirmed
      case false?: refutations += 1
      case nil: break
      }
    }
    return refutations > 0 ? .refuted : .untried(.noPoint)
  }

  /// Whether the formula is what the differences are at a point; nil where they can't tell.
  private mutating func agrees(at point: [NodeID: Tensor]) -> Bool? {
    guard let here = derivatives(at: point), let near = derivatives(at: moved(point)) else {
      return nil
    }
    // Rounding that comes to light when the point moves in its tenth digit: nothing to compare.
    for (value, other) in zip(here, near) {
      guard let isNear = isNear(value, other, 1e-5) else { return nil }
      if !isNear { return nil }
    }
    if !sides.isEmpty {
      guard let isEqual = isNear(here[0], here[1], 1e-6) else { return nil }
      if !isEqual { return false }
    }
    for (slope, derivative) in zip(slopes, here[sides.count...]) {
      guard let agrees = agrees(slope, derivative, at: point) else { return nil }
      if !agrees { return false }
    }
    return true
  }

  /// The values of the sides and of the slopes' derivatives.
  private func derivatives(at point: [NodeID: Tensor]) -> [Tensor]? {
    points.evaluate(sides + slopes.map(\.derivative), at: point)
  }

  private mutating func moved(_ point: [NodeID: Tensor]) -> [NodeID: Tensor] {
    var moved = point
    for name in points.names {
      guard var value = point[name] else { continue }
      let isSymmetric = graph.name(of: name)?.isSymmetric == true
      let (count, entries) = (value.count, value.mutablePointer())
      for entry in 0..<count { entries[entry] *= 1 + 1e-9 * points.random.normal() }
      if isSymmetric { Condition.impose(.symmetric, on: &value) }
      moved[name] = value
    }
    return moved
  }

  // MARK: Differences

  private mutating func agrees(
    _ slope: Slope, _ derivative: Tensor, at point: [NodeID: Tensor]
  ) -> Bool? {
    let others = [slope.start, slope.tangent, slope.cotangent].compactMap { $0 }
    guard let values = points.evaluate(others, at: point) else { return nil }
    let start = values[0]
    var direction = points.random.normal(start.shape)
    if slope.tangent != nil { direction = values[1] }
    // What leaves the symmetric matrices has no difference to be compared with.
    if slope.tangent == nil, graph.name(of: slope.variable)?.isSymmetric == true {
      Condition.impose(.symmetric, on: &direction)
    }
    guard let coarse = difference(slope, start, direction, 1e-3, at: point),
      let fine = difference(slope, start, direction, 5e-4, at: point),
      let isSmooth = isNear(coarse, fine, 1e-3), isSmooth
    else { return nil }
    var numeric = fine
    // The error of the second order is the same in both but for a factor of 4.
    let (count, entries) = (numeric.count, numeric.mutablePointer())
    for entry in 0..<count { entries[entry] += (fine[entry] - coarse[entry]) / 3 }
    func agrees(_ numeric: Tensor, _ tolerance: Double) -> Bool? {
      if slope.tangent != nil { return isNear(derivative, numeric, tolerance) }
      guard let derivative = product(derivative, direction) else { return nil }
      guard slope.cotangent != nil else { return isNear(derivative, numeric, tolerance) }
      return product(numeric, values[values.count - 1]).flatMap {
        isNear(derivative, $0, tolerance)
      }
    }
    guard let isRight = agrees(numeric, 1e-5) else { return nil }
    if isRight { return true }
    // Steps like those of floor(1000*x) look like slopes from afar.
    if let close = difference(slope, start, direction, 1e-7, at: point), agrees(close, 1e-3) == true
    {
      return nil
    }
    // At a kink, as where all entries whose maximum is taken are equal, there is no slope.
    if hasKink(slope, start, direction, at: point) { return nil }
    return false
  }

  /// Whether a function bends at a point along a direction: the slopes on both sides differ by as
  /// much however short the step. Where it is smooth, they come nearer with the step.
  private func hasKink(
    _ slope: Slope, _ start: Tensor, _ direction: Tensor, at point: [NodeID: Tensor]
  ) -> Bool {
    func gap(_ step: Double) -> Double? {
      guard
        let values = [-step, 0, step].mapped({ value(slope, start, direction, $0, at: point) })
      else { return nil }
      return (0..<values[1].count).reduce(0) { largest, entry in
        max(largest, abs(values[2][entry] - 2 * values[1][entry] + values[0][entry]) / step)
      }
    }
    guard let coarse = gap(1e-3), let fine = gap(1e-4) else { return false }
    return fine > 1e-4 && fine > coarse / 2
  }

  /// The value of a function a step along a direction.
  private func value(
    _ slope: Slope, _ start: Tensor, _ direction: Tensor, _ step: Double,
    at point: [NodeID: Tensor]
  ) -> Tensor? {
    var value = start
    let (count, entries) = (value.count, value.mutablePointer())
    for entry in 0..<count { entries[entry] += step * direction[entry] }
    var moved = point
    moved[slope.variable] = value
    return points.evaluate([slope.function], at: moved)?[0]
  }

  /// The central difference of a function along a direction.
  private func difference(
    _ slope: Slope, _ start: Tensor, _ direction: Tensor, _ step: Double,
    at point: [NodeID: Tensor]
  ) -> Tensor? {
    guard let sides = [step, -step].mapped({ value(slope, start, direction, $0, at: point) })
    else { return nil }
    var result = sides[0]
    let (count, entries) = (result.count, result.mutablePointer())
    for entry in 0..<count { entries[entry] = (sides[0][entry] - sides[1][entry]) / (2 * step) }
    return result
  }

  /// The product over the last axes of the first with all axes of the second; nil where sizes that
  /// were learnt later don't fit any more.
  private func product(_ array: Tensor, _ direction: Tensor) -> Tensor? {
    let kept = array.order - direction.order
    guard kept >= 0, Array(array.shape[kept...]) == direction.shape else { return nil }
    let labels = Array(0..<array.order)
    var sizes: [Int: Int] = [:]
    for (label, size) in zip(labels, array.shape) { sizes[label] = size }
    return Tensor.contract(
      [array, direction], subscripts: [labels, Array(labels[kept...])],
      output: Array(labels[..<kept]), sizes: sizes, coefficient: 1)
  }

  /// Whether two arrays are equal but for a part of the largest entry; nil where one isn't finite.
  private func isNear(_ a: Tensor, _ b: Tensor, _ tolerance: Double) -> Bool? {
    guard a.shape == b.shape else { return false }
    var magnitude = 1e-3
    var difference = 0.0
    for entry in 0..<a.count {
      guard a[entry].isFinite, b[entry].isFinite else { return nil }
      magnitude = max(magnitude, abs(a[entry]), abs(b[entry]))
      difference = max(difference, abs(a[entry] - b[entry]))
    }
    return difference <= tolerance * magnitude
  }
}

extension Array {
  /// The results for all elements; nil where one has none.
  fileprivate func mapped<Result>(_ transform: (Element) -> Result?) -> [Result]? {
    var results: [Result] = []
    for element in self {
      guard let result = transform(element) else { return nil }
      results.append(result)
    }
    return results
  }
}
