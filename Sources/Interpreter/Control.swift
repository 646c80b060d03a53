import Arrays
import Glibc
import Graph
import Syntax

/// What a loop keeps of a statement between passes.
final class StatementMemory {
  var update: CompiledUpdate?
  /// A condition's plan, and the structure that it was made in.
  var condition: (epoch: Int, prepared: Prepared, guards: [Guard])?
  private(set) var blocks: [BlockMemory] = []

  func block(_ index: Int, _ block: Block) -> BlockMemory {
    while blocks.count <= index { blocks.append(BlockMemory(count: block.statements.count)) }
    return blocks[index]
  }
}

final class BlockMemory {
  let statements: [StatementMemory]
  init(count: Int) { statements = (0..<count).map { _ in StatementMemory() } }
}

extension Session {
  // MARK: Loops

  func repeating(
    _ count: Expression, _ block: Block, in statement: Statement, memory: StatementMemory?
  ) throws(Stop) {
    let (value, _) = try evaluate(count, for: "the number of passes")
    guard value.count == 1, value[0] >= 0, let passes = Int(exactly: value[0]) else {
      throw failure(
        "repeat needs a whole number that is not negative", at: count.span,
        label: value.count == 1 ? "this is \(ValueText.number(value[0]))" : "this is an array")
    }
    let memory = memory ?? StatementMemory()
    try loop(block, memory.block(0, block), of: passes) { _ throws(Stop) in true }
  }

  func iterate(
    _ name: Name, over range: Expression, _ block: Block, in statement: Statement,
    memory: StatementMemory?
  ) throws(Stop) {
    let (value, _) = try evaluate(range, for: "a for loop")
    guard value.squeezed.count <= 1 else {
      throw failure(
        "for goes over a vector", at: range.span, label: "this is \(describe(value))",
        hint: "for k = 1:cols(A) { … A[:, k] … }")
    }
    let memory = memory ?? StatementMemory()
    try loop(block, memory.block(0, block), of: value.count) { pass throws(Stop) in
      let entry = Tensor(value[pass])
      if let index = self.slot(of: name.text), case .input(nil) = self.state.slots[index].content,
        self.state.values[index].tensor?.order == 0, self.state.slots[index].declaration == nil
      {
        self.setValue(index, entry)
      } else {
        _ = try self.setInput(name, entry, .column, nil)
      }
      return true
    }
    if value.count > 0, let index = slot(of: name.text) { changedSlots.append(index) }
    sayWhatFollows()
  }

  func loop(
    while condition: Expression, _ block: Block, in statement: Statement, memory: StatementMemory?
  ) throws(Stop) {
    let memory = memory ?? StatementMemory()
    try loop(block, memory.block(0, block), of: nil) { _ throws(Stop) in
      try self.isTrue(condition, memory: memory)
    }
  }

  /// Runs a block as often as it is wanted; `begin` prepares a pass, or says that there is none.
  private func loop(
    _ block: Block, _ memory: BlockMemory, of passes: Int?, begin: (Int) throws(Stop) -> Bool
  ) throws(Stop) {
    let wasInIteration = isInIteration
    let beginning = clock
    var pass = 0
    var lastShown = 0.0
    let started = options.isInteractive && blockDepth == 0 ? now() : 0
    defer {
      isInIteration = wasInIteration
      if lastShown > 0 { output.progress(nil) }
    }
    do throws(Stop) {
      while passes.map({ pass < $0 }) ?? true {
        beginIteration()
        if isInterrupted() { throw .interrupted("interrupted") }
        guard try begin(pass) else { break }
        try run(block, memory)
        pass += 1
        if started > 0 {
          let time = now()
          if time - max(lastShown, started) > 0.2 {
            lastShown = time
            output.progress(passes.map { "\(pass) of \($0)" } ?? "pass \(pass)")
          }
        }
      }
      sayWhatDiverged(since: beginning)
      // What was done stays, whatever comes after the loop within an outer one.
      if wasInIteration { beginIteration() }
    } catch {
      guard case .interrupted(let note) = error else { throw error }
      rollBackIteration()
      keepsInterrupted = true
      guard note == "interrupted" else { throw error }
      let total = passes.map { " of \($0)" } ?? ""
      throw .interrupted(
        pass == 0
          ? "interrupted in iteration 1\(total): nothing changed"
          : "interrupted in iteration \(pass + 1)\(total): kept iteration \(pass)")
    }
  }

  /// Says which values a loop made infinite or no numbers, as steps do that are too long.
  private func sayWhatDiverged(since beginning: Int) {
    guard blockDepth == 0 else { return }
    for index in state.slots.indices
    where state.slots[index].isInput && state.values[index].stamp > beginning {
      guard let value = state.values[index].tensor, !value.entries.allSatisfy(\.isFinite) else {
        continue
      }
      aside(
        "\(state.slots[index].text) \(value.order == 0 ? "is" : "has entries that are") not finite")
    }
  }

  private func run(_ block: Block, _ memory: BlockMemory) throws(Stop) {
    blockDepth += 1
    defer { blockDepth -= 1 }
    for (index, statement) in block.statements.enumerated() {
      try execute(statement, memory: memory.statements[index])
    }
  }

  /// Seconds on a clock that only goes forward.
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  // MARK: Conditions

  func branch(
    _ condition: Expression, _ block: Block, _ otherwise: Block?, in statement: Statement,
    memory: StatementMemory?
  ) throws(Stop) {
    let memory = memory ?? StatementMemory()
    if try isTrue(condition, memory: memory) {
      try run(block, memory.block(0, block))
    } else if let otherwise {
      _ = memory.block(0, block)
      try run(otherwise, memory.block(1, otherwise))
    }
    if blockDepth == 0 { sayWhatFollows() }
  }

  private func isTrue(_ condition: Expression, memory: StatementMemory) throws(Stop) -> Bool {
    if let known = memory.condition, known.epoch == epoch, !needsSettling, !areGuardsStale,
      known.guards.isEmpty || holds(known.guards)
    {
      do { return try run(known.prepared)[0][0] != 0 } catch {
        throw failure(error, at: condition.span)
      }
    }
    let understood = try understand(condition)
    guard let value = try values(understood.terms, at: condition.span)?[0] else {
      throw noValue(understood.terms, for: "a condition", at: condition.span)
    }
    guard value.count == 1 else {
      throw failure(
        "a condition is one number, 0 for false", at: condition.span,
        label: "this is \(describe(value))", hint: "all(…) and any(…) make one of many")
    }
    if !understood.terms.isEmpty, understood.draws.isEmpty {
      do {
        if let prepared = try prepare([understood.term.node]) {
          memory.condition = (epoch, prepared, understood.guards)
        }
      } catch {
        throw failure(error, at: condition.span)
      }
    }
    return value[0] != 0
  }

  /// `a vector of 3`, `a 3×2 matrix`.
  func describe(_ value: Tensor) -> String {
    let sizes = value.shape.map(String.init).joined(separator: options.isASCII ? "x" : "×")
    switch value.order {
    case 0: return "a number"
    case 1: return "a vector of \(sizes)"
    case 2: return "a \(sizes) matrix"
    default: return "an array \(sizes)"
    }
  }
}
