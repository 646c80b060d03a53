import Arrays
import Graph

/// Small whole numbers for all names at which two formulas differ.
package struct Counterexample {
  /// The names' values, in order of the names.
  package let values: [(name: NodeID, value: Tensor)]
  package let left: Tensor
  package let right: Tensor
}

extension Trial {
  /// The smallest counterexample: of the smallest sizes, and for those of the smallest entries.
  package func counterexample() -> Counterexample? {
    var budget = 1200
    let knowledge = graph.sizes.knowledge
    defer { graph.sizes.knowledge = knowledge }
    guard unifySides() else { return nil }
    let open = points.openSizes
    let unified = graph.sizes.knowledge
    for numbers in choices(for: open.count) {
      graph.sizes.knowledge = unified
      guard give(open, numbers), points.cost <= Self.costLimit / 40,
        let found = smallestDifference(&budget)
      else { continue }
      return found
    }
    return nil
  }

  private func give(_ sizes: [Size], _ numbers: [Int]) -> Bool {
    for (size, number) in zip(sizes, numbers) {
      do { try graph.sizes.unify(size, Size(number)) } catch { return false }
    }
    return true
  }

  /// Numbers for so many open sizes, small ones first.
  private func choices(for count: Int) -> [[Int]] {
    if count > 4 { return (1...3).map { Array(repeating: $0, count: count) } }
    var choices: [[Int]] = [[]]
    for _ in 0..<count { choices = choices.flatMap { choice in (1...3).map { choice + [$0] } } }
    return choices.sorted {
      let (a, b) = ($0.reduce(0, +), $1.reduce(0, +))
      return a == b ? $0.lexicographicallyPrecedes($1) : a < b
    }
  }

  /// The assignment of the smallest whole numbers at which the sides differ, for the sizes of now.
  private func smallestDifference(_ budget: inout Int) -> Counterexample? {
    var slots: [Slot] = []
    for name in names {
      guard let shape = graph.shape(of: name).known else { return nil }
      let isSymmetric = graph.name(of: name)?.isSymmetric == true
      for entry in 0..<shape.reduce(1, *) {
        if isSymmetric, entry / shape[1] > entry % shape[1] { continue }
        slots.append(Slot(name: name, entry: entry))
      }
    }
    guard slots.count <= 64 else { return nil }
    // Few entries: all small numbers, by their sum. Many: some at random, made smaller one by one.
    let limit = min(budget, 400)
    var tried = 0
    func differ(_ numbers: [Int]) -> Counterexample? {
      tried += 1
      return difference(slots, numbers)
    }
    defer { budget -= tried }
    for total in 0...4 {
      if let found = first(slots.count, total, { tried >= limit }, differ) { return found }
      if tried >= limit { break }
    }
    guard slots.count > 2 else { return nil }
    var random = RandomGenerator(seed: 7)
    for _ in 0..<20 {
      var numbers = slots.map { _ in Int(random.next() % 4) - 1 }
      guard var found = differ(numbers) else { continue }
      for slot in numbers.indices {
        for smaller in [0, 1] where abs(smaller) < abs(numbers[slot]) || numbers[slot] < 0 {
          var changed = numbers
          changed[slot] = smaller
          if let better = differ(changed) {
            (numbers, found) = (changed, better)
            break
          }
        }
      }
      return found
    }
    return nil
  }

  private struct Slot {
    let name: NodeID
    let entry: Int
  }

  /// The first assignment whose magnitudes add up to a total that is a counterexample; ones before
  /// larger numbers, positive before negative ones.
  private func first(
    _ count: Int, _ total: Int, _ isOver: () -> Bool, _ differ: ([Int]) -> Counterexample?
  ) -> Counterexample? {
    var numbers = Array(repeating: 0, count: count)
    func search(_ slot: Int, _ rest: Int) -> Counterexample? {
      if isOver() { return nil }
      if slot == count { return rest == 0 ? differ(numbers) : nil }
      for magnitude in [1, 0, 2, 3, 4] where magnitude <= rest {
        for sign in magnitude == 0 ? [1] : [1, -1] {
          numbers[slot] = sign * magnitude
          if let found = search(slot + 1, rest - magnitude) { return found }
        }
      }
      numbers[slot] = 0
      return nil
    }
    return search(0, total)
  }

  private func difference(_ slots: [Slot], _ numbers: [Int]) -> Counterexample? {
    var point = points.fixed
    for name in names {
      guard let shape = graph.shape(of: name).known else { return nil }
      point[name] = Tensor(shape, repeating: 0)
    }
    for (slot, number) in zip(slots, numbers) {
      guard var value = point[slot.name] else { continue }
      point[slot.name] = nil
      let entries = value.mutablePointer()
      entries[slot.entry] = Double(number)
      if graph.name(of: slot.name)?.isSymmetric == true {
        let size = value.shape[1]
        entries[slot.entry % size * size + slot.entry / size] = Double(number)
      }
      point[slot.name] = value
    }
    let isGiven = points.givens.allSatisfy { given in
      point[given.node].map { Condition.holds(given.property, of: $0) } ?? true
    }
    guard isGiven, let values = points.evaluate(sides, at: point),
      values[0].shape == values[1].shape,
      values.allSatisfy({ side in (0..<side.count).allSatisfy { side[$0].isFinite } })
    else { return nil }
    let differs = (0..<values[0].count).contains {
      abs(values[0][$0] - values[1][$0]) > 1e-6 * max(1, abs(values[0][$0]))
    }
    guard differs else { return nil }
    return Counterexample(
      values: names.compactMap { name in point[name].map { (name, $0) } }, left: values[0],
      right: values[1])
  }
}
