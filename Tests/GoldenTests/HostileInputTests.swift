import Foundation
import Testing

/// What no one should type gets one clear error, or the value that IEEE 754 gives it; the session
/// goes on.
@Suite struct HostileInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var input: [UInt8]
    /// What is said of it; nil where it has a value.
    var message: String?
    var value: String?

    init(_ name: String, _ text: String, _ message: String? = nil, value: String? = nil) {
      self.init(name, bytes: Array(text.utf8), message, value: value)
    }

    init(_ name: String, bytes: [UInt8], _ message: String?, value: String? = nil) {
      self.name = name
      input = bytes
      self.message = message
      self.value = value
    }

    var testDescription: String { name }
  }

  private static func deep(_ open: String, _ close: String, _ count: Int = 10_000) -> String {
    String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
  }

  static let cases: [Case] = [
    Case("parentheses", deep("(", ")"), "deep"),
    Case("brackets", deep("[", "]"), "deep"),
    Case("open parentheses", String(repeating: "(", count: 10_000), "deep"),
    Case("calls", deep("exp(", ")"), "deep"),
    Case("signs", deep("-", ""), "deep"),
    Case("primes", "[1 2]" + String(repeating: "'", count: 10_000), "operators"),
    Case("powers", deep("2^", ""), "deep"),
    Case("a long line", deep("1 + ", "", 250_000), "operators"),
    Case("a long name", String(repeating: "a", count: 1_000_000) + " = 1;"),
    Case("a long number", String(repeating: "9", count: 1_000_000), "the number is too large"),
    Case("a long array", "sum([" + String(repeating: "1 ", count: 200_000) + "])", value: "200000"),
    Case("invalid UTF-8", bytes: [0x31, 0x20, 0xFF, 0xFE], "no UTF-8 here: byte 0xFF"),
    Case("cut UTF-8", bytes: [0x31, 0x20, 0xE2, 0x82], "no UTF-8 here: byte 0xE2"),
    Case("NUL", bytes: [0x61, 0x20, 0x3D, 0x00, 0x31], "control character (U+0000)"),
    Case("escape", bytes: [0x31, 0x1B, 0x32, 0x4A], "control character (U+001B)"),
    Case("too large", "zeros(1e6, 1e6)", "takes 8 TB"),
    Case("far too large", "zeros(1e15, 1e15)", "too large for a size"),
    Case("an infinite size", "zeros(inf)", "must be a whole number"),
    Case("a product that is too large", "x = ones(1e6); x*x'", "takes 8 TB"),
    Case("singular", "inv([1 2; 2 4])", "the matrix has no inverse: its rank is 1 of 2"),
    Case("missing file", "load(\"missing.csv\")", "no such file"),
    Case("malformed file", "load(\"Tests/GoldenTests/data/ragged.csv\")", "2 fields where"),
    Case("truncated file", "load(\"Tests/GoldenTests/data/truncated.npy\")", "promises 4 entries"),
    Case("index 0", "x = [1; 2]; x[0]", "indices count from 1"),
    Case("a vast index", "x = [1; 2]; x[1e300]", "index"),
    Case("cyclic equation", "a = b + 1; b = a + 1", "would follow itself: b → a → b"),
    Case("recursion", "f(x) = f(x) + 1; f(2)", "more than 1000 deep"),
    Case("recursion of two", "f(x) = g(x)\ng(x) = f(x)\nf(1)", "deep"),
    Case("division by zero", "[1/0; -1/0; 0/0]", value: "[Inf; -Inf; NaN]"),
    Case("overflow", "1e308*10", value: "Inf"),
    Case("logarithm of zero", "log(0)", value: "-Inf"),
    Case("a vast power", "[1 1; 0 1]^1e300", "matrix power"),
    Case("a vast range", "1:1e15", "more than 100 million"),
    Case("a vast repeat", "repeat 1e300 { 1 }", "whole number"),
    Case("a vast digit count", ":digits 99999999999999999999", "from 1 to 17"),
    Case("an empty array", "sum(zeros(0))", value: "0"),
  ]

  @Test(arguments: cases)
  func isSurvived(_ test: Case) throws {
    let after = "\n:clear\n6*7\n"
    let run = try Binary.run(["--keep-going"], input: Data(test.input + Array(after.utf8)))
    // An open bracket takes the rest of the text with it.
    if test.name != "open parentheses" {
      #expect(run.output.hasSuffix("42\n"), "\(run.messages.prefix(300))")
    }
    if let message = test.message {
      #expect(run.status == 1)
      #expect(run.messages.contains(message), "\(run.messages.prefix(300))")
      #expect(run.messages.components(separatedBy: "error: ").count == 2)
      // A long line is shown in part.
      #expect(run.messages.utf8.count < 2_000)
    } else {
      #expect(run.status == 0, "\(run.messages.prefix(300))")
    }
    if let value = test.value { #expect(run.output == value + "\n42\n") }
  }
}
