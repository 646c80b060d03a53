import Graph
import Primitives
import Syntax
import Testing

@testable import Printing

/// A formula built with graph words, and the text it is to have.
struct FormulaCase: Sendable, CustomTestStringConvertible {
  let text: String
  let build: @Sendable (Words) throws -> NodeID

  init(_ text: String, _ build: @escaping @Sendable (Words) throws -> NodeID) {
    self.text = text
    self.build = build
  }

  var testDescription: String { text }
}

/// Contractions in plain matrix notation.
struct MatrixNotationTests {
  private static let products: [FormulaCase] = [
    .init("x") { $0.x },
    .init("A") { $0.A },
    .init("A'") { $0.g.transposed($0.A) },
    .init("A*x") { $0.g.product($0.A, $0.x) },
    .init("A'*x") { $0.c("ji,j->i", $0.A, $0.x) },
    .init("A*B") { $0.g.product($0.A, $0.B) },
    .init("A'*B") { $0.c("ki,kj->ij", $0.A, $0.B) },
    .init("A*B'") { $0.c("ik,jk->ij", $0.A, $0.B) },
    .init("B*A") { $0.g.product($0.B, $0.A) },
    .init("A'*B'") { $0.c("ki,jk->ij", $0.A, $0.B) },
    .init("A*B*C") { $0.c("ij,jk,kl->il", $0.A, $0.B, $0.C) },
    .init("A*B'*C") { $0.c("ij,kj,kl->il", $0.A, $0.B, $0.C) },
    .init("A*B*x") { $0.c("ij,jk,k->i", $0.A, $0.B, $0.x) },
    .init("A*B*x") { $0.g.product($0.A, $0.g.product($0.B, $0.x)) },
    .init("P*x") { $0.c("ji,j->i", $0.P, $0.x) },
    .init("P") { $0.g.transposed($0.P) },
    .init("x'*y") { $0.g.product($0.x, $0.y) },
    .init("x'*x") { $0.g.product($0.x, $0.x) },
    .init("x*y'") { $0.g.outer($0.x, $0.y) },
    .init("x*x'") { $0.g.outer($0.x, $0.x) },
    .init("x'*A*x") { $0.c("i,ij,j->", $0.x, $0.A, $0.x) },
    .init("y'*A*x") { $0.c("i,ij,j->", $0.y, $0.A, $0.x) },
    .init("x'*A*y") { $0.c("i,ij,j->", $0.x, $0.A, $0.y) },
    .init("x'*A*B*y") { $0.c("i,ij,jk,k->", $0.x, $0.A, $0.B, $0.y) },
    .init("x'*A'*A*x") { $0.c("i,ki,kj,j->", $0.x, $0.A, $0.A, $0.x) },
    .init("x .* y") { $0.g.multiply($0.x, $0.y) },
    .init("A .* B") { $0.g.multiply($0.A, $0.B) },
    .init("A .* B'") { $0.c("ij,ji->ij", $0.A, $0.B) },
    .init("A' .* B") { $0.c("ji,ij->ij", $0.A, $0.B) },
    .init("x.^2") { $0.g.multiply($0.x, $0.x) },
    .init("x.^3") { $0.g.multiply($0.x, $0.x, $0.x) },
    .init("A.^2") { $0.g.multiply($0.A, $0.A) },
    .init("x.^2 .* y") { $0.g.multiply($0.x, $0.x, $0.y) },
    .init("s^2") { $0.g.multiply($0.s, $0.s) },
    .init("a*b") { $0.g.multiply($0.a, $0.b) },
    .init("s*x") { $0.g.multiply($0.s, $0.x) },
    .init("A*(x .* y)") { $0.c("ij,j,j->i", $0.A, $0.x, $0.y) },
    .init("x .* (A*y)") { $0.c("i,ij,j->i", $0.x, $0.A, $0.y) },
    .init("diag(x)*A") { $0.c("i,ij->ij", $0.x, $0.A) },
    .init("A*diag(x)") { $0.c("ij,j->ij", $0.A, $0.x) },
    .init("A*diag(x)*B") { $0.c("ij,j,jk->ik", $0.A, $0.x, $0.B) },
    .init("diag(x)*A*diag(y)") { $0.c("i,ij,j->ij", $0.x, $0.A, $0.y) },
    .init("diag(x)") { $0.c("i->ii", $0.x) },
    .init("diag(x .* y)") { $0.c("i,i->ii", $0.x, $0.y) },
    .init("diag(A)") { $0.c("ii->i", $0.A) },
    .init("diag(A*B)") { $0.c("ik,ki->i", $0.A, $0.B) },
    .init("tr(A)") { $0.c("ii->", $0.A) },
    .init("tr(A*B)") { $0.c("ij,ji->", $0.A, $0.B) },
    .init("sum(A .* B)") { $0.c("ij,ij->", $0.A, $0.B) },
    .init("sum(A.^2)") { $0.c("ij,ij->", $0.A, $0.A) },
    .init("tr(A*B*C)") { $0.c("ij,jk,ki->", $0.A, $0.B, $0.C) },
    .init("tr(A*C*B)") { $0.c("ij,jk,ki->", $0.A, $0.C, $0.B) },
    .init("tr(A*P)") { $0.c("ij,ij->", $0.A, $0.P) },
    .init("sum(x)") { $0.g.total($0.x) },
    .init("sum(A)") { $0.g.total($0.A) },
    .init("sum(x.^3)") { $0.c("i,i,i->", $0.x, $0.x, $0.x) },
    .init("sum(x .* y .* z)") { $0.c("i,i,i->", $0.x, $0.y, $0.z) },
    .init("sum(A, 2)") { $0.c("ij->i", $0.A) },
    .init("sum(A, 1)'") { $0.c("ij->j", $0.A) },
    .init("sum(x)*sum(y)") { $0.c("i,j->", $0.x, $0.y) },
    .init("x'*y*z") { $0.c("i,i,j->j", $0.x, $0.y, $0.z) },
    .init("(x .* y)*z'") { $0.c("i,i,j->ij", $0.x, $0.y, $0.z) },
    .init("(A .* B)*x") { $0.c("ij,ij,j->i", $0.A, $0.B, $0.x) },
    .init("(A*B) .* C") { $0.c("ij,jk,ik->ik", $0.A, $0.B, $0.C) },
    .init("F'*G") { $0.c("ij,ik->jk", $0.F, $0.G) },
    .init("F*G'") { $0.c("ij,kj->ik", $0.F, $0.G) },
    .init("sum(F .* G)") { $0.c("ij,ij->", $0.F, $0.G) },
    .init("sum(A'*x)") { $0.c("i,ij->", $0.x, $0.A) },
  ]

