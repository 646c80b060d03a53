import Arrays
import Execution
import Graph
import Primitives

/// Where a plan's input comes from.
enum PlanSource {
  case slot(Int)
  case literal(LiteralID)
}

/// A plan and where its inputs come from.
final class Prepared {
  let plan: Plan
  let sources: [PlanSource]

  init(plan: Plan, sources: [PlanSource]) {
    self.plan = plan
    self.sources = sources
  }
}

/// Values are computed when they are asked for and kept until an input changes.
extension Session {
  /// The values of nodes, computed together; nil where a name or a size in one is unknown.
  func values(of nodes: [NodeID]) throws(ArrayError) -> [Tensor]? {
    if nodes.count == 1, let index = slotIndex(of: nodes[0]) {
      guard let value = try value(ofSlot: index) else { return nil }
      return [value]
    }
    guard let prepared = try prepare(nodes) else { return nil }
    return try run(prepared)
  }

  /// The slot whose present node this is.
  func slotIndex(of node: NodeID) -> Int? {
    guard case .named(let name) = graph[node].form, let index = state.slotsByName[name],
      state.slots[index].node == node
    else { return nil }
    return index
  }

  /// The value of a name; nil where it has none.
  func value(ofSlot index: Int) throws(ArrayError) -> Tensor? {
    switch state.slots[index].content {
    case .absent, .symbol, .function, .broken: return nil
    case .input: return state.values[index].tensor
    case .equation: break
    }
    let node = state.slots[index].node
    let stored = state.values[index]
    if let tensor = stored.tensor, stored.epoch == epoch, let prepared = plans[[node]],
      !prepared.sources.contains(where: { isNewer($0, than: stored.stamp) })
    {
      return tensor
    }
    guard let prepared = try prepare([node]) else { return nil }
    let value = try run(prepared)[0]
    state.values[index] = StoredValue(tensor: value, stamp: clock, epoch: epoch)
    return value
  }

  private func isNewer(_ source: PlanSource, than stamp: Int) -> Bool {
    if case .slot(let index) = source { return state.values[index].stamp > stamp }
    return false
  }

  /// The plan for some nodes, made once; nil where a name or a size in them is unknown.
  func prepare(_ nodes: [NodeID]) throws(ArrayError) -> Prepared? {
    if let known = plans[nodes] { return known }
    // Deriving is of no use where nothing has a value.
    let mentioned = graph.leaves(of: nodes)
    if !mentioned.isEmpty, !mentioned.contains(where: hasValue) { return nil }
    let roots = nodes.map { differentiator.executable($0) }
    guard graph.leaves(of: roots).allSatisfy(hasValue), graph.abstractNames(in: roots).isEmpty
    else { return nil }
    let plan: Plan
    do {
      plan = try Plan(graph, roots: roots)
    } catch {
      switch error {
      case .unknownSize, .derivative: return nil
      case .tooLarge(_, let shape):
        let bytes = shape.reduce(8) { $0 * Double($1) }
        throw .tooLarge(shape: shape, bytes: bytes < 0x1p62 ? bytes : .infinity)
      }
    }
    planCount += 1
    stabilityNotes += differentiator.stabilityNotes(of: nodes)
    var sources: [PlanSource] = []
    for input in plan.inputs {
      switch graph[input].form {
      case .literal(let literal): sources.append(.literal(literal))
      case .named(let name):
        guard let index = state.slotsByName[name] else { return nil }
        sources.append(.slot(index))
      default: preconditionFailure("a plan's inputs are leaves")
      }
    }
    let prepared = Prepared(plan: plan, sources: sources)
    plans[nodes] = prepared
    return prepared
  }

  /// Whether a leaf has a value now.
  private func hasValue(_ leaf: NodeID) -> Bool {
    switch graph[leaf].form {
    case .literal: return true
    case .named(let name):
      guard let index = state.slotsByName[name] else { return false }
      return state.slots[index].isInput && state.slots[index].node == leaf
    default: return false
    }
  }

  /// Runs a plan on the values of now.
  @inline(__always)
  func run(_ prepared: Prepared) throws(ArrayError) -> [Tensor] {
    try prepared.plan.run(inputs(of: prepared))
  }

  @inline(__always)
  func inputs(of prepared: Prepared) -> [Tensor] {
    prepared.sources.map { source in
      switch source {
      case .slot(let index):
        guard let tensor = state.values[index].tensor else {
          preconditionFailure("an input has a value")
        }
        return tensor
      case .literal(let literal): return graph.tensor(literal)
      }
    }
  }

  /// Names without a value that a node rests on, in order.
  func missingNames(_ nodes: [NodeID]) -> [String] {
    var names: [String] = []
    for leaf in graph.leaves(of: nodes) where !hasValue(leaf) {
      if let name = graph.name(of: leaf)?.text, !names.contains(name) { names.append(name) }
    }
    return names + graph.abstractNames(in: nodes).filter { !names.contains($0) }
  }
}

extension Tensor {
  /// Whether shapes and entries are the same, bit by bit.
  func isIdentical(to other: Tensor) -> Bool {
    guard shape == other.shape else { return false }
    for index in 0..<count where pointer[index].bitPattern != other.pointer[index].bitPattern {
      return false
    }
    return true
  }

  /// The place (from 1) of an entry of a square matrix that isn't equal to its mirror image.
  var asymmetricEntry: (row: Int, column: Int)? {
    guard order == 2, shape[0] == shape[1] else { return nil }
    for row in 0..<shape[0] {
      for column in 0..<row
      where self[row * shape[1] + column] != self[column * shape[1] + row] {
        return (row + 1, column + 1)
      }
    }
    return nil
  }
}
