import Testing

@testable import Interpreter

@Suite struct EquationTests {
  @Test(arguments: [
    Line("2+2", answers: "4"),
    Line(silent: "2+2;"),
    Line("u = 2*3", answers: "u = 6"),
    Line("x = 2", "u = 3*x", answers: "u = 6"),
    Line("x = 2", "u = 3*x", "x = 5", answers: "~ x was 2", "x = 5", "~ updates u"),
    Line("x = 2", "u = 3*x", "x = 5", "u", answers: "u = 15"),
    Line(silent: "x = 2;", "u = 3*x;"),
    Line("u = 3*x", "x = [1; 2]", "u", answers: "u = [3; 6]"),
    Line("x : vector(n)", "u = 3*x", answers: "u = 3*x"),
    Line("x : vector(n)", "u = 3*x", "x = [1; 2]", answers: "x = [1; 2]", "~ updates u"),
    Line("x = 1", "u = x + 1", "x = [1; 2]", answers: "~ x was 1", "x = [1; 2]", "~ updates u"),
    Line("x = 1", "u = x + 1", "x = [1; 2]", "u", answers: "u = [2; 3]"),
    Line(
      "W = [1 2; 3 4]", "x = [1; 2]", "u = W*x", "x = [1; 2; 3]", "u = 2*x", answers: "~ u was W*x",
      "u = [2; 4; 6]"),
    Line("W = 1", "old = W", answers: "~ old follows W; old <- W keeps today's value", "old = 1"),
    Line(
      "a = 1", "b = a + 1", "c = b + 1", "a = 5", answers: "~ a was 1", "a = 5", "~ updates b, c"),
    Line("x : scalar", "u = x + 1", "u = x + 2", answers: "~ u was x + 1", "u = x + 2"),
    Line("x = 1", "u = x + 1", "u = x + 1", answers: "u = 2"),
    Line("e = 3", answers: "~ e hides the constant 2.718281828459045", "e = 3"),
    Line("sin = 3", "sin(0)", answers: "0"),
    Line("y = e^0", "e = 7", "z = 2*y", answers: "z = 2"),
    Line(
      "A : matrix(m, n)", "x : vector(n)", "f = [i, j] = A[i, j]*x[j]",
      answers: "f = [i, j] = A[i, j]*x[j]"),
    Line(
      "A = [1 2; 3 4]", "x = [1; 2]", "[i] = Σ_j A[i, j]*x[j]", answers: "[5; 11]"),
    Line("x = [1; 2]", "[i <= 3, j] = x[j]", answers: "[1  2", " 1  2", " 1  2]"),
    Line("x = [1; 2]", "[i <= 2, j, k] = δ[i, j]*x[k]", "ans[2, 2, 1]", answers: "1"),
    Line("x = [1; 2]", #"$[\cdot]_{j, i \leq 2} = x_j$"#, answers: "[1  1", " 2  2]"),
    Line(
      "x = [1; 2]", "[i <= 3] = x[i]", answers: "! error: the index i runs to 2, not to 3"),
    Line(
      "x = [1; 2]", "[i, j] = x[j]", answers: "! error: nothing here says how far the index i runs"),
    Line(
      "A : matrix(m, n)", "x : vector(n)", "d(A*x, A)", answers: "[i <= m, j, k] = x[k]*δ[i, j]"),
    Line(
      "K : matrix(i, j)", "y : vector(j)", "d(K*y, K)", answers: "[j <= i, k, l] = y[l]*δ[j, k]"),
    Line(
      "A = [1 2; 3 4]", "2 - sum_ij A[i, j]*A[j, i]*δ[i, j]", answers: "-15"),
    Line(
      "A = [1 2; 3 4]", #"$c = [\cdot]_{i,j} = \sum_k A_{i,k} A_{k,j}$"#,
      answers: "c = [ 7  10", "     15  22]"),
    Line("A = [1 2; 3 4]", #"$A_{1,2} + 1$"#, answers: "3"),
    Line(#"A = [1 2; 3 4]; \frac{1}{2}*A"#, answers: "[0.5  1", " 1.5  2]"),
    Line(#"\frac{1}{2}; [1 2]; \frac{3}{2}"#, answers: "1.5"),
    Line(#"x = \frac{1}{2}; y = [x x; 1 2]"#, answers: "y = [0.5  0.5", "     1.0  2.0]"),
    Line(
      #"$a = 3; b = \begin{bmatrix} a & 1 \end{bmatrix}$; c = [3 4]"#, answers: "b = [3 1]",
      "c = [3 4]"),
    Line(#"x_{1} = 2; y = \frac{x_{1}}{4}"#, answers: "y = 0.5"),
    Line("i = 2", "x = [1; 2]", "[i] = x[i]", answers: "✓ [i] = x[i]"),
    Line("x = 2", "d/dx x^3", answers: "12"),
    // Elementary calculus is about numbers, whatever the letters are.
    Line(
      "grad(a*x^2 + y^2, x)", answers: "~ taking a as a scalar, x as a scalar, y as a scalar",
      "2*x*a"),
    Line("grad(x*y, x)", answers: "~ taking x as a scalar, y as a scalar", "y"),
    Line(
      "hessian(x^n, x)", answers: "~ taking n as a scalar, x as a scalar", "n*(n - 1)*x^(n - 2)"),
    Line(
      "y = x^3", "dy/dx", answers: "~ taking x as a scalar from here on",
      "~ reading dy/dx as ∂y/∂x", "3*x^2"),
    Line(
      "L = (y - t)^2", "∂L/∂y = 2*(y - t)", answers: "~ taking t, y as scalars from here on",
      "✓ ∂L/∂y = 2*(y - t) (at random points)"),
    Line("A*x", "grad(x'*x, x)", answers: "2*x"),
    Line("grad(y'*x + sum(x), x)", answers: "y + 1"),
    Line("u = x*y", "A*x", answers: "~ taking A as a matrix", "A*x"),
    // What is divided by is a number.
    Line(
      "L = 1/(2*n)*norm2(X*w - y)^2", "grad(L, w)", answers: "X'*(X*w - y)/n"),
    Line("A*x", "x/y", answers: "~ taking y as a scalar", "x/y"),
    Line("x : scalar", "d/dx x*sin(x)", answers: "x*cos(x) + sin(x)"),
    Line("x : scalar", "∂x/∂x * 2 + x", answers: "2 + x"),
    Line("x : vector(n)", "2*∂x/∂x", answers: "2*eye(n)"),
    Line("x : scalar", "∂/∂x x^2*sin(x)/x", answers: "sin(x) + x*cos(x)"),
    Line("x = 2", "d = 5", #"\frac{d}{dx} x^3"#, answers: "12"),
    Line("x = 2", "y = x^3", "d = 5", #"\frac{dy}{dx}"#, answers: "12"),
    Line("x = 2", "d = 5", #"\frac{d}{x}"#, answers: "2.5"),
    Line("x = 2", "d(x^3)/dx", answers: "12"),
    Line("y = [1; 2; 3]", #"\frac{y[2]}{4}"#, answers: "0.5"),
    Line("y = [1; 2; 3]", #"\log y[1]"#, answers: "0"),
    Line("y = [1; 2; 3]", #"\sum_{i=1}^3 y[i]^2"#, answers: "14"),
    Line(#"J = \sum_{i=1}^3 z[i]^2"#, "z = [1; 2; 3]", "J", answers: "J = 14"),
    Line(
      "X = [1 2; 3 4; 5 6]", "w = [1; 2]", #"\sum_{i=1}^3 (X[i,:]*w - i)^2"#, answers: "293"),
    Line("X = [1 2; 3 4]", "sum_j X[:, j]", answers: "[3; 7]"),
    Line("A = [1 2 3; 4 5 6]", #"\sum_{j=2}^{3} A_{1j}"#, answers: "5"),
    Line(#"\frac{1}{2}*pi - 1"#, answers: "0.5708"),
    Line("y = 5", "x = 2", "y/x(y)", answers: "~ y/x(y) is read as (y/x)*(y)", "12.5"),
    Line("y = 5", "x = 2", #"\frac{y}{x (1 + x)}"#, answers: "0.83333"),
    Line("Σ : matrix(2, 2)", answers: "~ Σ : matrix(2, 2)"),
    Line("A = [1 2; 3 4]", "A + zeros(1, 2)", answers: "[1  2", " 3  4]"),
    Line("w = zeros(2, 1)", "w[1]", answers: "0"),
    Line("k = 1", "w = zeros(2, k)", "w[1, 1]", answers: "0"),
    Line("k = 1", "w = zeros(2, k)", "w + q", "w[1, 1]", answers: "0"),
    Line("k = 2", "Z = eye(k)", "2*Z + 1", answers: "[3  1", " 1  3]"),
    Line("grad(x'*A*x, x)", "x = 3", answers: "x = 3"),
    Line("U, S = 3", answers: "! error: 2 names for 1 result"),
    Line("A, B = A", answers: "! error: A stands on both sides"),
  ])
  func equation(_ line: Line) { #expect(line.actual() == line.answer) }

  @Test(arguments: [
    Line("a : scalar", "a = b + 1", "b = a", answers: "! error: b would follow itself: b → a → b"),
    Line(
      "f(x) = a*x", "a = f(2)", answers: "~ taking a as a scalar",
      "! error: a would follow itself: a → f → a"),
    Line("q = q + 1", answers: "! error: q names itself, and has no value yet"),
  ])
  func cycle(_ line: Line) { #expect(line.actual() == line.answer) }

  @Test(arguments: [
    Line("f(x, A) = x'*A*x", answers: "~ f(x, A) = x'*A*x"),
    Line("f(x, A) = x'*A*x", "f([1; 2], [1 2; 3 4])", answers: "27"),
    Line("a = 2", "f(x) = a*x", "y = f(3)", "a = 5", "y", answers: "y = 15"),
    Line("f(x) = 2*x", "y = f(3)", "f(x) = 4*x", "y", answers: "y = 12"),
    Line("f(x) = 2*x", "f(x) = 3*x", answers: "~ f was f(x) = 2*x", "~ f(x) = 3*x"),
    Line("f(n) = if n < 1 { 1 } else { n*f(n - 1) }", "f(5)", answers: "120"),
    Line("relu(0) = 0", answers: "✓ relu(0) = 0"),
  ])
  func function(_ line: Line) { #expect(line.actual() == line.answer) }

  /// What isn't there says what is.
  @Test(arguments: [
    Line(
      "A : real(3, 3)", answers: "! error: real is no kind, and no number for the end of a range"),
    Line("k = 2", "k:n", answers: "! error: a range's end must have a value; n has none"),
    Line("k = 2", "k:3", answers: "[2; 3]"),
    Line(
      "x = [1; 2]", "x[x > 1]",
      answers: "! error: a mask is no index: x > 1 is 0 or 1 for each entry"),
    Line(
      "x = [1; 2]", "m = x > 1", "x[m]",
      answers: "! error: a mask is no index: m is 0 or 1 for each entry"),
    Line("x = [1; 2]", "x[[0; 2]]", answers: "! error: indices count from 1, this is 0"),
  ])
  func mistake(_ line: Line) { #expect(line.actual() == line.answer) }

  private static let cubic = "f(x) = x^3 + 3*x"
  private static let quadratic = "f(x) = x'*A*x"
  private static let plane = "f(x, y) = x^2 + 3*x*y"

  /// A function's name in a derivative stands for its value at its parameters.
  @Test(arguments: [
    Line(cubic, "∂f/∂x", answers: "~ taking x as a scalar", "3*(x^2 + 1)"),
    Line(
      cubic, "df/dx", answers: "~ reading df/dx as ∂f/∂x", "~ taking x as a scalar", "3*(x^2 + 1)"),
    Line(cubic, "grad(f, x)", answers: "~ taking x as a scalar", "3*(x^2 + 1)"),
    Line(cubic, "hessian(f, x)", answers: "~ taking x as a scalar", "6*x"),
    Line(cubic, "∇f(x)", answers: "~ taking x as a scalar", "3*(x^2 + 1)"),
    Line(cubic, "∇f", answers: "~ taking x as a scalar", "3*(x^2 + 1)"),
    Line(cubic, "∇f(2)", answers: "15"),
    Line(cubic, "x = 1", "∇²f", answers: "6"),
    Line(quadratic, "∇f", answers: "~ taking x as a vector", "(A + A')*x"),
    Line(quadratic, "∂f/∂A", answers: "~ taking x as a vector", "x*x'"),
    Line(quadratic, "f'", answers: "~ f'(x), at any vector x", "(A + A')*x"),
    Line("f(X) = tr(X'*X)", "f'", answers: "~ f'(X), at any matrix X", "2*X"),
    Line(
      plane, "∇f", answers: "~ taking x as a scalar, y as a scalar", "[2*x + 3*y; 3*x]"),
    Line(plane, "x = 1", "y = 2", "∇f(x, y)", answers: "[8; 3]"),
    Line(plane, "x = 1", "y = 2", "∇f = [8; 3]", answers: "✓ ∇f(x, y) = [8; 3]"),
    Line(plane, "x = 1", "y = 2", "∇²f", answers: "[2  3", " 3  0]"),
    Line(plane, "∂f/∂y", answers: "~ taking x as a scalar, y as a scalar", "3*x"),
    Line(
      "f(x, y) = x'*y", "∇f",
      answers: "! error: a gradient by several arguments wants numbers; x is none"),
  ])
  func derivativeOfFunction(_ line: Line) { #expect(line.actual() == line.answer) }

  @Test(arguments: [
    Line("2*3", "ans", answers: "ans = 6"),
    Line("2*3", "ans + 1", answers: "7"),
    Line("2*3", "u = 5", "ans", answers: "ans = 6"),
    Line("2*3", "y = 2*ans", "100", "y", answers: "y = 12"),
    Line("x : vector(n)", "2*x", "ans + x", answers: "3*x"),
  ])
  func answer(_ line: Line) { #expect(line.actual() == line.answer) }
}

@Suite struct DeclarationTests {
  @Test(arguments: [
    Line("W : matrix(3, 2)", answers: "~ W : matrix(3, 2)"),
    Line("r : row(3)", "r = [1; 2; 3]", answers: "r = [1 2 3]"),
    Line("x : vector(2)", "x = [1 2]", answers: "x = [1; 2]"),
    Line(
      "x : vector(2)", "x = [1; 2; 3]",
      answers: "! error: x is declared vector(2), and this is vector(3)"),
    Line(
      "x : vector(2)", "x = 3*ones(3)",
      answers: "! error: x is declared vector(2), and this is vector(3)"),
    Line(
      "x : vector(n)", "x = [1; 2; 3]", "x = [1; 2]", answers: "~ x was [1; 2; 3]", "x = [1; 2]"),
    Line(
      "x : vector(n)", "W : matrix(2, n)", "x = [1; 2; 3]", "W = [1 2; 3 4]",
      answers: "! error: W is declared matrix(2, n), and this is matrix(2, 2)"),
    Line(
      "x = [1; 2]", "x : vector(3)",
      answers: "! error: x is declared vector(3), and this is vector(2)"),
    Line(
      "P : symmetric(2)", "P = [1 2; 3 4]",
      answers: "! error: P is declared symmetric, and entries [2, 1] and [1, 2] differ"),
    Line("a : scalar", "a = [1]", answers: "a = 1"),
  ])
  func declaration(_ line: Line) { #expect(line.actual() == line.answer) }
}

@Suite struct UpdateTests {
  @Test(arguments: [
    Line("K = 3", "K <- K + 1", answers: "K = 4"),
    Line("K = 3", "K = K + 1", answers: "K = 4"),
    Line("K = 3", "K += 2", answers: "K = 5"),
    Line("K = 3", "K -= 2", answers: "K = 1"),
    Line("K = 3", "K *= 2 + 1", answers: "K = 9"),
    Line("K = 3", "K /= 2", answers: "K = 1.5"),
    Line("a = 1", "b = 2", "a, b <- b, a", answers: "a = 2", "b = 1"),
    Line("a, a <- 1, 2", answers: "! error: a is updated twice"),
    Line("x = 1", "u = x + 1", "x <- 5", answers: "x = 5", "~ updates u"),
    Line("x = 1", "u = x + 1", "u <- 5", answers: "~ u no longer follows x", "u = 5"),
    Line("x = 1", "u = x + 1", "u <- 5", "x <- 2", "u", answers: "u = 5"),
    Line("W = [1 2; 3 4]", "W[1, 2] <- 5", "W = [1 5; 3 4]", "W[1, 2]", answers: "5"),
    Line("W = [1 2; 3 4]", "W[:, 1] <- 0", "sum(W)", answers: "6"),
    Line("x = [1; 2]", "x[end] <- 7", answers: "x = [1; 7]"),
    Line("x = [1; 2; 3]", "x[1:2] <- [5; 6]", answers: "x = [5; 6; 3]"),
    Line("x = [1; 2]", "x[2] += 3", answers: "x = [1; 5]"),
    Line("x = [1; 2; 3]", "x[1:2] <- [5; 6; 7]", answers: "! error: 3 values for 2 entries"),
    Line(
      "W <- W + 1", answers: "~ taking W as a matrix",
      "! error: an update needs a value, and W has none"),
    Line("x = [1; 2]", "y = 2*x", "y[1] <- 0", "x = [5; 5]", "y", answers: "y = [0; 4]"),
  ])
  func update(_ line: Line) {
    #expect(line.actual() == line.answer)
  }
}
