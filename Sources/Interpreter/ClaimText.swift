import Syntax

/// Claims in words: those of arrays that are given by their entries are said for each of these.
extension Claim {
  /// `J ≈ 1.403`, as it was written.
  package func text(isASCII: Bool) -> String {
    let sides = written ?? [left, right]
    let (left, right) = (sides[0], sides[1])
    let sign = relation == .equal ? "=" : isASCII ? "~~" : "≈"
    guard let letters = left.letters ?? right.letters,
      let sides = [left, right].map({ $0.text(ofEachAt: letters) }) as? [String]
    else { return "\(left.text) \(sign) \(right.text)" }
    return "\(sides[0]) \(sign) \(sides[1]) for each \(letters.joined(separator: ", "))"
  }
}

extension Expression {
  /// The indices of an array that is given by its entries.
  fileprivate var letters: [String]? {
    guard case .entries(_, let ranges) = form, ranges.allSatisfy({ $0.upper == nil }) else {
      return nil
    }
    return ranges.map(\.name.text)
  }

  /// What the entries of an array are at indices; nil where that takes more than a name.
  fileprivate func text(ofEachAt letters: [String]) -> String? {
    if case .entries(let operand, _) = form { return self.letters == letters ? operand.text : nil }
    return bareName.map { "\($0)[\(letters.joined(separator: ", "))]" }
  }

  /// What the entry of an array is at numbers: `Σ_j P[i, j] at i = 2`.
  func text(ofEntryAt numbers: [String]) -> String? {
    guard let letters, case .entries(let operand, _) = form else { return nil }
    if let (name, own) = operand.entries, own == letters, numbers.count == own.count {
      return "\(name)[\(numbers.joined(separator: ", "))]"
    }
    let places = zip(letters, numbers).map { "\($0) = \($1)" }
    let inner = numbers.dropFirst(letters.count)
    let text = inner.isEmpty ? operand.text : "(\(operand.text))[\(inner.joined(separator: ", "))]"
    return "\(text) at \(places.joined(separator: ", "))"
  }
}
