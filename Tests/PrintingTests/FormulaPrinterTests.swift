import Arrays
import Graph
import Primitives
import Syntax
import Testing

@testable import Printing

/// Primitives, derivatives and literals in all notations.
struct FormulaPrinterTests {
  private static let primitives: [FormulaCase] = [
    .init("exp(x)") { try $0.f(.exp, $0.x) },
    .init("y'*exp(x)") { $0.g.product(try $0.f(.exp, $0.x), $0.y) },
    .init("y'*log(x)") { $0.g.product($0.y, try $0.f(.log, $0.x)) },
    .init("-y'*log(x)") { $0.minus($0.g.product($0.y, try $0.f(.log, $0.x))) },
    .init("exp(A)'") { $0.g.transposed(try $0.f(.exp, $0.A)) },
    .init("exp(A')") { try $0.f(.exp, $0.g.transposed($0.A)) },
    .init("softmax(x)") { try $0.f(.softmax, $0.x) },
    .init("softmax(A)") { try $0.along(.softmax, $0.A, fromEnd: 1) },
    .init("softmax(A, 2)") { try $0.along(.softmax, $0.A, fromEnd: 0) },
    .init("logsumexp(x)") { try $0.f(.logSumExp, $0.x) },
    .init("logsumexp(A, 2)") { try $0.along(.logSumExp, $0.A, fromEnd: 0) },
    .init("max(A, axis=2)") { try $0.along(.largest, $0.A, fromEnd: 0) },
    .init("max(A, axis=1)'") { try $0.along(.largest, $0.A, fromEnd: 1) },
    .init("max(x)") { try $0.f(.largest, $0.x) },
    .init("argmax(x)") { try $0.f(.positionOfLargest, $0.x) },
    .init("max(x, y)") { try $0.f(.maximum, $0.x, $0.y) },
    .init("max(x, 0)") { try $0.f(.maximum, $0.x, $0.fill(0)) },
    .init("x > 0") { try $0.f(.greater, $0.x, $0.fill(0)) },
    .init("(x > 0) .* y") { $0.g.multiply(try $0.f(.greater, $0.x, $0.fill(0)), $0.y) },
    .init("where(x > 0, x, 0)") {
      try $0.f(.select, try $0.f(.greater, $0.x, $0.fill(0)), $0.x, $0.fill(0))
    },
    .init("x ./ y") { try $0.f(.divide, $0.x, $0.y) },
    .init("x/s") { try $0.f(.divide, $0.x, $0.fill($0.s)) },
    .init("a/b") { try $0.f(.divide, $0.a, $0.b) },
    .init("1/s") { $0.g.reciprocal($0.s) },
    .init("1 ./ x") { $0.g.reciprocal($0.x) },
    .init("2 ./ x") { $0.times(2, $0.g.reciprocal($0.x)) },
    .init("x'*A*x/(x'*x)") {
      try $0.f(.divide, $0.c("i,ij,j->", $0.x, $0.A, $0.x), $0.g.product($0.x, $0.x))
    },
    .init("sum(x ./ y)") { $0.g.total(try $0.f(.divide, $0.x, $0.y)) },
    .init("z .* x ./ y") { $0.g.multiply($0.z, try $0.f(.divide, $0.x, $0.y)) },
    .init("x.^4") { try $0.f(.power, $0.x, $0.fill(4)) },
    .init("x.^0.5") { try $0.f(.power, $0.x, $0.fill(0.5)) },
    .init("x.^(-2)") { try $0.f(.power, $0.x, $0.fill(-2)) },
    .init("x.^s") { try $0.f(.power, $0.x, $0.fill($0.s)) },
    .init("s.^x") { try $0.f(.power, $0.fill($0.s), $0.x) },
    .init("x.^y") { try $0.f(.power, $0.x, $0.y) },
    .init("s^4") { try $0.f(.power, $0.s, $0.g.constant(4)) },
    .init("norm2(x)") { try $0.f(.norm2, $0.x) },
    .init("frob(A)^2") { words in
      let norm = try words.f(.norm2, words.A)
      return words.g.multiply(norm, norm)
    },
    .init("inv(A)*x") { $0.g.product(try $0.f(.inverse, $0.A), $0.x) },
    .init("inv(A)'") { $0.g.transposed(try $0.f(.inverse, $0.A)) },
    .init("inv(P)") { $0.g.transposed(try $0.f(.inverse, $0.P)) },
    .init("det(A)*inv(A)'") {
      $0.g.multiply(try $0.f(.determinant, $0.A), $0.g.transposed(try $0.f(.inverse, $0.A)))
    },
    .init("A\\x") { try $0.f(.solve, $0.A, $0.x) },
    .init("A'\\x") { try $0.g.apply(.solve, to: [$0.A, $0.x], Attributes([0, 1])) },
    .init("A\\B") { try $0.g.apply(.solve, to: [$0.A, $0.B], Attributes([1, 0])) },
    .init("B/A") {
      $0.g.transposed(
        try $0.g.apply(
          .solve, to: [$0.g.transposed($0.A), $0.g.transposed($0.B)], Attributes([1, 0])))
    },
    .init("C*(A\\x)") { $0.g.product($0.C, try $0.f(.solve, $0.A, $0.x)) },
    .init("-A\\x") { $0.minus(try $0.f(.solve, $0.A, $0.x)) },
    .init("relu'(x)") { try $0.f(.step, $0.x) },
    .init("x .* (1 - x)") { $0.g.multiply($0.x, $0.sum($0.fill(1), $0.minus($0.x))) },
    .init("vec(A)") { $0.g.vectorized($0.A) },
    .init("triu(A)") { try $0.g.apply(.triangle, to: [$0.A], Attributes([0, 1])) },
    .init("tril(A, -1)") { try $0.g.apply(.triangle, to: [$0.A], Attributes([-1, 0])) },
    .init("x[2]") { try $0.g.apply(.slice, to: [$0.x], Indexing([.entry(1)]).attributes) },
    .init("A[1, :]'") {
      try $0.g.apply(.slice, to: [$0.A], Indexing([.entry(0), .all]).attributes)
    },
    .init("A[:, 2]") {
      try $0.g.apply(.slice, to: [$0.A], Indexing([.all, .entry(1)]).attributes)
    },
    .init("A[1:2, 3:-1:1]") {
      try $0.g.apply(
        .slice, to: [$0.A],
        Indexing([.range(start: 0, step: 1, count: 2), .range(start: 2, step: -1, count: 3)])
          .attributes)
    },
    .init("[x; y]") { $0.g.concatenated([$0.x, $0.y], axisFromEnd: 0) },
    .init("[A, B]") { $0.g.concatenated([$0.A, $0.B], axisFromEnd: 0) },
    .init("[A; B]") { $0.g.concatenated([$0.A, $0.B], axisFromEnd: 1) },
    .init("kron(A, B)") {
      let nn = $0.g.sizes.product($0.n, $0.n)
      return try $0.g.apply(
        .reshape, to: [$0.c("ik,jl->ijkl", $0.A, $0.B)], Attributes(shape: Shape([nn, nn])))
    },
    .init("sort(x)") { try $0.f(.sort, $0.x) },
    .init("cumsum(x)") { try $0.g.apply(.cumulativeSum, to: [$0.x], Attributes([0, 0])) },
  ]

