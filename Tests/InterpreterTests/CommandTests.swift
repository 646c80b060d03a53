import Arrays
import Syntax
import Testing

@testable import Interpreter

@Suite struct CommandTests {
  @Test(arguments: [
    Line("x = 1", "x = 2", ":undo", "x", answers: "x = 1"),
    Line("x = 1", "u = x + 1", "u <- 7", ":undo", "x = 5", "u", answers: "u = 6"),
    Line(":undo", answers: "! error: there is nothing to take back"),
    Line("x = 1", ":clear x", ":vars", answers: "~ no names yet"),
    Line("x = 1", "u = x + 1", ":clear x", "u", answers: "u = x + 1"),
    Line("x = 1", ":clear", ":vars", answers: "~ no names yet"),
    Line("x = 1", ":vars", answers: "x  scalar  1"),
    Line("W : matrix(3, 2)", ":vars", answers: "W  matrix(3, 2)  no value"),
    Line(":digits 3", "pi", answers: "3.14"),
    Line(":digits 99", answers: "! error: :digits takes a whole number from 1 to 17"),
    Line("x = 1/3", ":latex", answers: "x = 0.33333"),
    Line(":frob", answers: "! error: unknown command :frob"),
    Line(":help vars", answers: ":vars  all names: kind, shape, equation or value"),
    Line(
      "help pseudo", answers: "pinv  The pseudo-inverse of Moore and Penrose, of any matrix."),
    Line(
      "help symmetric", answers: "P : symmetric(n)  says that P is a matrix that is its transpose"),
    Line("help nosuchthing", answers: "! error: there is no help on nosuchthing"),
    Line("x = 1", "u = x + 1", "?u", answers: "u is scalar, u = x + 1", "  follows x"),
    Line(
      "W = [1 2; 3 4]", "x = [1; 2]", "v = W*x", "J = v'*v", ":forward J",
      answers: "v = W*x = [5; 11]", "J = v'*v = 146"),
    Line(
      "x = [1; 2]", "v = 3*x", "J = v'*v", ":backward J", answers: "∂J/∂v = 2*v = [6; 12]",
      "∂J/∂x = prod(∂J/∂v, ∂v/∂x) = 6*v = [18; 36]"),
    Line("x = [1; 2]", "J = x'*x", "formula(grad(J, x))", answers: "2*x"),
    // LaTeX of anything: the last result alone, a formula, an equation, what a command shows.
    Line(
      "x = [1; 2]", "A = [1 2; 3 4]", ":latex",
      answers: "A = \\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}"),
    Line("W1 : matrix(2, 2)", ":latex W1*x", answers: "W_1 x"),
    Line("s = 1/2*frob(W)^2", ":latex s", answers: "s = \\frac{1}{2} \\lVert W \\rVert_F^{2}"),
    Line(
      ":latex ∂J/∂W = ∂J/∂v*h'",
      answers: "\\frac{\\partial J}{\\partial W} = \\frac{\\partial J}{\\partial v} h^{\\top}"),
    Line(
      "x = [1; 2]", "x*2 = [2; 4]", ":latex",
      answers: "x \\cdot 2 = \\begin{bmatrix} 2 \\\\ 4 \\end{bmatrix}"),
    Line(
      "u = W*x", "J = sum(u)", ":latex :forward J", answers: "\\begin{aligned}",
      "u &= W x \\\\", "J &= \\operatorname{sum}(u)", "\\end{aligned}"),
    Line("x = [1; 2]", "J = x'*x", "print(\"J\", J)", answers: "J 5"),
  ])
  func command(_ line: Line) { #expect(line.actual() == line.answer) }

  @Test(arguments: ["quit", "exit", "q", "quit()", ":q", ":quit"])
  func leaving(_ text: String) {
    let (session, _) = session()
    session.options.isInteractive = true
    #expect(session.run(text) == .quit)
  }

  /// A text that ends at a name would leave the rest unrun, unseen.
  @Test func aLetterLeavesThePromptOnly() {
    let (session, _) = session()
    #expect(session.run("q") == .completed)
  }

  @Test func namesHideTheWordsThatLeave() {
    let (session, _) = session("q = 3")
    #expect(session.run("q") == .completed)
  }

  @Test func seedFixesDraws() {
    #expect(
      Line(":seed 1", "rand(3)").actual() == Line("rand(3)", ":seed 1", "rand(3)").actual())
  }

