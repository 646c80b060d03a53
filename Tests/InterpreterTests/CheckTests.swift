import Testing

@testable import Interpreter

@Suite struct CheckTests {
  @Test(arguments: [
    Line("x = 1", "J = x + 0.4032", "J = 1.403", answers: "✓ J = 1.403"),
    Line(
      "x = 1", "J = x + 0.4032", "J = 1.404", answers: "✗ J = 1.404: J is 1.4032, off by -0.0008"),
    Line("J = 1.403", "J = 1.5", answers: "~ J was 1.403", "J = 1.5"),
    Line("x = 1", "s1 = x/2 = 0.5", answers: "s1 = 0.5", "✓ x/2 = 0.5"),
    Line("x = 1", "s1 = x/2 = 0.6", answers: "s1 = 0.5", "✗ x/2 = 0.6: x/2 is 0.5, off by -0.1"),
    Line("p = q2 = 7", "q2", answers: "q2 = 7"),
    Line("x = 1", "x + 1 = 2", answers: "✓ x + 1 = 2"),
    Line("L = 0.12345", "L ≈ 0.123", answers: "✓ L ≈ 0.123"),
    Line("L = 0.12345", "L ~~ 0.124", answers: "✗ L ≈ 0.124: L is 0.12345, off by -0.00055"),
    Line("x = 3.4", "x + 0 ≈ 3", answers: "✓ x + 0 ≈ 3"),
    Line("x = 3.4", "x + 0 = 3", answers: "✗ x + 0 = 3: x + 0 is 3.4, off by 0.4"),
    Line("x = [1.04; 2]", "2*x/2 = [1.0; 2]", answers: "✓ 2*x/2 = [1.0; 2]"),
    Line(
      "x = [1.04; 2]", "2*x/2 = [1; 2]",
      answers: "✗ 2*x/2 = [1; 2]: (2*x/2)[1] is 1.04, off by 0.04"),
    Line(
      "x = [1; 2.3]", "2*x/2 = [1.0; 2]",
      answers: "✗ 2*x/2 = [1.0; 2]: (2*x/2)[2] is 2.3, off by 0.3"),
    Line("x = [1; 2]", "x + x = [2 4]", answers: "✓ x + x = [2, 4]"),
    Line(
      "x = [1; 2]", "x + x = [2; 4; 6]",
      answers: "✗ x + x = [2; 4; 6]: the left side is vector(2), the right side vector(3)"),
    // Nothing says what b is.
    Line("A*x = b", answers: "~ taking A as a matrix", "? A*x = b: waits for a value of b"),
    Line(
      "A = [1 2; 3 4]", "x = [1; 1]", "A*x = b", "b = [3; 7]", answers: "b = [3; 7]", "✓ A*x = b"),
    Line("x = [1; 2]", "x'*x = s", "s = 4", answers: "s = 4", "✗ x'*x = s: x'*x is 5, off by 1"),
    Line("A = [2 0; 0 4]", "A*inv(A) = I", answers: "✓ A*inv(A) = I"),
    Line(
      "x = [1; 2]", "x[2] = 5", answers: "~ this is a check; x[2] <- … changes the entry",
      "✗ x[2] = 5: x[2] is 2, off by -3"),
    Line(
      "f = 3", "x = 2", "f(x) = x^2",
      answers: "~ this is a check, as f stands for something; "
        + "to define a function, :clear f or take another name",
      "✗ f(x) = x^2: f(x) is 6, off by 2"),
    Line("f = 3", "x = 2", "f(x) = 7", answers: "✗ f(x) = 7: f(x) is 6, off by -1"),
    Line("f = 3", "x = 2", "f(x) = x^2 + 2", answers: "✓ f(x) = x^2 + 2"),
    Line("f = 3", "x = 2", ":clear f", "f(x) = x^2", answers: "~ f(x) = x^2"),
  ])
  func check(_ line: Line) { #expect(line.actual() == line.answer) }

  @Test(arguments: [
    Line("A, B : matrix(n, n)", "(A*B)' = B'*A'", answers: "✓ (A*B)' = B'*A'"),
    Line(
      "A : matrix(n, n)", "x : vector(n)", "∂(x'*A*x)/∂x = (A + A')*x",
      answers: "✓ ∂(x'*A*x)/∂x = (A + A')*x (at random points)"),
    Line(
      "A : matrix(n, n)", "x : vector(n)", "∂(x'*A*x)/∂x = 2*A*x",
      answers: "✓ ∂(x'*A*x)/∂x = 2*A*x (only if A is symmetric)"),
    Line(
      "x : vector(n)", "y : vector(n)", "x'*y = y'*x", answers: "✓ x'*y = y'*x (at random points)"),
  ])
  func claim(_ line: Line) {
    let answer = line.actual().map { $0.replacing(" (at random points)", with: "") }
    #expect(answer == line.answer.map { $0.replacing(" (at random points)", with: "") })
  }

  @Test func pendingCheckWaitsForItsValue() {
    let (session, output) = session("x : scalar", "u = x + 1", "u = 3", "x = 2")
    #expect(output.lines.contains("? u = 3: waits for a value of x"))
    #expect(output.lines.last == "✓ u = 3")
    #expect(session.finish())
  }

  @Test func pendingCheckIsReportedAtTheEnd() {
    let (session, output) = session("x : scalar", "u = x + 1", "u = 3")
    #expect(session.finish())
    #expect(output.lines.last == "! unchecked: u = 3 (no value for x)")
  }

  @Test func failedCheckCountsButStopsNothing() {
    let output = RecordingOutput()
    let session = Session(options: SessionOptions(), output: output)
    #expect(session.run("x = 1\nx + 1 = 3\ny = 5") == .completed)
    #expect(output.lines.last == "y = 5")
    #expect(!session.finish())
  }
}
