import Arrays

/// One step of a plan as it is run: numbers and addresses only, so that running through an array of
/// them counts no references.
struct Instruction {
  enum Code {
    case fill
    case multiply
    case scale
    case affine
    case combine
    case addMultiple
    case addScaled
    case unary
    case binary
    case tiledBinary
    case rearrange
    case product
    case general
  }

  var code: Code
  var accumulates = false
  var leftIsTile = false
  var rightIsTile = false
  /// Slots: where the addresses of the output and the operands are.
  var output: Int32
  var left: Int32 = 0
  var right: Int32 = 0
  /// Entries of the output; for `general`, which call it is.
  var count: Int
  var scaling = Scaling.one
  var otherScaling = Scaling.one
  var constant = 0.0
  var unary: UnaryKernel = Kernels.negate
  var binary: BinaryKernel = Kernels.add.arrays
  // Kept alive by the plan's operations.
  var rearrangement: Unmanaged<UnaryContraction>?
  var product: Unmanaged<PairwiseProduct>?
}

extension Instruction {
  init(_ operation: Operation, count: Int, call: Int) {
    self.init(code: .fill, output: Int32(operation.output), count: count)
    accumulates = operation.accumulates
    if let first = operation.operands.first { left = Int32(first) }
    if operation.operands.count > 1 { right = Int32(operation.operands[1]) }
    switch operation.kind {
    case .fill(let number):
      constant = number
    case .scale(let scaling):
      code = scaling.isMultiplication ? .multiply : .scale
      self.scaling = scaling
    case .affine(let scaling, let number):
      code = .affine
      self.scaling = scaling
      constant = number
    case .add(let first, let second):
      switch (first.isOne, second.isOne) {
      case (true, true): self.use(Kernels.add.arrays)
      case (true, _) where second == .minusOne: self.use(Kernels.subtract.arrays)
      case (_, true) where first == .minusOne:
        self.use(Kernels.subtract.arrays)
        swap(&left, &right)
      case (_, true):
        code = .combine
        scaling = second
        otherScaling = first
        swap(&left, &right)
      default:
        code = .combine
        scaling = first
        otherScaling = second
      }
    case .addScaled(let scaling):
      code = scaling.isMultiplication ? .addMultiple : .addScaled
      self.scaling = scaling
    case .unary(let kernel):
      code = .unary
      unary = kernel
    case .binary(let kernel, let leftIsTile, let rightIsTile):
      use(kernel)
      if leftIsTile || rightIsTile {
        code = .tiledBinary
        self.leftIsTile = leftIsTile
        self.rightIsTile = rightIsTile
      }
    case .rearrange(let contraction):
      code = .rearrange
      rearrangement = .passUnretained(contraction)
    case .product(let contraction):
      code = .product
      product = .passUnretained(contraction)
    case .general:
      code = .general
      self.count = call
    }
  }

  private mutating func use(_ kernel: BinaryKernel) {
    code = .binary
    binary = kernel
  }
}
