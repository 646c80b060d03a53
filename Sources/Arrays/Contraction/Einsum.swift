extension Tensor {
  /// The contraction in Einstein notation, term by term: the definition, against which the fast
  /// kernels are tested.
  ///
  /// The result's entry at an assignment of the output's labels is the coefficient times the sum,
  /// over all other labels, of the product of the operands' entries. A label that an operand
  /// repeats walks a diagonal; one that the output repeats puts the result on a diagonal of zeros;
  /// an output label of no operand repeats the result; a label given a size but used nowhere
  /// multiplies by its size.
  ///
  /// - Parameters:
  ///   - subscripts: the labels of every operand's axes.
  ///   - output: the labels of the result's axes.
  ///   - sizes: the size of every label.
  public static func contract(
    _ operands: [Tensor], subscripts: [[Int]], output: [Int], sizes: [Int: Int],
    coefficient: Double = 1
  ) -> Tensor {
    precondition(operands.count == subscripts.count, "subscripts for every operand")
    func size(_ label: Int) -> Int {
      guard let size = sizes[label] else { preconditionFailure("a size for every label") }
      return size
    }
    for (operand, labels) in zip(operands, subscripts) {
      precondition(operand.shape == labels.map(size), "the sizes of the operands' axes")
    }
    var result = Tensor(output.map(size), repeating: 0)
    let out = result.mutablePointer()
    let labels = sizes.keys.sorted()
    if labels.contains(where: { size($0) == 0 }) { return result }

    let operandSteps = subscripts.map { axes in
      let strided = StridedAxes(axes, sizes: sizes)
      return labels.map { strided.stride(of: $0) }
    }
    let outputAxes = StridedAxes(output, sizes: sizes)
    let outputSteps = labels.map { outputAxes.stride(of: $0) }
    var index = Array(repeating: 0, count: labels.count)
    while true {
      var term = coefficient
      for (operand, steps) in zip(operands, operandSteps) {
        term *= operand.pointer[zip(index, steps).reduce(0) { $0 + $1.0 * $1.1 }]
      }
      out[zip(index, outputSteps).reduce(0) { $0 + $1.0 * $1.1 }] += term
      var axis = labels.count - 1
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < size(labels[axis]) { break }
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return result }
    }
  }
}
