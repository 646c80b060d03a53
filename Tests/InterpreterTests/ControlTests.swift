import Syntax
import Testing

@testable import Interpreter

extension Session {
  func run(_ text: String) -> RunOutcome { run(SourceText(text)) }
}

@Suite struct ControlTests {
  @Test(arguments: [
    Line(silent: "k = 0", "repeat 5 { k += 1 }"),
    Line("k = 0", "repeat 5 { k += 1 }", "k", answers: "k = 5"),
    Line("k = 7", "repeat 0 { k += 1 }", "k", answers: "k = 7"),
    Line("for k = 1:3 { print(\"k\", k) }", answers: "k 1", "k 2", "k 3"),
    Line("for k = 1:3 { x = 2*k }", "x", answers: "x = 6"),
    Line("for k = 1:3 { x = 2*k }", "k", answers: "k = 3"),
    Line("s = 0", "for k = 1:4 { s <- s + k^2 }", "s", answers: "s = 30"),
    Line("k = 10", "while k > 3 { k <- k - 1 }", "k", answers: "k = 3"),
    Line("k = 2", "if k > 1 { a = 1 } else { a = 2 }", "a", answers: "a = 1"),
    Line("k = 0", "if k > 1 { a = 1 } else { a = 2 }", "a", answers: "a = 2"),
    Line("x = zeros(3)", "for i = 1:3 { x[i] <- i*i }", "x", answers: "x = [1; 4; 9]"),
    Line("x = [1; 2; 3]", "s = 0", "for i = 1:3 { s <- s + x[i] }", "s", answers: "s = 6"),
    Line("s = 0", "for i = 1:3 { for j = 1:i { s += 1 } }", "s", answers: "s = 6"),
    Line(
      "repeat -1 { x = 1 }", answers: "! error: repeat needs a whole number that is not negative"),
    Line("for k = [1 2; 3 4] { x = k }", answers: "! error: for goes over a vector"),
    Line("if [1; 2] { x = 1 }", answers: "! error: a condition is one number, 0 for false"),
    Line("K = 6", "repeat 3 { K <- 1; K <- inv([1 2; 2 4]) }", "K", answers: "K = 6"),
    Line(
      "w = [1; 2]", "repeat 400 { w <- -9*w }", answers: "~ w has entries that are not finite"),
    Line("w = 1", "while w < inf { w <- w*1e300 }", answers: "~ w is not finite"),
    Line("x = 8", "repeat 3 { x <- [x; 1] }", "x", answers: "x = [8; 1; 1; 1]"),
  ])
  func control(_ line: Line) {
    #expect(line.actual() == line.answer)
  }

  @Test func gradientDescentPlansOnce() {
    let (session, _) = session(
      "W = [0.3 0.5; 0.2 0.7]", "x = [1; 2]", "J = sum((W*x).^2)")
    _ = session.run("repeat 100 { W <- W - 0.01*grad(J, W) }")
    #expect(session.lastCost.derivations == 1)
    #expect(session.lastCost.plans <= 3)
    #expect(session.lastCost.elaborations <= 3)
  }

  @Test func interruptedLoopKeepsWholeIterations() throws {
    let output = InterruptingOutput(after: 3)
    let session = Session(options: SessionOptions(), output: output)
    session.isInterrupted = { output.isPressed }
    _ = session.run("a = 0; b = 0;")
    #expect(session.run("repeat 10 { a += 1; print(a); b += 1 }") == .interrupted)
    #expect(output.lines.last == "! interrupted in iteration 4 of 10: kept iteration 3")
    output.isPressed = false
    _ = session.run("a - b")
    #expect(output.lines.last == "0")
  }
}

/// Presses Ctrl-C when it is shown the given number of results.
private final class InterruptingOutput: Output {
  private(set) var lines: [String] = []
  private var count: Int
  var isPressed = false

  init(after count: Int) { self.count = count }

  func result(_ text: String) {
    lines.append(text)
    count -= 1
    if count == 0 { isPressed = true }
  }
  func aside(_ text: String) { lines.append("~ " + text) }
  func message(_ text: String) { lines.append("! " + text) }
  func progress(_ text: String?) {}
  var width: Int? { nil }
  var height: Int? { nil }
}
