import Arrays
import Graph
import Testing

@testable import Printing

struct ValuePrinterTests {
  private static let wholeTable: [(Double, String)] = [
    (0.1 + 0.2, "0.3"), (1.0 / 3, "0.33333"), (2.0 / 3, "0.66667"), (1403, "1403"),
    (123456.789, "123456.79"), (1403.256, "1403.26"), (0.1, "0.1"), (-0.0, "0"), (0, "0"),
    (.nan, "NaN"), (.infinity, "Inf"), (-.infinity, "-Inf"), (1.23456e-9, "1.2346e-09"),
    (1e15, "1000000000000000"), (1e16, "1e+16"), (1.5e300, "1.5e+300"), (0.0001, "0.0001"),
    (0.00001, "1e-05"), (9.99996, "10"), (99999.996, "100000"), (-2.5, "-2.5"),
    (0.15, "0.15"), (1e-300, "1e-300"), (.leastNonzeroMagnitude, "5e-324"), (-1403.5, "-1403.5"),
    (0.000123456, "0.00012346"), (123_456_789, "123456789"), (0.999999, "1"),
  ]

  @Test(arguments: wholeTable)
  func numbers(_ x: Double, _ text: String) {
    #expect(ValuePrinter().number(x) == text)
  }

  private static let roundedTable: [(Double, Int, String)] = [
    (1.0 / 3, 3, "0.333"), (1.0 / 3, 17, "0.3333333333333333"),
    (0.1 + 0.2, 17, "0.30000000000000004"), (-0.0, 17, "-0"),
    (123456.789, 3, "123457"), (1403, 2, "1403"), (0.15, 1, "0.2"), (2.0 / 3, 8, "0.66666667"),
  ]

  @Test(arguments: roundedTable)
  func digits(_ x: Double, _ digits: Int, _ text: String) {
    #expect(ValuePrinter(digits: digits).number(x) == text)
  }

  @Test func roundTrip() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let x = Double(bitPattern: generator.next())
      guard x.isFinite else { continue }
      #expect(Double(ValuePrinter(digits: 17).number(x)) == x)
    }
  }

  private func text(
    _ shape: [Int], _ entries: [Double], _ orientation: Orientation = .column, name: String? = nil
  ) -> String {
    ValuePrinter().text(Tensor(shape, entries), orientation: orientation, name: name).text
  }

  @Test func arrays() {
    #expect(text([3], [3.4, 3.5, 2.1], name: "u") == "u = [3.4; 3.5; 2.1]")
    #expect(text([3], [1, 2.25, 3], .row) == "[1 2.25 3]")
    #expect(text([1], [5]) == "[5]")
    #expect(text([], [0.5], name: "a") == "a = 0.5")
    #expect(
      text([3, 2], [0.3, 0.5, 0.2, 0.7, 0.1, 0.4], name: "W1")
        == "W1 = [0.3  0.5\n      0.2  0.7\n      0.1  0.4]")
    #expect(text([2, 2], [1, 0.25, -10, 0]) == "[  1  0.25\n -10     0]")
    #expect(text([2, 2], [1, 1.1102e-16, 0, 1]) == "[1  1.1102e-16\n 0           1]")
    #expect(
      text([2, 2], [7.000000000000001, 1e-16, 0.5, 1]) == "[7.0  1e-16\n 0.5      1]")
    #expect(text([2, 1], [1, 2]) == "[1\n 2]")
    #expect(text([1, 3], [1, 2, 3]) == "[1 2 3]")
    #expect(text([0, 3], []) == "[]  # 0×3")
    #expect(text([0], []) == "[]  # 0")
    #expect(
      text([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8], name: "T")
        == "T[1, :, :] = [1  2\n              3  4]\nT[2, :, :] = [5  6\n              7  8]")
    #expect(text([2, 2], [.nan, 1.5, -.infinity, 2]) == "[ NaN  1.5\n -Inf  2.0]")
  }

  @Test func elisionOfColumns() {
    let long = Tensor([100], (1...100).map(Double.init))
    let narrow = ValuePrinter(width: 40, height: 8).text(long, name: "x")
    #expect(narrow.isElided)
    #expect(narrow.text.split(separator: "\n").allSatisfy { $0.count <= 40 })
    #expect(narrow.text.split(separator: "\n").count <= 5)
    #expect(narrow.text.hasPrefix("x = [1; 2; 3;"))
    #expect(narrow.text.contains("…;"))
    #expect(narrow.text.hasSuffix("99; 100]"))
    let whole = ValuePrinter(width: 40, height: 100).text(long, name: "x")
    #expect(!whole.isElided)
    #expect(!ValuePrinter().text(long).isElided)
  }

  @Test func elisionOfMatrices() {
    let wide = Tensor([30, 40], (0..<1200).map { Double($0) / 8 })
    let shown = ValuePrinter(width: 60, height: 14, isASCII: true).text(wide, name: "A")
    #expect(shown.isElided)
    let lines = shown.text.split(separator: "\n")
    #expect(lines.count <= 11)
    #expect(lines.allSatisfy { $0.count <= 60 })
    #expect(Set(lines.dropLast().map(\.count)).count == 1)
    #expect(shown.text.contains("..."))
    #expect(!ValuePrinter(width: 1000, height: 100).text(wide).isElided)
    #expect(!ValuePrinter().text(wide).isElided)
  }

  @Test(arguments: [
    ([], Orientation.column, "scalar"), ([3], .column, "3"), ([3], .row, "row of 3"),
    ([3, 2], .column, "3×2"), ([2, 3, 4], .column, "2×3×4"),
  ])
  func shapes(_ shape: [Int], _ orientation: Orientation, _ text: String) {
    #expect(
      ValuePrinter().shape(Tensor(shape, repeating: 0), orientation: orientation) == text)
  }

  @Test func latex() {
    let printer = ValuePrinter()
    #expect(
      printer.latex(Tensor([2, 2], [1, 2.5, -3, 1e-9]))
        == "\\begin{bmatrix} 1 & 2.5 \\\\ -3 & 1 \\cdot 10^{-9} \\end{bmatrix}")
    #expect(printer.latex(Tensor([2], [1, 2])) == "\\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix}")
    #expect(
      printer.latex(Tensor([2], [1, 2]), orientation: .row)
        == "\\begin{bmatrix} 1 & 2 \\end{bmatrix}")
    #expect(printer.latex(Tensor(-.infinity)) == "-\\infty")
  }
}
