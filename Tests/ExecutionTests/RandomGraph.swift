import Arrays
import Graph
import Support

/// Rows for the tests: functions with the kernels of the catalogue, but no derivatives.
enum Rows {
  static let tanh = Primitive.elementwise("tanh", Kernels.tanh) { _, _, _ in nil }
  static let abs = Primitive.elementwise("abs", Kernels.abs) { _, _, _ in nil }
  static let max = Primitive.elementwise("max", Kernels.max.arrays) { _, _, _, _, _ in nil }
  static let subtract = Primitive.elementwise("subtract", Kernels.subtract.arrays) {
    _, _, _, _, _ in nil
  }
  /// A new array: twice the operand.
  static let double = general("double") { operands in
    var result = operands[0]
    let pointer = result.mutablePointer()
    for entry in 0..<result.count { pointer[entry] *= 2 }
    return result
  }
  /// The operand itself, in the same memory.
  static let same = general("same") { operands in operands[0] }
  /// Fails where an entry is not a number.
  static let checked = general("checked") { operands throws(ArrayError) in
    if operands[0].entries.contains(where: \.isNaN) { throw .notPositiveDefinite }
    return operands[0]
  }

  private static func general(
    _ name: String, _ compute: @escaping @Sendable ([Tensor]) throws(ArrayError) -> Tensor
  ) -> Primitive {
    Primitive(
      name, evaluation: .general({ operands, _, _ throws(ArrayError) in try compute(operands) }),
      derivative: .zero, shape: { (_, shapes, _) throws(ShapeError) in shapes[0] })
  }
}

/// A graph of random contractions, sums and functions over a few inputs.
struct RandomGraph {
  let graph = Graph()
  private(set) var leaves: [NodeID] = []
  private(set) var nodes: [NodeID] = []
  private var generator: SplitMix
  /// The sizes that axes can have: equal ones must meet often.
  private let sizes: [Int]

  init(seed: Int, steps: Int) throws {
    generator = SplitMix(state: UInt64(seed))
    sizes = [[2, 3], [1, 2], [3, 1, 4], [0, 2], [2], [5, 2, 1]][seed % 6]
    for number in 0..<Int.random(in: 1...4, using: &generator) {
      let shape = randomShape()
      let leaf =
        number == 3
        ? graph.literal(array(shape)) : graph.named(graph.addName("x\(number)"), Shape(shape))
      leaves.append(leaf)
    }
    nodes = leaves
    for _ in 0..<steps {
      let node = try randomNode()
      if (graph.shape(of: node).known ?? []).reduce(1, *) < 2000 { nodes.append(node) }
    }
  }

  /// Some of the nodes, some of them twice.
  mutating func randomRoots() -> [NodeID] {
    var roots = [nodes[nodes.count - 1]]
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      roots.append(nodes.randomElement(using: &generator) ?? roots[0])
    }
    return roots
  }

  /// An array for every node of a list.
  mutating func arrays(for leaves: [NodeID]) -> [Tensor] {
    leaves.map { array(graph.shape(of: $0).known ?? []) }
  }

  private mutating func array(_ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor(shape, (0..<count).map { _ in Double.random(in: -1...1, using: &generator) })
  }

  private mutating func randomShape() -> [Int] {
    (0..<Int.random(in: 0...3, using: &generator)).map { _ in
      sizes.randomElement(using: &generator) ?? 1
    }
  }

  private mutating func pick(_ list: [NodeID]) -> NodeID {
    list.randomElement(using: &generator) ?? leaves[0]
  }

  private mutating func randomNode() throws -> NodeID {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...4: return randomContraction()
    case 5, 6: return randomSum()
    case 7: return try graph.apply(Rows.tanh, to: [pick(nodes)])
    case 8:
      return try graph.apply(
        [Rows.max, Rows.subtract][Int.random(in: 0...1, using: &generator)], to: randomPair())
    case 9: return try graph.apply(Rows.abs, to: [randomContraction()])
    case 10: return try graph.apply(Rows.same, to: [pick(nodes)])
    default: return try graph.apply(Rows.double, to: [pick(nodes)])
    }
  }

  /// Two operands of one shape: often the second is one number in all entries.
  private mutating func randomPair() -> [NodeID] {
    let first = pick(nodes)
    let second = randomTerm(graph.shape(of: first))
    return Bool.random(using: &generator) ? [first, second] : [second, first]
  }

  private mutating func randomCoefficient() -> Coefficient {
    [1, 1, -1, 0.5, 3, Coefficient(1, over: 7), Coefficient(-2, over: 3), Coefficient(3, over: 4)]
      .randomElement(using: &generator) ?? 1
  }

  private mutating func randomTerm(_ shape: Shape) -> NodeID {
    let labels = Labels(0..<shape.order)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return graph.filled(shape, with: randomCoefficient())
    case 1:
      let scalars = nodes.filter { graph.shape(of: $0).order == 0 }
      if scalars.isEmpty { fallthrough }
      return graph.contract(
        [Factor(pick(scalars), [])], to: labels, sizes: shape.sizes,
        coefficient: randomCoefficient())
    case 2:
      let same = nodes.filter { graph.shape(of: $0) == shape }
      if same.isEmpty { fallthrough }
      return graph.scaled(pick(same), by: randomCoefficient())
    default: return randomContraction(to: shape)
    }
  }

  private mutating func randomSum() -> NodeID {
    let shape = graph.shape(of: pick(nodes))
    let terms = (0..<Int.random(in: 2...4, using: &generator)).map { _ in randomTerm(shape) }
    return graph.sum(terms)
  }

  /// Factors with labels at random, each label of one size; some on no factor, some repeated.
  private mutating func randomContraction(to wanted: Shape? = nil) -> NodeID {
    var labelSizes: [Size] = []
    func label(_ size: Size, new: Double, _ generator: inout SplitMix) -> Int {
      let known = labelSizes.indices.filter { labelSizes[$0] == size }
      if let label = known.randomElement(using: &generator),
        Double.random(in: 0..<1, using: &generator) >= new
      {
        return label
      }
      labelSizes.append(size)
      return labelSizes.count - 1
    }
    let count = [0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6].randomElement(using: &generator) ?? 2
    var factors: [Factor] = []
    for _ in 0..<count {
      let node = pick(nodes)
      let shape = graph.shape(of: node)
      let labels = Labels(shape.sizes.map { label($0, new: 0.35, &generator) })
      // The oracle walks through all labels at once.
      let volume = labelSizes.reduce(1) { $0 * max($1.known ?? 1, 1) }
      if volume > 1500 { break }
      factors.append(Factor(node, labels))
    }
    let outputShape = wanted ?? Shape(randomShape())
    let output = Labels(
      outputShape.sizes.map { label($0, new: wanted == nil ? 0.1 : 0.3, &generator) })
    return graph.contract(
      factors, to: output, sizes: labelSizes, coefficient: randomCoefficient())
  }
}
