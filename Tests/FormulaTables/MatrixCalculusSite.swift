/// The examples that matrixcalculus.org documents, with its answers' closed forms.
package let matrixCalculusSite = FormulaTable(
  title: "matrixcalculus.org",
  #"""
  x:n A:nxn | grad(0.5*x'*A*x, x) | 1/2*(A + A')*x
  x:n A:~n | grad(0.5*x'*A*x, x) | A*x
  x:n A:mxn | jacobian(A*exp(x), x) | A*diag(exp(x))
  x:n y:n v:n | grad((y .* v)'*x, x) | y .* v
  x:n y:n v:n | grad((y .* v)'*x, y) | v .* x
  +a: b: | grad(a^b, a) | b*a^(b - 1)
  +a: b: | grad(a^b, b) | a^b*log(a)
  A:mxn x:n y:m | grad(norm1(A*x - y), x) | A'*sign(A*x - y)
  A:mxn x:n y:m | grad(norm1(A*x - y), A) | sign(A*x - y)*x'
  A:mxn x:n y:m | grad(norm2(A*x - y)^2, x) | 2*A'*(A*x - y)
  A:mxn x:n y:m | hessian(norm2(A*x - y)^2, x) | 2*A'*A
  A:mxn x:n y:m | grad(norm2(A*x - y)^2, A) | 2*(A*x - y)*x'
  X:mxn w:n y:m | grad(sum(log(exp(-y .* (X*w)) + 1)), w) | -X'*(y .* sigmoid(-y .* (X*w)))
  A:kxl X:mxl B:mxm C:lxk | grad(tr(A*X'*B*X*C), X) | B'*X*A'*C' + B*X*C*A
  X:nxn | grad(log(det(inv(X))), X) | -inv(X)'
  v:n x:n | grad(v'*x, x) | v
  A:mxn x:n | jacobian(A*x, x) | A
  A:mxn X:nxm | grad(tr(A*X), X) | A'
  x:n A:nxn c: y:n | grad(x'*A*x + c*sin(y)'*x, x) | A*x + A'*x + c*sin(y)
  x:n A:nxn c: y:n | grad(x'*A*x + c*sin(y)'*x, y) | c*x .* cos(y)
  x:n A:nxn c: y:n | hessian(x'*A*x + c*sin(y)'*x, x) | A + A'
  T:mxn U:mxk V:nxk | grad(norm2(T - U*V')^2, U) | -2*(T - U*V')*V
  T:mxn U:mxk V:nxk | grad(norm2(T - U*V')^2, V) | -2*(T - U*V')'*U
  """#)
