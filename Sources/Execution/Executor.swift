import Arrays
import Graph

/// Runs the operations of a program over memory of its own.
final class Executor {
  /// A call of a primitive that works on arrays.
  private struct Call {
    var compute: Operation.General
    var attributes: Attributes
    var operands: [Program.View]
    var shape: [Int]
  }

  private static let nothing = Tensor([0], [])

  private let program: Program
  private let homes: [Home]
  private let pool: BufferPool
  /// Kept for the objects that instructions point to.
  private let operations: [Operation]
  /// What is computed once, then what every run computes.
  private let constantInstructions: UnsafeMutableBufferPointer<Instruction>
  private let instructions: UnsafeMutableBufferPointer<Instruction>
  private let calls: [Call]
  /// The values that get a new array in each run.
  private let resultValues: [ValueID]
  private let inputValues: [ValueID]
  /// The values whose arrays are let go after a run.
  private let borrowedValues: [ValueID]

  /// The address of each value's entries.
  private let slots: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  /// The arrays of the values that are arrays.
  private var arrays: [Tensor]
  private var blocks: [Storage] = []
  private var isReady = false

  var instructionCount: Int { instructions.count }
  var bufferEntryCount: Int { pool.entryCount }

  init(_ program: Program) {
    let assignment = BufferAssignment(program)
    self.program = program
    homes = assignment.homes
    pool = assignment.pool
    operations = assignment.operations
    var constants: [Instruction] = []
    var others: [Instruction] = []
    var calls: [Call] = []
    for operation in operations {
      let output = program.values[operation.output]
      if case .general(let compute, let attributes, let views) = operation.kind {
        calls.append(
          Call(compute: compute, attributes: attributes, operands: views, shape: output.shape))
      }
      let instruction = Instruction(operation, count: output.count, call: calls.count - 1)
      if output.isConstant { constants.append(instruction) } else { others.append(instruction) }
    }
    self.calls = calls
    constantInstructions = .allocate(capacity: constants.count)
    _ = constantInstructions.initialize(from: constants)
    instructions = .allocate(capacity: others.count)
    _ = instructions.initialize(from: others)
    let values = program.values.indices
    let homes = assignment.homes
    resultValues = values.filter { homes[$0] == .result }
    inputValues = values.filter { program.values[$0].input != nil }
    borrowedValues = values.filter {
      switch homes[$0] {
      case .input, .result, .returned: true
      case .constant, .block: false
      }
    }
    arrays = Array(repeating: Self.nothing, count: program.values.count)
    slots = .allocate(capacity: max(program.values.count, 1))
    slots.initialize(
      repeating: UnsafeMutablePointer(mutating: Self.nothing.pointer),
      count: max(program.values.count, 1))
  }

  deinit {
    slots.deallocate()
    constantInstructions.deallocate()
    instructions.deallocate()
  }

  func run(_ inputs: [Tensor]) throws(ArrayError) -> [Tensor] {
    precondition(inputs.count == inputValues.count, "an array for every input")
    // After an error, too, nothing of the caller's is held.
    defer { for value in borrowedValues { arrays[value] = Self.nothing } }
    for (number, value) in inputValues.enumerated() {
      precondition(
        inputs[number].count == program.values[value].count, "inputs of the planned shapes")
      arrays[value] = inputs[number]
      slots[value] = UnsafeMutablePointer(mutating: inputs[number].pointer)
    }
    if !isReady { try prepare() }
    for value in resultValues {
      let array = try Tensor.checked(program.values[value].shape)
      slots[value] = UnsafeMutablePointer(mutating: array.pointer)
      arrays[value] = array
    }
    try execute(UnsafeBufferPointer(instructions))
    return program.roots.map { root in
      let array = arrays[root.value]
      return array.shape == root.shape ? array : array.reshaped(root.shape)
    }
  }

  /// Makes the buffers and computes the constants.
  private func prepare() throws(ArrayError) {
    try checkMemory()
    if blocks.isEmpty { blocks = pool.allocated() }
    for (value, home) in homes.enumerated() {
      switch home {
      case .block(let block, let isArray):
        slots[value] = blocks[block].pointer
        if isArray {
          arrays[value] = Tensor(shape: program.values[value].shape, storage: blocks[block])
        }
      case .constant:
        let array = try Tensor.checked(program.values[value].shape)
        slots[value] = UnsafeMutablePointer(mutating: array.pointer)
        arrays[value] = array
      case .input, .result, .returned: break
      }
    }
    try execute(UnsafeBufferPointer(constantInstructions))
    isReady = true
  }

