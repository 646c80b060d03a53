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

  private static let writings: [FormulaRow] = [
    stacks, cancelling, constants, symmetric, structured, singular, zeroEntries,
    complements,
  ].flatMap(\.rows)

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
    w:3 | jacobian(sum(triu(skew(w)), 2), w) | [0, 1, -1; -1, 0, 0; 0, 0, 0]
    w:3 | jacobian(sum(tril(skew(w)), 1)', w) | [0, -1, 1; 1, 0, 0; 0, 0, 0]
    x:3 c:4 a: | grad(c'*[x; a], x) | c[1:3]
    x:n A:nxn b: | tr([A x; x' b]) | tr([A, x; x', b])
    """#)

  private static let cancelling = FormulaTable(
    title: "what cancels and what is alike",
    #"""
    +c: | d(c^c, c) | c^c*(1 + log(c))
    +c: | d(d(c^c, c), c) | c^c*(1 + log(c))^2 + c^(c - 1)
    x:n S:~n m:n; p = exp(-(x - m)'*inv(S)*(x - m)/2)/sqrt((2*pi)^n*det(S)) | grad(log(p), x) | -inv(S)*(x - m)
    x:n +a: | grad(log(1/sqrt(a)*exp(-x'*x)), x) | -2*x
    x: +s:; p = exp(-x^2/(2*s^2))/(s*sqrt(2*pi)) | d(log(p), s) | x^2/s^3 - 1/s
    x:n | hessian(norm2(x)^4, x) | 8*x*x' + 4*norm2(x)^2*I
    x:n | grad(sum(log(cosh(x))), x) | tanh(x)
    x:n | hessian(sum(log(cosh(x))), x) | diag(1 - tanh(x).^2)
    x:n | grad(sum(log(cos(x))), x) | -tan(x)
    x:n | hessian(sum(sigmoid(x)), x) | diag(sigmoid(x) .* (1 - sigmoid(x)) .* (1 - 2*sigmoid(x)))
    x:n | hessian(sum(atan(x)), x) | -2*diag(x ./ (x.^2 + 1).^2)
    x:n | hessian(sum(asinh(x)), x) | -diag(x ./ (x.^2 + 1).^(3/2))
    +x:n | hessian(sum(sqrt(x)), x) | -diag(1 ./ x.^(3/2))/4
    +x:n | hessian(sum(cbrt(x)), x) | -2/9*diag(1 ./ cbrt(x).^5)
    x:n | hessian(sum(exp(-x.^2)), x) | diag(exp(-x.^2) .* (4*x.^2 - 2))
    +x: | d(x*sqrt(x), x) | 3/2*sqrt(x)
    x: | d(x/(1 + x^2), x) | (1 - x^2)/(1 + x^2)^2
    x: | d(x/sqrt(1 + x^2), x) | 1/(1 + x^2)^(3/2)
    x: | d(d(1/(1 + x^2), x), x) | (6*x^2 - 2)/(1 + x^2)^3
    x:n | hessian(sqrt(x'*x), x) | I/sqrt(x'*x) - x*x'/(x'*x)^(3/2)
    X:mxn y:m w:n | grad(sum(softplus(X*w)) - y'*X*w, w) | X'*(sigmoid(X*w) - y)
    v:n y:n; o = softmax(v); L = -sum(y .* log(o)) | hessian(L, v) | sum(y)*(diag(o) - o*o')
    """#)

  private static let constants = FormulaTable(
    title: "numbers with a name",
    #"""
    x: | d(2^x, x) | log(2)*2^x
    x: | d(10^x, x) | log(10)*10^x
    x:n | grad(sum(2.^x), x) | log(2)*2.^x
    x: | d(log10(x), x) | 1/(log(10)*x)
    x: | d(log2(x), x) | 1/(log(2)*x)
    X:mxn | grad(sum(erf(X)), X) | 2/sqrt(pi)*exp(-X.^2)
    x: | d(sin(2*pi*x), x) | 2*pi*cos(2*pi*x)
    x: | d(pi*x^2/2, x) | pi*x
    x: s: | d(x/(s*sqrt(2*pi)), x) | 1/(s*sqrt(2*pi))
    +x: n: | d((2*pi)^n*x, x) | (2*pi)^n
    x: | d(sqrt(2)*x, x) | sqrt(2)
    x: | d(sqrt(2)*x^2, x) | 2*sqrt(2)*x
    x: | d(e*x, x) | e
    x: pi: | d(3.141592653589793*x + pi, x) | 3.141592653589793
    x: | d(3.1415*x, x) | 3.1415
    """#)

  private static let symmetric = FormulaTable(
    title: "symmetric results",
    #"""
    P:~n x:n y:n | grad(x'*P*y, P) | (x*y' + y*x')/2
    P:~n x:n y:n | d(x'*P*y, P) | (x*y' + y*x')/2
    P:~n x:n y:n T:nxn | jvp(x'*P*y, P, T) | 1/2*y'*(T + T')*x
    P:~n | hessian(tr(P*P), vec(P)) | I + commutation(n, n)
    P:~n | hessian(logdet(P), vec(P)) | -1/2*kron(inv(P), inv(P))*(I + commutation(n, n))
    P:~n A:nxn | hessian(tr(P*A*P), vec(P)) | (kron(A + A', eye(n)) + kron(eye(n), A + A'))*(I + commutation(n, n))/4
    X:nxn A:nxn | hessian(tr(X*A*X), vec(X)) | (kron(A, eye(n)) + kron(eye(n), A'))*commutation(n, n)
    X:nxn A:nxn | hessian(norm2(X*X' - A)^2, vec(X)) | 4*(kron(X'*X, eye(n)) + kron(X', X)*commutation(n, n)) + 2*kron(eye(n), 2*X*X' - A - A')
    P:~n T:nxn | hvp(tr(P*P), P, T) | T + T'
    P:~n S:~n | hvp(tr(P*P), P, S) | 2*S
    A:mxn | grad(logdet(A'*A), A) | 2*A*inv(A'*A)
    S:~n c: x:n | grad(x'*inv(S + c*I)*x, x) | 2*inv(S + c*I)*x
    S:~n c: A:nxn | grad(tr(A*inv(S + c*I)), A) | inv(S + c*I)
    X:mxn y:m | grad(y'*X*inv(X'*X)*X'*y, y) | 2*X*inv(X'*X)*X'*y
    X:nxn A:nxn | grad(tr(A*inv(X)), X) | -(inv(X)*A*inv(X))'
    A:nxn B:nxn X:nxn | grad(tr(X*inv(A + A')), X) | inv(A + A')
    """#)

  private static let structured = FormulaTable(
    title: "sums that run, vector and Kronecker products",
    #"""
    X:nxn B:nxn | hessian(tr(B*X)^3, vec(X)) | 6*tr(B*X)*vec(B')*vec(B')'
    A:mxn X:nxp | hessian(sum((A*X).^3), vec(X)) | 6*kron(eye(p), A')*diag(vec(A*X))*kron(eye(p), A)
    A:mxn X:pxm | hessian(sum(exp(X*A)), vec(X)) | kron(A, eye(p))*diag(vec(exp(X*A)))*kron(A', eye(p))
    A:qxn X:nxp B:px2 c: | hessian(c*sum(exp(A*X*B)), vec(X)) | c*kron(B, A')*diag(vec(exp(A*X*B)))*kron(B', A)
    C:nxm D:nxm | jvp(sum((commutation(n, m)*vec(C)).^2), C, D) | 2*sum(C .* D)
    M:3x3 y:9 | grad((commutation(3, 3)*y)'*vec(M), M) | reshape(commutation(3, 3)*y, 3, 3)
    C:nxm | commutation(n, m)*vec(C) | vec(C')
    C:nxm D:nxm | vec(C) .* vec(D) | vec(C .* D)
    P:nxn M:nxn a: | a*diag(P) - diag(P*M*P) | diag(P*(a*I - M*P))
    E:nxn B:nxn | jvp(diag(adj(E)), E, B) | det(E)*diag(tr(B*inv(E))*inv(E) - inv(E)*B*inv(E))
    a: b: w:3 | grad(det([[a; a*b; a^2] w w.^2]), b) | a*det([[a; a*b; a^2], w, w.^2])*inv([[a; a*b; a^2], w, w.^2])[1, 2]
    a: b: x:3 | [[a; b; a] x]*[a; b] | [[a; b; a], x]*[a; b]
    X:mxn C:mxn | (C ./ exp(mean(X, 1)))*ones(n) | C*(1 ./ exp(mean(X, 1)'))
    x:n | log(1 + tanh(x), 3) | log(1 + tanh(x))/log(3)
    y:n | jacobian(cumsum(y), y) | tril(ones(n, n))
    y:n w:n | grad(w'*cumsum(y), y) | sum(w) - cumsum(w) + w
    Q:mxp X:nxn | grad(sum(kron(Q, X)), X) | sum(Q)*ones(n, n)
    Q:mxp X:nxn | grad(sum(kron(X, Q)), X) | sum(Q)*ones(n, n)
    Q:mxp X:nxn | grad(norm2(kron(Q, X))^2, X) | 2*sum(Q.^2)*X
    u:3 w:3 | jacobian(cross(u, w), u) | -skew(w)
    u:3 w:3 | grad(cross(u, w)'*u, w) | zeros(3)
    u:3 w:3 | grad(norm2(cross(u, w))^2, u) | 2*cross(w, cross(u, w))
    """#)

  private static let complements = FormulaTable(
    title: "blocks of inverses, by Schur's complement",
    #"""
    S:nxn x:n b: | grad(logdet([S x; x' b + 9]), x) | -(inv(S) + inv(S)')*x/(b + 9 - x'*inv(S)*x)
    S:nxn x:n b: | grad(logdet([S x; x' b + 9]), b) | 1/(b + 9 - x'*inv(S)*x)
    H:~n x:n b: | grad(logdet([H x; x' b + 9]), x) | -2*inv(H)*x/(b + 9 - x'*inv(H)*x)
    H:~n x:n +b: | grad(log(-det([0 x'; x H])), x) | 2*inv(H)*x/(x'*inv(H)*x)
    K:nxn L:nxm M:mxn N:mxm | grad(log(det([K L; M N])^2), K) | 2*inv(K - L*inv(N)*M)'
    H:~n A:2xn | grad(log(det([H A'; A zeros(2, 2)])^2), A) | 4*inv(A*inv(H)*A')*A*inv(H)
    """#)

  private static let singular = FormulaTable(
    title: "matrices that have no inverse anywhere",
    #"""
    x:n y:n | grad(det(x*y'), x) | adj(x*y')'*y
    x:n y:n C:nxn | grad(tr(adj(x*y')*C), x) | adj(x*y', C)'*y
    x:n | grad(sum(adj(x*x')), x) | 2*adj(x*x', ones(n, n))*x
    x:2 | grad(sum(adj(x*x')), x) | 2*adj(x*x', ones(2, 2))*x
    x:n y:n A:nxn | grad(det(x*y' + A), x) | det(x*y' + A)*inv(x*y' + A)'*y
    A:mxn C:nxn | grad(tr(adj(A'*A)*C), A) | det(A'*A)*(2*tr(C*inv(A'*A))*A - A*inv(A'*A)*(C + C'))*inv(A'*A)
    w:3 | grad(det(skew(w)), w) | zeros(3)
    w:3 | skew(w) + [0, -w[3], w[2]; w[3], 0, -w[1]; -w[2], w[1], 0]' | zeros(3, 3)
    w:3 | hessian(sum(adj(skew(w))), w) | 2*ones(3, 3)
    w:3 B:3x3 | grad(tr(adj(skew(w))*B), w) | [adj(skew(w), B)[2, 3] - adj(skew(w), B)[3, 2]; adj(skew(w), B)[3, 1] - adj(skew(w), B)[1, 3]; adj(skew(w), B)[1, 2] - adj(skew(w), B)[2, 1]]
    w:3 B:3x3; Q = skew(w) | grad(tr(adj(Q)*B), Q) | adj(Q, B)'
    w:3 B:3x3 C:3x3; Q = skew(w) | jvp(tr(adj(Q, B)*B), Q, C) | tr(B*adj(Q, B, C))
    w:3 v:3 | jvp(sum(tanh(adj(skew(w)))), w, v) | sum(adj(skew(w), skew(v)) .* (1 - tanh(adj(skew(w))).^2))
    """#)

  private static let zeroEntries = FormulaTable(
    title: "products of entries that are 0 everywhere",
    #"""
    x:n | grad(prod(x), x) | prod(x) ./ x
    A:2x2 x:2 | grad(prod(triu(A)*x), x) | prod(triu(A)*x)*triu(A)'*(1 ./ (triu(A)*x))
    A:nxn | grad(sum(prod(triu(A), 2)), A) | triu(prod(einsum("ij,jk->ijk", triu(A), ones(n, n) - I) + einsum("i,jk->ijk", ones(n), eye(n)), 2))
    z:3 | grad(prod(skew(z)*z), z) | zeros(3)
    z:3 | jacobian(cumsum(prod(outer(silu(skew(z)*z), z), 2)), z) | zeros(3, 3)
    """#)
}
