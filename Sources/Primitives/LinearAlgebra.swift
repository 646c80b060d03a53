import Arrays
import Graph

/// Functions of matrices that are no contractions. The letters in the rules: A is the operand, B
/// the result, a dot the leading axes of a cotangent.
extension Primitive {
  /// A⁻¹ of a square matrix. d(A⁻¹) = −A⁻¹ dA A⁻¹.
  public static let inverse: Primitive = Primitive(
    "inv",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in try operands[0].inverse() }),
    derivative: .general(vjp: { application, cotangent, _ in
      let (g, b) = (application.graph, application.result)
      let lead = leadingAxes(of: b, in: g)
      return g.negated(
        g.contract("\(lead)ki,.\(lead)kl,\(lead)jl->.\(lead)ij", b, cotangent, b))
    }),
    shape: squares)

  /// The pseudo-inverse of Moore and Penrose.
  ///
  /// Its derivative holds where the rank is constant (Golub and Pereyra, "The differentiation of
  /// pseudo-inverses and nonlinear least squares problems", SIAM J. Numer. Anal. 1973):
  /// dP = −P dA P + P Pᵀ dAᵀ (I − A P) + (I − P A) dAᵀ Pᵀ P.
  public static let pseudoInverse: Primitive = Primitive(
    "pinv",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      try operands[0].pseudoInverse()
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let (g, a, p) = (application.graph, application.operands[0], application.result)
      let shape = g.shape(of: a)
      let leftRest = g.subtract(g.delta(shape[0]), g.product(a, p))
      let rightRest = g.subtract(g.delta(shape[1]), g.product(p, a))
      return g.sum([
        g.negated(g.contract("ki,.kl,jl->.ij", p, cotangent, p)),
        g.contract("il,.kl,km,jm->.ij", leftRest, cotangent, p, p),
        g.contract("mi,ml,.kl,kj->.ij", p, p, cotangent, rightRest),
      ])
    }),
    shape: { (_, shapes, _) throws(ShapeError) in
      guard shapes[0].order == 2 else { throw .needs(operand: 0, .matrix) }
      return Shape([shapes[0][1], shapes[0][0]])
    })

  /// X of A·X = B; operands A and B; attributes: the axis of B that A acts on, from the last (0 for
  /// vectors, 1 for the columns of a matrix), and 1 if Aᵀ stands for A. B may carry leading axes.
  /// Without attributes A acts on the first axis of B.
  public static let solve: Primitive = Primitive(
    "solve",
    evaluation: .general({ (operands, attributes, _) throws(ArrayError) in
      let (fromEnd, transposed) = solveAxis(attributes, order: operands[1].order)
      return try operands[0].solve(
        operands[1], columns: fromEnd == 1, transposed: transposed == 1)
    }),
    derivative: .general(vjp: { application, cotangent, index in
      // With C the cotangent: that of B is D = A⁻ᵀ C, that of A is −D Xᵀ (−X Dᵀ for Aᵀ).
      let g = application.graph
      let order = g[application.result].shape.order
      let (fromEnd, transposed) = solveAxis(application.attributes, order: order)
      let right = g.applied(
        .solve, application.operands[0], cotangent,
        attributes: Attributes([fromEnd, 1 - transposed]))
      if index == 1 { return right }
      let letters = AxisLetters(order: order, fromEnd: fromEnd)
      let row = AxisLetters.more(1, after: order)
      let other = letters.all.replacing(letters.reduced, with: row)
      let output = transposed == 1 ? "\(row)\(letters.reduced)" : "\(letters.reduced)\(row)"
      return g.negated(
        g.contract(".\(letters.all),\(other)->.\(output)", right, application.result))
    }),
    shape: { (table, shapes, attributes) throws(ShapeError) in
      _ = try square(table, shapes, .none)
      let axis = shapes[1].order - 1 - solveAxis(attributes, order: shapes[1].order).fromEnd
      guard axis >= 0, shapes[1].order > 0 else { throw .needs(operand: 1, .vectorOrMatrix) }
      do { try table.unify(shapes[0][0], shapes[1][axis]) } catch {
        throw .sizes(operand: 0, axis: 0, other: 1, otherAxis: axis)
      }
      return shapes[1]
    })

  private static func solveAxis(
    _ attributes: Attributes, order: Int
  ) -> (fromEnd: Int, transposed: Int) {
    attributes.integers.count == 2
      ? (attributes.integers[0], attributes.integers[1]) : (order - 1, 0)
  }

  /// The determinant. By the adjugate, its derivative is right for singular matrices too.
  public static let determinant: Primitive = Primitive(
    "det",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      try operands[0].determinant()
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let (g, a) = (application.graph, application.operands[0])
      let lead = leadingAxes(of: a, in: g)
      if lead.isEmpty { return g.contract("ji,.->.ij", g.applied(.adjugate, a), cotangent) }
      return g.contract(
        "\(lead)ji,\(lead),.\(lead)->.\(lead)ij", g.applied(.inverse, a), application.result,
        cotangent)
    }),
    shape: oneForEachMatrix)

  /// log(det(A)), without overflow on the way; NaN for a negative determinant.
  public static let logDeterminant: Primitive = Primitive(
    "logdet",
    evaluation: .general({ (operands, _, _) throws(ArrayError) in
      let (sign, logarithm) = try operands[0].signAndLogDeterminant()
      var result = logarithm
      let entries = result.mutablePointer()
      for matrix in 0..<result.count where sign[matrix] < 0 { entries[matrix] = .nan }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, _ in
      let (g, a) = (application.graph, application.operands[0])
      let lead = leadingAxes(of: a, in: g)
      return g.contract(
        "\(lead)ji,.\(lead)->.\(lead)ij", g.applied(.inverse, a), cotangent)
    }),
    shape: oneForEachMatrix)

  // MARK: Products

  /// The vector product of vectors with 3 entries, each perhaps with leading axes.
  public static let cross: Primitive = Primitive(
    "cross",
    evaluation: .general({ operands, _, shape in
      let (a, b) = (operands[0], operands[1])
      var result = Tensor(uninitialized: shape)
      let out = result.mutablePointer()
      for start in stride(from: 0, to: result.count, by: 3) {
        let x = a.pointer + start % a.count
        let y = b.pointer + start % b.count
        for entry in 0..<3 {
          let (next, last) = ((entry + 1) % 3, (entry + 2) % 3)
          out[start + entry] = x[next] * y[last] - x[last] * y[next]
        }
      }
      return result
    }),
    derivative: .general(vjp: { application, cotangent, index in
      let (a, b) = (application.operands[0], application.operands[1])
      return index == 0
        ? application.graph.applied(.cross, b, cotangent)
        : application.graph.applied(.cross, cotangent, a)
    }),
    shape: { (table, shapes, _) throws(ShapeError) in
      for (index, shape) in shapes.enumerated() {
        guard let last = shape.sizes.last else { throw .needs(operand: index, .vector) }
        do { try table.unify(last, 3) } catch {
          throw .needs(operand: index, .phrase("a vector with 3 entries"))
        }
      }
      return shapes[0].order >= shapes[1].order ? shapes[0] : shapes[1]
    })

  // MARK: Shape rules

  @Sendable
  static func square(
    _ table: SizeTable, _ shapes: [Shape], _ attributes: Attributes
  ) throws(ShapeError) -> Shape {
    guard shapes[0].order == 2 else { throw .needs(operand: 0, .square) }
    return try squares(table, shapes, .none)
  }

  /// Square matrices in the last two axes: leading ones tell them apart.
  @Sendable
  static func squares(
    _ table: SizeTable, _ shapes: [Shape], _ attributes: Attributes
  ) throws(ShapeError) -> Shape {
    let order = shapes[0].order
    guard order >= 2 else { throw .needs(operand: 0, .square) }
    do { try table.unify(shapes[0][order - 2], shapes[0][order - 1]) } catch {
      throw .needs(operand: 0, .square)
    }
    return shapes[0]
  }

  /// A number for each of the matrices in the last two axes.
  @Sendable
  static func oneForEachMatrix(
    _ table: SizeTable, _ shapes: [Shape], _ attributes: Attributes
  ) throws(ShapeError) -> Shape {
    Shape(Array(try squares(table, shapes, .none).sizes.dropLast(2)))
  }

  /// Letters for the axes that tell the matrices of a stack apart.
  private static func leadingAxes(of node: NodeID, in graph: Graph) -> String {
    String("abcdefgh".prefix(graph.shape(of: node).order - 2))
  }

  @Sendable
  static func matrixToScalar(
    _ table: SizeTable, _ shapes: [Shape], _ attributes: Attributes
  ) throws(ShapeError) -> Shape {
    guard shapes[0].order == 2 else { throw .needs(operand: 0, .matrix) }
    return .scalar
  }
}

extension Graph {
  /// The vector whose `skew` a matrix of these entries is, and whether with a minus; nil for all
  /// others.
  public func skewed(
    _ entries: [NodeID], _ shape: Shape
  ) -> (vector: NodeID, sign: Coefficient)? {
    guard entries.count == 9, shape.known == [3, 3] else { return nil }
    let below = [entries[7], entries[2], entries[3]]
    guard [0, 4, 8].allSatisfy({ constantValue(entries[$0]) == 0 }),
      [5, 6, 1].map({ negated(entries[$0]) }) == below
    else { return nil }
    let sign = split(below[0]).coefficient
    guard abs(sign.value) == 1, below.allSatisfy({ split($0).coefficient == sign }),
      case .primitive(.slice, let operands, _) = self[split(below[0]).base].form,
      self[operands[0]].shape.order == 1
    else { return nil }
    for (place, entry) in below.enumerated() {
      let own = applied(
        .slice, operands[0], attributes: Indexing([.entry(place)]).attributes)
      guard split(entry).base == own else { return nil }
    }
    return (operands[0], sign)
  }
}
