import Graph

private let a = Function.Parameter("A")
private let b = Function.Parameter("B")

extension Function {
  static let products: [Function] = [
    Function(
      "dot", [.init("x"), .init("y")],
      .construction { call throws(CallError) in
        try call.expect(2...2)
        let (x, y) = (try call.vector(0), try call.vector(1))
        try call.unify(0, axis: 0, with: 1, axis: 0)
        return [Term(call.graph.product(x, y))]
      },
      summary: "The inner product of two vectors.", definition: "x'*y",
      derivative: "y by x, x by y", examples: [.init("dot([1; 2], [3; 4])", "11")],
      seeAlso: ["outer", "cross", "norm2"], isFiniteAtExtremes: true),
    Function(
      "outer", [.init("x"), .init("y")],
      .construction { call throws(CallError) in
        try call.expect(2...2)
        return [Term(call.graph.outer(try call.vector(0), try call.vector(1)))]
      },
      summary: "The outer product of two vectors.", definition: "x*y'",
      derivative: "∂(xᵢ yⱼ)/∂xₖ = yⱼ where i = k, else 0",
      examples: [.init("outer([1; 2], [3; 4])", "[3  4\n 6  8]")], seeAlso: ["dot", "kron"],
      isFiniteAtExtremes: true),
    Function(
      "cross", [.init("x"), .init("y")],
      .construction { call throws(CallError) in
        try call.expect(2...2)
        let term = try call.term(0)
        let cross = try call.apply(.cross, try call.vector(0), try call.vector(1))
        return [Term(cross, term.orientation)]
      },
      summary: "The vector product of two vectors with 3 entries.",
      definition: "[x₂y₃ − x₃y₂; x₃y₁ − x₁y₃; x₁y₂ − x₂y₁]",
      derivative: "the cotangent c gives y × c by x and c × x by y",
      examples: [.init("cross([1; 0; 0], [0; 1; 0])", "[0; 0; 1]")],
      seeAlso: ["dot", "outer", "skew"],
      isFiniteAtExtremes: true),
    Function(
      "skew", [.init("x")], .formula("[0 -x[3] x[2]; x[3] 0 -x[1]; -x[2] x[1] 0]"),
      summary: "The matrix of a vector product: skew(x)*y is cross(x, y).",
      definition: "[0 −x₃ x₂; x₃ 0 −x₁; −x₂ x₁ 0]", derivative: "linear",
      examples: [.init("skew([1; 2; 3])*[0; 0; 1]", "[2; -1; 0]")], seeAlso: ["cross"],
      isFiniteAtExtremes: true),
    Function(
      "kron", [a, b],
      .construction { call throws(CallError) in
        try call.expect(2...2)
        return [try call.kronecker()]
      },
      summary: "The Kronecker product: every entry of A times all of B.",
      definition: "A ⊗ B, the blocks Aᵢⱼ B", derivative: "linear in A and in B",
      examples: [.init("kron([1; 2], [1; 10])", "[1; 10; 2; 20]")],
      seeAlso: ["outer", "repmat", "vec"], isFiniteAtExtremes: true),
    Function(
      "normalize", [.init("x")],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        let term = try call.term(0)
        let g = call.graph
        let norm = g.broadcast(try call.apply(.norm2, term.node), to: g.shape(of: term.node))
        return [Term(try call.apply(.xdivy, term.node, norm), term.orientation)]
      },
      summary: "x divided by its Euclidean norm; 0 for 0.", definition: "x/norm2(x)",
      derivative: "(I − u u')/norm2(x), with u = normalize(x)", domain: "x ≠ 0",
      examples: [.init("normalize([3; 4])", "[0.6; 0.8]")], seeAlso: ["norm2"],
      isFiniteAtExtremes: true, samplingRange: 0.5...2),
  ]

  static let matrixFunctions: [Function] = [
    Function(
      "tr", aliases: ["trace"], [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(call.graph.contract("ii->", try call.square(0)))]
      },
      summary: "The trace: the sum of the diagonal.", definition: "Σᵢ Aᵢᵢ", derivative: "I",
      examples: [.init("tr([1 2; 3 4])", "5")], seeAlso: ["det", "diag"],
      latex: "\\operatorname{tr}", isFiniteAtExtremes: true),
    Function(
      "det", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.determinant, try call.square(0)))]
      },
      summary: "The determinant.", definition: "|A|", derivative: "adj(A)' = det(A) inv(A)'",
      domain: "all derivatives are right for singular A, too",
      examples: [.init("det([1 2; 3 4])", "-2")], seeAlso: ["logdet", "inv", "adj"],
      latex: "\\det"),
    Function(
      "adj", aliases: ["adjugate"], [a, .init("C", isRepeated: true)],
      .construction { call throws(CallError) in
        try call.expect(1...Int.max)
        var operands = [try call.square(0)]
        for index in 1..<call.count { operands.append(try call.node(index)) }
        return [Term(try call.apply(.adjugate, to: operands))]
      },
      summary:
        "The adjugate: the transposed matrix of cofactors; adj(A, C) is its derivative along C.",
      definition: "A*adj(A) = det(A) I",
      derivative: "adj(A, dA), which is det(A) (tr(A⁻¹ dA) A⁻¹ − A⁻¹ dA A⁻¹) where A⁻¹ exists",
      domain: "all derivatives are right for singular A, too",
      examples: [
        .init("adj([1 2; 3 4])", "[ 4  -2\n -3   1]"),
        .init("adj([1 2; 2 4], eye(2))", "[1  0\n 0  1]"),
      ],
      seeAlso: ["det", "inv"]),
    Function(
      "logdet", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.logDeterminant, try call.square(0)))]
      },
      summary: "The logarithm of the determinant, without overflow on the way.",
      definition: "log(det(A))", derivative: "inv(A)'",
      domain: "det(A) > 0; −inf for a singular A, NaN for a negative determinant",
      examples: [.init("logdet([1 0; 0 1])", "0")], seeAlso: ["det", "inv"]),
    Function(
      "inv", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        if try call.shape(0).order == 0 { return [Term(call.graph.reciprocal(try call.node(0)))] }
        return [Term(try call.apply(.inverse, try call.square(0)))]
      },
      summary: "The inverse of a square matrix. To solve, A \\ b is faster and more accurate.",
      definition: "A*inv(A) = I", derivative: "d inv(A) = −inv(A) dA inv(A)",
      domain: "det(A) ≠ 0; a singular matrix is an error",
      examples: [.init("inv([2 0; 0 4])", "[0.5     0\n   0  0.25]")],
      seeAlso: ["solve", "pinv", "det"]),
    Function(
      "pinv", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.pseudoInverse, try call.matrix(0)))]
      },
      summary: "The pseudo-inverse of Moore and Penrose, of any matrix.",
      definition: "A*P*A = A, P*A*P = P, with A*P and P*A symmetric",
      derivative: "dP = −P dA P + P P' dA' (I − A P) + (I − P A) dA' P' P",
      domain: "the derivative holds where the rank is constant",
      examples: [.init("pinv([2 0; 0 4])", "[0.5     0\n   0  0.25]")],
      seeAlso: ["inv", "solve", "rank"]),
    Function(
      "solve", [a, b],
      .construction { call throws(CallError) in
        try call.expect(2...2)
        let a = try call.square(0)
        let order = try call.shape(1).order
        guard order == 1 || order == 2 else {
          throw .shape(.needs(operand: 1, .vectorOrMatrix))
        }
        let x = try call.apply(
          .solve, a, try call.node(1), attributes: .init([order - 1, 0]))
        return [Term(x)]
      },
      summary: "The solution X of A*X = B, without forming the inverse; the same as A \\ B.",
      definition: "A*X = B", derivative: "the cotangent C gives inv(A)'*C by B, −inv(A)'*C*X' by A",
      domain: "det(A) ≠ 0; a singular matrix is an error",
      examples: [.init("solve([2 0; 0 4], [2; 8])", "[1; 2]")], seeAlso: ["inv", "pinv"]),
    Function(
      "rank", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.rank, try call.matrix(0)))]
      },
      summary: "The number of singular values above the rounding error.",
      definition: "the dimension of A's range", derivative: "0",
      kinks: "the derivative is 0 where the rank jumps, too",
      examples: [.init("rank([1 2; 2 4])", "1")], seeAlso: ["cond", "pinv"]),
    Function(
      "cond", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.conditionNumber, try call.matrix(0)))]
      },
      summary: "The condition number: the ratio of the largest singular value to the smallest.",
      definition: "opnorm(A)*opnorm(pinv(A))", derivative: "by the product rule",
      domain: "the derivative needs simple extreme singular values; inf for a singular A",
      examples: [.init("cond([2 0; 0 4])", "2")], seeAlso: ["rank", "opnorm"]),
    Function(
      "opnorm", [a, .init("p", isOptional: true)],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let a = try call.matrix(0)
        var power = 2.0
        if call.count == 2 {
          let node = try call.scalar(1)
          guard let value = call.graph.constantValue(node) ?? call.value(node)?[0] else {
            throw .argument(1, "must have a value here")
          }
          power = value
        }
        switch power {
        case 2: return [Term(try call.apply(.spectralNorm, a))]
        case 1, Double.infinity:
          let sums = call.graph.contract(
            power == 1 ? "ij->j" : "ij->i", try call.apply(.abs, a))
          return [Term(try call.apply(.largest, sums))]
        default: throw .argument(1, "must be 1, 2 or inf")
        }
      },
      summary:
        "The norm of a matrix as a map: for p = 2 (if not given) its largest singular value.",
      definition: "max norm(A*x, p)/norm(x, p)", derivative: "left_singular(A)*right_singular(A)'",
      domain: "the derivative needs a simple largest singular value",
      examples: [.init("opnorm([2 0; 0 4])", "4")],
      seeAlso: ["norm", "frob", "cond", "left_singular"]),
    Function(
      "left_singular", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.leftSingularVector, try call.matrix(0)))]
      },
      summary: "The left singular vector u of the largest singular value s.",
      definition: "A*v = s*u, A'*u = s*v, |u| = |v| = 1",
      derivative:
        "the cotangent c gives s*w*v' + u*w'*A, with w = inv(s^2*(I + u*u') - A*A')*(c - u*(u'*c))",
      domain: "the largest singular value must be simple",
      examples: [.init("left_singular([2 0; 0 4])", "[0; 1]")],
      seeAlso: ["right_singular", "opnorm"]),
    Function(
      "right_singular", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.rightSingularVector, try call.matrix(0)))]
      },
      summary:
        "The right singular vector v of the largest singular value s; its largest entry is positive.",
      definition: "A*v = s*u, A'*u = s*v, |u| = |v| = 1",
      derivative:
        "the cotangent c gives s*u*w' + A*w*v', with w = inv(s^2*(I + v*v') - A'*A)*(c - v*(v'*c))",
      domain: "the largest singular value must be simple",
      examples: [.init("right_singular([2 0; 0 4])", "[0; 1]")],
      seeAlso: ["left_singular", "opnorm"]),
  ]
}

