import Arrays
import Elaboration
import Graph
import Primitives
import Syntax

extension Session: Environment {
  package func binding(of name: String) -> Binding? {
    guard let index = visibleSlot(of: name) else { return nil }
    let slot = state.slots[index]
    switch slot.content {
    case .absent: return nil
    case .symbol, .input, .equation: return .variable(slot.term)
    case .broken(_, let diagnostic): return .broken(diagnostic)
    case .function(let function, _): return .function(function)
    }
  }

  /// Names resolve when their line is entered: an equation that is elaborated again doesn't see
  /// names that were bound after it, and sees the `ans` of its time.
  private func visibleSlot(of name: String) -> Int? {
    guard let again else { return slot(of: name) }
    if let index = again.dependencies.first(where: { state.slots[$0].text == name }),
      !state.slots[index].isAbsent
    {
      return index
    }
    guard let index = slot(of: name) else { return nil }
    return state.slots[index].born <= again.entered || again.names.contains(name) ? index : nil
  }

  package func basis(of name: String) -> KindBasis? {
    guard let index = slot(of: name), state.slots[index].declaration == nil,
      case .symbol(_, let basis) = state.slots[index].content
    else { return nil }
    return basis
  }

  package func formula(of name: String) -> Expression? {
    guard let index = slot(of: name), case .equation(let equation) = state.slots[index].content
    else { return nil }
    return equation.component == 0 ? equation.tree : nil
  }

  package func isNumberValued(_ function: String) -> Bool { numberValued.contains(function) }

  package func isSymbol(_ name: String) -> Bool {
    slot(of: name).map { state.slots[$0].isSymbol } ?? false
  }

  package func introduce(_ name: String, _ kind: Kind, _ basis: KindBasis) -> Term {
    guard let index = slot(of: name) else {
      let slot = newSlot(name, kind.shape, kind.orientation, .symbol(kind, basis))
      let added = addSlot(slot)
      return state.slots[added].term
    }
    var slot = state.slots[index]
    guard case .symbol(let earlier, _) = slot.content, slot.declaration == nil else {
      return slot.term
    }
    slot.content = .symbol(kind, basis)
    if earlier.shape.order == kind.shape.order, earlier.orientation == kind.orientation,
      unify(earlier.shape, kind.shape)
    {
      setSlot(index, slot)
      return slot.term
    }
    // Another kind: what was elaborated with the old one is elaborated again.
    reshape(&slot, to: kind.shape, kind.orientation)
    setSlot(index, slot)
    state.slotsByName[slot.name] = index
    // What was understood with the other kind in the same statement is understood again.
    epoch += 1
    if isMentioned(index) { needsSettling = true }
    return slot.term
  }

  package func withdraw(_ name: String) {
    guard let index = slot(of: name), basis(of: name) == .convention else { return }
    var slot = state.slots[index]
    slot.content = .absent
    setSlot(index, slot)
  }

  package func value(of node: NodeID) throws(ArrayError) -> Tensor? {
    try values(of: [node])?.first
  }

  package func draw(_ distribution: Call.Distribution, shape: [Int]) -> NodeID {
    if let again, replayedDraws < again.draws.count {
      let draw = again.draws[replayedDraws]
      if draw.distribution == distribution, draw.tensor.shape == shape {
        replayedDraws += 1
        draws.append(draw)
        return draw.literal
      }
    }
    let tensor = randomTensor(distribution, shape)
    let literal = graph.literal(tensor)
    draws.append(Draw(distribution: distribution, literal: literal, tensor: tensor))
    return literal
  }

  package var boundNames: [String] { definedNames }

  /// An array of random numbers from the session's generator.
  func randomTensor(_ distribution: Call.Distribution, _ shape: [Int]) -> Tensor {
    switch distribution {
    case .uniform: state.random.uniform(shape)
    case .normal: state.random.normal(shape)
    }
  }

  /// Gives the leaf of a draw its numbers.
  func refresh(_ draw: Draw) {
    if case .literal(let id) = graph[draw.literal].form { graph.replace(id, with: draw.tensor) }
  }

  // MARK: Slots

  /// A slot for a name that is met now, with a name and a node of its own in the graph.
  func newSlot(
    _ text: String, _ shape: Shape, _ orientation: Orientation, _ content: Content
  ) -> Slot {
    let name = graph.addName(
      text, orientation: orientation, isSymmetric: Self.isSymmetric(content))
    return Slot(
      text: text, name: name, node: graph.named(name, shape), orientation: orientation,
      content: content, declaration: nil, born: clock, entered: clock)
  }

  /// Gives a slot the node of another shape; another kind is another name in the graph.
  func reshape(_ slot: inout Slot, to shape: Shape, _ orientation: Orientation) {
    let isSymmetric = Self.isSymmetric(slot.content) || isDeclaredSymmetric(slot)
    let name = graph.name(slot.name)
    if name.orientation != orientation || name.isSymmetric != isSymmetric {
      slot.name = graph.addName(slot.text, orientation: orientation, isSymmetric: isSymmetric)
    }
    slot.orientation = orientation
    slot.node = graph.named(slot.name, shape)
  }

  func isDeclaredSymmetric(_ slot: Slot) -> Bool {
    if case .symmetric = slot.declaration?.kind { return true }
    return false
  }

  private static func isSymmetric(_ content: Content) -> Bool {
    if case .symbol(.symmetric, _) = content { return true }
    return false
  }

  /// Makes two shapes of one order one; false where their sizes contradict.
  func unify(_ a: Shape, _ b: Shape) -> Bool {
    guard a.order == b.order else { return false }
    for axis in 0..<a.order {
      do { try graph.sizes.unify(a[axis], b[axis]) } catch { return false }
    }
    return true
  }

  /// Whether any equation rests on a slot.
  func isMentioned(_ index: Int) -> Bool { state.isMentioned(index) }
}
