import Arrays
import Elaboration
import Graph
import Support
import Testing

/// What is read into names that nothing was said of, and into operands side by side.
@Suite struct ReadingTests {
  @Test(
    arguments: [
      ("a", "taking a as a scalar", 0), ("x", "taking x as a vector", 1),
      ("A", "taking A as a matrix", 2), ("alpha", "taking alpha as a scalar", 0),
      ("A*x", "taking A as a matrix", 1), ("a*x", "taking a as a scalar, x as a vector", 1),
    ] as [(String, String, Int)])
  func symbols(_ text: String, _ reading: String, _ order: Int) throws {
    let environment = TestEnvironment()
    let elaborated = try environment.elaborated(text)
    #expect(elaborated.readings == [reading])
    #expect(environment.graph.shape(of: elaborated.term.node).order == order)
  }

  @Test(
    arguments: [
      ("s (1 + s)", 6), ("s(1 + s)", 6), ("2s", 4), ("2 s s", 8), ("v's", 0), ("v'v", 5),
      ("f(s)", 20), ("f(s) s", 40), ("1/2s", 1),
      ("v' v (v)", 0), ("v'*v(v)", 0),
    ] as [(String, Double)])
  func sideBySide(_ text: String, _ value: Double) throws {
    let environment = TestEnvironment()
    environment.bind("s", Tensor(2))
    environment.bind("v", Tensor([2], [1, 2]))
    let result = try environment.value(text.replacing("f(s)", with: "sum(10*[s])"))
    if value == 0 { #expect(result?.shape == [2]) } else { #expect(result?[0] == value) }
  }

  /// What decided the reading is told, so that the line is read again when it changes.
  @Test func valuesThatDecideAreGuards() throws {
    let environment = TestEnvironment()
    environment.bind("k", Tensor(3))
    let elaborated = try environment.elaborated("zeros(k)")
    #expect(elaborated.guards.map(\.value.entries) == [[3]])
    #expect(elaborated.names == ["k"])
    #expect(try environment.elaborated("k + 1").guards.isEmpty)
  }
}
