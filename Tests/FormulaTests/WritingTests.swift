import FormulaTables
import Testing

/// Formulas as a good lecturer writes them: the third column is mx's own text, and is compared by
/// value too.
@Suite struct WritingTests {
  @Test(arguments: writings)
  func written(_ row: FormulaRow) throws {
    var check = try FormulaCheck(row, seed: 11)
    #expect(check.text == row.closedForm)
    let disagreement = try check.disagreement()
    #expect(disagreement.isEmpty, "\(row): \(check.text)\n\(disagreement)")
  }

  private static let writings: [FormulaRow] = [stacks].flatMap(\.rows)

  private static let stacks = FormulaTable(
    title: "entries and blocks",
    #"""
    r: t:; F = [r*cos(t); r*sin(t)] | d(F, t) | [-r*sin(t); r*cos(t)]
    r: t:; F = [r*cos(t); r*sin(t)] | d(F, r) | [cos(t); sin(t)]
    r: t:; F = [r*cos(t); r*sin(t)]; q = [r; t] | d(q, t) | [0; 1]
    x: y:; F = [x*y; x + y] | d(F, x) | [y; 1]
    x: y:; F = [x^2, x*y; y, 1] | d(F, x) | [2*x, y; 0, 0]
    a: b: c: d: | grad(det([a b; c d]), a) | d
    a: b: c: d: | grad(logdet([a + 2, b; c, d + 2]), a) | (d + 2)/((a + 2)*(d + 2) - b*c)
    a: b: c: | grad(det([a b 0; b c a; 0 1 c]), a) | c^2 - 2*a
    a: b: c: d: | grad(tr([a b; c d]*[a b; c d]), b) | 2*c
    a: b: c: | grad(sum([a; b; c].^2), b) | 2*b
    a: b: X:2x2 | grad([a b]*X*[a; b], a) | ((X + X')*[a; b])[1]
    a: b: x:2 | grad(norm2([a; b] - x)^2, a) | 2*(a - x[1])
    x:2; f = x[1]^2 + 3*x[1]*x[2] | grad(f, x) | [2*x[1] + 3*x[2]; 3*x[1]]
    x:2; f = x[1]^2 + 3*x[1]*x[2] | hessian(f, x) | [2, 3; 3, 0]
    x:3 | grad(x[2]^2, x) | [0; 2*x[2]; 0]
    x:2 | jacobian([x[1]*x[2]; x[1] + x[2]], x) | [x[2], x[1]; 1, 1]
    x:2 | jacobian([x[1]; 2*x[1]], x) | [1, 0; 2, 0]
    x:n | grad(x[1]^2 + 3*x[1]*x[2], x) | (2*x[1] + 3*x[2])*eye(n)[:, 1] + 3*x[1]*eye(n)[:, 2]
    A:mxn B:pxn x:n | jacobian([A*x; B*x], x) | [A; B]
    A:3xn B:2xn x:n | jacobian([A*x; B*x], x) | [A; B]
    x:3 y:2 | jacobian([x; y], y) | [zeros(3, 2); eye(2)]
    x:n y:m | jacobian([x; y], x) | [eye(n); zeros(m, n)]
    x:3 y:2 | grad(sum([x; y].^2), y) | 2*y
    x:3 c:4 a: | grad(c'*[x; a], a) | c[4]
    x:3 c:4 a: | grad(c'*[x; a], x) | c[1:3]
    x:n A:nxn b: | tr([A x; x' b]) | tr([A, x; x', b])
    """#)
}
