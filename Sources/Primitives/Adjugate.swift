import Arrays
import Graph

/// P·A·Q = L·D·U by complete pivoting, with L and U triangles of unit diagonal and D diagonal.
///
/// A zero pivot ends it: those after it are zero, and their rows of U and columns of L are units'.
private struct Factors {
  let n: Int
  /// L below the diagonal, D on it, D·U above it.
  private var entries: [Double]
  /// Row i of P·A is row `rows[i]` of A.
  private(set) var rows: [Int]
  /// Column i of A·Q is column `columns[i]` of A.
  private(set) var columns: [Int]
  /// det(P)·det(Q).
  private(set) var sign = 1.0
  private(set) var pivots: [Double]

  init(_ a: Tensor) throws(ArrayError) {
    n = a.shape[0]
    entries = a.entries
    rows = Array(0..<n)
    columns = Array(0..<n)
    pivots = []
    for step in 0..<n {
      if Interrupt.isRequested { throw .interrupted }
      var (row, column, largest) = (step, step, 0.0)
      for i in step..<n {
        for j in step..<n where !(Swift.abs(entries[i * n + j]) <= largest) {
          (row, column, largest) = (i, j, Swift.abs(entries[i * n + j]))
        }
      }
      if row != step {
        for j in 0..<n { entries.swapAt(row * n + j, step * n + j) }
        rows.swapAt(row, step)
        sign = -sign
      }
      if column != step {
        for i in 0..<n { entries.swapAt(i * n + column, i * n + step) }
        columns.swapAt(column, step)
        sign = -sign
      }
      let pivot = entries[step * n + step]
      if pivot == 0 { break }
      for i in (step + 1)..<max(n, step + 1) {
        entries[i * n + step] /= pivot
        let factor = entries[i * n + step]
        for j in (step + 1)..<n { entries[i * n + j] -= factor * entries[step * n + j] }
      }
    }
    pivots = (0..<n).map { entries[$0 * n + $0] }
  }

  /// L[i, j] for j < i.
  private func lower(_ i: Int, _ j: Int) -> Double { pivots[j] == 0 ? 0 : entries[i * n + j] }

  /// U[i, j] for j > i.
  private func upper(_ i: Int, _ j: Int) -> Double {
    pivots[i] == 0 ? 0 : entries[i * n + j] / pivots[i]
  }

  /// L⁻¹·x.
  func solveLower(_ x: inout [Double]) {
    for i in 0..<n { for j in 0..<i { x[i] -= lower(i, j) * x[j] } }
  }

  /// U⁻¹·x.
  func solveUpper(_ x: inout [Double]) {
    for i in (0..<n).reversed() { for j in (i + 1)..<max(n, i + 1) { x[i] -= upper(i, j) * x[j] } }
  }

  /// L⁻ᵀ·x.
  func solveTransposedLower(_ x: inout [Double]) {
    for i in (0..<n).reversed() { for j in (i + 1)..<max(n, i + 1) { x[i] -= lower(j, i) * x[j] } }
  }

  /// U⁻ᵀ·x.
  func solveTransposedUpper(_ x: inout [Double]) {
    for i in 0..<n { for j in 0..<i { x[i] -= upper(j, i) * x[j] } }
  }

  /// The product of all pivots but some, which are given in ascending order.
  func product(without places: [Int]) -> Double {
    var product = sign
    for (k, pivot) in pivots.enumerated() where !places.contains(k) { product *= pivot }
    return product
  }
}

extension Primitive {
  /// The transpose of the cofactors, det(A)·A⁻¹ and right where A has no inverse; with more operands
  /// C, D, … its derivative along them, Dadj(A)[C, D, …], which is linear in each and the same in
  /// any order.
  ///
  /// One row, closed under differentiation: as tr(Dadj(A)[C, D, …]·E) is a derivative of the
  /// determinant along C, D, …, E, any of them may be the last, and the cotangent of each is the
  /// transpose of the row itself with the cotangent's transpose in its place. So all derivatives of
  /// the determinant are right where A has no inverse, too.
  ///
  /// C, D, … may carry leading axes: the longest are the result's, and others are the last of those.
  public static let adjugate: Primitive = Primitive(
    "adj",
    evaluation: .general({ (operands, _, shape) throws(ArrayError) in
      let mixed = MixedAdjugate(try Factors(operands[0]), order: operands.count - 1)
      let entries = mixed.n * mixed.n
      var result = Tensor(shape, repeating: 0)
      let out = result.mutablePointer()
      let directions = operands.dropFirst()
      for start in stride(from: 0, to: result.count, by: max(entries, 1)) {
        try mixed.write(
          along: directions.map { $0.pointer + start % max($0.count, 1) }, to: out + start)
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, index in
      let g = application.graph
      var others = application.operands.dropFirst().map { $0 }
      var kept = 0
      if index > 0 { kept = g[others.remove(at: index - 1)].shape.order - 2 }
      let whole = g.transposed(
        g.adjugate(application.operands[0], along: others + [g.transposed(cotangent)]))
      // What all along the leading axes of the result was made with is met once for each.
      let axes = AxisLetters.more(g[application.result].shape.order - 2, after: 2)
      return g.contract(".\(axes)ab->.\(axes.suffix(kept))ab", whole)
    }),
    shape: { (table, shapes, _) throws(ShapeError) in
      var result = try square(table, shapes, .none)
      for (index, shape) in shapes.enumerated().dropFirst() {
        guard shape.order >= 2 else { throw .needs(operand: index, .matrix) }
        for (one, other) in zip(result.sizes.reversed(), shape.sizes.reversed()) {
          do { try table.unify(one, other) } catch { throw .shapes(operand: 0, other: index) }
        }
        if shape.order > result.order { result = shape }
      }
      return result
    })
}

extension Graph {
  /// The adjugate of a matrix, or its derivative along others; these in one order, whatever the
  /// order that they are given in.
  public func adjugate(_ a: NodeID, along directions: [NodeID] = []) -> NodeID {
    let ordered = directions.sorted {
      (self[$0].shape.order, $0) < (self[$1].shape.order, $1)
    }
    return applied(.adjugate, [a] + ordered)
  }
}

/// The derivatives of the adjugate along matrices, through the factors of P·A·Q = L·D·U.
///
/// adj(A) = ±Q·U⁻¹·adj(D)·L⁻¹·P, and so are its derivatives, with F = L⁻¹·P·C·Q·U⁻¹ for C: the one
/// place where a small pivot would be divided by is adj(D), whose entries and their derivatives are
/// sums of products of the other pivots and of entries of the F. So a matrix of lower rank gives
/// them to working accuracy.
private struct MixedAdjugate {
  let factors: Factors
  var n: Int { factors.n }