  @Test(arguments: primitives)
  func primitive(_ formula: FormulaCase) throws {
    let words = Words()
    let text = FormulaPrinter(words.g).text(Term(try formula.build(words)))
    #expect(text == formula.text)
  }

  /// The backward pass of a net with two layers.
  @Test func twoLayers() throws {
    let w = Words()
    let (h, o, u, v) = (w.vector("h"), w.vector("o"), w.vector("u"), w.vector("v"))
    let (weights1, weights2) = (w.matrix("W1"), w.matrix("W2"))
    let toV = w.d(w.J, v)
    let toH = w.d(w.J, h)
    let toU = w.d(w.J, u)
    let formulas: [(NodeID, String, String, String, String)] = [
      (
        w.sum(w.g.outer(toV, h), weights2), "∂J/∂v*h' + W2", "grad(J, v)*h' + W2", "∂J/∂v hᵀ + W₂",
        "\\frac{\\partial J}{\\partial v} h^{\\top} + W_2"
      ),
      (
        w.c("ji,j->i", weights2, toV), "W2'*∂J/∂v", "W2'*grad(J, v)", "W₂ᵀ ∂J/∂v",
        "W_2^{\\top} \\frac{\\partial J}{\\partial v}"
      ),
      (
        w.g.multiply(toH, try w.f(.step, u)), "∂J/∂h .* relu'(u)", "grad(J, h) .* relu'(u)",
        "∂J/∂h ⊙ relu'(u)",
        "\\frac{\\partial J}{\\partial h} \\odot \\operatorname{relu}'(u)"
      ),
      (
        w.sum(w.g.outer(toU, w.x), weights1), "∂J/∂u*x' + W1", "grad(J, u)*x' + W1",
        "∂J/∂u xᵀ + W₁",
        "\\frac{\\partial J}{\\partial u} x^{\\top} + W_1"
      ),
      (w.sum(o, w.minus(w.y)), "o - y", "o - y", "o − y", "o - y"),
      (
        w.sum(w.g.product(weights2, h), w.vector("b2")), "W2*h + b2", "W2*h + b2", "W₂ h + b₂",
        "W_2 h + b_2"
      ),
      (
        w.minus(w.g.product(w.y, try w.f(.log, o))), "-y'*log(o)", "-y'*log(o)", "−yᵀ log(o)",
        "-y^{\\top} \\log(o)"
      ),
    ]
    for (node, plain, ascii, unicode, latex) in formulas {
      #expect(FormulaPrinter(w.g, notation: .plain).text(Term(node)) == plain)
      #expect(FormulaPrinter(w.g, notation: .ascii).text(Term(node)) == ascii)
      #expect(FormulaPrinter(w.g, notation: .unicode).text(Term(node)) == unicode)
      #expect(FormulaPrinter(w.g, notation: .latex).text(Term(node)) == latex)
    }
  }