  /// Refuses what can't fit, in terms of the largest array between inputs and results.
  private func checkMemory() throws(ArrayError) {
    var largest: Program.Value?
    for (value, home) in zip(program.values, homes) {
      guard case .block = home else { continue }
      try Tensor.checkFits(value.shape)
      if value.count > largest?.count ?? -1 { largest = value }
    }
    do { try Tensor.checkFits([pool.entryCount]) } catch {
      throw .tooLarge(shape: largest?.shape ?? [], bytes: Double(pool.entryCount) * 8)
    }
  }

  private func execute(_ instructions: UnsafeBufferPointer<Instruction>) throws(ArrayError) {
    let slots = slots
    for index in instructions.indices {
      Self.run(instructions.baseAddress.unsafelyUnwrapped + index, slots)
      if instructions[index].code == .general { try call(instructions[index]) }
      // Kernels return early after Ctrl-C: what they wrote must not be used.
      if Interrupt.isRequested { throw .interrupted }
    }
  }

  /// Runs one instruction, unless it is a call.
  @inline(__always)
  private static func run(
    _ instruction: UnsafePointer<Instruction>,
    _ slots: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  ) {
    let count = instruction.pointee.count
    let out = slots[Int(instruction.pointee.output)]
    let x = slots[Int(instruction.pointee.left)]
    let y = slots[Int(instruction.pointee.right)]
    switch instruction.pointee.code {
    case .fill:
      Kernels.fill(instruction.pointee.constant, into: out, count: count)
    case .multiply:
      Kernels.scale(instruction.pointee.scaling.multiplier, x, into: out, count: count)
    case .scale:
      Loops.scale(instruction.pointee.scaling, x, into: out, count: count)
    case .affine:
      Loops.affine(
        instruction.pointee.scaling, x, instruction.pointee.constant, into: out, count: count)
    case .combine:
      Loops.combine(
        instruction.pointee.scaling, x, instruction.pointee.otherScaling, y, into: out,
        count: count)
    case .addMultiple:
      Kernels.axpy(instruction.pointee.scaling.multiplier, x, into: out, count: count)
    case .addScaled:
      Loops.addScaled(instruction.pointee.scaling, x, into: out, count: count)
    case .unary:
      inChunks(of: count) { start, count in
        instruction.pointee.unary(x + start, out + start, count)
      }
    case .binary:
      inChunks(of: count) { start, count in
        instruction.pointee.binary(x + start, y + start, out + start, count)
      }
    case .tiledBinary:
      // The tile is read again and again from the first cache.
      var start = 0
      while start < count {
        let length = min(Lowering.tileCount, count - start)
        instruction.pointee.binary(
          instruction.pointee.leftIsTile ? x : x + start,
          instruction.pointee.rightIsTile ? y : y + start, out + start, length)
        start += length
        if start & (chunk - 1) == 0, Interrupt.isRequested { return }
      }
    case .rearrange:
      instruction.pointee.rearrangement?._withUnsafeGuaranteedRef {
        $0.run(x, out: out, accumulate: instruction.pointee.accumulates)
      }
    case .product:
      instruction.pointee.product?._withUnsafeGuaranteedRef {
        $0.run(a: x, b: y, out: out, accumulate: instruction.pointee.accumulates)
      }
    case .general:
      break
    }
  }

  /// The entries between two looks at Ctrl-C: at most some 20 ms.
  private static let chunk = 1 << 20

  /// Runs a loop over entries in one piece, or where that takes long in pieces, until Ctrl-C.
  @inline(__always)
  private static func inChunks(of count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
    if count <= chunk { return body(0, count) }
    var start = 0
    while start < count, !Interrupt.isRequested {
      body(start, min(chunk, count - start))
      start += chunk
    }
  }

  /// Calls a primitive that works on arrays, and keeps the array that it returns.
  @inline(never)
  private func call(_ instruction: Instruction) throws(ArrayError) {
    let call = calls[instruction.count]
    var operands: [Tensor] = []
    operands.reserveCapacity(call.operands.count)
    for view in call.operands {
      let array = arrays[view.value]
      operands.append(array.shape == view.shape ? array : array.reshaped(view.shape))
    }
    try Tensor.checkFits(call.shape)
    var result = try call.compute(operands, call.attributes, call.shape)
    for (operand, view) in zip(operands, call.operands) {
      // A primitive may return its operand under another shape; a block will be written again.
      if case .block = homes[view.value], operand.storage === result.storage {
        _ = result.mutablePointer()
      }
    }
    let output = Int(instruction.output)
    precondition(result.shape == call.shape, "a kernel keeps to its shape rule")
    slots[output] = UnsafeMutablePointer(mutating: result.pointer)
    arrays[output] = result
  }
}
