/// Derivatives as the literature has them, one a line:
///
/// `declarations; definitions | request | closed form`
///
/// A declaration is a name, a colon and a shape: `c:` a scalar, `x:n` a vector, `A:mxn` a matrix,
/// `P:~n` a symmetric one; a `+` before the name says that its entries are positive.
package struct FormulaTable: Sendable {
  package let title: String
  package let rows: [FormulaRow]

  package init(title: String, _ text: String) {
    self.title = title
    rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { FormulaRow($0) }
  }

  package static let all = [matrixCookbook, matrixCalculusSite, textbooks]
}

/// One derivative with its closed form.
package struct FormulaRow: Sendable, CustomStringConvertible {
  package struct Declaration: Sendable {
    package var name: String
    /// Symbols or numbers; none for a scalar.
    package var sizes: [String]
    package var isSymmetric: Bool
    package var isPositive: Bool
  }

  package var declarations: [Declaration]
  /// Names with equations, in order.
  package var definitions: [(name: String, text: String)]
  /// What is derived.
  package var request: String
  /// What the literature says that it is.
  package var closedForm: String

  package var description: String { request }

  init(_ line: Substring) {
    func trimmed(_ text: Substring) -> String {
      String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    let columns = line.split(separator: " | ").map(trimmed)
    precondition(columns.count == 3, "three columns: \(line)")
    let given = Self.split(columns[0])
    declarations = given[0].split(separator: " ").map { word in
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      precondition(parts.count == 2, "a name and a shape: \(word)")
      let isPositive = parts[0].hasPrefix("+")
      let isSymmetric = parts[1].hasPrefix("~")
      let sizes = parts[1].drop { $0 == "~" }.split(separator: "x").map(String.init)
      return Declaration(
        name: String(parts[0].drop { $0 == "+" }),
        sizes: isSymmetric ? [sizes[0], sizes[0]] : sizes, isSymmetric: isSymmetric,
        isPositive: isPositive)
    }
    definitions = given.dropFirst().map { equation in
      let sides = equation.split(separator: "=", maxSplits: 1)
      return (trimmed(sides[0]), trimmed(sides[1]))
    }
    request = columns[1]
    closedForm = columns[2]
  }

  /// A text at its semicolons outside brackets.
  private static func split(_ text: String) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "[": depth += 1
      case "]": depth -= 1
      case ";" where depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    return parts + [text[start...]]
  }

  /// The tokens of a formula in plain notation, parentheses aside: how long it is to read.
  package static func length(_ formula: String) -> Int {
    var count = 0
    var isInWord = false
    var previous: Character = " "
    for (character, next) in zip(formula, formula.dropFirst() + " ") {
      let isDecimalPoint = character == "." && next.isNumber
      let isWord = character.isLetter || character.isNumber || character == "_" || isDecimalPoint
      // `.*` is one token, and so is `==`.
      let continues = previous == "." && "*/^'".contains(character)
      if isWord {
        if !isInWord { count += 1 }
      } else if !" ()".contains(character), !continues {
        count += 1
      }
      isInWord = isWord
      previous = character
    }
    return count
  }
}
