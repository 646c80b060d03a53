import Arrays
import Graph
import Testing

@testable import Printing

struct JSONPrinterTests {
  @Test func values() {
    #expect(
      JSONPrinter.line(name: "u", value: Tensor([3], [3.4, 3.5, 2.1]))
        == #"{"name": "u", "shape": [3], "value": [3.4, 3.5, 2.1]}"#)
    #expect(
      JSONPrinter.line(name: "ans", value: Tensor(4))
        == #"{"name": "ans", "shape": [], "value": 4}"#)
    #expect(
      JSONPrinter.line(name: "r", value: Tensor([2], [1, 2]), orientation: .row)
        == #"{"name": "r", "shape": [1, 2], "value": [[1, 2]]}"#)
    #expect(
      JSONPrinter.line(name: "A", value: Tensor([2, 2], [1, .nan, -.infinity, .infinity]))
        == #"{"name": "A", "shape": [2, 2], "value": [[1, "NaN"], ["-Infinity", "Infinity"]]}"#)
    #expect(
      JSONPrinter.line(name: "T", value: Tensor([1, 2, 1], [1, 2]))
        == #"{"name": "T", "shape": [1, 2, 1], "value": [[[1], [2]]]}"#)
    #expect(
      JSONPrinter.line(name: "E", value: Tensor([2, 0], []))
        == #"{"name": "E", "shape": [2, 0], "value": [[], []]}"#)
  }

  @Test func formulasAndChecks() {
    #expect(
      JSONPrinter.line(name: "ans", formula: "x'*A*x", sizes: [])
        == #"{"name": "ans", "shape": [], "formula": "x'*A*x"}"#)
    #expect(
      JSONPrinter.line(name: "g", formula: "2*x", sizes: ["n"])
        == #"{"name": "g", "shape": ["n"], "formula": "2*x"}"#)
    #expect(
      JSONPrinter.line(name: "J", value: Tensor(0.5), check: .mismatch, detail: "a \"b\"\n")
        == #"{"name": "J", "shape": [], "value": 0.5, "check": "mismatch", "detail": "a \"b\"\n"}"#)
    #expect(
      JSONPrinter.line(name: "J", check: .unchecked, detail: "x has no value")
        == #"{"name": "J", "check": "unchecked", "detail": "x has no value"}"#)
  }

  @Test(arguments: [
    ("\\", #""\\""#), ("\u{1}", #""\u0001""#), ("λ₁", "\"λ₁\""), ("\t\r", #""\t\r""#),
  ])
  func strings(_ text: String, _ json: String) { #expect(JSONPrinter.string(text) == json) }

  @Test(arguments: [
    (0.1 + 0.2, "0.30000000000000004"), (1e16, "1e+16"), (-0.0, "-0"), (100, "100"),
    (.leastNonzeroMagnitude, "5e-324"),
  ])
  func numbers(_ x: Double, _ json: String) { #expect(JSONPrinter.number(x) == json) }
}
