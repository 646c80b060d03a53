import Arrays
import Graph
import Syntax

/// A session as a script that makes it again: in the order in which names were entered, since names
/// resolve when their line is entered.
extension Session {
  func script() throws(ArrayError) -> String {
    var lines: [String] = []
    let live = state.slots.indices.filter {
      // The last answer belongs to the session, not to its equations.
      !state.slots[$0].isAbsent && state.indices[state.slots[$0].text] == $0
        && state.slots[$0].text != "ans"
    }
    for index in live {
      if let declaration = state.slots[index].declaration {
        lines.append("\(state.slots[index].text) : \(text(declaration.kind))")
      }
    }
    let ordered = live.sorted { order(of: $0) < order(of: $1) }
    for index in ordered { if let line = try line(for: index) { lines.append(line) } }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Functions come where they were first defined: what was entered between speaks of them.
  private func order(of index: Int) -> Int {
    if case .function = state.slots[index].content { return state.slots[index].born }
    return state.slots[index].entered
  }

  private func line(for index: Int) throws(ArrayError) -> String? {
    let slot = state.slots[index]
    switch slot.content {
    case .absent, .symbol: return nil
    case .function(let function, _): return text(function)
    case .input(let equation):
      if let equation, equation.draws.isEmpty, equation.component == 0, isPlain(equation.tree) {
        return "\(slot.text) = \(equation.tree.text);"
      }
      guard let value = state.values[index].tensor else { return nil }
      return "\(slot.text) = \(literal(value, slot.orientation));"
    case .equation(let equation), .broken(let equation, _):
      // A draw or an earlier answer can't be made again: its value can.
      if !equation.draws.isEmpty || equation.names.contains("ans") || equation.component > 0
        || isOneOfSeveral(equation)
      {
        guard let value = try value(ofSlot: index) else { return nil }
        return "\(slot.text) = \(literal(value, slot.orientation));"
      }
      return "\(slot.text) = \(equation.tree.text);"
    }
  }

  private func isPlain(_ tree: Expression) -> Bool {
    tree.isLiteral
  }

  private func isOneOfSeveral(_ equation: Equation) -> Bool {
    state.slots.contains {
      guard let other = $0.equation, other !== equation else { return false }
      return other.isFrom(equation.source, equation.span) && other.component > 0
    }
  }

  /// An array as text that reads back as the same array, bit by bit.
  private func literal(_ value: Tensor, _ orientation: Orientation) -> String {
    let numbers = value.entries.map { ValueText.number($0) }
    switch value.order {
    case 0: return numbers[0]
    case 1 where value.count == 0: return "zeros(0)"
    case 1 where value.count == 1:
      return orientation == .row ? "ones(1)'*\(numbers[0])" : "ones(1)*\(numbers[0])"
    case 1:
      return "[" + numbers.joined(separator: orientation == .row ? ", " : "; ") + "]"
    case 2:
      let (rows, columns) = (value.shape[0], value.shape[1])
      if rows == 0 || columns == 0 || rows == 1 || columns == 1 {
        return "reshape([" + numbers.joined(separator: "; ") + "], \(rows), \(columns))"
      }
      let lines = (0..<rows).map { row in
        numbers[row * columns..<(row + 1) * columns].joined(separator: ", ")
      }
      return "[" + lines.joined(separator: "; ") + "]"
    default:
      let sizes = value.shape.map(String.init).joined(separator: ", ")
      return "reshape([" + columnMajor(value).map { ValueText.number($0) }.joined(separator: "; ")
        + "], \(sizes))"
    }
  }

  /// The entries with the first index running fastest, as `reshape` takes them.
  private func columnMajor(_ value: Tensor) -> [Double] {
    var strides = value.shape
    var step = 1
    for axis in value.shape.indices.reversed() {
      (strides[axis], step) = (step, step * strides[axis])
    }
    return (0..<value.count).map { position in
      var (rest, offset) = (position, 0)
      for (axis, size) in value.shape.enumerated() {
        offset += rest % size * strides[axis]
        rest /= size
      }
      return value[offset]
    }
  }
}
