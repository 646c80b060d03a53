/// The words in which rows and rules build graph. Operands are known to fit: whoever takes them
/// from a user has unified their sizes before.
extension Graph {
  // MARK: Constants

  /// A scalar.
  public func constant(_ value: Double) -> NodeID {
    contract([], to: [], coefficient: .init(value))
  }

  public func constant(coefficient: Coefficient) -> NodeID {
    contract([], to: [], coefficient: coefficient)
  }

  /// An array with one value in all entries.
  public func filled(_ shape: Shape, with value: Coefficient) -> NodeID {
    contract([], to: Labels(0..<shape.order), sizes: shape.sizes, coefficient: value)
  }

  public func zeros(_ shape: Shape) -> NodeID { filled(shape, with: 0) }
  public func ones(_ shape: Shape) -> NodeID { filled(shape, with: 1) }

  /// The identity n×n.
  public func delta(_ size: Size) -> NodeID { contract([], to: [0, 0], sizes: [size]) }

  /// The identity of arrays of a shape: entry (i…, j…) is 1 where i… = j….
  public func identity(on shape: Shape) -> NodeID {
    let labels = Labels(0..<shape.order)
    return contract([], to: labels + labels, sizes: shape.sizes)
  }

  // MARK: Products

  /// A scalar multiple.
  public func scaled(_ a: NodeID, by coefficient: Coefficient) -> NodeID {
    let labels = Labels(0..<self[a].shape.order)
    return contract([Factor(a, labels)], to: labels, coefficient: coefficient)
  }

  public func negated(_ a: NodeID) -> NodeID { scaled(a, by: -1) }

  /// Entry by entry, of arrays of one shape; any of them may be scalars.
  public func multiply(_ factors: NodeID...) -> NodeID {
    let order = factors.map { self[$0].shape.order }.max() ?? 0
    let labels = Labels(0..<order)
    return contract(
      factors.map { Factor($0, self[$0].shape.order == 0 ? [] : labels) }, to: labels)
  }

  /// The product over the last axis of `a` and the first of `b`: dot, matrix·vector, matrix·matrix.
  public func product(_ a: NodeID, _ b: NodeID) -> NodeID {
    let (m, n) = (self[a].shape.order, self[b].shape.order)
    let left = Labels(0..<m)
    let right = Labels((m - 1)..<(m - 1 + n))
    return contract(
      [Factor(a, left), Factor(b, right)], to: Labels(left.dropLast()) + right.dropFirst())
  }

  /// All axes of `a`, then all of `b`.
  public func outer(_ a: NodeID, _ b: NodeID) -> NodeID {
    let (m, n) = (self[a].shape.order, self[b].shape.order)
    return contract(
      [Factor(a, Labels(0..<m)), Factor(b, Labels(m..<m + n))], to: Labels(0..<m + n))
  }

  /// The last two axes exchanged.
  public func transposed(_ a: NodeID) -> NodeID {
    let labels = Labels(0..<self[a].shape.order)
    var swapped = labels
    swapped.swapAt(labels.count - 1, labels.count - 2)
    return contract([Factor(a, labels)], to: swapped)
  }

  /// (A + Aᵀ)/2 of a square matrix: what a gradient by a symmetric name is of the plain one.
  public func symmetricPart(_ a: NodeID) -> NodeID {
    scaled(add(a, transposed(a)), by: Coefficient(1, over: 2))
  }

  /// A subscripts string over lower-case letters, `"ij,jk->ik"`. A leading `.` stands for all the
  /// axes that a factor has more than letters, the same for every factor that has the dot; that is
  /// how rules pass the leading axes of a cotangent on: `"ij,.j->.i"`.
  public func contract(_ subscripts: String, _ operands: NodeID..., sizes: [Character: Size] = [:])
    -> NodeID
  {
    contract(subscripts, operands, sizes: sizes)
  }

  public func contract(_ subscripts: String, _ operands: [NodeID], sizes: [Character: Size] = [:])
    -> NodeID
  {
    var labels: [Character: Int] = [:]
    var labelSizes: [Size] = []
    func label(_ letter: Character) -> Int {
      if let label = labels[letter] { return label }
      labels[letter] = labels.count
      labelSizes.append(sizes[letter] ?? 0)
      return labels.count - 1
    }
    for letter in subscripts where letter.isLetter { _ = label(letter) }
    let halves = subscripts.split(separator: ">", omittingEmptySubsequences: false)
    let inputs = halves[0].dropLast().split(separator: ",", omittingEmptySubsequences: false)
    precondition(inputs.count == operands.count || operands.isEmpty, "subscripts for each operand")
    var leading = Labels()
    for (text, operand) in zip(inputs, operands) where text.first == "." {
      let count = self[operand].shape.order - (text.count - 1)
      if leading.count < count {
        leading = Labels(labels.count..<labels.count + count)
      }
    }
    let factors = zip(operands, inputs).map { operand, text in
      let own = Labels(text.filter(\.isLetter).map { label($0) })
      let lead = text.first == "." ? leading : []
      for (axis, label) in (lead + own).enumerated() where label < labelSizes.count {
        labelSizes[label] = shape(of: operand)[axis]
      }
      return Factor(operand, lead + own)
    }
    let output =
      (halves[1].first == "." ? leading : Labels()) + halves[1].filter(\.isLetter).map { label($0) }
    return contract(factors, to: output, sizes: labelSizes)
  }

  // MARK: Sums

  public func add(_ a: NodeID, _ b: NodeID) -> NodeID { sum([a, b]) }
  public func subtract(_ a: NodeID, _ b: NodeID) -> NodeID { sum([a, negated(b)]) }

  /// The sum of all entries.
  public func total(_ a: NodeID) -> NodeID {
    contract([Factor(a, Labels(0..<self[a].shape.order))], to: [])
  }

  /// A scalar in every entry of a shape.
  public func broadcast(_ scalar: NodeID, to shape: Shape) -> NodeID {
    contract([Factor(scalar, [])], to: Labels(0..<shape.order), sizes: shape.sizes)
  }

  /// One plus a constant times a node, and the like: `a + c` in the shape of `a`.
  public func add(_ a: NodeID, constant: Coefficient) -> NodeID {
    sum([a, filled(shape(of: a), with: constant)])
  }
}
