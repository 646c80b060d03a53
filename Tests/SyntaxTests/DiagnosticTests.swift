import Testing

@testable import Syntax

struct DiagnosticTests {
  /// Every mistake with all that is shown of it.
  @Test(arguments: [
    (
      "tr(A [x + y)", "')' closes '[' opened here", "tr(A [x + y)", "     ^     ^ expected ']'", nil
    ),
    ("f(x))", "')' closes nothing", "f(x))", "    ^", nil),
    ("(1 + 2", "'(' isn't closed", "(1 + 2", "^", "add ')'"),
    ("a**2", "unknown operator **", "a**2", " ^^", "a power is x^2"),
    ("A @ B", "unknown operator @", "A @ B", "  ^", "the matrix product is A*B"),
    ("A %*% B", "unknown operator %*%", "A %*% B", "  ^^^", "the matrix product is A*B"),
    (
      "a % b", "'%' starts a comment only at the start of a line", "a % b", "  ^",
      "mod(a, b) is the remainder; # starts a comment"
    ),
    (
      "a // b", "'//' starts a comment only at the start of a line", "a // b", "  ^^",
      "floor(a/b) divides to an integer; # starts a comment"
    ),
    ("5!", "mx has no factorial", "5!", " ^", "prod(1:5) is 5 factorial"),
    ("0x10", "numbers are written in decimal, not as 0x10", "0x10", "^^^^", "0x10 is 16"),
    ("3.2.1", "3.2.1 has two decimal points", "3.2.1", "^^^^^", nil),
    ("2 3", "two numbers side by side", "2 3", "^^^", "2*3 multiplies, [2 3] has two entries"),
    (
      "W1[6;3]", "an index has no rows", "W1[6;3]", "  ~ ^",
      "a product with an array needs a space: W1 [a; b]; an index is W1[1, 2]"
    ),
    (
      "a ~= b", "unknown operator ~=", "a ~= b", "  ^^",
      "a != b is true where they differ; a ≈ b (a ~~ b) checks"
    ),
    ("∇J", "∇ with respect to what?", "∇J", "^", "∇_x J is the gradient by x"),
    ("∂J", "∂J lacks what it is differentiated by", "∂J", "^^", "∂J/∂x"),
    ("a ¤ b", "unknown character '¤' (U+00A4, CURRENCY SIGN)", "a ¤ b", "  ^", nil),
    ("(a, b)", "a list in parentheses is no value", "(a, b)", "  ^", "[a, b] is an array"),
    ("a, b", "a list is no value", "a, b", "^^^^", "[a, b] is an array; ';' separates statements"),
    (
      "x = 1, y = 2", "a list is no value", "x = 1, y = 2", "     ^",
      "[a, b] is an array; ';' separates statements"
    ),
    (
      "sin 2", "sin is a function: its arguments stand in parentheses", "sin 2", "^^^^^",
      "sin(2)"
    ),
    (
      "f = lambda s, t: s*t^2", "a function is an equation with a name", "f = lambda s, t: s*t^2",
      "    ^^^^^^", "f(s, t) = s*t^2"
    ),
    ("a < b < c", "comparisons don't chain", "a < b < c", "  ~   ^", "write a < b and b < c"),
    (
      "y = \\frac{1}{2} \\foo", "can't read \\foo here", "y = \\frac{1}{2} \\foo",
      "                ^^^^", nil
    ),
    ("$$ x = 2", "'$$' isn't closed", "$$ x = 2", "^^", nil),
    ("(x = 3)", "'=' within '(…)'", "(x = 3)", "~  ^", "== compares; is the bracket closed?"),
    ("f(x, )", "an argument is missing", "f(x, )", "   ~ ^", nil),
    (
      "end", "end is the last place within an index, as in x[end]", "end", "^^^",
      "a block ends with }"
    ),
    (
      "x : matrix(3)", "a matrix has two sizes", "x : matrix(3)", "    ^^^^^^^^^",
      "write matrix(3, 2)"
    ),
    ("中文 ¤", "unknown character '¤' (U+00A4, CURRENCY SIGN)", "中文 ¤", "     ^", nil),
    (
      "W\\lambda", "\\lambda after an operand may be the symbol λ or a division by lambda",
      "W\\lambda", " ^^^^^^^", "write '*\\lambda' for the product, '\\ lambda' to solve"
    ),
  ])
  func mistakes(_ text: String, _ message: String, _ line: String, _ marks: String, _ hint: String?)
  {
    var expected = "error: \(message)\n  | \(line)\n  | \(marks)"
    if let hint { expected += "\n  = hint: \(hint)" }
    #expect(trees(text) == expected)
  }