  @Test func drawsAreKeptWhenOtherThingsChange() {
    let (session, output) = session(
      "a = 1", "x = a*rand(2)", "b = x", "a = [1 2; 3 4];", "a = 1;", "x")
    _ = session.run("b - x")
    #expect(output.lines.last == "[0; 0]")
  }

  @Test func savedSessionRunsAgainUnchanged() throws {
    let (first, _) = session(
      "f(x) = a*x", "W : matrix(2, n)", "W = [0.1 0.2; 0.3 1e-20]", "y = W*x", "x = [1; 2]",
      "a = 2", "z = f(y)", "r = [1 2 3]", "t = ones(1)", "M = ones(3)*2*ones(2)'")
    let script = try first.script()
    let (second, _) = session(script)
    #expect(try second.script() == script)
    #expect(second.definedNames == first.definedNames)
  }

  @Test func failedStatementLeavesTheSessionAsItWas() throws {
    let (session, _) = session("x = [1; 2]", "u = 2*x")
    let before = try session.script()
    for line in ["x = [1; 2] + nosuch(3)", "u = inv([1 2; 2 4])", "x, y <- 1", "x = (", "x <- x*x"]
    {
      #expect(session.run(line) == .failed)
      #expect(try session.script() == before)
    }
  }

  @Test(arguments: [
    ("u = [1; 2]", #"{"name": "u", "shape": [2], "value": [1, 2]}"#),
    ("[1 2]", #"{"name": "ans", "shape": [1, 2], "value": [[1, 2]]}"#),
    ("3", #"{"name": "ans", "shape": [], "value": 3}"#),
    (
      "s = 1/2 = 0.5",
      #"{"name": "s", "shape": [], "value": 0.5, "check": "holds", "detail": "1/2 = 0.5"}"#
    ),
    (
      "1 + 1 = 2",
      #"{"name": "ans", "shape": [], "value": 2, "check": "holds", "detail": "1 + 1 = 2"}"#
    ),
  ])
  func json(_ line: String, _ object: String) {
    var options = SessionOptions()
    options.format = .json
    #expect(Line(line).actual(options) == [object])
  }

  @Test func completionsKnowNamesFunctionsAndCommands() {
    let (session, _) = session("softness = 1")
    #expect(session.completions(for: "soft").contains("softness"))
    #expect(session.completions(for: "soft").contains("softmax"))
    #expect(session.completions(for: ":va") == [":vars"])
    #expect(session.completions(for: "").isEmpty)
  }
}

@Suite struct MinimizationTests {
  @Test func quadraticIsSolved() {
    let (_, output) = session(
      "A = [3 1; 1 2]", "b = [1; 1]", "x = [0; 0]", "J = x'*A*x/2 - b'*x", "minimize(J, x);",
      "A*x ≈ [1.0000; 1.0000]")
    #expect(output.lines.last == "✓ A*x ≈ [1.0000; 1.0000]")
  }

  @Test func rosenbrockIsSolved() {
    let (_, output) = session(
      "x = [-1.2; 1]", "J = (1 - x[1])^2 + 100*(x[2] - x[1]^2)^2", "minimize(J, x);",
      "x ≈ [1.0000; 1.0000]")
    #expect(output.lines.last == "✓ x ≈ [1.0000; 1.0000]")
  }

  /// What rounding leaves in differences of a value far from zero is no gradient.
  @Test func gradientCheckHoldsAtAMinimum() {
    let (_, output) = session("x = [0; 0]", "J = 140 + x'*x/3", "check_grad(J, x)")
    #expect(output.lines.last?.hasPrefix("✓ grad(J, x)") == true)
  }

  @Test func gradientCheckHolds() {
    let (session, output) = session(
      "W = [0.3 0.5; 0.2 0.7]", "x = [1; 2]", "J = sum(tanh(W*x))", "check_grad(J, W)")
    #expect(output.lines.last?.hasPrefix("✓ grad(J, W): largest relative error") == true)
    #expect(session.finish())
  }

  /// A symmetric matrix stays so.
  @Test func gradientCheckOfASymmetricMatrixHolds() {
    let (_, output) = session(
      "P : symmetric(2)", "P = [3 1; 1 4]", "B = [1 2; -1 3]", "check_grad(tr(P*B*P*B), P)")
    #expect(output.lines.last?.hasPrefix("✓ grad(tr(P*B*P*B), P)") == true)
  }
}
