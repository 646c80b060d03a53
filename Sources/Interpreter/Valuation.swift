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

  /// The equations that it begins at.
  func equations(in state: State) -> [Int] {
    sources.compactMap { source in
      guard case .slot(let index) = source, state.slots[index].isEquation else { return nil }
      return index
    }
  }
}

/// What was made for computing values, and is right until definitions change.
struct Valuations {
  /// Plans from the inputs, for what runs again and again.
  var plans: [[NodeID]: Prepared] = [:]
  /// Plans that begin at the equations which had values when they were made.
  var continuations: [[NodeID]: Prepared] = [:]
  /// The slots of equations with such a plan, by what is computed for them.
  var computed: [NodeID: Int] = [:]
  /// Names under which nothing has a value.
  var valueless: Set<NodeID> = []
}

/// Values are computed when they are asked for and kept until an input changes.
extension Session {
  /// The values of nodes, computed together; nil where a name or a size in one is unknown.
  func values(of nodes: [NodeID]) throws(ArrayError) -> [Tensor]? {
    if nodes.count == 1, let index = slotIndex(of: nodes[0]) {
      guard let value = try value(ofSlot: index) else { return nil }
      return [value]
    }
    guard let prepared = try continuation(to: nodes) else { return nil }
    try refresh(prepared.equations(in: state))
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
    if !isFresh(index) {
      guard try continuation(to: [state.slots[index].node]) != nil else { return nil }
      try refresh([index])
    }
    return state.values[index].tensor
  }

  // MARK: Freshness

  /// Whether an equation has the value that follows from the inputs of now.
  private func isFresh(_ index: Int) -> Bool {
    let stored = state.values[index]
    return stored.epoch == epoch && stored.confirmed == changed
  }

  /// Computes the values of equations, where something under them changed, each after those that
  /// its plan begins at.
  private func refresh(_ slots: [Int]) throws(ArrayError) {
    var stack = slots
    while let index = stack.last {
      if isFresh(index) {
        stack.removeLast()
        continue
      }
      guard let prepared = valuations.continuations[[state.slots[index].node]] else {
        preconditionFailure("what a plan begins at has one, too")
      }
      let stale = prepared.equations(in: state).filter { !isFresh($0) }
      if !stale.isEmpty {
        stack += stale
        continue
      }
      let stored = state.values[index]
      if stored.epoch == epoch, stored.tensor != nil,
        !prepared.sources.contains(where: { isNewer($0, than: stored.stamp) })
      {
        state.values[index].confirmed = changed
      } else {
        let value = try run(prepared)[0]
        state.values[index] = StoredValue(
          tensor: value, stamp: clock, epoch: epoch, confirmed: changed)
      }
      stack.removeLast()
    }
  }

  private func isNewer(_ source: PlanSource, than stamp: Int) -> Bool {
    if case .slot(let index) = source { return state.values[index].stamp > stamp }
    return false
  }

  // MARK: Plans

  /// The plan for some nodes from the inputs, made once; nil where a name or a size in them is
  /// unknown.
  func prepare(_ nodes: [NodeID]) throws(ArrayError) -> Prepared? {
    if let known = valuations.plans[nodes] { return known }
    guard hasValues(under: nodes) else { return nil }
    let prepared = try prepare(nodes, roots: nodes.map { differentiator.executable($0) })
    valuations.plans[nodes] = prepared
    return prepared
  }

  /// The plan for some nodes from the equations that were computed already, so that a document in
  /// which each line rests on the one before is planned in steps; nil as for `prepare`.
  private func continuation(to nodes: [NodeID]) throws(ArrayError) -> Prepared? {
    if let known = valuations.continuations[nodes] { return known }
    guard hasValues(under: nodes) else { return nil }
    let whole = nodes.map { differentiator.executable($0) }
    let rewrite = Rewrite(
      graph,
      below: { [self] in valuations.computed[$0] == nil ? graph[$0].operands : [] },
      change: { [self] id, below in
        if let slot = valuations.computed[id] { return state.slots[slot].node }
        return graph.rebuilt(id, with: below)
      })
    guard let prepared = try prepare(nodes, roots: whole.map { rewrite($0) }) else { return nil }
    valuations.continuations[nodes] = prepared
    if nodes.count == 1, let index = slotIndex(of: nodes[0]), state.slots[index].isEquation,
      valuations.computed[whole[0]] == nil
    {
      valuations.computed[whole[0]] = index
    }
    return prepared
  }

  private func prepare(
    _ nodes: [NodeID], roots: [NodeID]
  ) throws(ArrayError) -> Prepared? {
    // What lies under an equation that was computed has values.
    guard graph.leaves(of: roots, through: false).allSatisfy({ hasValue($0) || isComputed($0) }),
      graph.abstractNames(in: roots, through: false).isEmpty
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
    return Prepared(plan: plan, sources: sources)
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

  /// Whether a node is the name of an equation that was computed.
  private func isComputed(_ node: NodeID) -> Bool {
    valuations.continuations[[node]] != nil
  }

  /// Whether a leaf under some nodes has a value, or there are no names at all: where nothing has a
  /// value, deriving is of no use.
  private func hasValues(under nodes: [NodeID]) -> Bool {
    let isAnswered: (NodeID) -> Bool = { [self] in
      valuations.valueless.contains($0) || hasValue($0)
        || graph.definitions[$0] != nil && isComputed($0)
    }
    let order = graph.postorder(nodes) { [graph] in isAnswered($0) ? [] : graph.meaning(of: $0) }
    var valueless: Set<NodeID> = []
    for node in order {
      if valuations.valueless.contains(node) {
        valueless.insert(node)
        continue
      }
      if isAnswered(node) { return true }
      // A name whose equation has no names in it, such as zeros(2, k), has a value for all that.
      let below = graph.meaning(of: node)
      let isLeaf = below.isEmpty && graph.name(of: node) != nil
      if isLeaf || below.contains(where: valueless.contains) { valueless.insert(node) }
    }
    valuations.valueless.formUnion(valueless.filter { graph.name(of: $0) != nil })
    return valueless.isEmpty
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
