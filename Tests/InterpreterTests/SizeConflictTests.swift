import Syntax
import Testing

@testable import Interpreter

/// Sizes with different names are different sizes; a contradiction says where the sizes come from.
@Suite struct SizeConflictTests {
  @Test(arguments: [
    Mistake(
      "A : matrix(m, n)", "x, b : vector(n)", "A x + b",
      is: "A*x + b needs A*x (m) and b (n) of one size",
      because: "A is m×n and x is n, so A*x is m",
      hint: "A*(x + b) fits (m); or declare b : vector(m)"),
    Mistake(
      "A : matrix(m, n)", "x, b : vector(n)", "b - A*x",
      is: "b - A*x needs b (n) and A*x (m) of one size",
      because: "A is m×n and x is n, so A*x is m",
      hint: "A*(b - x) fits (m); or declare b : vector(m)"),
    Mistake(
      "A, B : matrix(m, n)", "A*B", is: "A*B needs as many columns of A (n) as rows of B (m)",
      because: "A is m×n, B is m×n", hint: "A'*B fits (n×n)"),
    Mistake(
      "A : matrix(m, n)", "b : vector(k)", "u = A x", "u + b",
      is: "u + b needs u (m) and b (k) of one size",
      because: "u = A*x is m, as A is m×n and x is n",
      hint: "declare b : vector(m)"),
    Mistake(
      "W = [1 2; 3 4; 5 6]", "x = [1; 2]", "u = W*x", "u + x",
      is: "u + x needs u (3) and x (2) of one size",
      because: "u = W*x is 3, as W is 3×2 and x is 2", hint: nil),
    Mistake(
      "x : vector(n)", "eye(k)*x",
      is: "eye(k)*x needs as many columns of eye(k) (k) as rows of x (n)",
      because: "eye(k) is k×k, x is n", hint: nil),
    Mistake(
      "y : vector(n)", "reshape(y, n, 2)", is: "reshape needs an array of 2·n entries",
      because: "y is n, n is a scalar", hint: nil),
  ])
  func contradiction(_ mistake: Mistake) {
    let diagnostic = mistake.diagnostic
    #expect(diagnostic?.message == mistake.message)
    #expect(diagnostic?.notes.first == mistake.reason)
    #expect(diagnostic?.hint == mistake.hint)
  }

  @Test(arguments: [
    // What mx takes sizes to be may turn out to be any size; numbers decide at last.
    Line("x : vector(n)", "A x + x", answers: "~ taking A as a matrix", "A*x + x"),
    Line("A : matrix(m, n)", "m2 = A*A'", answers: "m2 = A*A'"),
    Line(
      "A : matrix(m, n)", "A = [1 2; 3 4]", "A*A", answers: "[ 7  10", " 15  22]"),
    // A declared size is a number too.
    Line("x : vector(n)", "grad(sum(x.^2)/n, x)", answers: "2*x/n"),
    Line("x : vector(n)", "x = [1; 2; 3]", "sum(x)/n", answers: "2"),
    Line("x : vector(n)", "n", answers: "n"),
    Line("A : matrix(m, n)", "vec(A)'*vec(A')", answers: "vec(A)'*vec(A')"),
    // A name that is met as a size is no vector by convention.
    Line("zeros(n)", answers: "zeros(n)"),
    Line("x : vector(n)", "reshape(x, m, 2)", "x", answers: "x"),
    Line("x : vector(k)", "reshape(x, m, n)", "k", answers: "n*m"),
    // Nor is one that stands for a whole number another size.
    Line("n = 2", "v : vector(n)", "v = [1; 2]", answers: "v = [1; 2]"),
    Line(
      "n = 5", "v : vector(n)", "v = [1; 2]",
      answers: "! error: v is declared vector(n), and this is vector(2)"),
  ])
  func fits(_ line: Line) { #expect(line.actual() == line.answer) }
}

/// Lines of which the last is a mistake.
struct Mistake: CustomTestStringConvertible, Sendable {
  let entered: [String]
  let message: String
  let reason: String
  let hint: String?

  init(_ entered: String..., is message: String, because reason: String, hint: String?) {
    self.entered = entered
    self.message = message
    self.reason = reason
    self.hint = hint
  }

  var testDescription: String { entered.joined(separator: " ⏎ ") }

  /// What the last line is told in a new session.
  var diagnostic: Diagnostic? {
    let session = Session(options: SessionOptions(), output: RecordingOutput())
    for line in entered.dropLast() { _ = session.run(SourceText(line)) }
    let source = SourceText(entered.last ?? "")
    session.source = source
    do {
      _ = try session.understand(Parser.parseExpression(source))
      return nil
    } catch let stop as Stop {
      if case .failure(let diagnostic, _) = stop { return diagnostic }
      return nil
    } catch {
      return error as? Diagnostic
    }
  }
}