extension Call {
  /// The Kronecker product of arguments 0 and 1: of matrices, or of vectors that lie alike.
  func kronecker() throws(CallError) -> Term {
    let (left, right) = (try term(0), try term(1))
    let (m, n) = (try shape(0), try shape(1))
    guard m.order == n.order, left.orientation == right.orientation else {
      // A vector is a matrix with one column, a row one with one row, beside a matrix.
      return Term(graph.kronecker(try asMatrix(0), try asMatrix(1)))
    }
    switch m.order {
    case 0: return Term(graph.multiply(left.node, right.node))
    case 1:
      let product = graph.outer(left.node, right.node)
      return Term(graph.flattened(product), left.orientation)
    case 2: return Term(graph.kronecker(left.node, right.node))
    default: throw .shape(.needs(operand: 0, .vectorOrMatrix))
    }
  }

  /// An argument with two axes.
  func asMatrix(_ index: Int) throws(CallError) -> NodeID {
    let term = try term(index)
    do { return try graph.matrix(of: term, operand: index) } catch { throw .shape(error) }
  }
}

extension Graph {
  /// The Kronecker product of two matrices: the axes (i, k) and (j, l) of Aᵢⱼ Bₖₗ merged.
  public func kronecker(_ a: NodeID, _ b: NodeID) -> NodeID {
    let (left, right) = (shape(of: a), shape(of: b))
    let shape = Shape([
      sizes.product(left[0], right[0]), sizes.product(left[1], right[1]),
    ])
    return applied(
      .reshape, contract("ij,kl->ikjl", a, b), attributes: Attributes(shape: shape))
  }
}
