import Testing

@testable import Interpreter

/// `f''(x)`, dots between vectors.
@Suite struct NotationOfNotesTests {
  @Test(arguments: [
    Line("f(x) = x^3", "t = 2", "f''(t)", answers: "12"),
    Line("f(x) = x^3", "f''(2)", answers: "12"),
    Line("f(x) = x^3", "f'''(5)", answers: "6"),
    Line("f(x) = x^3", "f''", answers: "~ f''(x), at any number x", "6*x"),
    Line("g(x) = x'*x", "v = [1; 2]", "g''(v)", answers: "[2  0", " 0  2]"),
    Line("a = [1; 2]", "b = [3; 4]", "a · b", answers: "~ a · b is the dot product", "11"),
    Line(
      "w : vector(n)", "grad(w'*w - λ(w'*w - 1), w)", answers: "~ taking λ as a scalar",
      "2*(1 - λ)*w"),
    Line("while 1 { break }", answers: "! error: unknown name break"),
    Line(
      "help for", answers: "for k = 1:10 { … }  runs a block for each entry; k keeps its last value"
    ),
  ])
  func reading(_ line: Line) { #expect(line.actual() == line.answer) }
}
