import Arrays
import Elaboration
import Graph
import Syntax

/// Shapes are baked into nodes. When a name's shape or kind changes under equations that were
/// elaborated before, all equations are elaborated again from their trees, in the order in which
/// they rest on each other, with the sizes of symbols found anew. Changes of values do none of this.
extension Session {
  /// Makes all equations fit what is known now. Those that don't fit any more are broken: they say
  /// so, and fail only when they are asked for.
  package func settle() throws(Stop) {
    if areGuardsStale { try refreshGuards() }
    guard needsSettling else { return }
    let before = Set(brokenNames().map { $0.name })
    // A symbol's kind can only become more certain, so this ends.
    for _ in 0..<16 where needsSettling {
      needsSettling = false
      try resettle()
    }
    needsSettling = false
    // Nobody asks what became of the last answer.
    let broken = brokenNames().filter { $0.name != "ans" && !before.contains($0.name) }
    guard !broken.isEmpty else { return }
    let names = broken.map(\.name).joined(separator: ", ")
    aside("\(names) no longer fit\(broken.count == 1 ? "s" : ""): \(broken[0].why)")
  }

  private func brokenNames() -> [(name: String, why: String)] {
    state.slots.compactMap { slot in
      if case .broken(_, let diagnostic) = slot.content { return (slot.text, diagnostic.message) }
      return nil
    }
  }

  private func resettle() throws(Stop) {
    rememberStructure()
    for slot in state.slots { graph.define(slot.node, as: nil) }
    graph.sizes.knowledge = SizeTable.Knowledge()
    forgetPlans()
    let mentioned = Set(state.slots.flatMap { $0.equation?.dependencies ?? [] })
    // What was entered last is what contradicts, if something does.
    let byAge = state.slots.indices.sorted { state.slots[$0].entered < state.slots[$1].entered }
    for index in byAge {
      try resettleLeaf(index, isMentioned: mentioned.contains(index))
    }
    for index in dependencyOrder() { elaborateAgain(index) }
    forgetPlans()
    findGuardLeaves()
  }

  /// Symbols and inputs get the node of their present shape.
  private func resettleLeaf(_ index: Int, isMentioned: Bool) throws(Stop) {
    var slot = state.slots[index]
    switch slot.content {
    case .symbol where !isMentioned && slot.declaration == nil:
      slot.content = .absent
    case .symbol(let kind, _):
      reshape(&slot, to: kind.shape, kind.orientation)
    case .input:
      guard let value = state.values[index].tensor else { break }
      let shape = Shape(value.shape)
      if let declaration = slot.declaration, !unify(shape, self.kind(declaration.kind).shape) {
        throw contradiction(slot, declaration, shape, slot.orientation)
      }
      reshape(&slot, to: shape, slot.orientation)
    case .absent, .equation, .broken, .function: return
    }
    state.set(index, slot)
    state.slotsByName[slot.name] = index
  }

  /// Slots with equations, each after those that it rests on.
  func dependencyOrder() -> [Int] {
    var order: [Int] = []
    var isDone = Array(repeating: false, count: state.slots.count)
    var isEntered = isDone
    var stack: [(index: Int, isLeaving: Bool)] = []
    for index in state.slots.indices where state.slots[index].isEquation {
      stack.append((index, false))
      while let (index, isLeaving) = stack.popLast() {
        if isLeaving {
          if !isDone[index], state.slots[index].isEquation { order.append(index) }
          isDone[index] = true
          continue
        }
        if isEntered[index] { continue }
        isEntered[index] = true
        stack.append((index, true))
        for other in state.slots[index].equation?.dependencies ?? [] where !isEntered[other] {
          stack.append((other, false))
        }
      }
    }
    return order
  }

  /// Elaborates an equation again from its tree.
  func elaborateAgain(_ index: Int) {
    var slot = state.slots[index]
    guard slot.isEquation, let equation = slot.equation else { return }
    (again, replayedDraws, draws) = (equation, 0, [])
    defer { again = nil }
    elaborationCount += 1
    do throws(Diagnostic) {
      let elaborator = Elaborator(
        environment: self, source: equation.source, dialect: equation.dialect)
      let understood = understood(try elaborator.elaborate(equation.tree))
      let term = understood.terms[min(equation.component, understood.terms.count - 1)]
      let shape = graph.shape(of: term.node)
      if let declaration = slot.declaration {
        let declared = kind(declaration.kind)
        guard declared.orientation == term.orientation, unify(declared.shape, shape) else {
          throw Diagnostic(
            "\(slot.text) is declared \(text(declaration.kind)), and this is "
              + text(shape, term.orientation), at: equation.tree.span)
        }
      }
      let renewed = Equation(
        tree: equation.tree, source: equation.source, span: equation.span,
        component: equation.component, entered: equation.entered, term: term,
        names: understood.names, dependencies: understood.dependencies, guards: understood.guards,
        draws: understood.draws, dialect: equation.dialect)
      slot.content = .equation(renewed)
      reshape(&slot, to: shape, term.orientation)
      graph.define(slot.node, as: term.node)
    } catch {
      var diagnostic = error
      for label in diagnostic.labels.indices where diagnostic.labels[label].source == nil {
        diagnostic.labels[label].source = equation.source
      }
      slot.content = .broken(equation, diagnostic)
    }
    rememberStructure()
    state.set(index, slot)
    state.slotsByName[slot.name] = index
    state.values[index] = StoredValue()
  }

  // MARK: Guards

  /// Finds the slots whose values decide how equations are read.
  func findGuardLeaves() {
    var leaves = Array(repeating: false, count: state.slots.count)
    for slot in state.slots {
      for entry in slot.equation?.guards ?? [] {
        for leaf in entry.leaves { leaves[leaf] = true }
      }
    }
    state.guardLeaves = leaves
  }

  /// Elaborates the equations again whose reading rests on a value that changed.
  private func refreshGuards() throws(Stop) {
    areGuardsStale = false
    for index in dependencyOrder() {
      guard let equation = state.slots[index].equation, !equation.guards.isEmpty,
        !holds(equation.guards)
      else { continue }
      let before = state.slots[index]
      elaborateAgain(index)
      forgetPlans()
      if state.slots[index].node != before.node || !state.slots[index].isHealthyEquation {
        needsSettling = true
        return
      }
    }
    findGuardLeaves()
  }

  /// Whether the values that decided a reading are still the same.
  func holds(_ guards: [Guard]) -> Bool {
    for entry in guards {
      do {
        guard let value = try value(of: entry.node), value.isIdentical(to: entry.value) else {
          return false
        }
      } catch {
        return false
      }
    }
    return true
  }
}

extension Slot {
  fileprivate var isHealthyEquation: Bool {
    if case .equation = content { return true }
    return false
  }
}
