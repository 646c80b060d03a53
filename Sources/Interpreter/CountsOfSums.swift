import Elaboration
import Syntax

/// `\frac{1}{n} \sum_i x_i` in a note is a mean: n is how far i runs, though nothing but that says so.
extension Session {
  func countingSums(_ tree: Expression) -> Expression {
    func counted(_ sum: Expression, by count: Expression) -> Expression? {
      guard let name = count.countName, isOpenCount(name) else { return nil }
      return sum.running(to: name)
    }
    if case .binary(let left, let sign, let right, let place) = tree.form {
      switch sign {
      case .multiply, .juxtapose:
        if case .binary(let number, .divide, let count, _) = left.bare.form, number.isLiteral,
          let sum = counted(right, by: count)
        {
          return Expression(
            .binary(left, sign, countingSums(sum), at: place), tree.span)
        }
      case .divide:
        if let sum = counted(left, by: right) {
          return Expression(.binary(countingSums(sum), sign, right, at: place), tree.span)
        }
      default: break
      }
    }
    guard tree.contains(where: { if case .indexed = $0.form { true } else { false } }) else {
      return tree
    }
    return Expression(tree.form(changing: countingSums, at: nil), tree.span)
  }

  /// Whether a letter may be a size: nothing else is known of it.
  private func isOpenCount(_ name: String) -> Bool {
    guard let index = slot(of: name) else { return true }
    let slot = state.slots[index]
    if slot.isAbsent { return true }
    return slot.isSymbol && slot.declaration == nil && basis(of: name) == .convention
  }
}

extension Expression {
  /// `n` of `n` and of `n - 1`, where it is a letter that counts.
  fileprivate var countName: String? {
    if let name = bareName { return "nNmMdDkKp".contains(name) && name.count == 1 ? name : nil }
    guard case .binary(let name, .subtract, let one, _) = bare.form,
      case .number(let literal) = one.form,
      literal.value == 1
    else { return nil }
    return name.countName
  }

  /// A sum over an index without an end, to one.
  fileprivate func running(to count: String) -> Expression? {
    switch form {
    case .parenthesized(let inner):
      return inner.running(to: count).map { Expression(.parenthesized($0), span) }
    case .indexed(.sum, let ranges, let operand):
      guard ranges.count == 1, ranges[0].lower == nil, ranges[0].upper == nil,
        ranges[0].exception == nil, ranges[0].name.text != count
      else { return nil }
      var range = ranges[0]
      range.lower = Expression(.number(NumberLiteral(value: 1, lastDigit: 0)), range.name.span)
      range.upper = Expression(.name(count), range.name.span)
      return Expression(.indexed(.sum, over: [range], operand), span)
    default: return nil
    }
  }
}
