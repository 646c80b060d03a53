import Graph

private let a = Function.Parameter("A")
private let diagonal = Function.Parameter("k", isOptional: true)

extension Function {
  static let shapes: [Function] = [
    Function(
      "transpose", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        let term = try call.term(0)
        switch call.graph[term.node].shape.order {
        case 0: return [term]
        case 1: return [Term(term.node, term.orientation == .row ? .column : .row)]
        case 2: return [Term(call.graph.transposed(term.node))]
        default: throw .shape(.needs(operand: 0, .vectorOrMatrix))
        }
      },
      summary: "The transpose: rows become columns; the same as A'.", definition: "A'ᵢⱼ = Aⱼᵢ",
      derivative: "the transposed cotangent", examples: [.init("transpose([1; 2])", "[1 2]")],
      seeAlso: ["reshape", "inv"], isFiniteAtExtremes: true),
    Function(
      "diag", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        if try call.shape(0).order == 1 {
          return [Term(call.graph.contract("i->ii", try call.node(0)))]
        }
        return [Term(call.graph.contract("ii->i", try call.square(0)))]
      },
      summary: "The diagonal of a matrix as a vector, or the matrix with a vector as its diagonal.",
      definition: "diag(v)ᵢⱼ = vᵢ where i = j, else 0", derivative: "linear",
      examples: [.init("diag([1 2; 3 4])", "[1; 4]"), .init("diag([1; 2])", "[1  0\n 0  2]")],
      seeAlso: ["tr", "eye", "triu"], isFiniteAtExtremes: true),
    Function(
      "vec", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(call.graph.vectorized(try call.node(0)))]
      },
      summary: "The columns of a matrix below each other, as one vector.",
      definition: "vec(A) = [A[:, 1]; A[:, 2]; …]", derivative: "linear",
      examples: [.init("vec([1 2; 3 4])", "[1; 3; 2; 4]")], seeAlso: ["reshape", "kron"],
      isFiniteAtExtremes: true),
    Function(
      "reshape", [a, .init("m"), .init("n", isRepeated: true)],
      .construction { call throws(CallError) in
        try call.expect(2...Int.max)
        let g = call.graph
        let shape = try call.shapeArguments(from: 1)
        let reversed = Shape(Array(shape.sizes.reversed()))
        let entries = g.axesReversed(try call.node(0))
        let reshaped = try call.apply(.reshape, entries, attributes: Attributes(shape: reversed))
        return [Term(g.axesReversed(reshaped))]
      },
      summary: "The same entries under another shape, read and filled column by column.",
      definition: "vec(reshape(A, m, n)) = vec(A)", derivative: "linear",
      examples: [.init("reshape([1; 2; 3; 4], 2, 2)", "[1  3\n 2  4]")],
      seeAlso: ["vec", "transpose"], isFiniteAtExtremes: true),
    Function(
      "triu", [a, diagonal], triangle(isUpper: true),
      summary: "The entries on and above the diagonal k (0 if not given), else 0.",
      definition: "Aᵢⱼ where j − i ≥ k, else 0", derivative: "linear",
      examples: [.init("triu([1 2; 3 4])", "[1  2\n 0  4]")], seeAlso: ["tril", "diag"],
      isFiniteAtExtremes: true),
    Function(
      "tril", [a, diagonal], triangle(isUpper: false),
      summary: "The entries on and below the diagonal k (0 if not given), else 0.",
      definition: "Aᵢⱼ where j − i ≤ k, else 0", derivative: "linear",
      examples: [.init("tril([1 2; 3 4])", "[1  0\n 3  4]")], seeAlso: ["triu", "diag"],
      isFiniteAtExtremes: true),
    Function(
      "sort", [.init("x")],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        let term = try call.term(0)
        return [Term(try call.apply(.sort, term.node), term.orientation)]
      },
      summary: "The entries of a vector in ascending order, NaN last.",
      definition: "y₁ ≤ y₂ ≤ …", derivative: "eye(n)[argsort(x), :]",
      kinks: "equal entries keep their order, and so their derivatives",
      examples: [.init("sort([3; 1; 2])", "[1; 2; 3]")], seeAlso: ["argsort", "argmin", "argmax"],
      isFiniteAtExtremes: true),
    Function(
      "argsort", aliases: ["sortperm"], [.init("x")],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(try call.apply(.sortingOrder, try call.term(0).node))]
      },
      summary: "The positions, from 1, at which the entries of a vector in ascending order are.",
      definition: "x[argsort(x)] = sort(x)", derivative: "0",
      examples: [.init("argsort([3; 1; 2])", "[2; 3; 1]")], seeAlso: ["sort", "argmin", "argmax"],
      isFiniteAtExtremes: true),
  ]

  private static func triangle(isUpper: Bool) -> Meaning {
    .construction { call throws(CallError) in
      try call.expect(1...2)
      let diagonal = call.count == 2 ? try call.wholeNumber(1) : 0
      return [
        Term(
          try call.apply(
            .triangle, try call.matrix(0), attributes: .init([diagonal, isUpper ? 1 : 0])))
      ]
    }
  }

  static let sizes: [Function] = [
    Function(
      "size", [a, .init("k", isOptional: true)],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let sizes = try call.rowsAndColumns()
        if call.count == 1 {
          let counts = sizes.map { call.graph.entryCount(of: Shape([$0])) }
          return [Term(try call.apply(.stack, to: counts))]
        }
        let axis = try call.wholeNumber(1)
        guard sizes.indices.contains(axis - 1) else {
          throw .argument(1, "must be an axis, 1 to \(sizes.count)")
        }
        return [Term(call.graph.entryCount(of: Shape([sizes[axis - 1]])))]
      },
      summary: "The numbers of rows and columns, as a vector, or the one of them that k says.",
      definition: "[rows(A); cols(A)]", derivative: "0",
      examples: [.init("size([1 2 3; 4 5 6])", "[2; 3]")],
      seeAlso: ["rows", "cols", "numel", "length"]),
    Function(
      "rows", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(call.graph.entryCount(of: Shape([try call.rowsAndColumns()[0]])))]
      },
      summary: "The number of rows.", definition: "size(A, 1)", derivative: "0",
      examples: [.init("rows([1 2 3; 4 5 6])", "2")], seeAlso: ["cols", "size"]),
    Function(
      "cols", aliases: ["columns"], [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(call.graph.entryCount(of: Shape([try call.rowsAndColumns()[1]])))]
      },
      summary: "The number of columns.", definition: "size(A, 2)", derivative: "0",
      examples: [.init("cols([1 2 3; 4 5 6])", "3")], seeAlso: ["rows", "size"]),
    Function(
      "length", [.init("x")],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        guard try call.shape(0).order < 2 else { throw .shape(.needs(operand: 0, .scalarOrVector)) }
        return [Term(call.graph.entryCount(of: try call.shape(0)))]
      },
      summary: "The number of entries of a vector.", definition: "n for x ∈ Rⁿ",
      derivative: "0", examples: [.init("length([4; 5; 6])", "3")],
      seeAlso: ["numel", "size", "norm"]),
    Function(
      "numel", [a],
      .construction { call throws(CallError) in
        try call.expect(1...1)
        return [Term(call.graph.entryCount(of: try call.shape(0)))]
      },
      summary: "The number of entries.", definition: "rows(A)*cols(A)", derivative: "0",
      examples: [.init("numel([1 2 3; 4 5 6])", "6")], seeAlso: ["size", "length"]),
  ]
}

extension Call {
  /// The sizes of argument 0, with the 1 that a vector, a row or a scalar leaves out.
  func rowsAndColumns() throws(CallError) -> [Size] {
    let sizes = try shape(0).sizes
    switch sizes.count {
    case 0: return [1, 1]
    case 1: return try term(0).orientation == .row ? [1, sizes[0]] : [sizes[0], 1]
    default: return sizes
    }
  }
}