  @Test(arguments: [
    ([0x61, 0xFF], "the text is no UTF-8 here: byte 0xFF"),
    ([0x61, 0xC0, 0x80], "the text is no UTF-8 here: byte 0xC0"),
    ([0x61, 0x00], "the text has a control character (U+0000)"),
    ([0x61, 0x1B, 0x5B], "the text has a control character (U+001B)"),
  ])
  func badBytes(_ bytes: [UInt8], _ message: String) {
    do {
      _ = try Parser.parse(SourceText(bytes))
      Issue.record("no message")
    } catch {
      #expect(error.message == message)
    }
  }

  @Test func fileFormat() {
    let source = SourceText("x = 1\nu = W1*b1 + x\n", name: "lecture.mx")
    var diagnostic = Diagnostic(
      "W1*b1 needs as many columns of W1 (2) as rows of b1 (3)", at: Span(12, 13),
      and: [Span(10, 12), Span(13, 15)], notes: ["W1 is 3×2, b1 is 3"], hint: "W1'*b1 fits (2)")
    #expect(
      diagnostic.rendered(in: source, palette: .plain) == """
        lecture.mx:2:5: error: W1*b1 needs as many columns of W1 (2) as rows of b1 (3)
            2 | u = W1*b1 + x
              |     ~~^~~
              |     W1 is 3×2, b1 is 3
              = hint: W1'*b1 fits (2)
        """)
    let other = SourceText("W1 = [1 2]", name: "start.mx")
    diagnostic.labels.append(
      Diagnostic.Label(Span(0, 10), isPrimary: false, text: "defined here", source: other))
    diagnostic.notes = []
    diagnostic.hint = nil
    #expect(
      diagnostic.rendered(in: source, palette: .plain) == """
        lecture.mx:2:5: error: W1*b1 needs as many columns of W1 (2) as rows of b1 (3)
            2 | u = W1*b1 + x
              |     ~~^~~
              > start.mx:1:1
            1 | W1 = [1 2]
              | ~~~~~~~~~~ defined here
        """)
  }

  @Test func promptFormat() {
    let diagnostic = Diagnostic(
      "A*x + b needs A*x (m) and b (n) of one size", at: Span(4, 5),
      and: [Span(0, 3), Span(6, 7)], notes: ["A is m×n and x is n, so A*x is m"])
    #expect(
      diagnostic.rendered(in: SourceText("A x + b\n"), palette: .plain) == """
        error: A*x + b needs A*x (m) and b (n) of one size
          | A x + b
          | ~~~ ^ ~
          | A is m×n and x is n, so A*x is m
        """)
    #expect(
      Diagnostic("no place", hint: "none").rendered(in: SourceText("x"), palette: .plain) == """
        error: no place
          = hint: none
        """)
  }

  @Test func severalLinesAreNumbered() {
    #expect(
      Diagnostic("here", at: Span(2, 3)).rendered(in: SourceText("a\nb\nc"), palette: .plain) == """
        error: here
            2 | b
              | ^
        """)
  }

  @Test func tabsAndLongLines() {
    #expect(
      Diagnostic("here", at: Span(2, 3)).rendered(in: SourceText("a\tb"), palette: .plain) == """
        error: here
          | a   b
          |     ^
        """)
    let long = SourceText(
      String(repeating: "x", count: 500) + "!" + String(repeating: "y", count: 500))
    let lines = Diagnostic("here", at: Span(500, 501)).rendered(
      in: long, palette: .plain, width: 40
    )
    .split(separator: "\n")
    #expect(lines[1] == "  | …xxxxxxxxxxxxxxxxxx!yyyyyyyyyyyyyyyyy…")
    #expect(lines[2] == "  |                    ^")
  }

  @Test func colours() {
    let shown = Diagnostic("here", at: Span(0, 1)).rendered(in: SourceText("a"), palette: .coloured)
    #expect(shown.contains("\u{1B}[1;31merror:\u{1B}[0m here"))
  }

  @Test func symbols() {
    #expect(Symbols.completions(of: "\\par") == ["\\parallel", "\\partial"])
    #expect(Symbols.character(for: "\\lambda") == "λ")
    #expect(Symbols.character(for: "nothing") == nil)
    #expect(Symbols.completions(of: "\\").count > 250)
  }
}
