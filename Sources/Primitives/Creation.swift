import Arrays
import Graph

private let m = Function.Parameter("m", isOptional: true)
private let n = Function.Parameter("n", isRepeated: true)
private let a = Function.Parameter("A")

extension Function {
  static let creation: [Function] = [
    Function(
      "eye", [.init("n"), .init("m", isOptional: true)],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let g = call.graph
        let rows = try call.size(0)
        guard call.count == 2 else {
          try call.expectRoom(for: Shape([rows, rows]))
          return [Term(g.delta(rows))]
        }
        let columns = try call.size(1)
        try call.expectRoom(for: Shape([rows, columns]))
        if rows == columns { return [Term(g.delta(rows))] }
        guard let height = rows.known, let width = columns.known else {
          throw .argument(1, "must have a value here, or be the first size")
        }
        let rest = Size(abs(height - width))
        let parts =
          height < width
          ? [g.delta(rows), g.zeros(Shape([rows, rest]))]
          : [g.delta(columns), g.zeros(Shape([rest, columns]))]
        return [Term(g.concatenated(parts, axisFromEnd: height < width ? 0 : 1))]
      },
      summary: "The identity n×n, or ones on the diagonal of an n×m matrix.",
      definition: "1 where i = j, else 0", derivative: "constant",
      examples: [.init("eye(2)", "[1  0\n 0  1]")], seeAlso: ["diag", "zeros", "ones"]),
    Function(
      "zeros", [m, n],
      .construction { call throws(CallError) in
        let (shape, orientation) = try call.createdShape()
        return [Term(call.graph.zeros(shape), orientation)]
      },
      summary: "Zeros: a vector of one size, a matrix of two; zeros(n, 1) is a vector, too.",
      definition: "0 in all entries",
      derivative: "constant", examples: [.init("zeros(2)", "[0; 0]")], seeAlso: ["ones", "eye"]),
    Function(
      "ones", [m, n],
      .construction { call throws(CallError) in
        let (shape, orientation) = try call.createdShape()
        return [Term(call.graph.ones(shape), orientation)]
      },
      summary: "Ones: a vector of one size, a matrix of two; ones(1, n) is a row.",
      definition: "1 in all entries",
      derivative: "constant", examples: [.init("ones(2, 2)", "[1  1\n 1  1]")],
      seeAlso: ["zeros", "eye", "repmat"]),
    Function(
      "commutation", [.init("m"), .init("n", isOptional: true)],
      .construction { call throws(CallError) in
        try call.expect(1...2)
        let g = call.graph
        let rows = try call.size(0)
        let columns = call.count == 2 ? try call.size(1) : rows
        let count = g.sizes.product(rows, columns)
        try call.expectRoom(for: Shape([count, count]))
        let exchange = g.contract([], to: [0, 1, 1, 0], sizes: [rows, columns])
        return [
          Term(
            try call.apply(
              .reshape, exchange, attributes: Attributes(shape: Shape([count, count]))))
        ]
      },
      summary: "The commutation matrix, which takes vec(A) of an m×n matrix to vec(A').",
      definition: "commutation(m, n)*vec(A) = vec(A')", derivative: "constant",
      examples: [.init("commutation(2, 2)*vec([1 2; 3 4])", "[1; 2; 3; 4]")],
      seeAlso: ["vec", "kron"]),
    Function(
      "rand", [m, n],
      .construction { call throws(CallError) in
        let (shape, orientation) = try call.createdShape()
        return [Term(call.draw(.uniform, try call.known(shape, from: 0)), orientation)]
      },
      summary: "Random numbers, uniform between 0 and 1, drawn when the statement runs.",
      definition: "U(0, 1)", derivative: "constant", domain: "`:seed 1` fixes the draws",
      examples: [.init("size(rand(2, 3))", "[2; 3]")], seeAlso: ["randn"]),
    Function(
      "randn", [m, n],
      .construction { call throws(CallError) in
        let (shape, orientation) = try call.createdShape()
        return [Term(call.draw(.normal, try call.known(shape, from: 0)), orientation)]
      },
      summary: "Random numbers of the standard normal distribution, drawn when the statement runs.",
      definition: "N(0, 1)", derivative: "constant", domain: "`:seed 1` fixes the draws",
      examples: [.init("size(randn(2, 3))", "[2; 3]")], seeAlso: ["rand"]),
    Function(
      "linspace", [.init("a"), .init("b"), .init("n")],
      .construction { call throws(CallError) in
        try call.expect(3...3)
        let g = call.graph
        let (first, last) = (try call.scalar(0), try call.scalar(1))
        let size = try call.size(2)
        try call.expectRoom(for: Shape([size]))
        let count = try call.known(Shape([size]), from: 2)[0]
        // By parts of both ends, which hits them exactly; one entry is the first.
        let steps = Double(max(count - 1, 1))
        let parts = (0..<count).map { Double($0) }
        if let a = g.constantValue(first), let b = g.constantValue(last) {
          let entries = parts.map { (a * (steps - $0) + b * $0) / steps }
          return [Term(g.literal(Tensor([count], entries)))]
        }
        let ofLast = g.literal(Tensor([count], parts.map { $0 / steps }))
        let ofFirst = g.literal(Tensor([count], parts.map { (steps - $0) / steps }))
        return [Term(g.add(g.multiply(first, ofFirst), g.multiply(last, ofLast)))]
      },
      summary: "A vector of n numbers from a to b at equal distances.",
      definition: "a + (b − a)(i − 1)/(n − 1)", derivative: "linear in a and b",
      examples: [.init("linspace(0, 1, 3)", "[0; 0.5; 1]")], seeAlso: ["zeros", "ones"]),
    Function(
      "hcat", [a, .init("B", isRepeated: true)],
      .construction { call throws(CallError) in
        [try call.joined { (terms) throws(ShapeError) in try call.graph.besideEachOther(terms) }]
      },
      summary: "Arrays side by side; the same as [A B].", definition: "[A B …]",
      derivative: "linear", examples: [.init("hcat([1; 2], [3; 4])", "[1  3\n 2  4]")],
      seeAlso: ["vcat", "repmat"]),
    Function(
      "vcat", [a, .init("B", isRepeated: true)],
      .construction { call throws(CallError) in
        [try call.joined { (terms) throws(ShapeError) in try call.graph.belowEachOther(terms) }]
      },
      summary: "Arrays below each other; the same as [A; B].", definition: "[A; B; …]",
      derivative: "linear", examples: [.init("vcat([1 2], [3 4])", "[1  2\n 3  4]")],
      seeAlso: ["hcat", "repmat"]),
    Function(
      "repmat", [a, .init("m"), .init("n", isOptional: true)],
      .construction { call throws(CallError) in
        try call.expect(2...3)
        return [try call.repeated()]
      },
      summary: "Copies of A: m below each other, n (1 if not given) side by side.",
      definition: "kron(ones(m, n), A)", derivative: "linear",
      examples: [.init("repmat([1; 2], 2)", "[1; 2; 1; 2]")], seeAlso: ["kron", "hcat", "vcat"]),
  ]
}

