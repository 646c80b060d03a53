import Interpreter
import Syntax

/// `z = w x + b`, then `z = 0.15 · 0.05 + 0.3`: the numbers that a note puts for its letters are their
/// data, where it gives none anywhere else.
extension NoteChecker {
  /// Learns data from the links of a chain.
  func learnData(from links: [Expression], in statement: Statement) throws(Stop) {
    for place in links.indices.dropFirst() {
      let numbers = links[place]
      guard numbers.isMadeOfNumbers, numbers.writtenNumbers == nil else { continue }
      let letters = links[place - 1]
      let formula = letters.bareName.flatMap { session.equationTree(of: $0) } ?? letters
      let data = formula.data(from: numbers)
      for name in data.keys.sorted() {
        guard let literal = data[name], isWithoutData(name) else { continue }
        do {
          try session.transaction(passage.text, statement.span) { () throws(Stop) in
            try session.redefine(Name(name, literal.span), literal, in: statement)
          }
          forgetValues()
          arrivedNames?.insert(name)
        } catch {
          guard case .failure = error else { throw error }
        }
      }
    }
  }

  private func isWithoutData(_ name: String) -> Bool {
    switch session.standing(of: name) {
    case .nothing, .symbol:
      !session.isKnown(name) && directory.datum(of: name, after: -1) == nil
        && directory.formula(of: name, after: -1) == nil
    case .value, .equation, .function: false
    }
  }
}

extension Expression {
  /// A name that stands for two numbers, where numbers are put for the letters of a sum term by term.
  func nameOfTwoNumbers(in numbers: Expression) -> (name: String, first: String, second: String)? {
    var pairs: [Filling] = []
    let (mine, others) = (terms, numbers.terms)
    guard mine.count == others.count,
      zip(mine, others).allSatisfy({ $0.matches($1, &pairs) })
    else { return nil }
    for (place, pair) in pairs.enumerated() {
      guard
        let earlier = pairs[..<place].first(where: {
          $0.name == pair.name && $0.number.text != pair.number.text
        })
      else { continue }
      return (pair.name, earlier.number.text, pair.number.text)
    }
    return nil
  }

  /// The data that numbers put for the letters of a sum tell: term by term in order, so that a term
  /// that is wrong or left out leaves the others.
  fileprivate func data(from numbers: Expression) -> [String: Expression] {
    var data: [String: Expression] = [:]
    var rest = numbers.terms[...]
    for term in terms {
      for (place, other) in zip(rest.indices, rest) {
        var pairs = data.map { Filling(name: $0, number: $1) }
        guard term.matches(other, &pairs),
          let found = pairs.consistent
        else { continue }
        data = found
        rest = rest[(place + 1)...]
        break
      }
    }
    return data
  }

  /// What is added and taken away, without signs.
  private var terms: [Expression] {
    var terms: [Expression] = []
    var rest = bare
    while case .binary(let left, let sign, let right, at: _) = rest.form,
      sign == .add || sign == .subtract
    {
      terms.append(right.bare)
      rest = left.bare
    }
    return [rest] + terms.reversed()
  }

  /// Whether another expression is this one with numbers for some of its names, which are added.
  fileprivate func matches(_ other: Expression, _ data: inout [Filling]) -> Bool {
    let (mine, others) = (bare, other.bare)
    if let name = mine.bareName, others.writtenNumbers != nil {
      data.append(Filling(name: name, number: others))
      return true
    }
    switch (mine.form, others.form) {
    case (.number(let first), .number(let second)): return first.value == second.value
    case (.binary(let a, let sign, let b, _), .binary(let c, let otherSign, let d, _)):
      guard sign.asWritten == otherSign.asWritten else { return false }
      return a.matches(c, &data) && b.matches(d, &data)
    case (.prefix(let sign, let a), .prefix(let otherSign, let b)):
      return sign == otherSign && a.matches(b, &data)
    case (.postfix(let a, let mark), .postfix(let b, let otherMark)):
      return mark == otherMark && a.matches(b, &data)
    case (.application(let f, let first, _), .application(let g, let second, _)):
      guard f.text == g.text, first.count == second.count else { return false }
      for (a, b) in zip(first, second) where !a.value.matches(b.value, &data) { return false }
      return true
    case (.array(let first), .array(let second)):
      guard first.map(\.count) == second.map(\.count) else { return false }
      for (a, b) in zip(first.joined(), second.joined()) where !a.matches(b, &data) { return false }
      return true
    default: return mine.text == others.text
    }
  }
}

/// A number that stands for a letter.
private struct Filling {
  let name: String
  let number: Expression
}

extension [Filling] {
  /// What each name stands for; nil where one stands for two numbers.
  fileprivate var consistent: [String: Expression]? {
    var data: [String: Expression] = [:]
    for pair in self {
      if let earlier = data[pair.name], earlier.text != pair.number.text { return nil }
      data[pair.name] = pair.number
    }
    return data
  }
}

extension BinaryOperator {
  /// The sign by which products are compared: side by side and with a dot are one.
  fileprivate var asWritten: BinaryOperator { self == .juxtapose ? .multiply : self }
}
