import Arrays
import Elaboration
import Graph
import Syntax

/// An update as it was understood when it was met first: within a loop, running it again is running
/// one plan and storing its results.
final class CompiledUpdate {
  /// The structure of the session that it was understood in.
  let epoch: Int
  let prepared: Prepared
  let guards: [Guard]
  let draws: [Draw]
  let targets: [Int]
  /// For `W1[1, 2] <- 5`: the offsets of the entries that a target's value goes to.
  let entries: [[Int]?]
  /// The clock when its guards were found to hold.
  var checkedAt: Int

  init(
    epoch: Int, prepared: Prepared, guards: [Guard], draws: [Draw], targets: [Int],
    entries: [[Int]?], checkedAt: Int
  ) {
    self.epoch = epoch
    self.prepared = prepared
    self.guards = guards
    self.draws = draws
    self.targets = targets
    self.entries = entries
    self.checkedAt = checkedAt
  }
}

/// `W1, W2 <- a, b`: all right sides are evaluated, then all names change.
extension Session {
  func update(
    _ targets: [UpdateTarget], _ sign: UpdateOperator, _ values: [Expression],
    in statement: Statement, memory: StatementMemory?
  ) throws(Stop) {
    if let compiled = memory?.update, !needsSettling, !areGuardsStale, compiled.epoch == epoch,
      guardsHold(compiled)
    {
      return try run(compiled, at: statement.span)
    }
    memory?.update = nil
    try checkDistinct(targets)
    let trees = zip(targets, targets.count == values.count ? values : []).map {
      rightSide($0, sign, $1)
    }
    let understood = try understand(trees.isEmpty ? values : trees)
    guard understood.terms.count == targets.count else {
      throw failure(
        "\(targets.count) names for \(understood.terms.count) results", at: statement.span)
    }
    guard let results = try self.values(understood.terms, at: statement.span) else {
      throw noValue(understood.terms, for: "an update", at: statement.span)
    }
    // The entries are found before any name changes.
    let before = epoch
    var entries: [[Int]?] = []
    var guards = understood.guards
    for target in targets {
      guard let indices = target.indices else {
        entries.append(nil)
        continue
      }
      let (positions, more) = try self.entries(of: target, indices)
      entries.append(positions)
      guards += more
    }
    var slots: [Int] = []
    for (index, target) in targets.enumerated() {
      let term = understood.terms[index]
      if let positions = entries[index] {
        slots.append(try store(results[index], at: positions, in: target))
      } else {
        slots.append(try store(results[index], term.orientation, in: target.name))
      }
    }
    changedSlots += slots
    if let memory, epoch == before, !needsSettling,
      let prepared = try prepared(understood.terms, at: statement.span)
    {
      memory.update = CompiledUpdate(
        epoch: epoch, prepared: prepared, guards: guards, draws: understood.draws, targets: slots,
        entries: entries, checkedAt: clock)
    }
    for slot in Set(slots).sorted() { try show(slot: slot, at: statement.span) }
    sayWhatFollows()
  }

  private func prepared(_ terms: [Term], at span: Span) throws(Stop) -> Prepared? {
    do { return try prepare(terms.map(\.node)) } catch { throw failure(error, at: span) }
  }

  /// The hot path of loops: no dictionary, no text.
  private func run(_ compiled: CompiledUpdate, at span: Span) throws(Stop) {
    for draw in compiled.draws { _ = redrawn(draw) }
    let results: [Tensor]
    do {
      results = try run(compiled.prepared)
    } catch {
      throw failure(error, at: span)
    }
    for (index, slot) in compiled.targets.enumerated() {
      if let positions = compiled.entries[index] {
        try setEntries(slot, positions, results[index], at: span)
      } else {
        setValue(slot, results[index])
      }
      if case .input(nil) = state.slots[slot].content { continue }
      forgetLiteral(slot)
    }
    compiled.checkedAt = clock
  }

  /// Whether the values that decided the reading are what they were.
  private func guardsHold(_ compiled: CompiledUpdate) -> Bool {
    if compiled.guards.isEmpty { return true }
    return holds(compiled.guards)
  }

  /// The literal that gave an input is no longer what it is.
  private func forgetLiteral(_ index: Int) {
    var slot = state.slots[index]
    slot.content = .input(nil)
    setSlot(index, slot)
  }

  private func checkDistinct(_ targets: [UpdateTarget]) throws(Stop) {
    for (index, target) in targets.enumerated() where target.indices == nil {
      if let other = targets[..<index].first(where: { $0.name.text == target.name.text }) {
        throw failure(
          "\(target.name.text) is updated twice", at: target.name.span, and: [other.name.span])
      }
    }
  }

  /// What a target becomes: `W1 += a` is `W1 <- W1 + (a)`.
  private func rightSide(
    _ target: UpdateTarget, _ sign: UpdateOperator, _ value: Expression
  ) -> Expression {
    let binary: BinaryOperator
    switch sign {
    case .set: return value
    case .add: binary = .add
    case .subtract: binary = .subtract
    case .multiply: binary = .multiply
    case .divide: binary = .divide
    }
    var left = Expression(.name(target.name.text), target.name.span)
    if let indices = target.indices {
      left = Expression(.index(left, indices, at: target.name.span), target.name.span)
    }
    return Expression(.binary(left, binary, value, at: target.name.span), value.span)
  }

