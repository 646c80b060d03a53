import Arrays
import Graph

extension Primitive {
  /// The adjugate by complete pivoting.
  ///
  /// P·A·Q = L·D·U with unit triangles gives adj(A) = ±Q·U⁻¹·adj(D)·L⁻¹·P: the one place where a
  /// small pivot d would be divided by is adj(D), whose entries are products of the others. So a
  /// matrix of rank n − 1 gives its cofactors to working accuracy, and one of lower rank zeros.
  static func adjugate(of a: Tensor) -> Tensor {
    let n = a.shape[0]
    var factors = a.entries
    var rows = Array(0..<n)
    var columns = Array(0..<n)
    var sign = 1.0
    for step in 0..<n {
      var (row, column, largest) = (step, step, 0.0)
      for i in step..<n {
        for j in step..<n where !(Swift.abs(factors[i * n + j]) <= largest) {
          (row, column, largest) = (i, j, Swift.abs(factors[i * n + j]))
        }
      }
      if row != step {
        for j in 0..<n { factors.swapAt(row * n + j, step * n + j) }
        rows.swapAt(row, step)
        sign = -sign
      }
      if column != step {
        for i in 0..<n { factors.swapAt(i * n + column, i * n + step) }
        columns.swapAt(column, step)
        sign = -sign
      }
      let pivot = factors[step * n + step]
      if pivot == 0 { break }
      for i in (step + 1)..<max(n, step + 1) {
        factors[i * n + step] /= pivot
        let factor = factors[i * n + step]
        for j in (step + 1)..<n { factors[i * n + j] -= factor * factors[step * n + j] }
      }
    }
    let pivots = (0..<n).map { factors[$0 * n + $0] }
    var result = Tensor(a.shape, repeating: 0)
    let out = result.mutablePointer()
    for column in 0..<n {
      // L⁻¹ of a unit vector, forwards.
      var x = Array(repeating: 0.0, count: n)
      x[column] = 1
      for i in 0..<n where i > column {
        for j in column..<i { x[i] -= factors[i * n + j] * x[j] }
      }
      for i in 0..<n {
        for (j, pivot) in pivots.enumerated() where j != i { x[i] *= pivot }
        x[i] *= sign
      }
      // U⁻¹ with U's rows divided by their pivots, backwards; a zero pivot has a zero row.
      for i in stride(from: n - 1, through: 0, by: -1) where pivots[i] != 0 {
        for j in (i + 1)..<max(n, i + 1) { x[i] -= factors[i * n + j] / pivots[i] * x[j] }
      }
      for i in 0..<n { out[columns[i] * n + rows[column]] = x[i] }
    }
    return result
  }
}
