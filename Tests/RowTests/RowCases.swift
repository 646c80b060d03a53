/// At least one call of every row, with the shapes and axes that it takes.
enum RowCases {
  static let all: [RowCase] =
    elementwise + reductions + matrices + shaping + creation + losses
    + indexing

  static let elementwise: [RowCase] =
    [
      "exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "erf", "sin", "cos", "tan",
      "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "sigmoid",
      "softplus", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "abs", "sign", "step",
      "floor", "ceil", "round",
    ].flatMap { [RowCase($0, "\($0)(x)", ["x": [3]]), RowCase($0, "\($0)(X)", ["X": [2, 3]])] } + [
      RowCase("log", "log(x, b)", ["x": [3], "b": []]),
      RowCase("leaky_relu", "leaky_relu(x, a)", ["x": [3], "a": []]),
      RowCase("elu", "elu(x, a)", ["x": [3], "a": []]),
      RowCase("atan2", "atan2(y, x)", ["y": [3], "x": [3]]),
      RowCase("hypot", "hypot(a, b)", ["a": [3], "b": [3]]),
      RowCase("hypot", "hypot(A, b)", ["A": [2, 3], "b": []]),
      RowCase("mod", "mod(3*a, b)", ["a": [3], "b": [3]]),
      RowCase("clip", "clip(x, -1, 1)", ["x": [5]]),
      RowCase("clip", "clip(x, low, high + 2)", ["x": [5], "low": [], "high": []]),
      RowCase("where", "where(m > 0, a, b)", ["m": [4], "a": [4], "b": []]),
      RowCase("where", "where(M > 0, M.*A, A.^2)", ["M": [2, 3], "A": [2, 3]]),
      RowCase("max", "max(a, b)", ["a": [4], "b": [4]]),
      RowCase("max", "max(A, b)", ["A": [2, 3], "b": []]),
      RowCase("min", "min(a, b)", ["a": [4], "b": [4]]),
    ]

  static let reductions: [RowCase] =
    [
      "sum", "mean", "var", "std", "prod", "cumsum", "argmax", "argmin", "logsumexp", "count",
      "any", "all",
    ].flatMap {
      [
        RowCase($0, "\($0)(x)", ["x": [4]]), RowCase($0, "\($0)(X)", ["X": [2, 3]]),
        RowCase($0, "\($0)(X, 1)", ["X": [2, 3]]), RowCase($0, "\($0)(X, axis=2)", ["X": [2, 3]]),
      ]
    } + [
      RowCase("sum", "sum(x, 2)", ["x": [4]]),
      RowCase("sum", "sum(r, 2)", ["r": [4]], rows: ["r"]),
      RowCase("max", "max(x)", ["x": [4]]), RowCase("max", "max(X, axis=1)", ["X": [3, 2]]),
      RowCase("max", "max(X)", ["X": [3, 2]]), RowCase("min", "min(X, axis=2)", ["X": [3, 2]]),
      RowCase("norm", "norm(x)", ["x": [3]]), RowCase("norm", "norm(X, 3)", ["X": [2, 3]]),
      RowCase("norm", "norm(x, p + 3)", ["x": [3], "p": []]),
      RowCase("norm", "norm(x, 1)", ["x": [3]]), RowCase("norm", "norm(x, inf)", ["x": [3]]),
      RowCase("norm2", "norm2(X)", ["X": [2, 3]]), RowCase("frob", "frob(X)", ["X": [2, 3]]),
      RowCase("norm1", "norm1(x)", ["x": [3]]), RowCase("norm_inf", "norm_inf(X)", ["X": [2, 2]]),
      RowCase("softmax", "softmax(v)", ["v": [3]]),
      RowCase("softmax", "softmax(V)", ["V": [3, 2]]),
      RowCase("softmax", "softmax(V, 2)", ["V": [3, 2]]),
      RowCase("softmax", "softmax(r)", ["r": [3]], rows: ["r"]),
      RowCase("logsoftmax", "logsoftmax(v)", ["v": [3]]),
      RowCase("logsoftmax", "logsoftmax(V, 2)", ["V": [3, 2]]),
    ]

