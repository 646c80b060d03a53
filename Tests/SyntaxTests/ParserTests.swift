import Testing

@testable import Syntax

/// A text and the tree that it reads as.
struct Reading: Sendable, CustomTestStringConvertible {
  var text: String
  var tree: String

  init(_ text: String, _ tree: String) {
    self.text = text
    self.tree = tree
  }

  var testDescription: String { text }
}

struct ParserTests {
  @Test(arguments: [
    Reading("[1 -2]", "[1 (- 2)]"),
    Reading("[1 - 2]", "[(- 1 2)]"),
    Reading("[1-2]", "[(- 1 2)]"),
    Reading("[a' b']", "[(' a) (' b)]"),
    Reading("[1 2]'", "(' [1 2])"),
    Reading("[A B]", "[A B]"),
    Reading("[x, y]", "[x y]"),
    Reading("[W1 x]", "[W1 x]"),
    Reading("[2x]", "[(_ 2 x)]"),
    Reading("[‖a‖ ‖b‖]", "[(norm a) (norm b)]"),
    Reading("[|a| |b|]", "[(bars a) (bars b)]"),
    Reading("[||a|| ||b||]", "[(norm a) (norm b)]"),
    Reading("[1, 2,]", "[1 2]"),
    Reading("[[1 2] [3 4]]", "[[1 2] [3 4]]"),
    Reading("[[0.3, 0.5], [0.2, 0.7]]", "[[0.3 0.5]; [0.2 0.7]]"),
    Reading("[[1, 2],\n [3, 4]]", "[[1 2]; [3 4]]"),
    Reading("[[1, 2], x]", "[[1 2] x]"),
    Reading("[0.3 0.5; 0.2 0.7]", "[0.3 0.5; 0.2 0.7]"),
    Reading("[1 2\n 3 4\n]", "[1 2; 3 4]"),
    Reading("[1 2;\n 3 4;]", "[1 2; 3 4]"),
    Reading("[1, 2,\n3]", "[1 2 3]"),
    Reading("[]", "[]"),
    Reading("[A b; c' 1]", "[A b; (' c) 1]"),
    Reading("[f(x, -1) (a -b)]", "[(call f x (- 1)) (paren (- a b))]"),
    Reading("[f (x)]", "[f (paren x)]"),
    Reading("[a +\n b]", "[(+ a b)]"),
    Reading("[1 .5]", "[1 0.5]"),
    Reading("[x[1 -2] 3]", "[(at x (- 1 2)) 3]"),
    Reading(#"\begin{pmatrix}1&2\\3&4\end{pmatrix}"#, "[1 2; 3 4]"),
    Reading(
      "\\begin{bmatrix} a + b & -c \\\\\n x y & 4 \\\\ \\end{bmatrix}", "[(+ a b) (- c); (_ x y) 4]"
    ),
  ])
  func arrays(_ reading: Reading) { #expect(trees(reading.text) == reading.tree) }

  @Test(arguments: [
    Reading("x'*y", "(* (' x) y)"),
    Reading("x' y", "(_ (' x) y)"),
    Reading("x'(A x)", "(call (' x) (_ A x))"),
    Reading("relu'(u)", "(call (' relu) u)"),
    Reading("f'", "(' f)"),
    Reading("f''(x)", "(call (' (' f)) x)"),
    Reading("f″(x)", "(call (' (' f)) x)"),
    Reading("f (x)", "(call f x)"),
    Reading("A(1,2)", "(call A 1 2)"),
    Reading("W1 [6; 3]", "(_ W1 [6; 3])"),
    Reading("x -1", "(- x 1)"),
    Reading("2x^2", "(_ 2 (^ x 2))"),
    Reading("e^2x", "(_ (^ e 2) x)"),
    Reading("2^-1", "(⁻¹ 2)"),
    Reading("2*-x", "(* 2 (- x))"),
    Reading("1./x", "(./ 1 x)"),
    Reading("2.*x", "(.* 2 x)"),
    Reading("2.^x", "(.^ 2 x)"),
    Reading("x.^-1", "(.^ x (- 1))"),
    Reading(".5 + 5.", "(+ 0.5 5)"),
    Reading("1e3x", "(_ 1000 x)"),
    Reading("2e+3", "2000"),
    Reading("2e", "(_ 2 e)"),
    Reading("x^T", "(' x)"),
    Reading("x^(T)", "(^ x (paren T))"),
    Reading("2^T", "(^ 2 T)"),
    Reading("A^-1'", "(' (⁻¹ A))"),
    Reading("A^{-T}", "(' (⁻¹ A))"),
    Reading("A^-T b", "(_ (' (⁻¹ A)) b)"),
    Reading(#"A^\top + A^⊤ + Aᵀ + A.T + A.'"#, "(+ (+ (+ (+ (' A) (' A)) (' A)) (' A)) (' A))"),
    Reading("A⁻¹ b", "(_ (⁻¹ A) b)"),
    Reading("-x^2", "(- (^ x 2))"),
    Reading("x²", "(^ x 2)"),
    Reading("a^b^c", "(^ a (^ b c))"),
    Reading("a^-b^c", "(^ a (- (^ b c)))"),
    Reading("a^f(x)[1]'", "(' (^ a (at (call f x) 1)))"),
    Reading("x^{n+1}", "(^ x (paren (+ n 1)))"),
    Reading("1/2x", "(_ (/ 1 2) x)"),
    Reading("2(x + y)", "(_ 2 (paren (+ x y)))"),
    Reading("(a)(b)", "(_ (paren a) (paren b))"),
    Reading("a/b/c", "(/ (/ a b) c)"),
    Reading("a - b - c", "(- (- a b) c)"),
    Reading("a + b*c", "(+ a (* b c))"),
    Reading("xᵀAx", "(_ (' x) Ax)"),
    Reading("A \\ b", "(\\ A b)"),
    Reading("A\\b", "(\\ A b)"),
    Reading("A\\(b + c)", "(\\ A (paren (+ b c)))"),
    Reading("λ*W − a × b ⋅ c", "(- (* λ W) (* (* a b) c))"),
    Reading("a ⊙ b ∘ c ⊘ d ⊗ f", "(⊗ (./ (.* (.* a b) c) d) f)"),
    Reading(#"\lambda*W_1 \odot x"#, "(.* (* λ W1) x)"),
    Reading(#"2\lambda W"#, "(_ (_ 2 λ) W)"),
    Reading("√x + √2y", "(+ (√ x) (_ (√ 2) y))"),
    Reading("a:b", "(range a b)"),
    Reading("a : b", "(range a b)"),
    Reading("0:0.1:1", "(range 0 0.1 1)"),
    Reading("1:n+1", "(range 1 (+ n 1))"),
    Reading("a == b", "(== a b)"),
    Reading("x < -1", "(< x (- 1))"),
    Reading("where(x<-1, a, b)", "(call where (< x (- 1)) a b)"),
    Reading("2*x<-1", "(< (* 2 x) (- 1))"),
    Reading("not a and b or c", "(or (and (not a) b) c)"),
    Reading("not a == b", "(not (== a b))"),
    Reading("a ≤ b and c ≠ d", "(and (<= a b) (!= c d))"),
    Reading("W1[1, :]", "(at W1 1 :)"),
    Reading("x[end-1]", "(at x (- end 1))"),
    Reading("X[:, 1:3]", "(at X : (range 1 3))"),
    Reading("x[:]", "(at x :)"),
    Reading("(A*B)[1, 2]", "(at (paren (* A B)) 1 2)"),
    Reading("A[1,\n 2]", "(at A 1 2)"),
    Reading("sum(A, axis=1)", "(call sum A axis=1)"),
    Reading("f()", "(call f)"),
    Reading("min(a,b)", "(call min a b)"),
    Reading("load(\"x.csv\")", "(call load \"x.csv\")"),
    Reading("print(“J”, J)", "(call print \"J\" J)"),
    Reading("y = if c { a } else if d { b } else { 0 }", "(y = (if c a (if d b 0)))"),
    Reading("f(\n a,\n b)", "(call f a b)"),
    Reading("a +\n b", "(+ a b)"),
    Reading("a ...\n + b", "(+ a b)"),
    Reading("a # + b\n c", "a | c"),
    Reading("½x", "(_ 0.5 x)"),
    Reading("‖x‖", "(norm x)"),
    Reading("Σ*x", "(* Σ x)"),
    Reading("x'*Σ⁻¹*x", "(* (* (' x) (⁻¹ Σ)) x)"),
    Reading("Σ₁ + Σ_2", "(+ Σ1 Σ2)"),
  ])
  func expressions(_ reading: Reading) { #expect(trees(reading.text) == reading.tree) }

  @Test(arguments: [
    Reading("∂J/∂W1 * 2", "(* (d J W1) 2)"),
    Reading("∂J/∂W1'", "(' (d J W1))"),
    Reading("∂J/∂W₁ = δ hᵀ + λ W₁", "((d J W1) = (+ (_ δ (' h)) (_ λ W1)))"),
    Reading("∂²J/∂x²", "(d J x x)"),
    Reading("∂^2 J/∂x^2", "(d J x x)"),
    Reading("∂²J/∂x∂y", "(d J x y)"),
    Reading("∂/∂x (x'*A*x)", "(d (paren (* (* (' x) A) x)) x)"),
    Reading("d/dx x^3", "(d (^ x 3) x)"),
    Reading("d/dx (x + 1)^2 + 1", "(+ (d (^ (paren (+ x 1)) 2) x) 1)"),
    Reading("d²/dx² x^3", "(d (^ x 3) x x)"),
    Reading("d^2/dx^2 x^3", "(d (^ x 3) x x)"),
    Reading("d/dx", "(/ d dx)"),
    Reading("d / dx x", "(_ (/ d dx) x)"),
    Reading("∂/∂x x'*A*x", "(d (* (* (' x) A) x) x)"),
    Reading("d/dx 3*x", "(d (* 3 x) x)"),
    Reading("d/dx x*sin(x) + 1", "(+ (d (* x (call sin x)) x) 1)"),
    Reading("∂/∂x x*sin(x)/2 .* y", "(d (.* (/ (* x (call sin x)) 2) y) x)"),
    Reading("d/dx (x + 1)^2*x", "(* (d (^ (paren (+ x 1)) 2) x) x)"),
    Reading("∂/∂u u^2 * ∂/∂x 3*x", "(* (d (^ u 2) u) (d (* 3 x) x))"),
    Reading("d/du u^2 d/dx 3*x", "(_ (d (^ u 2) u) (d (* 3 x) x))"),
    Reading("∇_x f(x) * 2", "(* (d (call f x) x) 2)"),
    Reading("∇f(x)", "(d (call f x) x)"),
    Reading("∇²f(x)'", "(' (d (call f x) x x))"),
    Reading("∇f(x, y) + 1", "(+ (call ∇ (call f x y)) 1)"),
    Reading("∂(xᵀAx)/∂x", "(d (paren (_ (' x) Ax)) x)"),
    Reading("∂f(x)/∂x[1]", "(d (call f x) (at x 1))"),
    Reading("∂J/∂vec(X)", "(d J (call vec X))"),
    Reading("∇_x J", "(d J x)"),
    Reading("∇_x J * 2", "(* (d J x) 2)"),
    Reading("∇_{W_1} J", "(d J W1)"),
    Reading("∇²_x J", "(d J x x)"),
    Reading("∇_x² J", "(d J x x)"),
    Reading("∇_x xᵀAx", "(d (_ (' x) Ax) x)"),
    Reading(#"\partial J/\partial W_1"#, "(d J W1)"),
    Reading(#"\nabla_{W_1} J"#, "(d J W1)"),
    Reading("∂J/∂o ∂o/∂v", "(_ (d J o) (d o v))"),
    Reading("∂J/∂W2 = ∂J/∂v*h' + W2", "((d J W2) = (+ (* (d J v) (' h)) W2))"),
    Reading("dJ/dW1", "(/ dJ dW1)"),
    Reading("prod(∂J/∂o, ∂o/∂v)", "(call prod (d J o) (d o v))"),
    Reading("[∂J/∂x ∂J/∂y]", "[(d J x) (d J y)]"),
  ])
  func derivatives(_ reading: Reading) { #expect(trees(reading.text) == reading.tree) }

  @Test(arguments: [
    Reading("½ Σ (W²)", "(_ 0.5 (Σ (paren (^ W 2))))"),
    Reading("||W||_F^2", "(^ (norm_F W) 2)"),
    Reading("‖W‖²_F", "(^ (norm_F W) 2)"),
    Reading("‖W‖^2_F", "(^ (norm_F W) 2)"),
    Reading("½ ‖W‖²_F", "(_ 0.5 (^ (norm_F W) 2))"),
    Reading("2||x||", "(_ 2 (norm x))"),
    Reading("‖x‖_∞ + ‖A‖_{*}", "(+ (norm_inf x) (norm_* A))"),
    Reading("|a||b|", "(_ (bars a) (bars b))"),
    Reading("|a + |b||", "(bars (+ a (bars b)))"),
    Reading("-sum(y .* log(o))", "(- (call sum (.* y (call log o))))"),
    Reading("Σ y log(o) + 1", "(+ (Σ (_ y (call log o))) 1)"),
    Reading("-Σ y*log(o)", "(- (Σ (* y (call log o))))"),
    Reading("∑ x / n", "(Σ (/ x n))"),
    Reading("∏ x", "(∏ x)"),
    Reading(#"\sum x"#, "(Σ x)"),
  ])
  func fencesAndSums(_ reading: Reading) { #expect(trees(reading.text) == reading.tree) }

  @Test(arguments: [
    Reading("u = W1*x + b1", "(u = (+ (* W1 x) b1))"),
    Reading("W1 <- W1 - 0.1*grad(J, W1)", "(W1 <- (- W1 (* 0.1 (call grad J W1))))"),
    Reading("W1 ← 5", "(W1 <- 5)"),
    Reading("W1 := 5", "(W1 <- 5)"),
    Reading("x<-1", "(x <- 1)"),
    Reading("W1, W2 <- a, b", "(W1,W2 <- a,b)"),
    Reading("W1[1, 2] <- 5", "(W1[1 2] <- 5)"),
    Reading("s += 1; s -= 1; s *= 2; s /= 2", "(s += 1); | (s -= 1); | (s *= 2); | (s /= 2)"),
    Reading("f(x, A) = x'*A*x", "((call f x A) = (* (* (' x) A) x))"),
    Reading("s1 = 1/2*frob(W1)^2 = 0.52", "(s1 = (* (/ 1 2) (^ (call frob W1) 2)) = 0.52)"),
    Reading("L ≈ 0.123", "(L ≈ 0.123)"),
    Reading(#"L \approx 0.123"#, "(L ≈ 0.123)"),
    Reading("L ~~ 0.123", "(L ≈ 0.123)"),
    Reading("U, S, V = svd(A)", "(U,S,V = (call svd A))"),
    Reading("x[2] = 5", "((at x 2) = 5)"),
    Reading("2*W1;", "(* 2 W1);"),
    Reading("a = 1; b = 2", "(a = 1); | (b = 2)"),
    Reading("W1 : matrix(3, 2)", "(declare W1 matrix 3 2)"),
    Reading("x, b : vector(n)", "(declare x,b vector n)"),
    Reading("a : scalar", "(declare a scalar)"),
    Reading("r:row(n)", "(declare r row n)"),
    Reading("P : symmetric(n)", "(declare P symmetric n)"),
    Reading("A : matrix", "(declare A matrix ? ?)"),
    Reading("W1 ∈ R^{3×2}", "(declare W1 matrix 3 2)"),
    Reading("W1 ∈ R^(3×2)", "(declare W1 matrix 3 2)"),
    Reading("x ∈ R^n", "(declare x vector n)"),
    Reading("x ∈ ℝⁿ", "(declare x vector n)"),
    Reading("x in R^3", "(declare x vector 3)"),
    Reading("a, b in R", "(declare a,b scalar)"),
    Reading("A in R^{2x3}", "(declare A matrix 2 3)"),
    Reading("A in ℝ^{m x n}", "(declare A matrix m n)"),
    Reading("A in R^2xn", "(declare A matrix 2 n)"),
    Reading("x ∈ R^{max}", "(declare x vector max)"),
    Reading("x in R*y", "(* (_ (_ x in) R) y)"),
    Reading("W ∈ ℝᵐˣⁿ", "(declare W matrix m n)"),
    Reading("a ∈ R", "(declare a scalar)"),
    Reading("x ∈ R^{n×1}", "(declare x vector n)"),
    Reading(#"W \in \mathbb{R}^{3 \times 2}"#, "(declare W matrix 3 2)"),
    Reading(":vars", "(:vars <>)"),
    Reading(":help softmax", "(:help <softmax>)"),
    Reading(":latex x # last", "(:latex <x>)"),
    Reading("?softmax", "(:help <softmax>)"),
    Reading("?", "(:help <>)"),
    Reading("softmax?", "(:help <softmax>)"),
    Reading("help", "(:help <>)"),
    Reading("help grad", "(:help <grad>)"),
    Reading("--help", "(:help <>)"),
    Reading("help = 3", "(help = 3)"),
    Reading(":vars\nx", "(:vars <>) | x"),
    Reading("x = 1\n\n y = 2 # no\n", "(x = 1) | (y = 2)"),
    Reading("% a comment\n// another\nx; % more", "x;"),
    Reading("x # a", "x"),
    Reading("#!/usr/bin/env mx\nx", "x"),
    Reading("mx> x = 2\nx = 2\nmx> f(x,\n...   3)\n= 7\nmx> x", "(x = 2) | (call f x 3) | x"),
    Reading("\u{FEFF}x = 1\r\ny = 2\r\n", "(x = 1) | (y = 2)"),
  ])
  func statements(_ reading: Reading) { #expect(trees(reading.text) == reading.tree) }

  @Test(arguments: [
    Reading("repeat 100 { W1, W2 <- a, b }", "(repeat 100 {(W1,W2 <- a,b)})"),
    Reading(
      "for k = 1:10 {\n s += k\n print(\"s\", s);\n}",
      "(for k (range 1 10) {(s += k) (call print \"s\" s);})"),
    Reading("for k in 1:3 { k }", "(for k (range 1 3) {k})"),
    Reading("while c < 3 { c += 1 }", "(while (< c 3) {(c += 1)})"),
    Reading("if c { a } else { b }", "(if c {a} {b})"),
    Reading("if c { a }\nelse if d { b }\nelse { e }", "(if c {a} {(if d {b} {e})})"),
    Reading("if c { a }\n\nx", "(if c {a}) | x"),
    Reading("if c { :vars }", "(if c {(:vars <>)})"),
    Reading(
      "f(n) = if n <= 1 { 1 } else { n*f(n - 1) }",
      "((call f n) = (if (<= n 1) 1 (* n (call f (- n 1)))))"),
    Reading("repeat 2 {}", "(repeat 2 {})"),
  ])
  func control(_ reading: Reading) { #expect(trees(reading.text) == reading.tree) }

  @Test(arguments: [
    Reading("W_1 + W₁ + W1", "(+ (+ W1 W1) W1)"),
    Reading("W_{out} + W_out", "(+ W_out W_out)"),
    Reading("W_{1}", "W1"),
    Reading("ŷ + y\u{302} + x̄ + x̃", "(+ (+ (+ y_hat y_hat) x_bar) x_tilde)"),
    Reading("ŷ₁ + y_hat_1", "(+ y_hat1 y_hat1)"),
    Reading("π + pi", "(+ pi pi)"),
    Reading("x_{t-1} + xₜ₋₁ + x_t", "(+ (+ x_{t-1} x_{t-1}) x_t)"),
    Reading("W1_2", "W1_2"),
    Reading("norm_inf(x)", "(call norm_inf x)"),
    Reading("W₁x", "(_ W1 x)"),
    Reading("𝐱 + 𝑊 + 𝟑", "(+ (+ x W) 3)"),
    Reading("a\u{A0}+\u{2009}b", "(+ a b)"),
    Reading("größe", "größe"),
    Reading("∞", "inf"),
    Reading("µ", "μ"),
    Reading(#"\alpha_1 + \sigma(x)"#, "(+ α1 (call σ x))"),
  ])
  func names(_ reading: Reading) { #expect(trees(reading.text) == reading.tree) }

  @Test(arguments: [
    ("0.10", -2), ("0.1", -1), ("12", 0), ("5e3", 3), ("1.5e3", 2), ("5.", 0), ("1e-3", -3),
    (".25", -2),
    ("½", 0), ("1e99999999999999999999", 99),
  ])
  func lastDigits(_ text: String, _ digit: Int) {
    let first = try? Parser.parseExpression(SourceText(text))
    if digit == 99 {
      #expect(first == nil)
      return
    }
    guard case .number(let literal)? = first?.form else {
      Issue.record("no number")
      return
    }
    #expect(literal.lastDigit == digit)
  }

  @Test(arguments: [
    ("1/2x", "1/2x is read as (1/2)*x"), ("2^T", "2^T is a power, since a number has no transpose"),
    ("[[1, 2], [3, 4]]", "the inner brackets are read as the rows of one array"),
    ("[[1 2] [3 4]]", ""), ("a*b", ""),
  ])
  func said(_ text: String, _ note: String) throws {
    let statements = try Parser.parse(SourceText(text))
    #expect(statements[0].notes.map(\.message).joined() == note)
  }

  @Test(arguments: [
    ("f(", true), ("[1 2", true), ("x +", true), ("x = ", true), ("a ...", true), ("if c {", true),
    ("repeat 3 {\n x", true), (#"\begin{pmatrix} 1 & 2"#, true), ("f(a,", true),
    ("W1, W2 <- a,", true),
    ("", false), ("x", false), ("f(x)", false), ("f(x))", false), ("(a]", false), ("\"abc", false),
    ("x;", false), ("if c { a }", false), ("2 3", false), ("|x", false), (":help", false),
    ("?", false),
    ("$$ x = 3", true), ("$$ x = 3 $$", false), (#"\[ x"#, true), (#"\[ x \]"#, false),
    (#"\begin{align} a &= b \\"#, true), ("\\begin{align} a &= b\n\\end{align}", false),
    (#"\frac{1}{"#, true), (#"\frac{1}{2}"#, false), (#"a = \frac{1}{2} \\"#, false),
    ("(2 3", false), ("y = if c { a }", true),
  ])
  func incomplete(_ text: String, _ isIncomplete: Bool) {
    #expect(Parser.isIncomplete(text) == isIncomplete)
  }

  /// After a mistake the next line is read, and a block around it is left out as a whole.
  @Test(arguments: [
    Reading("a\n2 3\nb", "a ! b"),
    Reading("a\nf(x\nb = 1\nc", "a ! (b = 1) c"),
    Reading("a; 2 3; c\nb", "a; ! b"),
    Reading("repeat 3 {\n 2 3\n x\n}\nb", "! b"),
    Reading("if c { [ }\nb", "! b"),
    Reading("a)\nb\n\u{0}\nc", "! b ! c"),
    Reading("x = [1 2\ny = 3\nz", "! (y = 3) z"),
    Reading("‖x = 2\nb", "! b"),
    Reading("if c { a } else { b } = 3; c\nb", "! b"),
    Reading("repeat 2 { a } = 3\nb", "! b"),
    Reading("(a = 2\n(a = 2\n(a = 2\n(a = 2\n(a = 2\n(a = 2\n(a = 2\nb", "! ! ! ! ! ! ! b"),
  ])
  func resynchronization(_ reading: Reading) {
    var shown: [String] = []
    Parser.parseStatements(SourceText(reading.text)) { result in
      switch result {
      case .success(let statement): shown.append(statement.tree)
      case .failure: shown.append("!")
      }
      return true
    }
    #expect(shown.joined(separator: " ") == reading.tree)
  }
}
