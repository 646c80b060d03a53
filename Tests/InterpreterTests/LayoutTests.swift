import Testing

@testable import Interpreter

/// Derivatives in the layouts in print: what is shown changes, what names mean doesn't.
@Suite struct LayoutTests {
  private static let names = "A : matrix(m, n)\nB : matrix(n, m)\nx : vector(n)"
  private static let isNumerator = "~ in numerator layout"
  private static let isDenominator = "~ in denominator layout"

  @Test(arguments: [
    Line(names, ":layout numerator", "grad(tr(A*B), A)", answers: "B", isNumerator),
    Line(names, ":layout numerator", "grad(sum(x), x)", answers: "ones(n)'", isNumerator),
    Line(names, ":layout numerator", "jacobian(A*x, x)", answers: "A"),
    Line(names, ":layout denominator", "grad(tr(A*B), A)", answers: "B'"),
    Line(names, ":layout denominator", "jacobian(A*x, x)", answers: "A'", isDenominator),
    Line(names, ":layout denominator", "jacobian(sum(x), x)", answers: "ones(n)", isDenominator),
    Line(names, ":layout gradient", "grad(tr(A*B), A)", answers: "B'"),
    Line("x = [1; 2]", ":layout numerator", "grad(x'*x, x)", answers: "[2 4]", isNumerator),
    // Names keep their values; formulas speak of derivatives in the layout.
    Line("x = [1; 2]", ":layout numerator", "g = grad(x'*x, x)", answers: "g = [2; 4]"),
    Line("x = [1; 2]", ":layout numerator", "grad(x'*x, x)", "ans", answers: "ans = [2; 4]"),
    Line(
      "v = W*h", "J = sum(tanh(v))^2", ":layout numerator", "grad(J, W)", answers: "h*∂J/∂v",
      isNumerator),
    Line(
      "v = W*h", "J = sum(tanh(v))^2", ":layout numerator", ":backward J",
      answers: "∂J/∂v = 2*sum(tanh(v))*(1 - tanh(v).^2)'", "∂J/∂W = h*∂J/∂v",
      "∂J/∂h = ∂J/∂v*W", isNumerator),
  ])
  func layout(_ line: Line) { #expect(line.actual() == line.answer) }
}