  @Test func derivatives() {
    let w = Words()
    let plain = FormulaPrinter(w.g)
    let ascii = FormulaPrinter(w.g, notation: .ascii)
    let second = w.d(w.d(w.J, w.x), w.x)
    let mixed = w.d(w.d(w.J, w.x), w.y)
    #expect(plain.text(Term(second)) == "∂²J/∂x²")
    #expect(ascii.text(Term(second)) == "hessian(J, x)")
    #expect(plain.text(Term(mixed)) == "∂(∂J/∂x)/∂y")
    #expect(ascii.text(Term(mixed)) == "d(grad(J, x), y)")
    #expect(plain.text(Term(w.d(w.y, w.x))) == "∂y/∂x")
    #expect(ascii.text(Term(w.d(w.y, w.x))) == "d(y, x)")
    #expect(plain.text(Term(w.g.transposed(w.d(w.y, w.x)))) == "∂y/∂x'")
    #expect(plain.text(Term(w.d(w.g.product(w.x, w.x), w.x))) == "∂(x'*x)/∂x")
    func request(_ f: NodeID, cotangent: NodeID? = nil, tangent: NodeID? = nil) -> Term {
      Term(w.g.derivative(.init(of: f, by: w.x, cotangent: cotangent, tangent: tangent)))
    }
    #expect(plain.text(request(w.J, cotangent: w.s)) == "grad(J, x, seed=s)")
    #expect(plain.text(request(w.y, cotangent: w.z)) == "vjp(y, x, z)")
    #expect(plain.text(request(w.y, tangent: w.z)) == "jvp(y, x, z)")
    #expect(plain.text(request(w.d(w.J, w.x), tangent: w.z)) == "hvp(J, x, z)")
  }

