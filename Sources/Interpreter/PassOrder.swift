import Graph

/// The order of a backward pass: each name after all that use it; scalars first, as notes have them,
/// then what is no step of the way, then the steps.
struct PassOrder {
  let target: Int
  /// The slots to differentiate by, in order.
  private(set) var order: [Int] = []
  /// Slots with equations on the way to the target, each after what it rests on.
  private let steps: [Int]
  private let dependencies: [Int: [Int]]

  init(_ session: Session, from target: Int) {
    self.target = target
    let slots = session.state.slots
    steps = session.equations(below: target)
    var dependencies: [Int: [Int]] = [:]
    for step in steps {
      dependencies[step] = (slots[step].equation?.dependencies ?? []).filter {
        if case .function = slots[$0].content { return false }
        return $0 != step
      }
    }
    self.dependencies = dependencies
    var waiting: [Int: Int] = [:]
    for step in steps {
      for other in dependencies[step] ?? [] { waiting[other, default: 0] += 1 }
    }
    var ready: [Int] = []
    func release(_ step: Int) {
      for other in dependencies[step] ?? [] {
        waiting[other, default: 1] -= 1
        if waiting[other] == 0 { ready.append(other) }
      }
    }
    func rank(_ slot: Int) -> Int {
      guard slots[slot].isEquation else { return 1 }
      return session.graph[slots[slot].node].shape.order == 0 ? 0 : 2
    }
    release(target)
    while let first = ready.map(rank).min(),
      let place = ready.firstIndex(where: { rank($0) == first })
    {
      let next = ready.remove(at: place)
      order.append(next)
      release(next)
    }
  }

  /// The steps whose equations mention a slot, in the order of the forward pass.
  func users(of slot: Int) -> [Int] {
    steps.filter { dependencies[$0]?.contains(slot) ?? false }
  }

  /// Whether one of some steps rests on another.
  func areNested(_ users: [Int]) -> Bool {
    guard users.count > 1 else { return false }
    let wanted = Set(users)
    for user in users {
      var seen: Set<Int> = [user]
      var stack = [user]
      while let next = stack.popLast() {
        for other in dependencies[next] ?? [] where seen.insert(other).inserted {
          if wanted.contains(other) { return true }
          stack.append(other)
        }
      }
    }
    return false
  }
}