  static let matrices: [RowCase] = [
    RowCase("dot", "dot(x, y)", ["x": [3], "y": [3]]),
    RowCase("outer", "outer(x, y)", ["x": [3], "y": [2]]),
    RowCase("cross", "cross(x, y)", ["x": [3], "y": [3]]),
    RowCase("skew", "skew(x)", ["x": [3]]),
    RowCase("kron", "kron(A, B)", ["A": [2, 3], "B": [3, 2]]),
    RowCase("kron", "kron(x, y)", ["x": [2], "y": [3]]),
    RowCase("kron", "kron(x, B)", ["x": [2], "B": [3, 2]]),
    RowCase("einsum", "einsum(\"ij,kj->ki\", A, B)", ["A": [2, 3], "B": [3, 3]]),
    RowCase("einsum", "einsum(\"ij->iij\", A)", ["A": [2, 3]]),
    RowCase("normalize", "normalize(x)", ["x": [3]]),
    RowCase("tr", "tr(A)", ["A": [3, 3]]),
    RowCase("det", "det(A)", ["A": [3, 3]]),
    RowCase("adj", "adj(A)", ["A": [3, 3]]),
    // Of rank n - 1 and n - 2: the determinant is a polynomial, and has derivatives there.
    RowCase("det", "det(u*v')", ["u": [2], "v": [2]]),
    RowCase("det", "det(u*v' + w*z')", ["u": [3], "v": [3], "w": [3], "z": [3]]),
    RowCase("det", "det(u*v')", ["u": [3], "v": [3]]),
    RowCase("adj", "x'*grad(tr(B*adj(A)), A)*x", ["A": [4, 4], "B": [4, 4], "x": [4]]),
    RowCase("adj", "adj(A, B)", ["A": [3, 3], "B": [3, 3]]),
    RowCase("adj", "adj(A, B, C)", ["A": [3, 3], "B": [3, 3], "C": [3, 3]]),
    RowCase("adj", "adj(u*v')", ["u": [3], "v": [3]]),
    RowCase("adj", "adj(skew(u), B)", ["u": [3], "B": [3, 3]]),
    RowCase("adj", "adj(u*v' + w*z', B)", ["u": [4], "v": [4], "w": [4], "z": [4], "B": [4, 4]]),
    RowCase("adj", "adj(u*v', u*w')", ["u": [3], "v": [3], "w": [3]]),
    RowCase("adj", "grad(tr(adj(skew(u))*B), u)", ["u": [3], "B": [3, 3]]),
    RowCase("logdet", "logdet(A*A' + eye(3))", ["A": [3, 3]]),
    RowCase("inv", "inv(A + 3*eye(2))", ["A": [2, 2]]),
    RowCase("pinv", "pinv(A)", ["A": [3, 2]]),
    RowCase("pinv", "pinv(A)", ["A": [2, 3]]),
    RowCase("solve", "solve(A + 5*eye(2), b)", ["A": [2, 2], "b": [2]]),
    RowCase("solve", "solve(A + 5*eye(2), B)", ["A": [2, 2], "B": [2, 3]]),
    RowCase("rank", "rank(A)", ["A": [3, 2]]),
    RowCase("cond", "cond(A)", ["A": [2, 2]]),
    RowCase("opnorm", "opnorm(A)", ["A": [3, 2]]),
    RowCase("left_singular", "left_singular(A)", ["A": [3, 2]]),
    RowCase("left_singular", "left_singular(A)", ["A": [2, 3]]),
    RowCase("right_singular", "right_singular(A)", ["A": [3, 2]]),
    RowCase("opnorm", "opnorm(A, 1)", ["A": [3, 2]]),
    RowCase("opnorm", "opnorm(A, inf)", ["A": [3, 2]]),
  ]

  static let shaping: [RowCase] = [
    RowCase("transpose", "transpose(A)", ["A": [2, 3]]),
    RowCase("transpose", "transpose(x)", ["x": [3]]),
    RowCase("diag", "diag(x)", ["x": [3]]), RowCase("diag", "diag(A)", ["A": [3, 3]]),
    RowCase("vec", "vec(A)", ["A": [2, 3]]), RowCase("vec", "vec(x)", ["x": [3]]),
    RowCase("reshape", "reshape(A, 3, 2)", ["A": [2, 3]]),
    RowCase("reshape", "reshape(A, 6)", ["A": [2, 3]]),
    RowCase("triu", "triu(A)", ["A": [3, 3]]), RowCase("triu", "triu(A, 1)", ["A": [2, 3]]),
    RowCase("tril", "tril(A)", ["A": [3, 2]]), RowCase("tril", "tril(A, -1)", ["A": [3, 3]]),
    RowCase("sort", "sort(x)", ["x": [4]]), RowCase("argsort", "argsort(x)", ["x": [4]]),
    RowCase("argsort", "y[argsort(x)]", ["y": [4], "x": [4]]),
    RowCase("argsort", "A[:, argsort(x)]", ["A": [2, 3], "x": [3]]),
    RowCase("argsort", "A[argsort(x), 2]", ["A": [2, 3], "x": [2]]),
    RowCase("size", "size(A)", ["A": [2, 3]]), RowCase("size", "size(A, 2)", ["A": [2, 3]]),
    RowCase("rows", "rows(A)", ["A": [2, 3]]), RowCase("cols", "cols(A)", ["A": [2, 3]]),
    RowCase("length", "length(x)", ["x": [3]]), RowCase("numel", "numel(A)", ["A": [2, 3]]),
  ]