  @Test(arguments: products)
  func product(_ formula: FormulaCase) throws {
    let words = Words()
    let text = FormulaPrinter(words.g).text(Term(try formula.build(words)))
    #expect(text == formula.text)
  }

  private static let scalings: [FormulaCase] = [
    .init("2*x") { $0.times(2, $0.x) },
    .init("-x") { $0.minus($0.x) },
    .init("-2*x") { $0.times(-2, $0.x) },
    .init("1/2*x") { $0.times(Coefficient(1, over: 2), $0.x) },
    .init("x/3") { $0.times(Coefficient(1, over: 3), $0.x) },
    .init("-x/3") { $0.times(Coefficient(-1, over: 3), $0.x) },
    .init("3/4*x") { $0.times(Coefficient(3, over: 4), $0.x) },
    .init("0.1*x") { $0.times(0.1, $0.x) },
    .init("0.000001*x") { $0.times(1e-6, $0.x) },
    .init("0.30000000000000004*x") { $0.times(.init(0.1 + 0.2), $0.x) },
    .init("2*A*x") { $0.times(2, $0.g.product($0.A, $0.x)) },
    .init("1/2*x'*A*x") { $0.times(Coefficient(1, over: 2), $0.c("i,ij,j->", $0.x, $0.A, $0.x)) },
    .init("5") { $0.g.constant(5) },
    .init("-5") { $0.g.constant(-5) },
    .init("1/2") { $0.g.constant(coefficient: Coefficient(1, over: 2)) },
    .init("-0") { $0.g.constant(-0.0) },
    .init("inf") { $0.g.constant(.infinity) },
    .init("ones(n)") { $0.fill(1) },
    .init("zeros(n)") { $0.fill(0) },
    .init("2*ones(n)") { $0.fill(2) },
    .init("s*ones(n)") { $0.fill($0.s) },
    .init("ones(n, n)") { $0.fillMatrix(1) },
    .init("zeros(3, 2)") { $0.g.zeros(Shape([3, 2])) },
    .init("eye(n)") { $0.g.delta($0.n) },
    .init("2*eye(n)") { $0.times(2, $0.g.delta($0.n)) },
    .init("x*ones(n)'") { $0.c("i->ij", $0.x) },
    .init("ones(n)*x'") { $0.c("j->ij", $0.x) },
    .init("sum(x)*ones(n)") { $0.fill($0.g.total($0.x)) },
    .init("sum(x)*y") { $0.c("i,j->j", $0.x, $0.y) },
    .init("n") { $0.g.total($0.fill(1)) },
  ]

  @Test(arguments: scalings)
  func scaling(_ formula: FormulaCase) throws {
    let words = Words()
    let text = FormulaPrinter(words.g).text(Term(try formula.build(words)))
    #expect(text == formula.text)
  }

