import Testing

@testable import Interpreter

/// `:derive`: one derivation, step by step.
@Suite struct DerivationTests {
  private static let names = """
    A : matrix(n, n)
    B : matrix(m, n)
    X : matrix(n, n)
    P : symmetric(n)
    x : vector(n)
    y : vector(m)
    r : row(n)
    """

  @Test func quadraticForm() {
    let line = Line(Self.names, ":derive --differential grad(tr(X'*A*X), X)")
    #expect(
      line.actual() == [
        "f     = tr(X'*A*X)",
        "df    = tr(d(X'*A*X))               the trace is linear",
        "      = tr(d(X')*A*X + X'*d(A*X))   product rule",
        "      = tr(d(X')*A*X + X'*A*dX)     constant factors come out",
        "      = tr(dX'*A*X + X'*A*dX)       the transpose is linear",
        "      = tr(dX'*A*X) + tr(X'*A*dX)   the trace is linear",
        "      = tr(X'*A'*dX) + tr(X'*A*dX)  a matrix and its transpose have one trace",
        "      = tr((X'*A' + X'*A)*dX)       like factors are taken out",
        "∂f/∂X = A*X + A'*X = (A + A')*X",
      ])
  }

  @Test func inverse() {
    let line = Line(Self.names, ":derive --differential ∂(tr(A*inv(X)))/∂X")
    #expect(
      line.actual() == [
        "f     = tr(A*inv(X))",
        "df    = tr(d(A*inv(X)))          the trace is linear",
        "      = tr(A*d(inv(X)))          constant factors come out",
        "      = tr(-A*inv(X)*dX*inv(X))  the differential of an inverse",
        "      = -tr(A*inv(X)*dX*inv(X))  the trace is linear",
        "      = -tr(inv(X)*A*inv(X)*dX)  the trace is cyclic",
        "∂f/∂X = -inv(X)'*A'*inv(X)' = -(inv(X)*A*inv(X))'",
      ])
  }

  /// Derivations that come to their end by the rules alone; the end is mx's own gradient, which the
  /// derivation itself checks.
  @Test(
    arguments: [
      ("tr(A*X)", "X", "A'"), ("tr(X^2)", "X", "2*X'"), ("logdet(X)", "X", "inv(X)'"),
      ("norm2(X)^2", "X", "2*X"), ("norm2(X - A)^2/2", "X", "X - A"),
      ("sum(tanh(X))", "X", "tanh'(X)"), ("sum(A .* tanh(X))", "X", "A .* tanh'(X)"),
      ("x'*X*x", "X", "x*x'"), ("sum(X*x)", "X", "ones(n)*x'"),
      ("norm2(X)", "X", "X/frob(X)"), ("logdet(X'*X)", "X", nil),
      ("tr(A*X*A*X')", "X", nil), ("sum(X*A)", "X", nil), ("det(X)", "X", nil),
      ("x'*A*x", "x", nil), ("norm2(B*x - y)^2", "x", "2*B'*(B*x - y)"),
      ("norm2(B*x - y)", "x", "B'*(B*x - y)/norm2(B*x - y)"), ("sum(exp(B*x))", "x", "B'*exp(B*x)"),
      ("logsumexp(x)", "x", "softmax(x)"), ("-sum(y .* log(softmax(B*x)))", "x", nil),
      ("sum(log(1 + exp(-B*x)))", "x", nil), ("(x'*A*x)/(x'*x)", "x", nil),
      ("mean(x.^2)", "x", "2*x/n"), ("sum(x.^3)", "x", "3*x.^2"), ("(x'*x)^2", "x", nil),
      ("sum(x)^2", "x", nil), ("tr(x*x'*A)", "x", nil), ("sum(A*diag(x)*A)", "x", nil),
      ("r*A*r'", "r", nil), ("r*P*r'", "r", "2*r*P"), ("x'*P*x", "P", "x*x'"),
      ("tr(X*P)", "P", nil), ("logdet(P)", "P", nil), ("a*sum(x)", "a", "sum(x)"),
      ("x'*x/t^2", "t", nil), ("dot(x, A*x)", "x", nil), ("norm(x)^2", "x", "2*x"),
      ("norm(y - tanh(W*x))^2", "W", nil), ("½*norm(y - σ(W*x))^2", "W", nil),
      ("softmax(W*x)'*y", "W", nil), ("tr(X^3)", "X", nil), ("norm(y - W*x)^2", "W", nil),
      ("x'*X^3*x", "X", nil), ("norm(B*X - B)^2", "X", nil),
      ("tr(X'*X)", "X", "2*X"), ("r*r'", "r", "2*r"), ("x'*softmax(A*x)", "x", nil),
      ("tanh(W*x)'*A*tanh(W*x)", "W", nil),
      ("mse(x, r')", "x", nil), ("cross_entropy(y, softmax(B*x))", "x", nil),
    ] as [(String, String, String?)])
  func comesToItsEnd(_ function: String, _ variable: String, _ gradient: String?) {
    let output = RecordingOutput()
    let session = Session(options: SessionOptions(), output: output)
    _ = session.run(.init(Self.names))
    _ = session.run("t : scalar")
    _ = session.run("a : scalar")
    let start = output.lines.count
    _ = session.run(.init(":derive --differential grad(\(function), \(variable))"))
    let lines = output.lines[start...]
    #expect(!lines.contains { $0.contains("don't lead further") || $0.hasPrefix("!") }, "\(lines)")
    let end = lines.first { $0.hasPrefix("∂f/∂\(variable)") } ?? ""
    let written = String(end.drop { $0 != "=" }.dropFirst(2))
    if let gradient {
      #expect(written == gradient, "\(lines)")
    } else {
      #expect(!written.isEmpty)
    }
  }

  @Test func whatNoRuleTakesApartIsSaid() {
    let lines = Line(Self.names, ":derive --differential grad(sum(sort(x)), x)").actual()
    #expect(lines.contains { $0.contains("don't lead further") })
    #expect(lines.contains { $0.hasPrefix("∂f/∂x = ") })
  }

  @Test func functionsWithAFormulaAreOpened() {
    let lines = Line(
      "g(A) = tr(A*A)", "X : matrix(n, n)", ":derive --differential grad(g(X), X)"
    ).actual()
    #expect(lines[1] == "df    = d(tr(X*X))           g(X) = tr(X*X)")
    #expect(lines.last == "∂f/∂X = 2*X'")
  }

  @Test func derivationsAreWrittenInASCIIToo() {
    var options = SessionOptions()
    options.isASCII = true
    let lines = Line(Self.names, ":derive --differential grad(norm2(X)^2 + sum(A .* tanh(X)), X)")
      .actual(options)
    #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }, "\(lines)")
  }

  @Test func aSymmetricMatrixHasASymmetricGradient() {
    let lines = Line(Self.names, ":derive --differential grad(tr(X*P), P)").actual()
    #expect(lines.last == "∂f/∂P = (X' + X)/2 = (X + X')/2")
  }

  @Test func namesOnTheWayAreOpened() {
    let lines = Line(
      "u = W*x + b", "h = tanh(u)", "J = sum(h)", ":derive --differential grad(J, W)"
    ).actual()
    #expect(lines.first == "dJ    = d(sum(h))                    J = sum(h)")
    #expect(lines.contains { $0.hasSuffix("u = W*x + b") })
    #expect(!lines.contains { $0.contains("don't lead further") })
  }

  @Test func throughNamesItIsTheChainRule() {
    let lines = Line("u = W*x + b", "h = tanh(u)", "J = sum(h)", ":derive grad(J, W)").actual()
    #expect(
      lines == [
        "∂J/∂h = ones(m)             J = sum(h)",
        "∂J/∂u = prod(∂J/∂h, ∂h/∂u)  chain rule",
        "      = 1 - h.^2            h = tanh(u)",
        "∂J/∂W = prod(∂J/∂u, ∂u/∂W)  chain rule",
        "      = ∂J/∂u*x'            u = W*x + b",
      ])
  }

  @Test(arguments: [
    Line(":derive", answers: "! error: :derive takes a derivative"),
    Line(
      "x = 1", ":derive x", answers: "! error: :derive takes the gradient of a scalar by a name"),
    Line(
      "A : matrix(m, n)", "x : vector(n)", ":derive d(A*x, x)",
      answers: "! error: :derive takes the gradient of a scalar; A*x is vector(m)"),
  ])
  func mistakes(_ line: Line) { #expect(line.actual() == line.answer) }
}
