import Arrays
import Graph

/// What constructions ask of a call. Every one throws a fact that names the argument.
extension Call {
  package var count: Int { arguments.count }

  /// Checks the number of arguments.
  func expect(_ range: ClosedRange<Int>) throws(CallError) {
    guard range.contains(count) else {
      throw .shape(.arity(expected: range, got: count))
    }
  }

  /// An argument that is a value and not text.
  func term(_ index: Int) throws(CallError) -> Term {
    switch arguments[index] {
    case .term(let term): return term
    case .string: throw .argument(index, "must be a value, not text")
    }
  }

  func node(_ index: Int) throws(CallError) -> NodeID { try term(index).node }

  func shape(_ index: Int) throws(CallError) -> Shape { graph.shape(of: try node(index)) }

  func scalar(_ index: Int) throws(CallError) -> NodeID {
    guard try shape(index).order == 0 else { throw .shape(.needs(operand: index, .scalar)) }
    return try node(index)
  }

  func vector(_ index: Int) throws(CallError) -> NodeID {
    guard try shape(index).order == 1 else { throw .shape(.needs(operand: index, .vector)) }
    return try node(index)
  }

  func matrix(_ index: Int) throws(CallError) -> NodeID {
    guard try shape(index).order == 2 else { throw .shape(.needs(operand: index, .matrix)) }
    return try node(index)
  }

  /// A matrix whose two sizes are one.
  func square(_ index: Int) throws(CallError) -> NodeID {
    let shape = try shape(index)
    guard shape.order == 2 else { throw .shape(.needs(operand: index, .square)) }
    do { try graph.sizes.unify(shape[0], shape[1]) } catch {
      throw .shape(.needs(operand: index, .square))
    }
    return try node(index)
  }

  /// Makes the size of an argument's axis that of another's.
  func unify(_ index: Int, axis: Int, with other: Int, axis otherAxis: Int) throws(CallError) {
    let (size, otherSize) = (try shape(index)[axis], try shape(other)[otherAxis])
    do { try graph.sizes.unify(size, otherSize) } catch {
      throw .shape(.sizes(operand: index, axis: axis, other: other, otherAxis: otherAxis))
    }
  }

  /// Applies a primitive whose shape rule checks the operands.
  func apply(
    _ primitive: Primitive, _ operands: NodeID..., attributes: Attributes = .none
  ) throws(CallError) -> NodeID {
    try apply(primitive, to: operands, attributes: attributes)
  }

  func apply(
    _ primitive: Primitive, to operands: [NodeID], attributes: Attributes = .none
  ) throws(CallError) -> NodeID {
    do { return try graph.apply(primitive, to: operands, attributes) } catch { throw .shape(error) }
  }

  // MARK: Whole numbers and sizes

  /// A whole number that an argument's value is now.
  func wholeNumber(_ index: Int) throws(CallError) -> Int {
    let node = try scalar(index)
    guard let number = graph.constantValue(node) ?? value(node)?[0] else {
      throw .argument(index, "must have a value here: it decides a shape")
    }
    guard let whole = Int(exactly: number) else {
      throw .argument(index, "must be a whole number")
    }
    return whole
  }

  /// The largest count of entries that an array may be asked to have.
  package static let largestCount = 1 << 40

  /// A size: a whole number that is not negative, or a symbol.
  func size(_ index: Int) throws(CallError) -> Size {
    // A constant such as inf is a name too, but no symbol.
    let node = try node(index)
    if graph.constantValue(node) == nil, let size = sizeSymbol(index) ?? graph.size(countedBy: node)
    {
      return size
    }
    let whole = try wholeNumber(index)
    guard whole >= 0 else { throw .argument(index, "must be a whole number that is not negative") }
    guard whole <= Self.largestCount else { throw .argument(index, "is too large for a size") }
    return Size(whole)
  }

  /// The shape and the orientation that the sizes of a call make. As in literals, one column is a
  /// vector and one row a row: where a 1 is written, not where a size happens to be 1.
  func createdShape() throws(CallError) -> (Shape, Orientation) {
    let shape = try shapeArguments(from: 0)
    guard shape.order == 2, arguments.count == 2 else { return (shape, .column) }
    let isOne = try [node(0), node(1)].map { graph.constantValue($0) == 1 }
    if isOne == [false, true] { return (Shape([shape[0]]), .column) }
    if isOne == [true, false] { return (Shape([shape[1]]), .row) }
    return (shape, .column)
  }

  /// The shape that the arguments from one on give: none a scalar, one a vector, two a matrix, …;
  /// a single argument that is an array gives its shape.
  func shapeArguments(from first: Int) throws(CallError) -> Shape {
    var sizes: [Size] = []
    for index in first..<max(first, count) { sizes.append(try size(index)) }
    let shape = Shape(sizes)
    try expectRoom(for: shape)
    return shape
  }

  /// Refuses what can't fit before anything is allocated.
  func expectRoom(for shape: Shape) throws(CallError) {
    guard let known = shape.known else { return }
    do { try Tensor.checkFits(known) } catch { throw .array(error) }
  }

  /// A shape as numbers.
  func known(_ shape: Shape, from first: Int) throws(CallError) -> [Int] {
    guard let known = shape.known else {
      throw .argument(first, "must have a value here: entries are made now")
    }
    return known
  }

  // MARK: Axes

  /// What an axis number of the user means for an argument.
  enum Along: Equatable {
    /// All entries.
    case all
    /// An axis of the node, from 0.
    case axis(Int)
    /// An axis that the array hasn't: the second of a vector, any of a scalar.
    case unit
  }

  /// The axis that `axis=k`, or argument `position`, says for argument 0.
  func along(argument position: Int = 1) throws(CallError) -> Along {
    let number: Int
    if let axis {
      number = axis
    } else if count > position {
      number = try wholeNumber(position)
    } else {
      return .all
    }
    let term = try term(0)
    let order = graph[term.node].shape.order
    let axes = max(order, 2)
    guard number >= 1, number <= axes else {
      throw .argument(
        position, axes == 2 ? "must be the axis 1 or 2" : "must be an axis, 1 to \(axes)")
    }
    switch (order, term.orientation) {
    case (0, _): return .unit
    case (1, .column): return number == 1 ? .axis(0) : .unit
    case (1, .row): return number == 2 ? .axis(0) : .unit
    default: return .axis(number - 1)
    }
  }

  /// How the result lies when one axis of argument 0 is gone: a matrix without its first is a row.
  func collapsed(_ node: NodeID, axis: Int) throws(CallError) -> Term {
    Term(node, try shape(0).order == 2 && axis == 0 ? .row : .column)
  }

  // MARK: Broadcasting

  /// The arguments from `first` to before `end` in one shape: scalars are broadcast to the others.
  func broadcast(_ first: Int, _ end: Int) throws(CallError) -> (nodes: [NodeID], like: Term) {
    var like = try term(first)
    var index = first
    for other in first..<end where graph[try term(other).node].shape.order > 0 {
      like = try term(other)
      index = other
      break
    }
    let shape = graph.shape(of: like.node)
    var nodes: [NodeID] = []
    for other in first..<end {
      let term = try term(other)
      if graph[term.node].shape.order == 0 {
        nodes.append(graph.broadcast(term.node, to: shape))
        continue
      }
      guard term.orientation == like.orientation else {
        throw .shape(.shapes(operand: index, other: other))
      }
      do {
        _ = try Primitive.sameShape(graph.sizes, [shape, graph.shape(of: term.node)], .none)
      } catch {
        throw .shape(.shapes(operand: index, other: other))
      }
      nodes.append(term.node)
    }
    return (nodes, like)
  }
}
