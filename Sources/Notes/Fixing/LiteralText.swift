import Arrays
import Interpreter
import Syntax

/// A number in a literal, with its sign and its place.
struct WrittenEntry {
  let span: Span
  let value: Double
  /// The power of ten of the last digit written.
  let lastDigit: Int
}

/// Literals as their author wrote them, with other numbers in them.
struct LiteralText {
  let literal: Expression
  let entries: [WrittenEntry]
  /// Rows and columns; nil for a number.
  private let rows: [[Expression]]?

  /// Nil for what is no literal, and for transposed matrices, whose entries stand in another order.
  init?(_ literal: Expression) {
    self.literal = literal
    var inside = literal
    var isTransposed = false
    while true {
      if case .parenthesized(let inner) = inside.form {
        inside = inner
      } else if case .postfix(let inner, .transpose) = inside.form {
        (inside, isTransposed) = (inner, !isTransposed)
      } else {
        break
      }
    }
    if case .array(let rows) = inside.form {
      if isTransposed, rows.count > 1, rows.contains(where: { $0.count > 1 }) { return nil }
      self.rows = isTransposed ? nil : rows
      var entries: [WrittenEntry] = []
      for entry in rows.flatMap({ $0 }) {
        guard let number = Self.entry(entry) else { return nil }
        entries.append(number)
      }
      self.entries = entries
    } else {
      guard let number = Self.entry(inside) else { return nil }
      (entries, rows) = ([number], nil)
    }
  }

  private static func entry(_ expression: Expression) -> WrittenEntry? {
    switch expression.form {
    case .number(let literal):
      return WrittenEntry(
        span: expression.span, value: literal.value, lastDigit: literal.lastDigit)
    case .prefix(.minus, let operand):
      guard case .number(let literal) = operand.form else { return nil }
      return WrittenEntry(
        span: expression.span, value: -literal.value, lastDigit: literal.lastDigit)
    case .parenthesized(let inside): return entry(inside)
    default: return nil
    }
  }

  /// The last digit that each entry is rounded to: integers in an array with decimals like the rest.
  ///
  /// - Parameter fallback: The digit where none is written after the point and the number has some.
  private func digit(of entry: WrittenEntry, for value: Double, _ fallback: Int) -> Int {
    if entry.lastDigit < 0 { return entry.lastDigit }
    if abs(value - value.rounded()) <= 1e-9 * max(1, abs(value)) { return 0 }
    let finest = entries.map(\.lastDigit).min() ?? 0
    return finest < 0 ? finest : fallback
  }

  /// The literal with other values, and the changes that make it so: only numbers that are wrong are
  /// written anew. Nil where the values have another shape.
  ///
  /// - Parameters:
  ///   - wrong: The entries that may change; nil for all.
  ///   - isExact: Whether integers are written without zeros after the point.
  func with(
    _ values: Tensor, fallback: Int, only wrong: Set<Int>? = nil, isExact: Bool = false
  ) -> (tree: Expression, changes: [Change])? {
    guard values.count == entries.count, values.entries.allSatisfy(\.isFinite) else { return nil }
    var changes: [Change] = []
    var numbers: [Span: Expression] = [:]
    for (index, entry) in entries.enumerated() where wrong?.contains(index) != false {
      let digit = digit(of: entry, for: values[index], fallback)
      let halfUnit = 0.5 * Tolerances.power(of: digit) * (1 + 1e-9)
      if abs(values[index] - entry.value) <= (digit < 0 ? halfUnit : 1e-9) { continue }
      let isInteger = isExact && values[index] == values[index].rounded()
      let text = NoteChecker.text(values[index], toDigit: isInteger ? 0 : digit)
      guard let number = Self.number(text, at: entry.span) else { return nil }
      numbers[entry.span] = number
      changes.append(Change(span: entry.span, text: text))
    }
    return (literal.replacing(numbers), changes)
  }

  /// The literal with values of another shape, in the author's way of setting matrices.
  func rewritten(
    _ values: Tensor, fallback: Int, _ source: (Span) -> String?
  ) -> (tree: Expression, changes: [Change])? {
    guard let rows, let first = rows.first?.first, let last = rows.last?.last,
      values.entries.allSatisfy(\.isFinite), values.order == 1 || values.order == 2
    else { return nil }
    let columns = values.order == 2 ? values.shape[1] : 1
    guard values.count > 0, columns > 0 else { return nil }
    let digit = entries.map(\.lastDigit).min() ?? 0
    let between = rows.first.flatMap {
      $0.count > 1 ? Span($0[0].span.upper, $0[1].span.lower) : nil
    }
    let below =
      rows.count > 1
      ? rows[0].last.flatMap { end in rows[1].first.map { Span(end.span.upper, $0.span.lower) } }
      : nil
    let comma = between.flatMap(source) ?? " & "
    let lineEnd = below.flatMap(source) ?? " \\\\ "
    let place = Span(first.span.lower, last.span.upper)
    var lines: [String] = []
    var trees: [[Expression]] = []
    for start in stride(from: 0, to: values.count, by: columns) {
      let row = (start..<start + columns).map {
        NoteChecker.text(values[$0], toDigit: digit < 0 ? digit : fallback)
      }
      trees.append(row.compactMap { Self.number($0, at: place) })
      lines.append(row.joined(separator: comma))
    }
    let tree = Expression(.array(rows: trees), literal.span)
    return (tree, [Change(span: place, text: lines.joined(separator: lineEnd))])
  }

  /// A number as a tree.
  private static func number(_ text: String, at span: Span) -> Expression? {
    guard let value = Double(text) else { return nil }
    let point = text.firstIndex(of: ".")
    let decimals = point.map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
    let number = Expression(
      .number(NumberLiteral(value: abs(value), lastDigit: -decimals)), span)
    return value < 0 ? Expression(.prefix(.minus, number), span) : number
  }
}

extension Expression {
  /// The expression with others in the places of some.
  func replacing(_ others: [Span: Expression]) -> Expression {
    switch form {
    case .number, .prefix(.minus, _): if let other = others[span] { return other }
    default: break
    }
    return Expression(form(changing: { $0.replacing(others) }, at: nil), span)
  }
}
