/// Where the entries of a value are while a plan runs.
enum Home: Equatable {
  /// At the input of that number.
  case input(Int)
  /// Computed once and kept.
  case constant
  /// In a new array for each run, which the caller gets.
  case result
  /// In the array that a primitive returned.
  case returned
  /// In a block of the pool, until the value dies; as an array if a primitive reads it.
  case block(BufferPool.BlockID, isArray: Bool)
}

/// Gives every value of a program a home, by how long it lives.
struct BufferAssignment {
  private(set) var homes: [Home] = []
  private(set) var pool = BufferPool()
  /// The operations that are left: a copy onto itself is none.
  private(set) var operations: [Operation] = []

  init(_ program: Program) {
    let values = program.values
    var isArray = Array(repeating: false, count: values.count)
    var lastUse = Array(repeating: -1, count: values.count)
    var isReturned = Array(repeating: false, count: values.count)
    for (index, operation) in program.operations.enumerated() {
      for operand in operation.operands { lastUse[operand] = index }
      lastUse[operation.output] = index
      if case .general(_, _, let views) = operation.kind {
        for view in views { isArray[view.value] = true }
        isReturned[operation.output] = true
      }
    }
    var isRoot = Array(repeating: false, count: values.count)
    for root in program.roots { isRoot[root.value] = true }

    var found: [Home?] = values.indices.map { id in
      if let input = values[id].input { return .input(input) }
      if values[id].isConstant { return .constant }
      if isReturned[id] { return .returned }
      return isRoot[id] ? .result : nil
    }
    for (index, operation) in program.operations.enumerated() {
      let output = operation.output
      var inherited: BufferPool.BlockID?
      if found[output] == nil {
        if operation.worksInPlace {
          for operand in operation.operands where lastUse[operand] == index && !isArray[output] {
            if case .block(let block, isArray: false)? = found[operand],
              values[operand].count == values[output].count
            {
              inherited = block
              break
            }
          }
        }
        let block = inherited ?? pool.take(values[output].count, isExact: isArray[output])
        found[output] = .block(block, isArray: isArray[output])
      }
      for operand in Set(operation.operands + [output]) where lastUse[operand] == index {
        if case .block(let block, _)? = found[operand], block != inherited || operand == output {
          pool.free(block)
        }
      }
      if inherited != nil, case .scale(.one) = operation.kind { continue }
      operations.append(operation)
    }
    homes = found.map { $0 ?? .constant }
  }
}
