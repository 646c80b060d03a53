import Testing

@testable import Interpreter

/// Claims between formulas, and what is said of them.
@Suite struct ClaimTests {
  private static let square = "A, B : matrix(n, n)"
  private static let stack =
    "B : matrix(m, n)\nC : matrix(p, n)\nD : matrix(q, n)\nt : vector(n)\nM = [B; C; D]"
  private static let regression = "X : matrix(m, n)\ny : vector(m)\nw : vector(n)"

  @Test(arguments: [
    Line(square, "tr(A*B) = tr(B*A)", answers: "✓ tr(A*B) = tr(B*A) (at random points)"),
    Line(square, "A*inv(A) = I", answers: "✓ A*inv(A) = I (at random points)"),
    Line(
      regression, "grad(norm2(X*w - y)^2, w) = 2*X'*(X*w - y)",
      answers: "✓ grad(norm2(X*w - y)^2, w) = 2*X'*(X*w - y) (at random points)"),
    Line(regression, "exp(log(y)) = y", answers: "✓ exp(log(y)) = y (at random positive points)"),
    // Only under a condition that is found by trying.
    Line(square, "A + 0 = A'", answers: "✓ A + 0 = A' (only if A is symmetric)"),
    // What holds for one number alone is no condition that was left unsaid.
    Line("c : scalar", "floor(c) = c", answers: "✗ floor(c) = c: it holds only if c = 1"),
    Line(square, "inv(A) = A'", answers: "✓ inv(A) = A' (only if A is orthogonal)"),
    Line(
      regression, "pinv(X)*X = I",
      answers: "✓ pinv(X)*X = I (only if X has full column rank)"),
    Line(regression, "relu(y) = y", answers: "✓ relu(y) = y (only if y > 0)"),
    Line(regression, "y .* y = y", answers: "✓ y .* y = y (only if y is made of 0 and 1)"),
    Line(regression, "grad(norm2(w), w) = w", answers: "✓ grad(norm2(w), w) = w (only if ‖w‖ = 1)"),
    Line(
      "u = W*x + b", "h = relu(u)", "J = sum(h)", "∂J/∂u = ∂J/∂h",
      answers: "✓ ∂J/∂u = ∂J/∂h (only if u > 0)"),
    Line(
      "o = softmax(v)", "L = -sum(y .* log(o))", "∂L/∂v = o - y",
      answers: "✓ ∂L/∂v = o - y (only if Σy = 1)"),
    Line(
      stack + "\nM*t = t", "M*t = [B*t; C*t; D*t]",
      answers: "✓ M*t = [B*t; C*t; D*t] (at random points)"),
    // What some names have values for is true of those.
    Line("k = 3", "t : vector(n)", "k*t = 3*t", answers: "✓ k*t = 3*t (at k = 3)"),
    Line("k = 3", "t : vector(n)", "k*t = t*k", answers: "✓ k*t = t*k"),
    Line("relu(a) = a", answers: "~ taking a as a scalar", "✓ relu(a) = a (only if a > 0)"),
    // The values say whether a condition is met.
    Line(
      "v = [0.2; -3]", "y = [0; 1]", "o = softmax(v)", "L = -sum(y .* log(o))", "∂L/∂v = o - y",
      answers: "✓ ∂L/∂v = o - y (because Σy = 1)"),
    Line(
      "v = [0.2; -3]", "y = [0; 2]", "o = softmax(v)", "L = -sum(y .* log(o))", "∂L/∂v = o - y",
      answers: "✗ ∂L/∂v = o - y: (∂L/∂v)[1] is 1.9217, off by 0.96083; holds only if Σy = 1"),
  ])
  func holds(_ line: Line) { #expect(line.actual() == line.answer) }

  @Test(arguments: [
    Line(
      regression, "grad(norm2(w)^2, w) = w",
      answers:
        "✗ grad(norm2(w)^2, w) = w: the left side is 2 times the right, at w = [1] [2] and [1]"),
    Line(
      regression, "grad(w'*w/2, w) = 2*w",
      answers:
        "✗ grad(w'*w/2, w) = 2*w: the left side is 1/2 times the right, at w = [1] [1] and [2]"
    ),
    Line(
      regression, "grad(sum(w), w) = -ones(n)",
      answers: "✗ grad(sum(w), w) = -ones(n): the sides differ in sign, [1] and [-1]"),
    Line(
      regression, "grad(norm2(X*w - y)^2/m, w) = 2*X'*(X*w - y)",
      answers:
        "✗ grad(norm2(X*w - y)^2/m, w) = 2*X'*(X*w - y): the left side is 1/m times the right, "
        + "at X = [1; 0], w = [1], y = [0; 0] [1] and [2]"),
    Line(
      regression, "λ : scalar", "grad(λ*norm2(w)^2, w) = 2*w",
      answers: "✗ grad(λ*norm2(w)^2, w) = 2*w: the left side is λ times the right, "
        + "at w = [1], λ = 0 [0] and [2]"),
    Line(
      square, "A*B = B*A",
      answers: "✗ A*B = B*A: it holds only if A and B commute, at A = [1 0; 0 0], "
        + "B = [0 1; 0 0] [0 1; 0 0] and [0 0; 0 0]"),
    Line(
      square, "det(A + B) = det(A) + det(B)",
      answers: "✗ det(A + B) = det(A) + det(B): at A = [1 0; 0 0], B = [0 0; 0 1] "
        + "the left side is 1, the right side 0"),
    Line(
      "k = 3", "t : vector(n)", "k*t = 4*t",
      answers: "✗ k*t = 4*t: the left side is 3/4 times the right, at t = [1] [3] and [4]"),
    // Of a vector of one entry that adds up to 0, nothing is left.
    Line(
      "t : vector(n)", "n = 1", "t = [5]", "a : scalar", "a*t = 3*t",
      answers: "✗ a*t = 3*t: at a = 0 the left side is [0], the right side [15]"),
    Line(
      "A : matrix(m, n)", "B : matrix(p, q)", "A*A' = B",
      answers: "✗ A*A' = B: the left side is matrix(m, m), the right side matrix(p, q)"),
    // A size that was n for one claim only is n again for the next.
    Line(
      stack, "M*t = t",
      answers: "✗ M*t = t: at t = [1; 0; 0], B = [0 0 0], C = [0 0 0], D = [0 0 0] "
        + "the left side is [0; 0; 0], the right side [1; 0; 0]"),
    // Shapes that no sizes of a point have room for are passed over.
    Line(
      "reshape(h, b) = v + v",
      answers: "~ taking h as a vector", "~ taking v as a vector",
      "✗ reshape(h, b) = v + v: at h = [1], v = [0] the left side is [1], the right side [0]"),
  ])
  func fails(_ line: Line) { #expect(line.actual() == line.answer) }

  /// Gradients that vanish on the way are no reason to believe anything.
  @Test func vanishingSidesProveNothing() {
    var lines = ["h0 = tanh(x)"]
    for layer in 1..<60 { lines.append("h\(layer) = tanh(W*h\(layer - 1))") }
    lines.append("J = sum(h59)")
    let text = lines.joined(separator: "\n")
    let wrong = Line(text, "∂J/∂h0 = W*∂J/∂h1").actual().first
    #expect(wrong?.hasPrefix("✓") == false)
    #expect(
      Line(text, "∂J/∂h0 = W'*(∂J/∂h1 .* (1 - h1.^2))").actual().first?.hasPrefix("✓") == true)
  }

  private static let numerator =
    ", in numerator layout (the transpose of what the gradient layout gives)"
  private static let denominator =
    ", in denominator layout (the transpose of what the numerator layout gives)"

  @Test(arguments: [
    Line(
      "A : matrix(m, n)", "B : matrix(n, m)", "d(tr(A*B), A) = B",
      answers: "✓ d(tr(A*B), A) = B" + numerator),
    Line(
      "A : matrix(m, n)", "B : matrix(n, m)", "d(tr(A*B), A) = B'",
      answers: "✓ d(tr(A*B), A) = B' (at random points)"),
    Line(
      "d(tr(A*B), A) = B", answers: "~ taking A as a matrix", "✓ d(tr(A*B), A) = B" + numerator),
    Line(
      square, "grad(logdet(A), A) = inv(A)", answers: "✓ grad(logdet(A), A) = inv(A)" + numerator),
    Line(
      "A : matrix(n, n)", "grad(x'*A*x, x) = x'*(A + A')",
      answers: "✓ grad(x'*A*x, x) = x'*(A + A')" + numerator),
    Line(
      "A : matrix(m, n)", "jacobian(A*x, x) = A'", answers: "✓ jacobian(A*x, x) = A'" + denominator),
    Line(
      "P : symmetric(n)", "X : matrix(n, n)", "grad(tr(X*P), P) = X'",
      answers: "~ P is symmetric: the gradient is (G + G')/2",
      "✓ grad(tr(X*P), P) = X', in the convention that takes all entries as independent "
        + "(G; here (G + G')/2)"),
    Line(
      "P : symmetric(n)", "X : matrix(n, n)", "grad(tr(X*P), P) = X + X' - X .* I",
      answers: "~ P is symmetric: the gradient is (G + G')/2",
      "✓ grad(tr(X*P), P) = X + X' - X .* I, in the convention of the distinct entries "
        + "(G + G' - G ⊙ I; here (G + G')/2)"),
  ])
  func layout(_ line: Line) { #expect(line.actual() == line.answer) }
}
