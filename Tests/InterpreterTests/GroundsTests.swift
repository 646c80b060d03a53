import Testing

@testable import Interpreter

/// What an answer rests on is said once, and only where it matters.
@Suite struct GroundsTests {
  private static let kink = "~ relu'(0) taken as 0"
  private static let ties = "~ equal largest entries share the derivative of max"

  @Test(arguments: [
    // Of a formula: once in a session.
    Line("x : vector(n)", "grad(sum(relu(x)), x)", answers: "relu'(x)", kink),
    Line(
      "x : vector(n)", "grad(sum(relu(x)), x)", "2*grad(sum(relu(x)), x)", answers: "2*relu'(x)"),
    Line(
      "x : vector(n)", "grad(sum(relu(x)), x)", ":clear", "x : vector(n)",
      "grad(sum(relu(x)), x)", answers: "relu'(x)", kink),
    Line("x : vector(n)", "relu(x)", answers: "relu(x)"),
    // What nobody would read.
    Line(
      "x : vector(n)", "grad(norm2(1 + tanh(gelu(erf(tanh(selu(gelu(x)))))))^2, x)",
      answers: "~ … stands for what is too long to be read; names for its steps make it short", "…",
      kink),
    // Of a value: where the kink is met, each time.
    Line("x = [1; 2]", "grad(sum(relu(x)), x)", answers: "[1; 1]"),
    Line("x = [0; 2]", "grad(sum(relu(x)), x)", answers: "[0; 1]", kink),
    Line(
      "x = [0; 2]", "grad(sum(relu(x)), x)", "g = grad(sum(relu(x)), x)", answers: "g = [0; 1]",
      kink
    ),
    Line("x = [0; 2]", "y = [1; 1]", "grad(sum(relu(x) .* y), y)", answers: "[0; 2]"),
    Line("x = [3; 3]", "grad(max(x), x)", answers: "[0.5; 0.5]", ties),
    Line("x = [3; 2]", "grad(max(x), x)", answers: "[1; 0]"),
    Line(
      "x = [0; 0]", "grad(norm2(x), x)", answers: "[0; 0]",
      "~ the derivative of norm2 at 0 taken as 0"),
    // An inverse that mx brought in, not one that was written.
    Line(
      "X : matrix(n, n)", "grad(logdet(X), X)", answers: "inv(X)'", "~ X taken to be invertible"),
    Line("X : matrix(n, n)", "grad(logdet(X), X)", "grad(logdet(X), X)", answers: "inv(X)'"),
    Line("X : matrix(n, n)", "grad(tr(inv(X)), X)", answers: "-(inv(X)*inv(X))'"),
    // Another way of computing: when it happens first.
    Line("v = [1; 1]", "o = softmax(v)", answers: "o = [0.5; 0.5]"),
    Line(
      "v = [0; 0]", "o = softmax(v)", "sum(log(o))", answers: "-1.3863",
      "~ log(softmax(v)) computed as v - logsumexp(v)"),
    Line("v = [0; 0]", "o = softmax(v)", "sum(log(o))", "2*sum(log(o))", answers: "-2.7726"),
    Line(silent: "v = [0; 0]", "o = softmax(v)", "sum(log(o));"),
  ])
  func said(_ line: Line) { #expect(line.actual() == line.answer) }
}

/// No unverified formula.
@Suite struct VerifyingTests {
  @Test(
    arguments: [
      Line(
        "x : vector(n)", "grad(sum(sqrt(-1 - x.^2)), x)",
        answers: "-x ./ sqrt(-1 - x.^2)",
        "~ not verified: no point was found at which it could be compared with differences"),
      // Away from the symmetric matrices, a function of one has no differences.
      Line(
        "P : symmetric(n)", "T : matrix(n, n)", "hvp(tr(P*P), P, T)", answers: "T + T'",
        "~ P is symmetric: the tangent is taken as (T + T')/2"),
      Line(
        "P : symmetric(n)", "x : vector(n)", "d(P*x, P)",
        answers: "[i, j, k] = (x[k]*δ[i, j] + x[j]*δ[i, k])/2",
        "~ P is symmetric: so is the derivative in the axes of P"),
      Line("P : symmetric(n)", "S : symmetric(n)", "hvp(tr(P*P), P, S)", answers: "2*S"),
    ])
  func whatCannotBeTriedIsSaid(line: Line) {
    #expect(Set(line.actual()) == Set(line.answer))
  }

  @Test func whatIsWrongIsNoAnswer() throws {
    let (session, _) = session("x : vector(n)", "A : matrix(n, n)")
    let (request, text) = try session.parsed("grad(x'*A*x, x)")
    let wrong = try session.understand(session.parsed("2*A*x").0, in: text).term.node
    let root = try session.understand(request, in: text).term.node
    #expect(throws: Stop.self) {
      try session.verify(wrong, answering: root, at: request.span)
    }
  }
}