extension Call {
  /// All arguments put together.
  func joined(_ join: ([Term]) throws(ShapeError) -> Term) throws(CallError) -> Term {
    var terms: [Term] = []
    for index in arguments.indices { terms.append(try term(index)) }
    guard !terms.isEmpty else { throw .shape(.arity(expected: 1...64, got: 0)) }
    do { return try join(terms) } catch { throw .shape(error) }
  }

  /// Argument 0 as often as arguments 1 and 2 say.
  func repeated() throws(CallError) -> Term {
    let term = try term(0)
    let down = try size(1)
    let across: Size = count == 3 ? try size(2) : 1
    let shape = try shape(0)
    let (isColumn, isRow) = (
      across == 1 && shape.order < 2 && term.orientation == .column,
      down == 1 && shape.order == 1 && term.orientation == .row
    )
    if isColumn || isRow {
      // A vector, or a scalar as one with a single entry.
      let copies = isColumn ? down : across
      let size = shape.sizes.first ?? 1
      let long = Shape([graph.sizes.product(copies, size)])
      try expectRoom(for: long)
      let copied =
        shape.order == 0
        ? graph.contract([Factor(term.node, [])], to: [0, 1], sizes: [copies, 1])
        : graph.contract([Factor(term.node, [1])], to: [0, 1], sizes: [copies, size])
      return Term(
        try apply(.reshape, copied, attributes: Attributes(shape: long)), term.orientation)
    }
    let matrix = try asMatrix(0)
    let own = graph.shape(of: matrix)
    let large = Shape([
      graph.sizes.product(down, own[0]), graph.sizes.product(across, own[1]),
    ])
    try expectRoom(for: large)
    return Term(graph.kronecker(graph.ones(Shape([down, across])), matrix))
  }
}
