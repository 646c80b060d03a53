import Arrays
import Graph

/// What may have been left unsaid in a claim: something that is true of one name's value.
package struct Condition: Hashable, Sendable {
  package enum Property: Hashable, Sendable, CaseIterable {
    /// The entries add up to 1.
    case sumsToOne
    /// The entries of each row of a matrix add up to 1.
    case rowsSumToOne
    /// The entries of each column of a matrix add up to 1.
    case columnsSumToOne
    /// The entries add up to 0.
    case sumsToZero
    /// The Euclidean norm is 1.
    case unit
    /// A scalar that is 1.
    case one
    /// All entries are positive.
    case positive
    /// All entries are 0 or 1.
    case binary
    case symmetric
    case antisymmetric
    case orthogonal
    /// The columns are orthonormal.
    case orthonormal
    case diagonal
    /// Its square is itself.
    case idempotent
    /// Symmetric and positive definite; nothing that is left unsaid.
    case definite
    /// As many independent rows as columns.
    case tall
    /// As many independent columns as rows.
    case wide
    /// Its product with another square matrix is the same in either order.
    case commuting
  }

  package let node: NodeID
  package let property: Property
  /// What it commutes with.
  package let partner: NodeID?

  package init(_ property: Property, of node: NodeID) {
    self.property = property
    self.node = node
    partner = nil
  }

  /// That two square matrices commute.
  package init(commuting node: NodeID, with partner: NodeID) {
    property = .commuting
    self.node = node
    self.partner = partner
  }

  /// The properties that an array of this shape may have.
  static func properties(of shape: Shape) -> [Property] {
    switch shape.order {
    case 0: [.positive, .one]
    case 1: [.sumsToOne, .unit, .sumsToZero, .positive, .binary]
    case 2 where shape[0] == shape[1]:
      [
        .symmetric, .orthogonal, .antisymmetric, .diagonal, .idempotent, .rowsSumToOne,
        .columnsSumToOne, .positive, .binary,
      ]
    case 3 where shape[1] == shape[2]: [.symmetric, .positive]
    case 2:
      [.rowsSumToOne, .columnsSumToOne, .tall, .wide, .orthonormal, .positive, .binary]
    default: [.positive]
    }
  }

  /// Whether a value has the property, up to rounding.
  package static func holds(_ property: Property, of value: Tensor) -> Bool {
    if let matrices = matrices(of: value, property) {
      return matrices.allSatisfy { holds(property, of: $0) }
    }
    let entries = value.entries
    func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * max(1, abs(b)) }
    func isSquareWith(_ isWanted: (Int, Int) -> Bool) -> Bool {
      guard value.order == 2, value.shape[0] == value.shape[1] else { return false }
      return (0..<value.shape[0]).allSatisfy { row in
        (0..<value.shape[0]).allSatisfy { isWanted(row, $0) }
      }
    }
    func at(_ row: Int, _ column: Int) -> Double { entries[row * value.shape[1] + column] }
    switch property {
    case .sumsToOne: return isNear(entries.reduce(0, +), 1)
    case .rowsSumToOne, .columnsSumToOne:
      return value.order == 2
        && Self.lines(of: value.shape, areRows: property == .rowsSumToOne).allSatisfy { line in
          isNear(line.reduce(0.0) { $0 + entries[$1] }, 1)
        }
    case .sumsToZero: return isNear(entries.reduce(0, +), 0)
    case .unit: return isNear(entries.reduce(0) { $0 + $1 * $1 }, 1)
    case .one: return value.order == 0 && isNear(entries[0], 1)
    case .positive: return entries.allSatisfy { $0 > 0 }
    case .binary: return entries.allSatisfy { $0 == 0 || $0 == 1 }
    case .symmetric: return isSquareWith { isNear(at($0, $1), at($1, $0)) }
    case .antisymmetric: return isSquareWith { isNear(at($0, $1), -at($1, $0)) }
    case .commuting: return value.order == 2 && value.shape[0] == value.shape[1]
    case .tall: return value.order == 2 && rank(of: value) == value.shape[1]
    case .wide: return value.order == 2 && rank(of: value) == value.shape[0]
    case .definite:
      // What is imposed is; whether a value is, nobody asks.
      return isSquareWith { isNear(at($0, $1), at($1, $0)) }
        && (0..<value.shape[0]).allSatisfy { at($0, $0) > 0 }
    case .diagonal: return isSquareWith { $0 == $1 || at($0, $1) == 0 }
    case .idempotent:
      return isSquareWith { row, column in
        let entry = (0..<value.shape[0]).reduce(0.0) { $0 + at(row, $1) * at($1, column) }
        return abs(entry - at(row, column)) <= 1e-9 * max(1, largestEntry(of: value))
      }
    case .orthonormal:
      return value.order == 2
        && (0..<value.shape[1]).allSatisfy { column in
          (0..<value.shape[1]).allSatisfy { other in
            let dot = (0..<value.shape[0]).reduce(0.0) { $0 + at($1, column) * at($1, other) }
            return isNear(dot, column == other ? 1 : 0)
          }
        }
    case .orthogonal:
      return isSquareWith { row, column in
        let dot = (0..<value.shape[0]).reduce(0.0) { $0 + at(row, $1) * at(column, $1) }
        return isNear(dot, row == column ? 1 : 0)
      }
    }
  }

  /// The matrices of a family, each of which is to have a property of matrices; nil of all else.
  private static func matrices(of value: Tensor, _ property: Property) -> [Tensor]? {
    guard value.order == 3 else { return nil }
    switch property {
    case .symmetric, .antisymmetric, .orthogonal, .orthonormal, .diagonal, .idempotent, .definite:
      break
    case .sumsToOne, .rowsSumToOne, .columnsSumToOne, .sumsToZero, .unit, .one, .positive, .binary,
      .tall, .wide, .commuting:
      return nil
    }
    let shape = Array(value.shape.dropFirst())
    let size = shape[0] * shape[1]
    let entries: [Double] = Array(value.entries)
    return (0..<value.shape[0]).map { (index: Int) -> Tensor in
      Tensor(shape, Array(entries[index * size..<(index + 1) * size]))
    }
  }

  /// Where the entries of each row of a matrix are, or of each column.
  private static func lines(of shape: [Int], areRows: Bool) -> [[Int]] {
    let (rows, columns) = (shape[0], shape[1])
    return areRows
      ? (0..<rows).map { row in (0..<columns).map { row * columns + $0 } }
      : (0..<columns).map { column in (0..<rows).map { $0 * columns + column } }
  }

  private static func largestEntry(of value: Tensor) -> Double {
    value.entries.map(abs).max() ?? 0
  }

  /// How many rows of a matrix are independent, by elimination with the largest pivots.
  private static func rank(of value: Tensor) -> Int {
    var rows = (0..<value.shape[0]).map { row in
      (0..<value.shape[1]).map { value[row * value.shape[1] + $0] }
    }
    let largest = largestEntry(of: value)
    var rank = 0
    while rank < min(value.shape[0], value.shape[1]) {
      var pivot = (row: rank, column: rank)
      for row in rank..<rows.count {
        for column in rank..<value.shape[1]
        where abs(rows[row][column]) > abs(rows[pivot.row][pivot.column]) {
          pivot = (row, column)
        }
      }
      guard abs(rows[pivot.row][pivot.column]) > 1e-12 * largest else { break }
      rows.swapAt(rank, pivot.row)
      for row in rows.indices { rows[row].swapAt(rank, pivot.column) }
      for row in (rank + 1)..<max(rank + 1, rows.count) {
        let factor = rows[row][rank] / rows[rank][rank]
        for column in rank..<value.shape[1] { rows[row][column] -= factor * rows[rank][column] }
      }
      rank += 1
    }
    return rank
  }

  /// Changes a value, drawn at random, so that it has the property and no other that can be avoided.
  static func impose(_ property: Property, on value: inout Tensor) {
    if let matrices = matrices(of: value, property) {
      var entries: [Double] = []
      for var matrix in matrices {
        impose(property, on: &matrix)
        entries += matrix.entries
      }
      value = Tensor(value.shape, entries)
      return
    }
    let entries = value.mutablePointer()
    let count = value.count
    func scale(by factor: Double) { for entry in 0..<count { entries[entry] *= factor } }
    func sum(_ term: (Double) -> Double) -> Double {
      (0..<count).reduce(0.0) { $0 + term(entries[$1]) }
    }
    switch property {
    case .one: entries[0] = 1
    case .positive:
      for entry in 0..<count { entries[entry] = abs(entries[entry]) + 0.1 }
    case .binary:
      for entry in 0..<count { entries[entry] = entries[entry] > 0 ? 1 : 0 }
    case .sumsToOne:
      let total = sum { $0 }
      if (0..<count).allSatisfy({ entries[$0] > 0 }) { return scale(by: 1 / total) }
      for entry in 0..<count { entries[entry] += (1 - total) / Double(count) }
    case .rowsSumToOne, .columnsSumToOne:
      guard value.order == 2 else { return }
      for line in lines(of: value.shape, areRows: property == .rowsSumToOne) {
        let total = line.reduce(0.0) { $0 + entries[$1] }
        let arePositive = line.allSatisfy { entries[$0] > 0 }
        for entry in line {
          entries[entry] =
            arePositive ? entries[entry] / total : entries[entry] + (1 - total) / Double(line.count)
        }
      }
    case .sumsToZero:
      let mean = sum { $0 } / Double(max(count, 1))
      for entry in 0..<count { entries[entry] -= mean }
    case .unit:
      scale(by: 1 / sum { $0 * $0 }.squareRoot())
    case .tall, .wide, .commuting: break
    case .orthonormal:
      guard value.order == 2 else { return }
      orthogonalize(
        entries, count: value.shape[1], of: value.shape[0], vectorStep: 1, step: value.shape[1])
    case .symmetric, .antisymmetric, .diagonal, .orthogonal, .definite, .idempotent:
      guard value.order == 2, value.shape[0] == value.shape[1] else { return }
      let size = value.shape[0]
      if property == .orthogonal {
        return orthogonalize(entries, count: size, of: size, vectorStep: size, step: 1)
      }
      if property == .idempotent { return project(entries, size) }
      if property == .definite { return square(entries, size) }
      for row in 0..<size {
        for column in 0...row {
          let mirrored = entries[column * size + row]
          switch property {
          case .symmetric: entries[row * size + column] = mirrored
          case .antisymmetric:
            entries[row * size + column] = -mirrored
            if row == column { entries[row * size + column] = 0 }
          default:
            if row != column {
              entries[row * size + column] = 0
              entries[column * size + row] = 0
            }
          }
        }
      }
    }
  }

  /// Whether two values commute, up to rounding.
  package static func commute(_ a: Tensor, _ b: Tensor) -> Bool {
    guard a.order == 2, a.shape == b.shape, a.shape[0] == a.shape[1] else { return false }
    let size = a.shape[0]
    let bound = 1e-9 * max(1, largestEntry(of: a) * largestEntry(of: b))
    return (0..<size * size).allSatisfy { place in
      let (row, column) = (place / size, place % size)
      let difference = (0..<size).reduce(0.0) {
        $0 + a[row * size + $1] * b[$1 * size + column] - b[row * size + $1] * a[$1 * size + column]
      }
      return abs(difference) <= bound
    }
  }

  /// Makes a square matrix, drawn at random, a polynomial in another one: that is what commutes with
  /// a generic matrix.
  static func impose(commutingWith other: Tensor, on value: inout Tensor) {
    guard value.order == 2, value.shape == other.shape, value.shape[0] == value.shape[1],
      value.shape[0] > 0
    else { return }
    let size = value.shape[0]
    let coefficients = (0..<3).map { value[$0 % value.count] }
    let entries = value.mutablePointer()
    for row in 0..<size {
      for column in 0..<size {
        let square = (0..<size).reduce(0.0) {
          $0 + other[row * size + $1] * other[$1 * size + column]
        }
        entries[row * size + column] =
          (row == column ? coefficients[0] : 0) + coefficients[1] * other[row * size + column]
          + coefficients[2] * square
      }
    }
  }

  /// `A A' + I/10` for A.
  private static func square(_ entries: UnsafeMutablePointer<Double>, _ size: Int) {
    let factor = (0..<size * size).map { entries[$0] }
    for row in 0..<size {
      for column in 0..<size {
        entries[row * size + column] = (0..<size).reduce(row == column ? 0.1 : 0) {
          $0 + factor[row * size + $1] * factor[column * size + $1]
        }
      }
    }
  }

  /// Projects along one vector, or onto one, which is up to chance; a symmetric matrix stays so.
  private static func project(_ entries: UnsafeMutablePointer<Double>, _ size: Int) {
    guard size > 0 else { return }
    let isAlong = entries[0] > 0
    let u = (0..<size).map { entries[$0] }
    let v = (0..<size).map { entries[$0 * size] }
    let dot = (0..<size).reduce(0.0) { $0 + u[$1] * v[$1] }
    for row in 0..<size {
      for column in 0..<size {
        let part = u[row] * v[column] / dot
        entries[row * size + column] = isAlong ? (row == column ? 1 : 0) - part : part
      }
    }
  }

  /// Gram and Schmidt, twice for accuracy, on vectors of a length.
  private static func orthogonalize(
    _ entries: UnsafeMutablePointer<Double>, count: Int, of length: Int, vectorStep: Int, step: Int
  ) {
    func dot(_ a: Int, _ b: Int) -> Double {
      (0..<length).reduce(0.0) {
        $0 + entries[a * vectorStep + $1 * step] * entries[b * vectorStep + $1 * step]
      }
    }
    for vector in 0..<count {
      for _ in 0..<2 {
        for earlier in 0..<vector {
          let along = dot(vector, earlier)
          for entry in 0..<length {
            entries[vector * vectorStep + entry * step] -=
              along * entries[earlier * vectorStep + entry * step]
          }
        }
        let norm = dot(vector, vector).squareRoot()
        for entry in 0..<length { entries[vector * vectorStep + entry * step] /= norm }
      }
    }
  }
}
