import Syntax

/// An identity by which derivations go on: `"trace is cyclic": tr(A*B) => tr(B*A)`.
///
/// Rules are kept as text in mx notation. Their letters stand for expressions:
///
/// | letter | stands for |
/// | --- | --- |
/// | `A` `B` `G` | a matrix |
/// | `x` `y` | a vector |
/// | `r` | a row |
/// | `a` `b` | a scalar |
/// | `U` `V` | anything |
/// | `M` `N` | anything that the variable is in |
/// | `C` | anything that the variable is not in |
/// | `c` | a scalar that the variable is not in |
/// | `D` `E` | things of one kind that a differential is in |
/// | `f` | a function that works entry by entry |
///
/// `d(U)` is the differential of U. In a product a letter stands for one factor or for several.
package struct Rule: Sendable {
  package let name: String
  package let pattern: Expression
  package let result: Expression

  /// The rules of a text, one in each line; rules without a name have that of the line above.
  static func rules(_ text: String) throws(Diagnostic) -> [Rule] {
    var rules: [Rule] = []
    var name = ""
    for line in text.split(separator: "\n") {
      var rest = line.drop { $0 == " " }
      if rest.first == "\"" {
        rest = rest.dropFirst()
        guard let end = rest.firstRange(of: "\":") else { throw Diagnostic("\(line) has no rule") }
        name = String(rest[..<end.lowerBound])
        rest = rest[end.upperBound...]
      }
      guard let arrow = rest.firstRange(of: "=>") else { throw Diagnostic("\(line) has no =>") }
      rules.append(
        Rule(
          name: name, pattern: try side(rest[..<arrow.lowerBound]),
          result: try side(rest[arrow.upperBound...])))
    }
    return rules
  }

  private static func side(_ text: Substring) throws(Diagnostic) -> Expression {
    try Parser.parseExpression(SourceText(String(text))).withoutPlaces.normalized
  }
}

/// What the letters of rules stand for.
enum Letter {
  case matrix, vector, row, scalar, anything, moving, constant, differential, constantScalar,
    function

  init?(_ name: String) {
    switch name {
    case "A", "B", "G": self = .matrix
    case "x", "y": self = .vector
    case "r": self = .row
    case "a", "b": self = .scalar
    case "U", "V": self = .anything
    case "M", "N": self = .moving
    case "C": self = .constant
    case "c": self = .constantScalar
    case "D", "E": self = .differential
    case "f": self = .function
    default: return nil
    }
  }
}