  @Test func notations() throws {
    let w = Words()
    let cases: [(NodeID, String, String)] = [
      (w.vector("y_hat"), "y\u{302}", "\\hat{y}"),
      (w.scalar("λ"), "λ", "\\lambda"),
      (w.matrix("W_out"), "W_out", "W_{\\text{out}}"),
      (w.matrix("W12"), "W₁₂", "W_{12}"),
      (w.scalar("loss"), "loss", "\\mathrm{loss}"),
      (w.g.transposed(w.A), "Aᵀ", "A^{\\top}"),
      (w.g.multiply(w.x, w.y), "x ⊙ y", "x \\odot y"),
      (w.times(Coefficient(1, over: 2), w.A), "½ A", "\\frac{1}{2} A"),
      (w.times(2, w.x), "2 x", "2 x"),
      (w.g.product(w.A, w.sum(w.x, w.y)), "A·(x + y)", "A (x + y)"),
      (w.g.multiply(w.s, w.s), "s²", "s^{2}"),
      (w.g.multiply(w.x, w.x), "x.^2", "x^{\\circ 2}"),
      (try w.f(.norm2, w.x), "‖x‖", "\\lVert x \\rVert"),
      (try w.f(.divide, w.a, w.b), "a/b", "\\frac{a}{b}"),
      (try w.f(.divide, w.x, w.y), "x ⊘ y", "x \\oslash y"),
      (w.g.transposed(try w.f(.inverse, w.A)), "A⁻ᵀ", "A^{-\\top}"),
      (try w.f(.inverse, w.sum(w.A, w.B)), "(A + B)⁻¹", "(A + B)^{-1}"),
      (w.g.product(w.A, w.g.multiply(w.x, w.y)), "A·(x ⊙ y)", "A (x \\odot y)"),
      (try w.f(.sqrt, w.s), "√s", "\\sqrt{s}"),
      (try w.f(.softmax, w.x), "softmax(x)", "\\operatorname{softmax}(x)"),
      (w.times(1e-6, w.x), "0.000001 x", "0.000001 x"),
      (
        w.g.literal(Tensor([2, 2], [1, 2, 3, 4])), "[1, 2; 3, 4]",
        "\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}"
      ),
      (
        w.d(w.g.product(w.x, w.x), w.x), "∂(xᵀ x)/∂x",
        "\\frac{\\partial}{\\partial x} (x^{\\top} x)"
      ),
      (
        w.c("il,jlk->ijk", w.A, w.cube("T")), "[i, j, k] = Σ_l A[i, l] T[j, l, k]",
        "[\\,\\cdot\\,]_{i,j,k} = \\sum_{l} A_{i,l} T_{j,l,k}"
      ),
    ]
    for (node, unicode, latex) in cases {
      #expect(FormulaPrinter(w.g, notation: .unicode).text(Term(node)) == unicode)
      #expect(FormulaPrinter(w.g, notation: .latex).text(Term(node)) == latex)
    }
    #expect(FormulaPrinter(w.g, notation: .ascii).text(Term(w.scalar("λ"))) == "\\lambda")
  }

  @Test(arguments: [
    (Tensor(0.1), "0.1"), (Tensor([2], [1, -2.5]), "[1; -2.5]"), (Tensor([1], [5]), "5*ones(1)"),
    (Tensor([2, 2], [0.1, 1e20, 3, 4]), "[0.1, 1e20; 3, 4]"),
    (Tensor([1, 2], [1, 2]), "reshape([1, 2], 1, 2)"),
    (Tensor([2, 1], [1, 2]), "reshape([1; 2], 2, 1)"), (Tensor([0, 3], []), "zeros(0, 3)"),
    (Tensor([2], [.nan, -.infinity]), "[nan; -inf]"),
  ])
  func literals(_ tensor: Tensor, _ text: String) {
    let w = Words()
    #expect(FormulaPrinter(w.g).text(Term(w.g.literal(tensor))) == text)
  }

  /// What is written reads as the same tree; in Unicode, where some functions are signs, it reads.
  @Test(arguments: primitives + MatrixNotationTests.all)
  func readsBack(_ formula: FormulaCase) throws {
    let words = Words()
    let term = Term(try formula.build(words))
    let tree = FormulaPrinter(words.g).expression(term)
    let plain = FormulaPrinter(words.g, notation: .plain).text(term)
    #expect(try Parser.parseExpression(SourceText(plain)).text == tree.text)
    let unicode = FormulaPrinter(words.g, notation: .unicode).text(term)
    #expect(throws: Never.self) { try Parser.parseExpression(SourceText(unicode)) }
  }

  /// Trees of shared parts would take forever to write out, and chains would overflow the stack.
  @Test func limits() throws {
    let w = Words()
    var shared = w.x
    for _ in 0..<200 { shared = w.g.multiply(try w.f(.exp, shared), try w.f(.sin, shared)) }
    #expect(FormulaPrinter(w.g).text(Term(shared)).utf8.count < 50_000)
    var chain = w.x
    for _ in 0..<20_000 { chain = try w.f(.exp, chain) }
    #expect(FormulaPrinter(w.g).text(Term(chain)).contains("…"))
  }
}
