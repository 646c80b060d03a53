import CKernels

extension Tensor {
  /// Below this many bytes nothing is asked of the system.
  private static let alwaysFits = 1 << 24

  /// Refuses a shape whose array can't fit into the memory that is available.
  ///
  /// To be called with whatever shape a user or a file asks for, before the array is made.
  public static func checkFits(_ shape: [Int]) throws(ArrayError) {
    var bytes = MemoryLayout<Double>.stride
    var isCountable = true
    for size in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: Swift.max(size, 1))
      if overflow { isCountable = false }
      bytes = product
      if size < 0 { throw .tooLarge(shape: shape, bytes: .infinity) }
    }
    // Even an empty array needs strides that can be counted.
    if !isCountable { throw .tooLarge(shape: shape, bytes: .infinity) }
    if shape.contains(0) { return }
    if bytes > alwaysFits, bytes > mx_available_memory() {
      throw .tooLarge(shape: shape, bytes: Double(bytes))
    }
  }

  /// An array whose entries are still undefined, of a shape that a user or a file asked for.
  public static func checked(_ shape: [Int]) throws(ArrayError) -> Tensor {
    try checkFits(shape)
    return Tensor(uninitialized: shape)
  }
}
