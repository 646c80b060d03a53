/// Derivatives as lecture notes, Magnus and Neudecker ("Matrix Differential Calculus"), Minka ("Old
/// and New Matrix Algebra Useful for Statistics") and Wikipedia's tables have them.
package let textbooks = FormulaTable(
  title: "textbooks and course notes",
  #"""
  # Wikipedia: vector by vector, scalar by vector
  a:m x:n | jacobian(a, x) | zeros(m, n)
  x:n | jacobian(x, x) | eye(n)
  A:nxn x:n | jacobian((x'*A)', x) | A'
  c: x:n A:mxn | jacobian(c*A*x, x) | c*A
  x:n v:n; a = x'*x | jacobian(a*v, x) | 2*v*x'
  x:n v:n; u = sin(x) | jacobian(v .* u, x) | diag(v .* cos(x))
  x:n A:mxn B:nxn | jacobian(A*tanh(B*x), x) | A*diag(1 - tanh(B*x).^2)*B
  x:n A:nxn y:n | grad(x'*A*y, x) | A*y
  x:n A:nxn | hessian(x'*A*x, x) | A + A'
  x:n A:~n | grad(x'*A*x, x) | 2*A*x
  x:n A:~n | hessian(x'*A*x, x) | 2*A
  x:n | grad(x'*x, x) | 2*x
  x:n a:n b:n | grad(a'*x*x'*b, x) | (a*b' + b*a')*x
  x:n a:n b:n | hessian(a'*x*x'*b, x) | a*b' + b*a'
  x:n A:mxn b:m C:mxp D:pxn h:p | grad((A*x + b)'*C*(D*x + h), x) | D'*C'*(A*x + b) + A'*C*(D*x + h)
  x:n a:n | grad(norm2(x - a), x) | (x - a)/norm2(x - a)
  x:n | grad(norm2(x), x) | x/norm2(x)
  x:n | hessian(norm2(x), x) | I/norm2(x) - x*x'/norm2(x)^3
  +x:n | grad(sum(log(x)), x) | 1./x
  +x:n | hessian(sum(log(x)), x) | -diag(1./x.^2)
  x:n | hessian(sum(exp(x)), x) | diag(exp(x))
  x:n | jacobian(sin(x), x) | diag(cos(x))
  x:n | jacobian(x.^2, x) | 2*diag(x)
  x:n | jacobian(x*(x'*x), x) | x'*x*I + 2*x*x'
  x:n c: | d(c*x, c) | x
  # Wikipedia: scalar by matrix, matrix by scalar
  X:mxn A:pxm B:nxn C:mxn | grad(tr(A*X*B*X'*C*C'*A'), X) | A'*A*C*C'*X*B' + C*C'*A'*A*X*B
  X:nxn | grad(tr(X^3), X) | 3*(X^2)'
  X:nxn A:nxn B:nxn | grad(tr(A*inv(X)*B), X) | -(inv(X)*B*A*inv(X))'
  X:nxn | grad(tr(inv(X)), X) | -(inv(X)*inv(X))'
  X:mxn a:m b:m C:nxn | grad((X'*a)'*C*(X'*b), X) | a*b'*X*C' + b*a'*X*C
  c: X:nxn | grad(log(det(c*X)), X) | inv(X)'
  X:nxn A:nxn B:nxn | grad(log(det(A*X*B)), X) | inv(X)'
  X:nxn | grad(logdet(X), X) | inv(X)'
  t: A:nxn B:nxn; U = A + t*B | d(logdet(U), t) | tr(inv(U)*B)
  t: A:nxn B:nxn; U = A + t*B | d(tr(U), t) | tr(B)
  t: A:nxn B:nxn; U = A + t*B | d(A*U*B, t) | A*B*B
  t: A:nxn B:nxn; U = A + t*B | d(U*U, t) | B*U + U*B
  t: A:nxn B:nxn; U = A + t*B | d(grad(logdet(U), t), t) | -tr(inv(U)*B*inv(U)*B)
  # Magnus and Neudecker: Hessians of scalar functions, with vec
  X:mxn A:mxm | hessian(tr(X'*A*X), vec(X)) | kron(eye(n), A + A')
  X:nxn | hessian(tr(X*X'), vec(X)) | 2*kron(eye(n), eye(n))
  x:n A:mxn b:m; u = A*x - b; J = u'*u | grad(J, x) | A'*∂J/∂u
  X:mxn A:pxm B:nxq | jacobian(vec(A*X*B), vec(X)) | kron(B', A)
  X:mxn A:pxm | jacobian(vec(A*X), vec(X)) | kron(eye(n), A)
  X:mxn B:nxq | jacobian(vec(X*B), vec(X)) | kron(B', eye(m))
  X:nxn | jacobian(vec(inv(X)), vec(X)) | -kron(inv(X)', inv(X))
  X:nxn a:n b:n | jacobian(X*a, vec(X)) | kron(a', eye(n))
  X:mxn A:mxm B:nxn | hessian(tr(X'*A*X*B), vec(X)) | kron(B, A') + kron(B', A)
  # Least squares and ridge
  X:mxn w:n y:m | grad(norm2(X*w - y)^2, w) | 2*X'*(X*w - y)
  X:mxn w:n y:m | grad(1/2*norm2(X*w - y)^2, w) | X'*(X*w - y)
  X:mxn w:n y:m | hessian(1/2*norm2(X*w - y)^2, w) | X'*X
  X:mxn w:n y:m c: | grad(norm2(X*w - y)^2 + c*norm2(w)^2, w) | 2*X'*(X*w - y) + 2*c*w
  X:mxn w:n y:m c: | hessian(norm2(X*w - y)^2 + c*norm2(w)^2, w) | 2*X'*X + 2*c*I
  X:mxn w:n y:m c: | grad(1/2*norm2(X*w - y)^2 + c/2*norm2(w)^2, w) | X'*(X*w - y) + c*w
  X:mxn w:n y:m s:m | grad((X*w - y)'*diag(s)*(X*w - y), w) | 2*X'*(s .* (X*w - y))
  X:mxn w:n y:m s:m | hessian((X*w - y)'*diag(s)*(X*w - y), w) | 2*X'*diag(s)*X
  X:mxn W:nxp Y:mxp | grad(frob(X*W - Y)^2, W) | 2*X'*(X*W - Y)
  X:mxn W:nxp Y:mxp c: | grad(1/2*frob(X*W - Y)^2 + c/2*frob(W)^2, W) | X'*(X*W - Y) + c*W
  X:4xn w:n y:4 | grad(mse(y, X*w), w) | X'*(X*w - y)/2
  x:n A:mxn b:m P:~m | grad(1/2*(A*x - b)'*P*(A*x - b), x) | A'*P*(A*x - b)
  x:n A:mxn b:m P:~m | hessian(1/2*(A*x - b)'*P*(A*x - b), x) | A'*P*A
  r:m x:n A:mxn b:m | jacobian(A*x - b, x) | A
  # Logistic regression
  z:n | jacobian(sigmoid(z), z) | diag(sigmoid(z) .* (1 - sigmoid(z)))
  X:mxn w:n y:m; s = sigmoid(X*w) | grad(-sum(y .* log(s) + (1 - y) .* log(1 - s)), w) | X'*(s - y)
  X:mxn w:n y:m; s = sigmoid(X*w) | hessian(-sum(y .* log(s) + (1 - y) .* log(1 - s)), w) | X'*diag(s .* (1 - s))*X
  X:mxn w:n y:m | grad(sum(softplus(X*w)) - y'*X*w, w) | X'*(sigmoid(X*w) - y)
  X:mxn w:n y:m; s = sigmoid(X*w) | hessian(sum(softplus(X*w)) - y'*X*w, w) | X'*diag(sigmoid(X*w) .* (1 - sigmoid(X*w)))*X
  x:n w:n b: y: | grad(softplus(-y*(w'*x + b)), w) | -y*sigmoid(-y*(w'*x + b))*x
  # Softmax and cross-entropy
  v:n; o = softmax(v) | jacobian(o, v) | diag(o) - o*o'
  v:n | jacobian(softmax(v), v) | diag(softmax(v)) - softmax(v)*softmax(v)'
  v:n y:n; o = softmax(v); L = -sum(y .* log(o)) | grad(L, v) | o*sum(y) - y
  v:n y:n; o = softmax(v); L = -sum(y .* log(o)) | hessian(L, v) | sum(y)*(diag(o) - o*o')
  v:n y:n; o = softmax(v); L = -sum(y .* log(o)) | grad(L, o) | -y./o
  v:n y:n | grad(-sum(y .* log(softmax(v))), v) | sum(y)*softmax(v) - y
  v:n y:n | grad(logsumexp(v) - y'*v, v) | softmax(v) - y
  v:n; p = softmax(v) | hessian(logsumexp(v), v) | diag(softmax(v)) - softmax(v)*softmax(v)'
  v:n | grad(logsumexp(v), v) | softmax(v)
  v:n | jacobian(logsoftmax(v), v) | I - ones(n)*softmax(v)'
  W:mxn x:n y:m; v = W*x; o = softmax(v); L = -sum(y .* log(o)) | grad(L, W) | ∂L/∂v*x'
  x:n A:mxn b:m | grad(logsumexp(A*x + b), x) | A'*softmax(A*x + b)
  x:n A:mxn b:m; p = softmax(A*x + b) | hessian(logsumexp(A*x + b), x) | A'*(diag(softmax(A*x + b)) - softmax(A*x + b)*softmax(A*x + b)')*A
  # Networks and backpropagation
  W:mxn x:n b:m; u = W*x + b; h = relu(u); J = sum(h) | grad(J, u) | relu'(u)
  W:mxn x:n b:m y:m; u = W*x + b; h = tanh(u); J = 1/2*norm2(h - y)^2 | grad(J, u) | (h - y) .* (1 - h.^2)
  W:mxn x:n b:m y:m; u = W*x + b; h = tanh(u); J = 1/2*norm2(h - y)^2 | grad(J, W) | ∂J/∂u*x'
  W:mxn x:n b:m y:m; u = W*x + b; h = sigmoid(u); J = 1/2*norm2(h - y)^2 | grad(J, u) | (h - y) .* h .* (1 - h)
  V:pxm W:mxn x:n b:m c:p y:p; u = W*x + b; h = relu(u); v = V*h + c; J = 1/2*norm2(v - y)^2 + 1/2*frob(V)^2 | grad(J, V) | ∂J/∂v*h' + V
  V:pxm W:mxn x:n b:m c:p y:p; u = W*x + b; h = relu(u); v = V*h + c; J = 1/2*norm2(v - y)^2 | grad(J, h) | V'*∂J/∂v
  V:pxm W:mxn x:n b:m c:p y:p; u = W*x + b; h = relu(u); v = V*h + c; J = 1/2*norm2(v - y)^2 | grad(J, u) | ∂J/∂h .* relu'(u)
  W:mxn x:n b:m; h = tanh(W*x + b) | jacobian(h, x) | diag(1 - h.^2)*W
  W:mxn x:n b:m; h = sigmoid(W*x + b) | jacobian(h, x) | diag(h .* (1 - h))*W
  V:pxm W:mxn x:n | jacobian(V*relu(W*x), x) | V*diag(relu'(W*x))*W
  W:mxn x:n b:m | jacobian(W*x + b, b) | eye(m)
  W:mxn X:nxp b:m | grad(sum(W*X + b), b) | cols(X)*ones(m)
  W:mxn X:nxp G:mxp | vjp(W*X, W, G) | G*X'
  W:mxn X:nxp b:m G:mxp | vjp(W*X + b, b, G) | sum(G, 2)
  x:n | jacobian(relu(x), x) | diag(relu'(x))
  x:n | jacobian(tanh(x), x) | diag(1 - tanh(x).^2)
  # Attention
  K:mxn q:n V:mxp; a = softmax(K*q) | grad(sum(V'*a), a) | sum(V, 2)
  K:mxn q:n; a = softmax(K*q) | jacobian(a, q) | (diag(a) - a*a')*K
  K:mxn q:n V:mxp; a = softmax(K*q) | jacobian(V'*a, q) | V'*(diag(a) - a*a')*K
  Q:mxn K:pxn G:mxp | vjp(Q*K', Q, G) | G*K
  Q:mxn K:pxn G:mxp | vjp(Q*K', K, G) | G'*Q
  # Gaussian likelihoods (Minka; Murphy)
  x:n m:n S:~n | grad(-1/2*(x - m)'*inv(S)*(x - m), m) | inv(S)*(x - m)
  x:n m:n S:~n | hessian(-1/2*(x - m)'*inv(S)*(x - m), m) | -inv(S)
  x:n m:n S:~n | grad(-1/2*logdet(S) - 1/2*(x - m)'*inv(S)*(x - m), S) | 1/2*(inv(S)*(x - m)*(x - m)'*inv(S) - inv(S))
  x:n m:n P:~n | grad(1/2*logdet(P) - 1/2*(x - m)'*P*(x - m), P) | 1/2*(inv(P) - (x - m)*(x - m)')
  x:n m: +c: | grad(-log(c) - (x[1] - m)^2/(2*c^2), m) | (x[1] - m)/c^2
  x:n m: | grad(-1/2*sum((x - m).^2), m) | sum(x - m)
  A:~n B:nxn | grad(logdet(A) - tr(B*A), A) | inv(A) - (B + B')/2
  # Optimisation and geometry
  x:n A:~n | grad(x'*A*x/(x'*x), x) | 2*(A*x - x'*A*x/(x'*x)*x)/(x'*x)
  x:n y:n | grad(x'*y/(norm2(x)*norm2(y)), x) | y/(norm2(x)*norm2(y)) - x'*y*x/(norm2(x)^3*norm2(y))
  x:n | jacobian(x/norm2(x), x) | I/norm2(x) - x*x'/norm2(x)^3
  x:n a:n b: | grad(log(b - a'*x), x) | -a/(b - a'*x)
  x:n A:mxn b:m | grad(-sum(log(b - A*x)), x) | A'*(1./(b - A*x))
  x:n A:mxn b:m; s = b - A*x | hessian(-sum(log(s)), x) | A'*diag(1./s.^2)*A
  x:n a:n | grad(exp(a'*x), x) | exp(a'*x)*a
  x:n a:n | hessian(exp(a'*x), x) | exp(a'*x)*a*a'
  x:n a:n | hessian((a'*x)^3, x) | 6*a'*x*a*a'
  x:n | hessian((x'*x)^2, x) | 4*x'*x*I + 8*x*x'
  x:n y:n c: | grad(exp(-c*norm2(x - y)^2), x) | -2*c*exp(-c*norm2(x - y)^2)*(x - y)
  +p:n +q:n | grad(kl(p, q), q) | -p./q
  +p:n +q:n | grad(kl(p, q), p) | log(p) - log(q) + 1
  +p:n +q:n | hessian(kl(p, q), q) | diag(p./q.^2)
  +p:n | grad(-sum(p .* log(p)), p) | -log(p) - 1
  +p:n | hessian(-sum(p .* log(p)), p) | -diag(1./p)
  x:n y:n | jacobian(x*y'*x, x) | (x'*y)*I + x*y'
  X:mxn | grad(sum(X.^3), X) | 3*X.^2
  X:mxn | grad(norm1(X), X) | sign(X)
  X:mxn | grad(frob(X), X) | X/frob(X)
  X:mxn x:n | grad(norm2(X*x), X) | X*x*x'/norm2(X*x)
  A:mxn X:mxn M:mxn | grad(1/2*frob(M .* (X - A))^2, X) | M.^2 .* (X - A)
  X:mxn | grad(sum(X*X'), X) | 2*ones(m, m)*X
  X:mxn | grad(sum(sum(X, 1).^2), X) | 2*ones(m)*sum(X, 1)
  x:n | jacobian(x - mean(x), x) | I - ones(n, n)/numel(x)
  A:nxn B:nxn X:nxn | grad(tr(A*X*B*X'), X) | A'*X*B' + A*X*B
  X:mxn Y:mxn | grad(tr(X'*Y)^2, X) | 2*tr(X'*Y)*Y
  A:mxn b:m x:n | grad(sum(abs(A*x - b)), x) | A'*sign(A*x - b)
  A:nxn b:n | grad(b'*inv(A)*b, A) | -inv(A)'*b*b'*inv(A)'
  A:nxn b:n | jacobian(inv(A)*b, b) | inv(A)
  A:nxn b:n | jacobian(A \ b, b) | inv(A)
  x:n z:n A:nxn | d(grad(x'*A*z, x), z) | A
  x:n z:n W:nxn V:nxn | d(grad(sin(x)'*W*cos(z), x), z) | -diag(cos(x))*W*diag(sin(z))
  X:mxn w:n y:m; m = X*w; J = sum(exp(m)) - y'*m | grad(J, w) | X'*(exp(m) - y)
  X:mxn w:n y:m; m = X*w; J = sum(exp(m)) - y'*m | hessian(J, w) | X'*diag(exp(m))*X
  """#)
