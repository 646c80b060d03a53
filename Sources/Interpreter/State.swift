import Arrays
import Graph

/// All that statements change: a value, so that keeping an earlier session is keeping a copy.
struct State {
  private(set) var slots = Chunked<Slot>()
  /// By slot.
  var values = Chunked<StoredValue>()
  /// By slot, how many equations rest on it.
  private var mentions = Chunked<Int>()
  /// The slot of each name that stands for something.
  var indices = Sharded<String, Int>()
  var slotsByName = Sharded<NameID, Int>()
  /// Checks whose names have no values yet.
  var pendingChecks: [PendingCheck] = []
  /// By slot, whether its value decided how some equation was read.
  var guardLeaves: [Bool] = []
  var random = RandomGenerator(seed: SystemRandomNumberGenerator.seed())
  /// What was known of symbolic sizes when this state was kept.
  var knowledge = SizeTable.Knowledge()

  /// Sets what a slot is.
  mutating func set(_ index: Int, _ slot: Slot) {
    for other in slots[index].equation?.dependencies ?? [] { mentions[other] -= 1 }
    slots[index] = slot
    for other in slot.equation?.dependencies ?? [] { mentions[other] += 1 }
  }

  mutating func append(_ slot: Slot) {
    slots.append(slot)
    values.append(StoredValue())
    mentions.append(0)
    for other in slot.equation?.dependencies ?? [] { mentions[other] += 1 }
  }

  /// Whether any equation rests on a slot.
  func isMentioned(_ index: Int) -> Bool { mentions[index] > 0 }
}

/// The way back within an iteration of a loop: values that it has overwritten. Structural changes
/// within an iteration keep the whole state.
enum Change {
  case value(slot: Int, StoredValue)
  case all(State)
}

extension Session {
  /// The state to go back to.
  func keep() -> State {
    var kept = state
    kept.knowledge = graph.sizes.knowledge
    return kept
  }

  /// Goes back to an earlier state: names, values, equations and what was known of sizes.
  ///
  /// What both have in common is left alone, so that going back over a statement doesn't take longer
  /// the more names there are. Values of equations are those of another epoch.
  func restore(_ kept: State) {
    let left = state.slots
    for slot in left.unshared(with: kept.slots) where graph.definitions[slot.node] != nil {
      graph.define(slot.node, as: nil)
    }
    state = kept
    graph.sizes.knowledge = kept.knowledge
    for slot in state.slots.unshared(with: left) {
      guard case .equation(let equation) = slot.content else { continue }
      graph.define(slot.node, as: equation.term.node)
      for draw in equation.draws { refresh(draw) }
    }
    // Stamps of the future must not make values of the past look new.
    clock += 1
    forgetPlans()
  }

  /// Drops all plans and derivatives, since definitions or shapes changed.
  func forgetPlans() {
    epoch += 1
    valuations = Valuations()
    verifications.removeAll(keepingCapacity: true)
    differentiator.invalidate()
  }

  /// The slot of a name that stands for something.
  func slot(of name: String) -> Int? {
    guard let index = state.indices[name], !state.slots[index].isAbsent else { return nil }
    return index
  }

  /// Sets what a slot is, remembering the way back.
  func setSlot(_ index: Int, _ slot: Slot) {
    rememberStructure()
    if slot.text != "ans" { changesNames = true }
    state.set(index, slot)
  }

  /// Adds a slot for a new name, or for one that stood for nothing.
  func addSlot(_ slot: Slot) -> Int {
    rememberStructure()
    if slot.text != "ans" { changesNames = true }
    state.slotsByName[slot.name] = state.slots.count
    if let index = state.indices[slot.text], state.slots[index].isAbsent {
      state.set(index, slot)
      state.values[index] = StoredValue()
      state.slotsByName[slot.name] = index
      return index
    }
    state.indices[slot.text] = state.slots.count
    state.append(slot)
    return state.slots.count - 1
  }

  /// Stores an input's value. The hot path of loops.
  @inline(__always)
  func setValue(_ index: Int, _ tensor: Tensor) {
    if isInIteration { changes.append(.value(slot: index, state.values[index])) }
    if !changesNames, state.slots[index].text != "ans" { changesNames = true }
    state.values[index].tensor = tensor
    stamp(index)
    if state.guardLeaves.count > index, state.guardLeaves[index] { areGuardsStale = true }
  }

  /// Notes that an input has another value from now on.
  @inline(__always)
  func stamp(_ index: Int) {
    clock += 1
    changed = clock
    state.values[index].stamp = clock
    if !valuations.valueless.isEmpty { valuations.valueless = [] }
  }

  /// Within an iteration, keeps the whole state before the first change that is more than a value.
  func rememberStructure() {
    guard isInIteration, !hasRememberedStructure else { return }
    hasRememberedStructure = true
    changes.append(.all(keep()))
  }

  /// Begins an iteration: what was done until here stays.
  func beginIteration() {
    isInIteration = true
    hasRememberedStructure = false
    changes.removeAll(keepingCapacity: true)
  }

  /// Takes back what the present iteration did.
  func rollBackIteration() {
    let undone = changes
    changes = []
    for change in undone.reversed() {
      switch change {
      case .value(let slot, let value):
        state.values[slot] = value
        stamp(slot)
      case .all(let kept):
        restore(kept)
      }
    }
  }
}

extension SystemRandomNumberGenerator {
  /// A seed that differs from run to run.
  fileprivate static func seed() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}