  static let creation: [RowCase] = [
    RowCase("eye", "a*eye(2)", ["a": []]), RowCase("eye", "a*eye(2, 3)", ["a": []]),
    RowCase("eye", "a*eye(3, 2)", ["a": []]), RowCase("zeros", "zeros(2, 3)", [:]),
    RowCase("zeros", "zeros(3)", [:]), RowCase("ones", "a*ones(2, 3)", ["a": []]),
    RowCase("rand", "a*rand(2, 3)", ["a": []]), RowCase("randn", "a*randn(3)", ["a": []]),
    RowCase("commutation", "commutation(2, 3)*vec(A)", ["A": [2, 3]]),
    RowCase("commutation", "a*commutation(2)", ["a": []]),
    RowCase("linspace", "linspace(a, b, 4)", ["a": [], "b": []]),
    RowCase("linspace", "linspace(0, 1, 5)", [:]),
    RowCase("hcat", "hcat(x, A)", ["x": [2], "A": [2, 3]]),
    RowCase("hcat", "hcat(a, r)", ["a": [], "r": [2]], rows: ["r"]),
    RowCase("hcat", "hcat(x, y, x)", ["x": [2], "y": [2]]),
    RowCase("vcat", "vcat(x, a, x)", ["x": [2], "a": []]),
    RowCase("vcat", "vcat(A, B)", ["A": [2, 3], "B": [1, 3]]),
    RowCase("repmat", "repmat(A, 2, 3)", ["A": [2, 2]]),
    RowCase("repmat", "repmat(x, 3)", ["x": [2]]),
    RowCase("repmat", "repmat(a, 2, 2)", ["a": []]),
    RowCase("repmat", "repmat(r, 1, 2)", ["r": [2]], rows: ["r"]),
  ]

  static let losses: [RowCase] = [
    RowCase("cross_entropy", "cross_entropy(y, o)", ["y": [3], "o": [3]]),
    RowCase("mse", "mse(y, o)", ["y": [3], "o": [3]]),
    RowCase("huber", "huber(y, o)", ["y": [4], "o": [4]]),
    RowCase("huber", "huber(y, o, 1/2)", ["y": [4], "o": [4]]),
    RowCase("hinge", "hinge(y, s)", ["y": [3], "s": [3]]),
    RowCase("kl", "kl(p, q)", ["p": [3], "q": [3]]),
  ]

  /// The primitives behind brackets and operators, drawn like the arguments of `sum`.
  static let indexing: [RowCase] =
    [
      ("x[2]", ["x": [3]]), ("x[end]", ["x": [3]]), ("A[2, :]", ["A": [2, 3]]),
      ("A[:, 2]", ["A": [2, 3]]), ("A[1, 3]", ["A": [2, 3]]), ("A[:, 1:2]", ["A": [2, 3]]),
      ("A[2:-1:1, 3]", ["A": [2, 3]]), ("x[[1, 3, 1]]", ["x": [3]]),
      ("[a b; b 1]", ["a": [], "b": []]), ("[A b; b' a]", ["A": [2, 2], "b": [2], "a": []]),
      ("A*B", ["A": [2, 3], "B": [3, 2]]), ("A / (B + 9*eye(2))", ["A": [3, 2], "B": [2, 2]]),
      ("(B + 9*eye(2)) \\ A", ["A": [2, 3], "B": [2, 2]]),
      ("x ./ (y.^2 + 1)", ["x": [3], "y": [3]]), ("x.^3", ["x": [3]]),
      ("2.^x", ["x": [3]]), ("1 / (a^2 + 1)", ["a": []]),
    ].map { RowCase("sum", $0.0, $0.1) } + [
      RowCase("log", "x.^y", ["x": [3], "y": [3]]), RowCase("log", "b.^y", ["b": [], "y": [3]]),
      RowCase("log", "x.^b", ["x": [3], "b": []]),
    ]
}
