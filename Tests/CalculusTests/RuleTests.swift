import Arrays
import Elaboration
import Support
import Syntax
import Testing

@testable import Calculus

/// Every rule of derivations holds, at random points, for every kind of thing its letters may be.
@Suite struct RuleTests {
  private static let all = RuleTable.differentials + RuleTable.collecting

  @Test(arguments: all.indices)
  func holds(_ index: Int) throws {
    let rule = Self.all[index]
    let open = rule.letters.filter { ["U", "V", "M", "N", "C", "D", "E"].contains($0) }
    var tried = 0
    for kinds in Self.choices(open.count) {
      let kindOf = Dictionary(uniqueKeysWithValues: zip(open, kinds))
      if let d = kindOf["D"], let e = kindOf["E"], d != e { continue }
      let environment = TestEnvironment()
      for (letter, kind) in zip(open, kinds) { try Self.define(letter, kind, environment) }
      for letter in rule.letters where !open.contains(letter) {
        try Self.define(letter, Self.fixed[letter] ?? .scalar, environment)
      }
      // Matrices have whole powers only.
      if Self.text(rule.pattern).contains("A^c") { try environment.define("c", "3 + 0") }
      guard let left = try? environment.value(Self.text(rule.pattern)) else { continue }
      let right = try #require(
        try environment.value(Self.text(rule.result)),
        "\(rule.name): \(rule.pattern.text) has a value, \(rule.result.text) has none")
      let isZero = rule.result.isZero
      // A sum that broadcasting made larger than its moving part is not what the rule is about.
      guard isZero || left.shape == right.shape else { continue }
      tried += 1
      for entry in 0..<left.count {
        let expected = isZero ? 0 : right[entry]
        #expect(
          abs(left[entry] - expected) <= 1e-9 * max(1, abs(expected)),
          "\(rule.name): \(rule.pattern.text) => \(rule.result.text) for \(kinds)")
      }
    }
    #expect(tried > 0, "\(rule.name): \(rule.pattern.text) was never tried")
  }

  @Test func namesAreShort() {
    for rule in Self.all { #expect(rule.name.count <= 40) }
  }

  // MARK: Points

  enum Kind: CaseIterable { case scalar, vector, row, matrix }

  private static let fixed: [String: Kind] = [
    "A": .matrix, "B": .matrix, "G": .matrix, "x": .vector, "y": .vector, "r": .row, "a": .scalar,
    "b": .scalar,
    "c": .scalar,
  ]

  private static func choices(_ count: Int) -> [[Kind]] {
    var choices: [[Kind]] = [[]]
    for _ in 0..<count { choices = choices.flatMap { c in Kind.allCases.map { c + [$0] } } }
    return choices
  }

  /// A letter that depends on the variable X, but for constants. Entries are positive, so that logs
  /// and powers have values.
  private static func define(
    _ letter: String, _ kind: Kind, _ environment: TestEnvironment
  ) throws {
    if environment.value(ofName: "X") == nil {
      var random = RandomGenerator(seed: 5)
      environment.bind("X", random.uniform([3, 3]))
      environment.bind("dX", random.normal([3, 3]))
      environment.bind("p", random.uniform([3]))
      environment.bind("q", random.uniform([3]))
    }
    var random = RandomGenerator(seed: UInt64(letter.utf8.first ?? 1))
    switch kind {
    case .scalar: environment.bind(letter + "0", Tensor(1 + random.uniform()))
    case .vector: environment.bind(letter + "0", random.uniform([3]))
    case .row: environment.bind(letter + "0", random.uniform([3]), .row)
    case .matrix: environment.bind(letter + "0", random.uniform([3, 3]))
    }
    if letter == "C" || letter == "c" { return try environment.define(letter, "\(letter)0 + 0") }
    let moving: String
    switch kind {
    case .scalar: moving = "p'*X*q"
    case .vector: moving = "X*q"
    case .row: moving = "p'*X"
    case .matrix: moving = "X + X*X"
    }
    try environment.define(letter, "\(letter)0 + \(moving)")
  }

  /// A side of a rule as it can be evaluated: differentials are derivatives along dX, f is tanh.
  private static func text(_ side: Expression) -> String {
    func evaluable(_ tree: Expression) -> Expression {
      if let operand = tree.differentialOperand {
        return .call("jvp", evaluable(operand), .name("X"), .name("dX"))
      }
      return tree.mapParts { evaluable($0) }
    }
    return evaluable(side).text.replacing("f'(", with: "tanh'(").replacing("f(", with: "tanh(")
  }
}

extension Rule {
  /// The letters of both sides.
  fileprivate var letters: [String] {
    func letters(_ tree: Expression) -> Set<String> {
      if case .name(let name) = tree.form { return [name] }
      var found: Set<String> = []
      _ = tree.mapParts { part in
        found.formUnion(letters(part))
        return part
      }
      return found
    }
    return letters(pattern).union(letters(result)).sorted()
  }
}
