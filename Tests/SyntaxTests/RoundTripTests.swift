import Testing

@testable import Syntax

/// Random trees, written and read again.
private struct TreeMaker {
  var generator: SeededGenerator
  private let nowhere = Span(0, 0)

  init(seed: UInt64) { generator = SeededGenerator(state: seed) }

  private mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int.random(in: 0..<choices.count, using: &generator)]
  }

  private func make(_ form: Expression.Form) -> Expression { Expression(form, nowhere) }

  private mutating func leaf() -> Expression {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0:
      return make(
        .number(
          pick([
            NumberLiteral(value: 2, lastDigit: 0), NumberLiteral(value: 0.1, lastDigit: -2),
            NumberLiteral(value: 5000, lastDigit: 3), NumberLiteral(value: 0.5, lastDigit: 0),
            NumberLiteral(value: 1e-40, lastDigit: -40), NumberLiteral(value: 0, lastDigit: 0),
            NumberLiteral(value: 1.25, lastDigit: -2), NumberLiteral(value: 1e300, lastDigit: 300),
          ])))
    default: return make(.name(pick(["a", "W1", "T", "λ", "x_t", "y_hat", "x_{t-1}", "e", "Σ"])))
    }
  }

  mutating func tree(_ depth: Int) -> Expression {
    if depth <= 0 { return leaf() }
    switch Int.random(in: 0..<16, using: &generator) {
    case 0, 1: return leaf()
    case 2...7:
      let binary = pick([
        BinaryOperator.or, .and, .equal, .less, .add, .subtract, .multiply, .juxtapose, .juxtapose,
        .divide, .leftDivide, .elementwiseMultiply, .elementwiseDivide, .kronecker, .power,
        .elementwisePower, .power,
      ])
      return make(.binary(tree(depth - 1), binary, tree(depth - 1), at: nowhere))
    case 8:
      return make(
        .prefix(
          pick([PrefixOperator.minus, .plus, .not, .squareRoot, .sum, .product]), tree(depth - 1)))
    case 9, 10:
      return make(.postfix(tree(depth - 1), pick([PostfixOperator.transpose, .inverse])))
    case 11:
      let name = make(.name(pick(["f", "log", "W1"])))
      let function = pick([name, make(.postfix(name, .transpose))])
      let label = pick([nil, Name("axis", nowhere)])
      return make(
        .application(
          function, [Argument(value: tree(depth - 1)), Argument(label: label, value: leaf())],
          at: nowhere))
    case 12:
      return make(.index(tree(depth - 1), [tree(depth - 2), make(.colon)], at: nowhere))
    case 13:
      let fence = pick([Fence.bar, .norm(subscript: nil), .norm(subscript: "F")])
      return make(.fence(fence, tree(depth - 1)))
    case 14:
      let count = Int.random(in: 1...3, using: &generator)
      let rows = Int.random(in: 1...2, using: &generator)
      return make(
        .array(rows: (0..<rows).map { _ in (0..<count).map { _ in tree(depth - 2) } }))
    default:
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: return make(.range(tree(depth - 1), step: pick([nil, leaf()]), tree(depth - 1)))
      case 1:
        let x = make(.name("x"))
        return make(
          .derivative(
            tree(depth - 1),
            variables: pick([[x], [x, x], [x, make(.index(x, [leaf()], at: nowhere)), x]])))
      default:
        return make(.conditional(tree(depth - 1), tree(depth - 1), otherwise: tree(depth - 1)))
      }
    }
  }
}

struct RoundTripTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6])
  func writtenAndRead(_ depth: Int) {
    var maker = TreeMaker(seed: UInt64(depth))
    var failures = 0
    for _ in 0..<2000 where failures < 5 {
      let expression = maker.tree(depth)
      let tree = expression.tree(keepingParentheses: false)
      let text = expression.text
      do {
        let again = try Parser.parseExpression(SourceText(text))
        let same = again.tree(keepingParentheses: false) == tree
        #expect(same, "\(text): \(again.tree(keepingParentheses: false)) is not \(tree)")
        if !same { failures += 1 }
      } catch {
        failures += 1
        Issue.record("\(error.rendered(in: SourceText(text), palette: .plain)) of \(tree)")
      }
    }
  }

  @Test(arguments: [
    ("W1*b1 + x", "W1*b1 + x"), ("((a))*(b+c)", "a*(b + c)"), ("-(Σ y log(o))", "-Σ y log(o)"),
    ("x'*A⁻¹*x", "x'*A^-1*x"), ("[1 2;3 4]", "[1, 2; 3, 4]"), ("½ ‖W‖²_F", "½ ‖W‖_F^2"),
    ("0.10 + 5e3 + 1e-3", "0.10 + 5e3 + 0.001"), ("∂²J/∂x∂x", "∂²J/∂x²"),
    ("y .* log(o)", "y .* log(o)"),
    ("2(x+y)", "2 (x + y)"), ("∇_x J", "∂J/∂x"), ("a-(b-c)-d", "a - (b - c) - d"),
    ("(a*b)*c", "a*b*c"), ("∇f(x, y)^2", "∇f(x, y)^2"), ("∇²(f(x, y))", "∇²f(x, y)"),
    ("[(a b) c]", "[(a b), c]"), ("x[end - 1]", "x[end - 1]"), ("1:n", "1:n"),
    ("a^(b+c)", "a^(b + c)"),
  ])
  func writtenPlainly(_ text: String, _ plain: String) throws {
    #expect(try Parser.parseExpression(SourceText(text)).text == plain)
  }
}