  private static let sums: [FormulaCase] = [
    .init("x + y") { $0.sum($0.x, $0.y) },
    .init("x - y") { $0.sum($0.x, $0.minus($0.y)) },
    .init("y - x") { $0.sum($0.minus($0.x), $0.y) },
    .init("-x - y") { $0.sum($0.minus($0.x), $0.minus($0.y)) },
    .init("x + 1") { $0.sum($0.x, $0.fill(1)) },
    .init("x - 1") { $0.sum($0.x, $0.fill(-1)) },
    .init("1 - x") { $0.sum($0.fill(1), $0.minus($0.x)) },
    .init("x + s") { $0.sum($0.x, $0.fill($0.s)) },
    .init("x + sum(y)") { $0.sum($0.x, $0.fill($0.g.total($0.y))) },
    .init("A + 1") { $0.sum($0.A, $0.fillMatrix(1)) },
    .init("A + x") { $0.sum($0.A, $0.c("i->ij", $0.x)) },
    .init("A + x'") { $0.sum($0.A, $0.c("j->ij", $0.x)) },
    .init("A + x + y'") { $0.sum($0.c("i->ij", $0.x), $0.A, $0.c("j->ij", $0.y)) },
    .init("x*ones(n)' + ones(n)*y'") { $0.sum($0.c("i->ij", $0.x), $0.c("j->ij", $0.y)) },
    .init("A + I") { $0.sum($0.A, $0.g.delta($0.n)) },
    .init("A - 2*I") { $0.sum($0.A, $0.times(-2, $0.g.delta($0.n))) },
    .init("I - x*x'") { $0.sum($0.g.delta($0.n), $0.minus($0.g.outer($0.x, $0.x))) },
    .init("A*x + A'*x") { $0.sum($0.g.product($0.A, $0.x), $0.c("ji,j->i", $0.A, $0.x)) },
    .init("2*(x + y)") { $0.times(2, $0.sum($0.x, $0.y)) },
    .init("A*(x + y)") { $0.g.product($0.A, $0.sum($0.x, $0.y)) },
    .init("(A + B)*x") { $0.g.product($0.sum($0.A, $0.B), $0.x) },
    .init("(A + B)'*x") { $0.c("ji,j->i", $0.sum($0.A, $0.B), $0.x) },
    .init("z'*(x + y)") { $0.g.product($0.sum($0.x, $0.y), $0.z) },
    .init("(x - y)'*(x - y)") {
      let difference = $0.sum($0.x, $0.minus($0.y))
      return $0.g.product(difference, difference)
    },
    .init("a - b") { $0.sum($0.a, $0.minus($0.b)) },
    .init("1/2*a + b") { $0.sum($0.times(Coefficient(1, over: 2), $0.a), $0.b) },
    .init("-(x + y)") { $0.minus($0.sum($0.x, $0.y)) },
  ]

  @Test(arguments: sums)
  func sum(_ formula: FormulaCase) throws {
    let words = Words()
    let text = FormulaPrinter(words.g).text(Term(try formula.build(words)))
    #expect(text == formula.text)
  }

  static var all: [FormulaCase] { products + scalings + sums }

  @Test func orientation() throws {
    let w = Words()
    let printer = FormulaPrinter(w.g)
    #expect(printer.text(Term(w.x, .row)) == "x'")
    #expect(printer.text(Term(w.r, .row)) == "r")
    #expect(printer.text(Term(w.r)) == "r'")
    #expect(printer.text(Term(w.g.product(w.r, w.x))) == "r*x")
    #expect(printer.text(Term(w.g.product(w.A, w.x), .row)) == "x'*A'")
    #expect(printer.text(Term(w.c("ij,i->j", w.A, w.x), .row)) == "x'*A")
    #expect(printer.text(Term(w.g.product(w.A, w.r))) == "A*r'")
    #expect(printer.text(Term(w.c("i,ij->j", w.r, w.A), .row)) == "r*A")
    #expect(printer.text(Term(try w.f(.exp, w.r), .row)) == "exp(r)")
    #expect(printer.text(Term(w.sum(w.r, w.fill(1)), .row)) == "r + 1")
    #expect(printer.text(Term(w.c("ij->j", w.A), .row)) == "sum(A, 1)")
    #expect(printer.text(Term(w.fill(2), .row)) == "2*ones(n)'")
    #expect(printer.text(Term(w.d(w.J, w.r), .row)) == "∂J/∂r")
  }

  @Test func higherOrders() {
    let w = Words()
    let printer = FormulaPrinter(w.g)
    let cube = w.cube("T")
    #expect(
      printer.text(Term(w.c("il,jlk->ijk", w.A, cube))) == "[i, j, k] = Σ_l T[j, l, k]*A[i, l]")
    #expect(printer.text(Term(w.c("ik,jl->ijkl", w.A, w.B))) == "[i, j, k, l] = A[i, k]*B[j, l]")
    #expect(printer.text(Term(w.c("i,ij->iij", w.x, w.A))) == "[i, j, k] = A[i, k]*x[i]*δ[i, j]")
    #expect(
      printer.text(Term(w.times(-2, w.c("ij,k->ijk", w.A, w.x)))) == "[i, j, k] = -2*A[i, j]*x[k]")
    // Three edges meet at one summed vertex.
    #expect(
      printer.text(Term(w.c("il,jl,kl,i,j,k->", w.A, w.B, w.C, w.x, w.y, w.z)))
        == "z'*C*((A'*x) .* (B'*y))")
  }
}
