extension Catalogue {
  /// What a user who wrote an unknown name may have meant, as text to offer: another tool's word
  /// for it, or a function whose name is near. Nil if nothing is.
  package static func suggestion(for name: String) -> String? {
    // `np.linalg.inv`, `torch.relu`: the last part is what counts.
    let word = name.split(separator: ".").last.map(String.init) ?? name
    if let known = otherTools[word] ?? otherTools[word.lowercased()] { return known }
    if remarks[word] != nil { return nil }
    if word != name, function(named: word) != nil { return word }
    if let sameLetters = function(named: word.lowercased()) { return sameLetters.name }
    // A word of two letters is near to too many.
    if word.utf8.count <= 2 { return nil }
    return nearestName(to: word, in: functions.flatMap { [$0.name] + $0.aliases })
  }

  /// What is to be said of a word that means something mx hasn't; nil for other words.
  package static func remark(on name: String) -> String? {
    remarks[name.split(separator: ".").last.map(String.init) ?? name]
  }

  private static let remarks: [String: String] = {
    let rows: [(words: String, remark: String)] = [
      (
        "eig eigvals eigh eigs eigvalsh eigen",
        "mx has no eigenvalues; tr(A) is their sum, det(A) their product"
      ),
      (
        "svd svds svdvals",
        "mx has no singular values but the largest, opnorm(A); left_singular, right_singular go with it"
      ),
      (
        "qr lu chol cholesky schur ldl",
        "mx has no factorizations; A \\ b solves, pinv(A)*b fits, logdet(A) is by one"
      ),
      (
        "expm logm sqrtm funm",
        "mx has no functions of whole matrices but powers and inv; exp(A) is entry by entry"
      ),
      (
        "simplify expand factor collect factorize cancel rewrite",
        "formulas are simplified as they are shown; :derive grad(J, x) shows the steps"
      ),
      (
        "integrate integral quad int dsolve ode45 limit lim taylor",
        "mx has no integrals and no limits"
      ),
      ("conv conv2 fft ifft filter", "mx has none"),
    ]
    var table: [String: String] = [:]
    for row in rows {
      for word in row.words.split(separator: " ") { table[String(word)] = row.remark }
    }
    return table
  }()

  /// The words of other tools, and what mx says for them.
  private static let otherTools: [String: String] = [
    "diff": "d(Y, X)", "D": "d(Y, X)", "deriv": "d(Y, X)", "derivative": "d(Y, X)",
    "gradient": "grad(J, x)", "nabla": "grad(J, x)", "autograd": "grad(J, x)",
    "backward": "grad(J, x)", "jac": "jacobian(f, x)", "jacrev": "jacobian(f, x)",
    "jacfwd": "jacobian(f, x)", "hess": "hessian(J, x)",
    "t": "A'", "T": "A'", "swapaxes": "transpose", "permute": "transpose", "ctranspose": "A'",
    "matmul": "A*B", "mm": "A*B", "bmm": "A*B", "mul": "A*B", "times": "A .* B",
    "multiply": "A .* B", "hadamard": "A .* B", "divide": "A ./ B", "add": "A + B",
    "subtract": "A - B", "power": "x.^p", "pow": "x.^p", "square": "x.^2", "einsum": "A*B",
    "mldivide": "A \\ b", "lstsq": "pinv(A)*b", "inverse": "inv", "matrix_inverse": "inv",
    "determinant": "det", "slogdet": "logdet", "matrix_rank": "rank",
    "identity": "eye", "fro": "frob", "frobenius": "frob", "normalise": "normalize",
    "lognormal": "randn", "random": "rand", "uniform": "rand", "normal": "randn",
    "arange": "1:n", "range": "1:n", "concatenate": "hcat", "cat": "vcat", "concat": "hcat",
    "hstack": "hcat", "vstack": "vcat", "stack": "hcat", "horzcat": "hcat", "vertcat": "vcat",
    "tile": "repmat", "shape": "size", "len": "length", "ncols": "cols", "ncol": "cols",
    "nrow": "rows", "nrows": "rows", "ndims": "size", "flatten": "vec", "ravel": "vec",
    "array": "[1, 2; 3, 4]", "asarray": "[1, 2; 3, 4]", "tensor": "[1, 2; 3, 4]",
    "Matrix": "[1, 2; 3, 4]", "disp": "print", "println": "print",
    "average": "mean", "variance": "var", "stddev": "std", "stdev": "std", "product": "prod",
    "maximum": "max", "minimum": "min", "amax": "max", "amin": "min", "nonzero": "count",
    "absolute": "abs", "fabs": "abs", "sgn": "sign", "trunc": "floor", "fix": "floor",
    "heaviside": "step", "ceiling": "ceil", "fmod": "mod", "rem": "mod", "remainder": "mod",
    "ifelse": "where", "iif": "where", "select": "where", "expit": "sigmoid", "sigm": "sigmoid",
    "rectifier": "relu", "lrelu": "leaky_relu", "ArcTan": "atan", "arsinh": "asinh",
    "arcosh": "acosh", "artanh": "atanh", "lse": "logsumexp", "log_sum_exp": "logsumexp",
    "crossentropy": "cross_entropy", "nll_loss": "cross_entropy", "mse_loss": "mse",
    "huber_loss": "huber", "hinge_loss": "hinge", "kl_div": "kl", "kldiv": "kl",
    "smooth_l1_loss": "huber", "kronecker": "kron", "crossprod": "A'*B",
  ]
}
