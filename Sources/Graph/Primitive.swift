import Arrays

/// A function with rules: the row of a table that the graph, the calculus and the plans read.
///
/// There are few of them. What can be written as a contraction, a sum, or a formula in mx notation
/// is no primitive.
public final class Primitive: Sendable {
  /// How values are computed.
  public enum Evaluation: Sendable {
    /// Entry by entry; the operand has the shape of the result.
    case unary(UnaryKernel)
    /// Entry by entry; both operands have the shape of the result.
    case binary(BinaryKernel)
    /// Anything else: operands, attributes and the result's shape. Operands may carry leading axes
    /// where the shape rule lets them.
    case general(
      @Sendable ([Tensor], Attributes, [Int]) throws(ArrayError) -> Tensor)
  }

  /// What a derivative rule sees: it *builds graph* from operands and the result, so that its
  /// output is printed, simplified, differentiated and executed like anything else.
  public struct Application {
    public let graph: Graph
    public let operands: [NodeID]
    public let result: NodeID
    public let attributes: Attributes

    public init(graph: Graph, operands: [NodeID], result: NodeID, attributes: Attributes) {
      self.graph = graph
      self.operands = operands
      self.result = result
      self.attributes = attributes
    }
  }

  public enum Derivative: Sendable {
    /// The partial derivative by an operand, entry by entry, in the shape of the result; nil: 0.
    case elementwise(partial: @Sendable (Application, Int) -> NodeID?)
    /// Linear in operand 0 (the only one): the transpose takes the cotangent, which may carry
    /// leading axes, to the cotangent of the operand with the same leading axes.
    case linear(transpose: @Sendable (Application, NodeID) -> NodeID)
    /// The vector–Jacobian product: the cotangent has the result's axes last and may carry leading
    /// axes, which the answer keeps before the operand's axes; nil: 0.
    case general(vjp: @Sendable (Application, NodeID, Int) -> NodeID?)
    /// Constant almost everywhere (floor, comparisons, sizes).
    case zero
  }

  public let name: String
  public let evaluation: Evaluation
  public let derivative: Derivative
  /// The result's shape from the operands' shapes; unifies sizes that must be one.
  public let shape: @Sendable (SizeTable, [Shape], Attributes) throws(ShapeError) -> Shape
  /// Whether it stands for a function that nobody defined: formulas are tried with it, and it has no
  /// values.
  public let isMadeUp: Bool

  public init(
    _ name: String, evaluation: Evaluation, derivative: Derivative,
    shape: @escaping @Sendable (SizeTable, [Shape], Attributes) throws(ShapeError) -> Shape,
    isMadeUp: Bool = false
  ) {
    self.name = name
    self.evaluation = evaluation
    self.derivative = derivative
    self.shape = shape
    self.isMadeUp = isMadeUp
  }

  /// A function of one number, applied to each entry.
  ///
  /// `partial` gets the operand and the result: `{ g, x, fx in … }`.
  public static func elementwise(
    _ name: String, _ kernel: @escaping UnaryKernel,
    partial: @escaping @Sendable (Graph, _ x: NodeID, _ fx: NodeID) -> NodeID?
  ) -> Primitive {
    Primitive(
      name, evaluation: .unary(kernel),
      derivative: .elementwise(partial: { application, _ in
        partial(application.graph, application.operands[0], application.result)
      }),
      shape: { (_, shapes, _) throws(ShapeError) in shapes[0] })
  }

  /// A function of two numbers, applied to each pair of entries of arrays of one shape.
  ///
  /// `partials` gets both operands and the result, and which operand to differentiate by.
  public static func elementwise(
    _ name: String, _ kernel: @escaping BinaryKernel,
    partials:
      @escaping @Sendable (Graph, _ x: NodeID, _ y: NodeID, _ fxy: NodeID, _ by: Int) -> NodeID?
  ) -> Primitive {
    Primitive(
      name, evaluation: .binary(kernel),
      derivative: .elementwise(partial: { application, index in
        partials(
          application.graph, application.operands[0], application.operands[1],
          application.result, index)
      }),
      shape: sameShape)
  }

  /// The shape rule of functions that work entry by entry.
  @Sendable
  public static func sameShape(
    _ table: SizeTable, _ shapes: [Shape], _ attributes: Attributes
  ) throws(ShapeError) -> Shape {
    for (index, shape) in shapes.enumerated().dropFirst() {
      guard shape.order == shapes[0].order else { throw .shapes(operand: 0, other: index) }
      for axis in 0..<shape.order {
        do { try table.unify(shapes[0][axis], shape[axis]) } catch {
          throw .shapes(operand: 0, other: index)
        }
      }
    }
    return shapes[0]
  }

  /// Whether values are computed entry by entry, so that plans may fuse it.
  public var isElementwise: Bool {
    switch evaluation {
    case .unary, .binary: true
    case .general: false
    }
  }

  /// Whether each entry of the result rests on the entries at its place alone.
  public var isEntrywise: Bool {
    if case .elementwise = derivative { return true }
    return isElementwise
  }
}

extension Primitive: Hashable {
  // A row is itself: tables hold each of them once.
  public static func == (a: Primitive, b: Primitive) -> Bool { a === b }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
