import Arrays
import Syntax

/// Numbers that a lecturer writes by a word: multiples of π, e, logarithms and roots.
///
/// A number is one of them only if it is exactly what the text comes to, so that it reads back as
/// the same number.
struct KnownConstants {
  /// A quotient of products.
  struct Quotient {
    var above: [Expression]
    var below: [Expression] = []
  }

  /// Names of the session that hide a constant's.
  private let hidden: Set<String>

  init(hidden names: some Sequence<String>) {
    hidden = Set(names).intersection(["pi", "e"])
  }

  /// How a positive number is written with words; nil if it is none that is known.
  func quotient(_ value: Double) -> Quotient? {
    guard let known = Self.table[value], known.name.map({ !hidden.contains($0) }) ?? true else {
      return nil
    }
    return known.quotient
  }

  /// The number as one expression.
  func expression(_ value: Double) -> Expression? {
    quotient(value).map { quotient in
      func product(_ factors: [Expression]) -> Expression {
        factors.dropFirst().reduce(factors.first ?? .number(1)) { .binary($0, .multiply, $1) }
      }
      let above = product(quotient.above)
      return quotient.below.isEmpty
        ? above : .binary(above, .divide, product(quotient.below))
    }
  }

  private struct Known {
    var quotient: Quotient
    /// The name that it rests on.
    var name: String?
  }

  private static let table: [Double: Known] = {
    var table: [Double: Known] = [:]
    func add(_ value: Double, _ above: [Expression], _ below: [Expression], _ name: String?) {
      if table[value] == nil {
        table[value] = Known(quotient: Quotient(above: above, below: below), name: name)
      }
    }
    /// Multiples and fractions of a base, and of one over it, as they are read from the left.
    func addMultiples(_ base: Double, _ word: Expression, of name: String?, upTo limit: Int) {
      for times in 1...limit {
        for over in 1...limit {
          let numerator = times == 1 ? [] : [Expression.number(Double(times))]
          let denominator = over == 1 ? [] : [Expression.number(Double(over))]
          add(Double(times) * base / Double(over), numerator + [word], denominator, name)
          add(Double(times) / (Double(over) * base), numerator, denominator + [word], name)
        }
      }
    }
    let pi = Double.pi
    let root: (Double) -> Expression = { .call("sqrt", [.number($0)]) }
    addMultiples(pi, .name("pi"), of: "pi", upTo: 12)
    addMultiples(2.718281828459045, .name("e"), of: "e", upTo: 4)
    addMultiples(pi.squareRoot(), .call("sqrt", [.name("pi")]), of: "pi", upTo: 8)
    addMultiples(
      (2 * pi).squareRoot(), .call("sqrt", [.binary(.number(2), .multiply, .name("pi"))]),
      of: "pi", upTo: 4)
    addMultiples(
      (2 / pi).squareRoot(), .call("sqrt", [.binary(.number(2), .divide, .name("pi"))]),
      of: "pi", upTo: 4)
    add(pi * pi, [.binary(.name("pi"), .power, .number(2))], [], "pi")
    let numbers = Tensor([99], (2...100).map { Double($0) })
    for (number, logarithm) in zip(numbers.entries, numbers.map(Kernels.log).entries) {
      addMultiples(logarithm, .call("log", [.number(number)]), of: nil, upTo: 4)
    }
    for number in [2.0, 3, 5, 6, 7, 10] {
      addMultiples(number.squareRoot(), root(number), of: nil, upTo: 4)
    }
    return table
  }()
}

extension Expression {
  /// Whether no name of the session is in it: a number, however it is written.
  var isNumeric: Bool {
    switch form {
    case .number: true
    case .name(let name): name == "pi" || name == "e"
    case .parenthesized(let inner): inner.isNumeric
    case .prefix(_, let operand), .postfix(let operand, _): operand.isNumeric
    case .binary(let left, _, let right, at: _): left.isNumeric && right.isNumeric
    case .application(let function, let arguments, at: _):
      if case .name = function.form { arguments.allSatisfy(\.value.isNumeric) } else { false }
    default: false
    }
  }
}
