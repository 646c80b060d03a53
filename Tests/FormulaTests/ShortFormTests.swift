import FormulaTables
import Graph
import Printing
import Support
import Testing

/// Formulas in the form that people know them in, to the letter.
@Suite struct ShortFormTests {
  private static let table = FormulaTable(
    title: "short forms",
    """
    x:n | grad(var(x), x) | 2*(x - mean(x))/n
    x:n | hessian(var(x), x) | 2*(I - ones(n, n)/n)/n
    x:n | grad(std(x), x) | (x - mean(x))/(n*std(x))
    x:n | grad(mean(x)^2, x) | 2*mean(x)*ones(n)/n
    A:mxn | grad(var(A), A) | 2*(A - mean(A))/(m*n)
    A:mxn x:n | grad(var(A, 1)*x, A) | 2*(A - mean(A, 1))*diag(x)/m
    A:mxn x:m | grad(var(A, 2)'*x, A) | 2*diag(x)*(A - mean(A, 2))/n
    x:n | grad(log(sum(exp(x))), x) | softmax(x)
    A:mxn x:n | hessian(log(sum(exp(A*x))), x) | A'*(diag(softmax(A*x)) - softmax(A*x)*softmax(A*x)')*A
    A:mxn x:n b:m | hessian(logsumexp(A*x + b), x) | A'*(diag(softmax(A*x + b)) - softmax(A*x + b)*softmax(A*x + b)')*A
    a:n V:nxk X:kxn | grad(tr((diag(a)*V - a*a'*V)*X), X) | V'*(diag(a) - a*a')
    P:~n x:n | grad(x'*P*x, x) | 2*P*x
    P:~n x:n | hessian(x'*P*x, x) | 2*P
    P:~m X:mxn | grad(tr(X'*P*X), X) | 2*P*X
    P:~m X:mxn | hessian(tr(X'*P*X), vec(X)) | 2*kron(eye(n), P)
    P:~m X:mxn | grad(det(X'*P*X), X) | 2*det(X'*P*X)*P*X*inv(X'*P*X)
    P:~m X:mxn A:nxn | grad(tr(inv(X'*P*X)*A), X) | -P*X*inv(X'*P*X)*(A + A')*inv(X'*P*X)
    X:mxn y:m w:n | grad(sum(softplus(X*w)) - y'*X*w, w) | X'*(sigmoid(X*w) - y)
    X:nxn | hessian(sum(X.^3), vec(X)) | 6*diag(vec(X))
    X:nxn | hessian(norm2(X), vec(X)) | I/frob(X) - vec(X)*vec(X)'/frob(X)^3
    X:nxn | hessian(logdet(X), vec(X)) | -kron(inv(X), inv(X)')*commutation(n, n)
    A:mxn | grad(opnorm(A), A) | left_singular(A)*right_singular(A)'
    A:mxn | grad(sum(prod(A, 1)), A) | prod(A, 1) ./ A
    x:n a:n | grad(a'*sort(x), x) | a[argsort(argsort(x))]
    x:n | jacobian(sort(x), x) | eye(n)[argsort(x), :]
    x:n y:m | grad(sum([x; y].^3), x) | 3*x.^2
    """)

  @Test(arguments: table.rows)
  func form(_ row: FormulaRow) throws {
    let environment = TestEnvironment()
    try environment.declare(row)
    let formula = environment.differentiator.formula(try environment.term(row.request).node)
    #expect(FormulaPrinter(environment.graph).text(Term(formula)) == row.closedForm)
  }
}
