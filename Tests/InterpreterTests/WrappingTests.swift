import Testing

@testable import Interpreter

/// Lines that are wider than a terminal.
@Suite struct WrappingTests {
  @Test(arguments: [
    ("one two three", 20, "one two three"),
    ("one two three", 9, "one two\n  three"),
    ("  one two three", 9, "  one two\n    three"),
    ("is      the logistic function", 22, "is      the logistic\n        function"),
    ("x = (a + b)*(c + d)", 15, "x = (a + b)*(c\n  + d)"),
    ("A'*(B*x)*(C*y)", 10, "A'*(B*x)*\n  (C*y)"),
    ("incomprehensible", 5, "incomprehensible"),
    ("∂J/∂W₁ hᵀ + W₂", 11, "∂J/∂W₁ hᵀ +\n  W₂"),
    ("two\nlines of text", 8, "two\nlines of\n  text"),
    ("one two three", nil, "one two three"),
  ])
  func wrapped(_ text: String, _ width: Int?, _ lines: String) {
    #expect(Wrapping.wrapped(text, width: width) == lines)
  }
}