  /// The products of all pivots but two, for the first derivative: Hessians of determinants ask for
  /// it once for each entry of the matrix.
  private let products: [[Double]]

  init(_ factors: Factors, order: Int) {
    self.factors = factors
    let places = 0..<factors.n
    products =
      order != 1
      ? [] : places.map { i in places.map { i == $0 ? 0 : factors.product(without: [i, $0]) } }
  }

  func write(
    along directions: [UnsafePointer<Double>], to out: UnsafeMutablePointer<Double>
  ) throws(ArrayError) {
    let forms = directions.map { direction in
      var form = (0..<n).map { i in
        (0..<n).map { direction[factors.rows[i] * n + factors.columns[$0]] }
      }
      transform(&form, columns: factors.solveLower, rows: factors.solveTransposedUpper)
      return form
    }
    var middle = Array(repeating: Array(repeating: 0.0, count: n), count: n)
    for i in 0..<n {
      if Interrupt.isRequested { throw .interrupted }
      for j in 0..<n { middle[i][j] = entry(i, j, forms) }
    }
    transform(&middle, columns: factors.solveUpper, rows: factors.solveTransposedLower)
    for i in 0..<n {
      for j in 0..<n { out[factors.columns[i] * n + factors.rows[j]] = middle[i][j] }
    }
  }

  /// An entry of the derivative of adj(D) along the forms: of the minor without row j and column i,
  /// as many rows as there are forms are theirs, one each, and the others are D's.
  private func entry(_ i: Int, _ j: Int, _ forms: [[[Double]]]) -> Double {
    if forms.count == 1 {
      if i != j { return -forms[0][i][j] * products[i][j] }
      return (0..<n).reduce(0) { $0 + forms[0][$1][$1] * products[i][$1] }
    }
    let fixed = i == j ? [i] : [min(i, j), max(i, j)]
    let open = forms.count + 1 - fixed.count
    guard open >= 0 else { return 0 }
    var total = 0.0
    forEachSubset(of: open, beside: fixed) { places in
      let product = factors.product(without: places)
      if product == 0 { return }
      let rows = places.filter { $0 != j }
      let columns = places.filter { $0 != i }
      let between = places.count { min(i, j) < $0 && $0 < max(i, j) }
      let sign = i == j || !between.isMultiple(of: 2) ? 1.0 : -1
      total += sign * product * mixedDeterminant(forms, rows, columns)
    }
    return total
  }

  /// The places of sets with so many more than those that are fixed, in ascending order.
  private func forEachSubset(of more: Int, beside fixed: [Int], _ body: ([Int]) -> Void) {
    func extend(_ chosen: [Int], from start: Int) {
      if chosen.count == more { return body((chosen + fixed).sorted()) }
      for place in start..<max(n, start) where !fixed.contains(place) {
        extend(chosen + [place], from: place + 1)
      }
    }
    extend([], from: 0)
  }

  /// The sum over all ways to take each row from another form, of the determinants.
  private func mixedDeterminant(
    _ forms: [[[Double]]], _ rows: [Int], _ columns: [Int]
  ) -> Double {
    guard let row = rows.first else { return 1 }
    var total = 0.0
    for (which, form) in forms.enumerated() {
      var others = forms
      others.remove(at: which)
      for (place, column) in columns.enumerated() {
        var rest = columns
        rest.remove(at: place)
        let minor = mixedDeterminant(others, Array(rows.dropFirst()), rest)
        total += (place.isMultiple(of: 2) ? 1 : -1) * form[row][column] * minor
      }
    }
    return total
  }

  private func transform(
    _ matrix: inout [[Double]], columns: (inout [Double]) -> Void, rows: (inout [Double]) -> Void
  ) {
    for j in matrix.indices {
      var column = matrix.map { $0[j] }
      columns(&column)
      for i in matrix.indices { matrix[i][j] = column[i] }
    }
    for i in matrix.indices { rows(&matrix[i]) }
  }
}