  /// Elaborates several expressions as one.
  func understand(_ trees: [Expression]) throws(Stop) -> Understood {
    var whole = try understand(trees[0])
    guard trees.count > 1 else { return whole }
    // Names learnt by a later expression may settle the earlier ones again.
    for attempt in 0..<4 {
      let before = epoch
      if attempt > 0 { whole = try understand(trees[0]) }
      whole.terms = [whole.term]
      for tree in trees.dropFirst() {
        let next = try understand(tree)
        whole.terms.append(next.term)
        whole.guards += next.guards
        whole.draws += next.draws
      }
      if epoch == before { break }
    }
    return whole
  }

  // MARK: Storing

  /// Makes a value that of a name; an equation that the name had is gone.
  private func store(
    _ value: Tensor, _ orientation: Orientation, in name: Name
  ) throws(Stop) -> Int {
    if let index = slot(of: name.text) {
      let slot = state.slots[index]
      if slot.isInput, slot.declaration == nil, slot.orientation == orientation,
        state.values[index].tensor?.shape == value.shape
      {
        if case .input(.some) = slot.content { forgetLiteral(index) }
        setValue(index, value)
        return index
      }
      sayWhatIsLost(slot)
    }
    return try setInput(name, value, orientation, nil)
  }

  private func sayWhatIsLost(_ slot: Slot) {
    switch slot.content {
    case .equation(let equation), .broken(let equation, _):
      let inputs = graph.leaves(of: [equation.term.node]).compactMap { graph.name(of: $0)?.text }
      let names = inputs.isEmpty ? short(equation.tree) : inputs.joined(separator: ", ")
      aside("\(slot.text) no longer follows \(names)")
    case .function:
      aside("\(slot.text) was a function")
    case .absent, .symbol, .input: break
    }
  }

  // MARK: Entries

  /// The offsets that an index picks: the same index of an array that holds its own offsets.
  private func entries(
    of target: UpdateTarget, _ indices: [Expression]
  ) throws(Stop) -> ([Int], [Guard]) {
    let name = target.name
    guard let slot = slot(of: name.text) else {
      throw failure("\(name.text) has no value yet", at: name.span)
    }
    let whole = indices.reduce(name.span) { $0.union($1.span) }
    let index = Expression(
      .index(Expression(.name(name.text), name.span), indices, at: whole), whole)
    let understood = try understand(index)
    let named = Term(state.slots[slot].node, state.slots[slot].orientation)
    guard let value = try values([named], at: name.span)?[0] else {
      throw noValue([named], for: "an update of entries", at: name.span)
    }
    var offsets = Tensor(uninitialized: value.shape)
    let pointer = offsets.mutablePointer()
    for offset in 0..<value.count { pointer[offset] = Double(offset) }
    // The index is elaborated on a node of its own, so that it reads the offsets for the values.
    let literal = graph.literal(offsets)
    let rewrite = Rewrite(
      graph, below: { [graph] in $0 == named.node ? [] : graph[$0].operands },
      change: { [graph] node, below in
        node == named.node ? literal : graph.rebuilt(node, with: below)
      })
    guard let picked = try values([Term(rewrite(understood.term.node))], at: whole)?[0] else {
      throw noValue(understood.terms, for: "an index", at: whole)
    }
    return (picked.entries.map { Int($0) }, understood.guards)
  }

  private func store(
    _ value: Tensor, at positions: [Int], in target: UpdateTarget
  ) throws(Stop) -> Int {
    guard let index = slot(of: target.name.text) else {
      throw failure("\(target.name.text) has no value yet", at: target.name.span)
    }
    guard value.count == 1 || value.count == positions.count else {
      throw failure(
        "\(value.count) values for \(positions.count) entr\(positions.count == 1 ? "y" : "ies")",
        at: target.name.span)
    }
    var slot = state.slots[index]
    if slot.isEquation {
      sayWhatIsLost(slot)
      slot = state.slots[index]
      guard let whole = try values([slot.term], at: target.name.span)?[0] else {
        throw noValue([slot.term], for: "an update of entries", at: target.name.span)
      }
      _ = try setInput(target.name, whole, slot.orientation, nil)
    } else if case .input(.some) = slot.content {
      forgetLiteral(index)
    }
    try setEntries(index, positions, value, at: target.name.span)
    return index
  }

  private func setEntries(
    _ index: Int, _ positions: [Int], _ value: Tensor, at span: Span
  ) throws(Stop) {
    guard var whole = state.values[index].tensor else { return }
    let pointer = whole.mutablePointer()
    let isOne = value.count == 1
    for (offset, position) in positions.enumerated() {
      pointer[position] = value[isOne ? 0 : offset]
    }
    if isDeclaredSymmetric(state.slots[index]), let (row, column) = whole.asymmetricEntry {
      let text = state.slots[index].text
      throw failure(
        "\(text) is declared symmetric, and entries [\(row), \(column)] and [\(column), \(row)] "
          + "would differ", at: span, hint: "\(text) <- … sets the whole matrix")
    }
    setValue(index, whole)
  }
}
