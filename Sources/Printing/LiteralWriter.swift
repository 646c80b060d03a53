import Arrays
import Syntax

/// Arrays as literals of the language, exactly.
enum LiteralWriter {
  /// Larger ones are left out of formulas.
  private static let countLimit = 64

  static func expression(_ tensor: Tensor) -> Expression {
    switch tensor.order {
    case 0: return .number(tensor[0])
    case _ where tensor.count > countLimit: return .name("[…]")
    case 1:
      if tensor.count == 0 { return .call("zeros", [.number(0)]) }
      // [5] would be a number.
      if tensor.count == 1 { return filled(tensor, [1]) }
      return array((0..<tensor.count).map { [tensor[$0]] })
    case 2:
      let (rows, columns) = (tensor.shape[0], tensor.shape[1])
      if tensor.count == 0 {
        return .call("zeros", [.number(Double(rows)), .number(Double(columns))])
      }
      if tensor.count == 1 { return filled(tensor, [1, 1]) }
      let literal = array(
        (0..<rows).map { row in (0..<columns).map { tensor[row * columns + $0] } })
      // One row or one column would be a vector.
      guard rows == 1 || columns == 1 else { return literal }
      return .call("reshape", [literal, .number(Double(rows)), .number(Double(columns))])
    default: return .name("[…]")
    }
  }

  private static func array(_ rows: [[Double]]) -> Expression {
    .form(.array(rows: rows.map { $0.map { .number($0) } }))
  }

  private static func filled(_ tensor: Tensor, _ shape: [Int]) -> Expression {
    .binary(
      .number(tensor[0]), .multiply, .call("ones", shape.map { .number(Double($0)) }))
  }
}
