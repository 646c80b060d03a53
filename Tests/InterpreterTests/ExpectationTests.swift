import Testing

@testable import Interpreter

/// Expectations at the prompt: alone they are mean and variance of what is drawn, and a claim is shown as
/// it was written.
@Suite struct ExpectationTests {
  private static let x = "x = [1; 2; 3]"
  private static let mean = "~ E is the mean of all draws, which x stands for"

  @Test(arguments: [
    Line(
      #"\operatorname{Var}(v)"#,
      answers: "~ Var is the variance of all draws, which v stands for", "~ taking v as a vector",
      "var(v)"),
    Line(#"\mathbb{E}[x]"#, answers: mean, "~ taking x as a vector", "mean(x)"),
    Line(
      #"\mathbb{E}[X]"#, answers: "~ E is the mean of all draws, which X stands for", "mean(X)"),
    Line(x, #"$\mathbb{E}[x]$"#, answers: mean, "2"),
    Line(
      x, #"$\mathbb{E}[x^2] - \mathbb{E}[x]^2$"#, answers: mean,
      "~ x^2 is taken entry by entry, as x.^2", "0.66667"),
    Line(
      x, "y = [3; 2; 1]", #"$\mathrm{Cov}(x, y)$"#,
      answers: "~ Cov is the covariance of all draws, which x, y stand for", "-0.66667"),
    Line(
      #"$\mathbb{E}[A x]$"#, answers: "~ taking x_samples as draws of x", "~ taking A as a matrix",
      "A*mean(x_samples, 1)'"),
  ])
  func alone(_ line: Line) { #expect(line.actual() == line.answer) }

  @Test(arguments: [
    Line(
      #"$\mathrm{Var}(x) = \mathbb{E}[x^2] - \mathbb{E}[x]^2$"#,
      answers: "✓ Var(x) = 𝔼(x^2) - 𝔼(x)^2 (at random points)"),
    Line(
      #"$\mathbb{E}[A x] = A \mathbb{E}[x]$"#, answers: "~ taking A as a matrix",
      "✓ 𝔼(A x) = A 𝔼(x) (at random points)"),
  ])
  func claims(_ line: Line) { #expect(line.actual() == line.answer) }
}
