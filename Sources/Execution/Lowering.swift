import Arrays
import Graph

/// Turns a graph into a ``Program``.
struct Lowering {
  /// The most entries of a tile: one number, repeated, that elementwise kernels read in place of an
  /// array of equal entries. A tile stays in the first cache.
  static let tileCount = 1024

  private struct TileKey: Hashable {
    var source: ValueID
    var multiplier: UInt64
    var divisor: UInt64
    var count: Int
  }

  private let graph: Graph
  private var program = Program()
  private var valueOfNode: [NodeID: ValueID] = [:]
  private var numbers: [UInt64: ValueID] = [:]
  private var tiles: [TileKey: ValueID] = [:]
  /// Whether the node at hand rests on no input.
  private var isConstant = false

  /// - Throws: an unknown size, an unexpanded derivative, or an array that no address reaches.
  static func program(for graph: Graph, roots: [NodeID]) throws(PlanError) -> Program {
    var lowering = Lowering(graph: graph)
    try lowering.lower(roots)
    return lowering.program
  }

  private init(graph: Graph) { self.graph = graph }

  private mutating func lower(_ roots: [NodeID]) throws(PlanError) {
    let order = graph.postorder(roots)
    let writer = RecipeWriter(graph: graph, order: order, roots: roots)
    for node in order { _ = try shape(of: node) }

    var recipes: [NodeID: Recipe] = [:]
    var isNeeded = Set(roots)
    for node in order.reversed() {
      let recipe = try writer.recipe(for: node)
      // All leaves are inputs, whether or not a recipe reads them: who binds them need not know.
      if case .input = recipe {
        recipes[node] = recipe
        continue
      }
      guard isNeeded.contains(node) else { continue }
      recipes[node] = recipe
      isNeeded.formUnion(recipe.operands)
    }
    for node in order {
      guard let recipe = recipes[node] else { continue }
      valueOfNode[node] = try emit(recipe, node)
    }
    program.roots = try roots.map { root throws(PlanError) in try view(of: root) }
  }

  // MARK: Shapes and values

  /// The sizes of a node's axes, as numbers.
  private func shape(of node: NodeID) throws(PlanError) -> [Int] {
    guard let shape = graph.shape(of: node).known else { throw .unknownSize(node) }
    if case .contraction(let contraction) = graph[node].form,
      contraction.sizes.contains(where: { graph.sizes.resolve($0).known == nil })
    {
      throw .unknownSize(node)
    }
    _ = try count(of: shape, node)
    return shape
  }

