/// The derivatives of "The Matrix Cookbook" (Petersen and Pedersen, version of November 2012),
/// sections 2.1 to 2.8, and the differentials that open section 2.
///
/// Left out: derivatives of eigenvalues and eigenvectors (67, 68), of complex matrices (2.9's share
/// of 2.4), of matrix functions such as sin(X) of a square matrix (128), and Toeplitz matrices
/// (143–145): the catalogue has no such functions. Sums over powers (90–92, 122) stand with k = 3.
/// Gradients by symmetric matrices are (G + G')/2 here, and the book's G + G' − G ⊙ I is made of them.
package let matrixCookbook = FormulaTable(
  title: "The Matrix Cookbook, 2.1–2.8",
  #"""
  # 2: differentials
  A:mxn X:mxn T:mxn | jvp(A, X, T) | zeros(m, n)
  c: X:mxn T:mxn | jvp(c*X, X, T) | c*T
  X:nxn T:nxn | jvp(tr(X), X, T) | tr(T)
  X:mxn Y:nxp T:mxn | jvp(X*Y, X, T) | T*Y
  X:mxn Y:mxn T:mxn | jvp(X .* Y, X, T) | T .* Y
  X:nxn T:nxn | jvp(inv(X), X, T) | -inv(X)*T*inv(X)
  X:nxn T:nxn | jvp(det(X), X, T) | det(X)*tr(inv(X)*T)
  X:nxn T:nxn | jvp(log(det(X)), X, T) | tr(inv(X)*T)
  X:mxn T:mxn | jvp(X', X, T) | T'
  # 2.1: determinants (46–58)
  t: A:nxn B:nxn; Y = A + t*B | grad(det(Y), t) | det(Y)*tr(inv(Y)*B)
  t: A:nxn B:nxn; Y = A + t*B | d(grad(det(Y), t), t) | det(Y)*(tr(inv(Y)*B)^2 - tr(inv(Y)*B*inv(Y)*B))
  X:nxn | grad(det(X), X) | det(X)*inv(X)'
  X:nxn | grad(det(X), X)*X' | det(X)*eye(n)
  A:nxn X:nxn B:nxn | grad(det(A*X*B), X) | det(A*X*B)*inv(X)'
  X:nxn A:nxn | grad(det(X'*A*X), X) | 2*det(X'*A*X)*inv(X)'
  X:mxn A:~m | grad(det(X'*A*X), X) | 2*det(X'*A*X)*A*X*inv(X'*A*X)
  X:mxn A:mxm | grad(det(X'*A*X), X) | det(X'*A*X)*(A*X*inv(X'*A*X) + A'*X*inv(X'*A'*X))
  X:mxn | grad(log(det(X'*X)), X) | 2*pinv(X)'
  X:nxn | grad(log(abs(det(X))), X) | inv(X)'
  X:nxn | grad(det(X^3), X) | 3*det(X^3)*inv(X)'
  # 2.2: inverses (59–66)
  t: A:nxn B:nxn; Y = A + t*B | d(inv(Y), t) | -inv(Y)*B*inv(Y)
  X:nxn a:n b:n | grad(a'*inv(X)*b, X) | -inv(X)'*a*b'*inv(X)'
  X:nxn | grad(det(inv(X)), X) | -det(inv(X))*inv(X)'
  A:mxn X:nxn B:nxm | grad(tr(A*inv(X)*B), X) | -(inv(X)*B*A*inv(X))'
  X:nxn A:nxn | grad(tr(inv(X + A)), X) | -(inv(X + A)*inv(X + A))'
  A:nxn C:nxn; W = inv(A); J = sum(C .* W) | grad(J, A) | -inv(A)'*∂J/∂W*inv(A)'
  # 2.3: sums and products of eigenvalues are traces and determinants (65, 66)
  X:nxn | grad(tr(X), X) | eye(n)
  X:nxn | grad(det(X), X) | det(X)*inv(X)'
  # 2.4.1: first order (69–75)
  x:n a:n | grad(x'*a, x) | a
  x:n a:n | grad(a'*x, x) | a
  X:mxn a:m b:n | grad(a'*X*b, X) | a*b'
  X:mxn a:n b:m | grad(a'*X'*b, X) | b*a'
  X:nxn a:n | grad(a'*X*a, X) | a*a'
  X:nxn a:n | grad(a'*X'*a, X) | a*a'
  X:3x2 T:3x2 | vjp(X, X, T) | T
  X:mxn A:nxp T:mxp | vjp(X*A, X, T) | T*A'
  X:mxn A:mxp T:nxp | vjp(X'*A, X, T) | A*T'
  # 2.4.2: second order (76–89)
  X:mxn | grad(sum(X)^2, X) | 2*sum(X)*ones(m, n)
  X:mxn b:n c:n | grad(b'*X'*X*c, X) | X*(b*c' + c*b')
  x:n b:m d:p B:mxn C:mxp D:pxn | grad((B*x + b)'*C*(D*x + d), x) | B'*C*(D*x + d) + D'*C'*(B*x + b)
  X:mxn B:mxm T:nxn | vjp(X'*B*X, X, T) | B*X*T' + B'*X*T
  X:mxn B:mxm T:mxn | jvp(X'*B*X, X, T) | X'*B*T + T'*B*X
  x:n B:nxn | grad(x'*B*x, x) | (B + B')*x
  X:mxn b:n c:n D:mxm | grad(b'*X'*D*X*c, X) | D'*X*b*c' + D*X*c*b'
  X:mxn b:n c:m D:mxm | grad((X*b + c)'*D*(X*b + c), X) | (D + D')*(X*b + c)*b'
  x:m A:mxn s:n W:~m | grad((x - A*s)'*W*(x - A*s), s) | -2*A'*W*(x - A*s)
  x:n s:n W:~n | grad((x - s)'*W*(x - s), x) | 2*W*(x - s)
  x:n s:n W:~n | grad((x - s)'*W*(x - s), s) | -2*W*(x - s)
  x:m A:mxn s:n W:~m | grad((x - A*s)'*W*(x - A*s), x) | 2*W*(x - A*s)
  x:m A:mxn s:n W:~m | grad((x - A*s)'*W*(x - A*s), A) | -2*W*(x - A*s)*s'
  a: x:n b:n | grad((a - x'*b)^2, x) | -2*b*(a - x'*b)
  # 2.4.3: higher order (90–95)
  X:nxn T:nxn | jvp(X^3, X, T) | T*X^2 + X*T*X + X^2*T
  X:nxn a:n b:n | grad(a'*X^3*b, X) | a*b'*(X^2)' + X'*a*b'*X' + (X^2)'*a*b'
  X:nxn a:n b:n | grad(a'*(X^2)'*X^2*b, X) | X'*X^2*(a*b' + b*a') + X^2*(a*b' + b*a')*X'
  x:n A:nxn; s = sin(x); r = cos(x) | grad(s'*A*r, x) | cos(x) .* (A*r) - sin(x) .* (A'*s)
  x:n A:mxn B:mxn | grad((A*x)'*(A*x)/((B*x)'*(B*x)), x) | 2*A'*A*x/(x'*B'*B*x) - 2*x'*A'*A*x*B'*B*x/(x'*B'*B*x)^2
  # 2.4.4: gradient and Hessian (96–98)
  x:n A:nxn b:n | grad(x'*A*x + b'*x, x) | (A + A')*x + b
  x:n A:nxn b:n | hessian(x'*A*x + b'*x, x) | A + A'
  # 2.5.1: traces, first order (99–105)
  X:nxn | grad(tr(X), X) | eye(n)
  X:mxn A:nxm | grad(tr(X*A), X) | A'
  A:pxm X:mxn B:nxp | grad(tr(A*X*B), X) | A'*B'
  A:pxn X:mxn B:mxp | grad(tr(A*X'*B), X) | B*A
  X:mxn A:mxn | grad(tr(X'*A), X) | A
  A:mxn X:mxn | grad(tr(A*X'), X) | A
  A:2x2 X:3x3 | grad(tr(kron(A, X)), X) | tr(A)*eye(3)
  # 2.5.2: second order (106–120)
  X:nxn | grad(tr(X^2), X) | 2*X'
  X:nxn B:nxn | grad(tr(X^2*B), X) | (X*B + B*X)'
  X:mxn B:mxm | grad(tr(X'*B*X), X) | B*X + B'*X
  X:mxn B:mxm | grad(tr(B*X*X'), X) | B*X + B'*X
  X:mxn B:mxm | grad(tr(X*X'*B), X) | B*X + B'*X
  X:mxn B:nxn | grad(tr(X*B*X'), X) | X*B' + X*B
  X:mxn B:nxn | grad(tr(B*X'*X), X) | X*B' + X*B
  X:mxn B:nxn | grad(tr(X'*X*B), X) | X*B' + X*B
  X:mxn A:nxm B:nxm | grad(tr(A*X*B*X), X) | A'*X'*B' + B'*X'*A'
  X:mxn | grad(tr(X'*X), X) | 2*X
  X:mxn | grad(tr(X*X'), X) | 2*X
  X:mxn B:nxp C:mxm | grad(tr(B'*X'*C*X*B), X) | C'*X*B*B' + C*X*B*B'
  X:mxn B:mxm C:nxn | grad(tr(X'*B*X*C), X) | B*X*C + B'*X*C'
  X:mxn A:pxm B:nxn C:mxp | grad(tr(A*X*B*X'*C), X) | A'*C'*X*B' + C*A*X*B
  X:mxn A:pxm B:nxq C:pxq | grad(tr((A*X*B + C)*(A*X*B + C)'), X) | 2*A'*(A*X*B + C)*B'
  X:3x3 | grad(tr(kron(X, X)), X) | 2*tr(X)*eye(3)
  # 2.5.3: higher order (121–123)
  X:nxn | grad(tr(X^4), X) | 4*(X^3)'
  X:nxn A:nxn | grad(tr(A*X^3), X) | (A*X^2 + X*A*X + X^2*A)'
  X:mxn B:nxp C:mxm | grad(tr(B'*X'*C*X*X'*C*X*B), X) | C*X*X'*C*X*B*B' + C'*X*B*B'*X'*C'*X + C*X*B*B'*X'*C*X + C'*X*X'*C'*X*B*B'
  # 2.5.4: other traces (124–127)
  A:mxn X:nxn B:nxm | grad(tr(A*inv(X)*B), X) | -inv(X)'*A'*B'*inv(X)'
  X:mxn C:~m A:nxn | grad(tr(inv(X'*C*X)*A), X) | -C*X*inv(X'*C*X)*(A + A')*inv(X'*C*X)
  X:mxn B:~m C:~m | grad(tr(inv(X'*C*X)*(X'*B*X)), X) | -2*C*X*inv(X'*C*X)*X'*B*X*inv(X'*C*X) + 2*B*X*inv(X'*C*X)
  X:mxn A:~n B:~m C:~m | grad(tr(inv(A + X'*C*X)*(X'*B*X)), X) | -2*C*X*inv(A + X'*C*X)*X'*B*X*inv(A + X'*C*X) + 2*B*X*inv(A + X'*C*X)
  # 2.6: vector norms (129–131)
  x:n a:n | grad(norm2(x - a), x) | (x - a)/norm2(x - a)
  x:n a:n | jacobian((x - a)/norm2(x - a), x) | I/norm2(x - a) - (x - a)*(x - a)'/norm2(x - a)^3
  x:n | grad(norm2(x)^2, x) | 2*x
  # 2.7: matrix norms (132)
  X:mxn | grad(frob(X)^2, X) | 2*X
  # 2.8: structured matrices (137–142)
  A:nxn X:~n | 2*grad(tr(A*X), X) - grad(tr(A*X), X) .* I | A + A' - A .* I
  X:~n | 2*grad(det(X), X) - grad(det(X), X) .* I | det(X)*(2*inv(X) - inv(X) .* I)
  X:~n | 2*grad(log(det(X)), X) - grad(log(det(X)), X) .* I | 2*inv(X) - inv(X) .* I
  A:nxn X:~n | grad(tr(A*X), X) | (A + A')/2
  X:~n | grad(det(X), X) | det(X)*inv(X)
  X:~n | grad(log(det(X)), X) | inv(X)
  A:nxn x:n | grad(tr(A*diag(x)), x) | diag(A)
  """#)
