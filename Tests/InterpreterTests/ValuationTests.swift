import Arrays
import Syntax
import Testing

@testable import Execution
@testable import Interpreter

/// Values are kept, and plans begin at those that are kept: whatever was shown or changed before, a
/// name's value is the one that a session has which was told only how things stand at the end.
struct ValuationTests {
  /// Sessions of equations on each other, inputs that change, names that are shown or forgotten.
  @Test(arguments: 0..<40)
  func valuesDoNotDependOnTheWay(_ seed: UInt64) throws {
    var random = RandomGenerator(seed: 100 + seed)
    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    var inputs = ["a": "[0.5; -1; 2]", "b": "[1; 0.25; -0.5]"]
    var equations: [(name: String, right: String)] = []
    let (session, _) = session("a = [0.5; -1; 2]", "b = [1; 0.25; -0.5]")
    for step in 0..<40 {
      let names = ["a", "b"] + equations.map(\.name)
      let (left, right) = (names[pick(names.count)], names[pick(names.count)])
      let forms = [
        "tanh(\(left)) + \(right)", "log(softmax(\(left)))", "softmax(\(left)).*\(right)",
        "grad(sum(tanh(\(left)).*\(right)), \(left))", "\(left)", "(\(left)'*\(right))*\(left)/9",
      ]
      switch pick(6) {
      case 0...2:
        let right = forms[pick(forms.count)]
        equations.append(("x\(step)", right))
        _ = session.run(SourceText("x\(step) = \(right)" + (pick(2) == 0 ? ";" : "")))
      case 3:
        let input = ["a", "b"][pick(2)]
        inputs[input] = "[\(pick(5)); -\(pick(5)).5; 0.\(pick(9))]"
        _ = session.run(SourceText("\(input) = \(inputs[input, default: ""]);"))
      case 4:
        guard let index = equations.indices.randomElement(using: &random) else { continue }
        let right = ["a", "b"][pick(2)]
        equations[index].right = "sin(\(right))"
        _ = session.run(SourceText("\(equations[index].name) = sin(\(right))"))
        if pick(2) == 0 {
          _ = session.run(SourceText("b = [9; 8; 7]"))
          _ = session.run(SourceText(":undo"))
        }
      default: _ = session.run(SourceText("\(left) + \(right)"))
      }
    }
    let (told, _) = self.told(inputs, equations)
    for (name, _) in equations {
      let value = try #require(try self.value(of: name, in: session))
      let expected = try #require(try self.value(of: name, in: told))
      for (x, y) in zip(value.entries, expected.entries) {
        #expect(abs(x - y) <= 1e-12 * max(1, abs(y)), "\(name) of \(equations)")
      }
    }
  }

  private func told(
    _ inputs: [String: String], _ equations: [(name: String, right: String)]
  ) -> (Session, RecordingOutput) {
    let result = session()
    for (name, value) in inputs { _ = result.0.run(SourceText("\(name) = \(value);")) }
    for (name, right) in equations { _ = result.0.run(SourceText("\(name) = \(right);")) }
    return result
  }

  private func value(of name: String, in session: Session) throws -> Tensor? {
    try session.slot(of: name).flatMap { try session.value(ofSlot: $0) }
  }

  /// Each line of a long document is planned from the one before: a line's plan is as short at the end
  /// as at the beginning, and when the first input changes each is run once.
  @Test func longDocumentsArePlannedInSteps() throws {
    func steps(_ count: Int) throws -> Int {
      let (session, _) = session("x0 = [1; 2; 3]")
      for line in 1...count {
        _ = session.run(SourceText("x\(line) = tanh(x\(line - 1)) + \(line)"))
      }
      let plans = session.valuations.continuations
      // One more for what the input is written as.
      #expect(plans.count == count + 1)
      let planned = session.planCount
      _ = session.run(SourceText("x0 = [4; 5; 6]"))
      let value = try #require(try self.value(of: "x\(count)", in: session))
      #expect(session.planCount == planned + 1)
      #expect(abs(value[0] - Double(count) - 1) < 1e-3)
      return plans.values.reduce(0) { $0 + $1.plan.instructionCount }
    }
    #expect(try steps(60) == 6 * steps(10))
  }
}