  /// The number of entries, where there is memory for them now: planning makes room for products,
  /// so that an array that can't fit must be refused before.
  private func count(of shape: [Int], _ node: NodeID) throws(PlanError) -> Int {
    var count = 1
    var isEmpty = false
    for size in shape {
      if size == 0 {
        isEmpty = true
        continue
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow || product > Int.max / 16 { throw .tooLarge(node, shape: shape) }
      count = product
    }
    if isEmpty { return 0 }
    do { try Tensor.checkFits(shape) } catch { throw .tooLarge(node, shape: shape) }
    return count
  }

  private func view(of node: NodeID) throws(PlanError) -> Program.View {
    Program.View(value: value(of: node), shape: try shape(of: node))
  }

  private func value(of node: NodeID) -> ValueID {
    guard let value = valueOfNode[node] else {
      preconditionFailure("operands are lowered before what uses them")
    }
    return value
  }

  private mutating func newValue(_ shape: [Int], input: Int? = nil) -> ValueID {
    program.values.append(
      Program.Value(
        count: shape.reduce(1, *), shape: shape, isConstant: isConstant && input == nil,
        input: input))
    return program.values.count - 1
  }

  private mutating func emit(
    _ kind: Operation.Kind, _ operands: [ValueID], into output: ValueID, accumulates: Bool = false
  ) {
    program.operations.append(
      Operation(kind: kind, output: output, operands: operands, accumulates: accumulates))
  }

  /// A constant of one entry.
  private mutating func number(_ number: Double) -> ValueID {
    if let value = numbers[number.bitPattern] { return value }
    let outside = isConstant
    isConstant = true
    let value = newValue([])
    isConstant = outside
    emit(.fill(number), [], into: value)
    numbers[number.bitPattern] = value
    return value
  }

  /// A scalar value, scaled and repeated as often as a tile for `count` entries needs.
  private mutating func tile(_ source: ValueID, _ scaling: Scaling, for count: Int) -> ValueID {
    let key = TileKey(
      source: source, multiplier: scaling.multiplier.bitPattern,
      divisor: scaling.divisor.bitPattern, count: min(count, Self.tileCount))
    if let value = tiles[key] { return value }
    let outside = isConstant
    isConstant = program.values[source].isConstant
    defer { isConstant = outside }
    var scalar = source
    if !scaling.isOne {
      scalar = newValue([])
      emit(.scale(scaling), [source], into: scalar)
    }
    if key.count != 1 {
      let value = newValue([key.count])
      let spread = UnaryContraction(
        from: StridedAxes(labels: [], strides: []), to: StridedAxes([0], sizes: [0: key.count]),
        sizes: [0: key.count])
      emit(.rearrange(spread), [scalar], into: value)
      scalar = value
    }
    tiles[key] = scalar
    return scalar
  }

  // MARK: Recipes

  private mutating func emit(_ recipe: Recipe, _ node: NodeID) throws(PlanError) -> ValueID {
    let shape = try shape(of: node)
    isConstant = recipe.operands.allSatisfy { program.values[value(of: $0)].isConstant }
    switch recipe {
    case .input:
      program.inputs.append(node)
      return newValue(shape, input: program.inputs.count - 1)
    case .fill(let number):
      if shape.isEmpty { return self.number(number) }
      let result = newValue(shape)
      emit(.fill(number), [], into: result)
      return result
    case .contraction(let contraction):
      return try emit(contraction, shape, node)
    case .sum(let terms):
      let result = newValue(shape)
      try emitSum(terms[...], into: result, node)
      return result
    case .unary(let kernel, let operand):
      let result = newValue(shape)
      emit(.unary(kernel), [value(of: operand)], into: result)
      return result
    case .binary(let kernel, let left, let right):
      let count = try count(of: shape, node)
      let (x, leftIsTile) = emit(left, count)
      let (y, rightIsTile) = emit(right, count)
      let result = newValue(shape)
      emit(
        .binary(kernel, leftIsTile: leftIsTile, rightIsTile: rightIsTile), [x, y], into: result)
      return result
    case .general(let compute, let attributes, let operands):
      let views = try operands.map { operand throws(PlanError) in try view(of: operand) }
      let result = newValue(shape)
      emit(.general(compute, attributes, views), views.map(\.value), into: result)
      return result
    }
  }

  private mutating func emit(_ operand: Recipe.Operand, _ count: Int) -> (ValueID, isTile: Bool) {
    switch operand {
    case .array(let node): (value(of: node), false)
    case .number(let number): (tile(self.number(number), .one, for: count), true)
    case .scalar(let node, let scaling): (tile(value(of: node), scaling, for: count), true)
    }
  }

  /// Term after term, from the left; the first one or two start the result.
  private mutating func emitSum(
    _ terms: ArraySlice<Recipe.Term>, into result: ValueID, _ node: NodeID
  ) throws(PlanError) {
    var rest = terms
    let second = rest.dropFirst().first
    switch (rest.removeFirst(), second) {
    case (.array(let a, let c), .array(let b, let d)?):
      emit(.add(c, d), [value(of: a), value(of: b)], into: result)
      rest.removeFirst()
    case (.array(let a, let c), .number(let d)?), (.number(let d), .array(let a, let c)?):
      emit(.affine(c, d), [value(of: a)], into: result)
      rest.removeFirst()
    case (.array(let a, let c), _):
      emit(.scale(c), [value(of: a)], into: result)
    case (.number(let d), _):
      emit(.fill(d), [], into: result)
    case (.contraction(let contraction), _):
      try emit(contraction, into: result, accumulates: false, node)
    }
    for term in rest {
      switch term {
      case .array(let a, let c):
        emit(.addScaled(c), [value(of: a)], into: result, accumulates: true)
      case .number(let d):
        emit(.affine(.one, d), [result], into: result, accumulates: true)
      case .contraction(let contraction):
        try emit(contraction, into: result, accumulates: true, node)
      }
    }
  }

  // MARK: Contractions

  /// A contraction as a value of its own.
  private mutating func emit(
    _ contraction: FlatContraction, _ shape: [Int], _ node: NodeID
  ) throws(PlanError) -> ValueID {
    if contraction.keepsLayout {
      let operand = value(of: contraction.factors[0].node)
      let scaling = Scaling(contraction.coefficient)
      if scaling.isOne { return operand }
      let result = newValue(shape)
      emit(.scale(scaling), [operand], into: result)
      return result
    }
    let result = newValue(shape)
    try emit(contraction, into: result, accumulates: false, node)
    return result
  }

  /// A factor of a product at hand: where its entries are, and how they lie.
  private struct StridedFactor {
    var value: ValueID
    var axes: StridedAxes
  }

  private mutating func emit(
    _ contraction: FlatContraction, into result: ValueID, accumulates: Bool, _ node: NodeID
  ) throws(PlanError) {
    let scaling = Scaling(contraction.coefficient)
    let output = axes(contraction.output, contraction)
    var factors = contraction.factors.map {
      StridedFactor(value: value(of: $0.node), axes: axes($0.labels, contraction))
    }
    if factors.isEmpty {
      factors = [StridedFactor(value: number(1), axes: StridedAxes(labels: [], strides: []))]
    }
    if factors.count > 1 {
      sumLoneAxes(of: &factors, contraction)
      while factors.count > 2 {
        factors = try multiplied(factors, contraction, node)
      }
    }
    let covered = Set(factors.flatMap(\.axes.labels))
    if factors.count == 2, !Set(output.labels).isSubset(of: covered) {
      // Multiply once, then repeat along the new axes.
      factors = [
        try multiplied(factors[0], factors[1], kept: Set(output.labels), contraction, node)
      ]
    }
    if factors.count == 2 {
      let product = PairwiseProduct(
        left: factors[0].axes, right: factors[1].axes, output: output, sizes: contraction.sizes,
        coefficient: scaling.multiplier)
      emit(
        .product(product), [factors[0].value, factors[1].value], into: result,
        accumulates: accumulates)
    } else {
      let rearrangement = UnaryContraction(
        from: factors[0].axes, to: output, sizes: contraction.sizes,
        coefficient: scaling.multiplier)
      emit(.rearrange(rearrangement), [factors[0].value], into: result, accumulates: accumulates)
    }
    if !scaling.isMultiplication {
      precondition(!accumulates, "only a multiplication can be part of an accumulation")
      emit(.scale(scaling.division), [result], into: result, accumulates: true)
    }
  }

  /// Row-major axes without those of size 1.
  private func axes(_ labels: Labels, _ contraction: FlatContraction) -> StridedAxes {
    let all = StridedAxes(Array(labels), sizes: contraction.sizes)
    var moving = StridedAxes(labels: [], strides: [])
    for (label, stride) in zip(all.labels, all.strides) where contraction.sizes[label] != 1 {
      moving.labels.append(label)
      moving.strides.append(stride)
    }
    return moving
  }

  /// Sums each factor over the axes that neither another factor nor the output has.
  private mutating func sumLoneAxes(
    of factors: inout [StridedFactor], _ contraction: FlatContraction
  ) {
    var holders: [Int: Int] = [:]
    for factor in factors {
      for label in Set(factor.axes.labels) { holders[label, default: 0] += 1 }
    }
    for label in contraction.output { holders[label, default: 0] += 1 }
    for (number, factor) in factors.enumerated() {
      let kept = distinct(factor.axes.labels.filter { holders[$0, default: 0] > 1 })
      if kept.count == Set(factor.axes.labels).count { continue }
      let result = newValue(kept.map { contraction.sizes[$0, default: 1] })
      let axes = StridedAxes(kept, sizes: contraction.sizes)
      let sum = UnaryContraction(from: factor.axes, to: axes, sizes: contraction.sizes)
      emit(.rearrange(sum), [factor.value], into: result)
      factors[number] = StridedFactor(value: result, axes: axes)
    }
  }

  /// Follows the cheapest order until two factors are left.
  private mutating func multiplied(
    _ factors: [StridedFactor], _ contraction: FlatContraction, _ node: NodeID
  ) throws(PlanError) -> [StridedFactor] {
    // Labels by number, as the planner wants them.
    let labels = contraction.sizes.keys.sorted()
    var numbers: [Int: Int] = [:]
    for (number, label) in labels.enumerated() { numbers[label] = number }
    let planner = ContractionPlanner(
      factors: factors.map { distinct($0.axes.labels).compactMap { numbers[$0] } },
      output: contraction.output.compactMap { numbers[$0] },
      sizes: labels.map { contraction.sizes[$0, default: 1] })
    let steps = planner.steps()
    // How many factors, made or to be made, still need each label, the output among them.
    var needs: [Int: Int] = [:]
    for label in contraction.output { needs[label, default: 0] += 1 }
    for factor in factors {
      for label in Set(factor.axes.labels) { needs[label, default: 0] += 1 }
    }
    var made = factors
    for step in steps.dropLast() {
      let (left, right) = (made[step.left], made[step.right])
      let leftLabels = Set(left.axes.labels)
      let rightLabels = Set(right.axes.labels)
      for label in leftLabels { needs[label, default: 0] -= 1 }
      for label in rightLabels { needs[label, default: 0] -= 1 }
      let kept = leftLabels.union(rightLabels).filter { needs[$0, default: 0] > 0 }
      for label in kept { needs[label, default: 0] += 1 }
      made.append(try multiplied(left, right, kept: kept, contraction, node))
    }
    let last = steps[steps.count - 1]
    return [made[last.left], made[last.right]]
  }

  /// The product of a pair as a value of its own, in the order that suits a matrix product: axes of
  /// both, of the left and of the right factor.
  private mutating func multiplied(
    _ left: StridedFactor, _ right: StridedFactor, kept: Set<Int>,
    _ contraction: FlatContraction, _ node: NodeID
  ) throws(PlanError) -> StridedFactor {
    let leftLabels = distinct(left.axes.labels.filter(kept.contains))
    let rightLabels = distinct(right.axes.labels.filter(kept.contains))
    let labels =
      leftLabels.filter(rightLabels.contains)
      + leftLabels.filter { !rightLabels.contains($0) }
      + rightLabels.filter { !leftLabels.contains($0) }
    let shape = labels.map { contraction.sizes[$0, default: 1] }
    _ = try count(of: shape, node)
    let result = newValue(shape)
    let axes = StridedAxes(labels, sizes: contraction.sizes)
    let product = PairwiseProduct(
      left: left.axes, right: right.axes, output: axes, sizes: contraction.sizes)
    emit(.product(product), [left.value, right.value], into: result)
    return StridedFactor(value: result, axes: axes)
  }

  private func distinct(_ labels: [Int]) -> [Int] {
    var seen: Set<Int> = []
    return labels.filter { seen.insert($0).inserted }
  }
}
