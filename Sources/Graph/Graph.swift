import Arrays

/// The arena of nodes: values, derivatives and formulas are all built here.
///
/// Equal subexpressions are one node (interning), so derivatives stay linear in the size of what
/// they derive. A node's operands are older than the node; only a name's definition may be younger.
public final class Graph {
  /// What is known of a name, besides its value.
  public struct Name: Sendable {
    /// The canonical spelling: `W1`, `y_hat`.
    public var text: String
    public var orientation: Orientation
    /// Declared `symmetric(n)`.
    public var isSymmetric: Bool
  }

  public private(set) var nodes: [Node] = []
  private var interned: [Node: NodeID] = [:]
  public private(set) var names: [Name] = []
  /// The youngest node of every name that is spoken.
  private var latest: [String: NodeID] = [:]
  public private(set) var literals: [Tensor] = []
  /// What each named node stands for, where it has an equation: by the named node.
  public private(set) var definitions = NodeTable<NodeID>()
  public let sizes = SizeTable()

  public init() {}

  public subscript(_ id: NodeID) -> Node {
    @inlinable get { nodes[Int(id.index)] }
  }

  /// A node's shape, with all that is known of its sizes by now.
  public func shape(of id: NodeID) -> Shape {
    let shape = self[id].shape
    if shape.known != nil { return shape }
    return Shape(shape.sizes.map { sizes.resolve($0) })
  }

  /// Adds a node, or finds its equal.
  func intern(_ node: Node) -> NodeID {
    if let id = interned[node] { return id }
    let id = NodeID(nodes.count)
    nodes.append(node)
    interned[node] = id
    if case .named(let nameID) = node.form, !name(nameID).text.isEmpty {
      latest[name(nameID).text] = id
    }
    return id
  }

  // MARK: Leaves

  /// Makes a new name; equal spellings are different names here, the session keeps them apart.
  public func addName(
    _ text: String, orientation: Orientation = .column, isSymmetric: Bool = false
  ) -> NameID {
    names.append(Name(text: text, orientation: orientation, isSymmetric: isSymmetric))
    return NameID(names.count - 1)
  }

  public func name(_ id: NameID) -> Name { names[Int(id.index)] }

  /// The names that are spoken, in order of birth, each in the shape that it was given last.
  public var namedShapes: [(text: String, shape: Shape)] {
    latest.sorted { $0.value.index < $1.value.index }.map { ($0.key, self[$0.value].shape) }
  }

  /// The node of a name in a shape.
  public func named(_ name: NameID, _ shape: Shape) -> NodeID {
    intern(Node(form: .named(name), shape: shape))
  }

  /// The name of a named node; nil for others.
  public func name(of id: NodeID) -> Name? {
    if case .named(let name) = self[id].form { return self.name(name) }
    return nil
  }

  /// Says what a named node stands for; nil takes its equation away.
  public func define(_ named: NodeID, as definition: NodeID?) { definitions[named] = definition }

  /// An array by identity: each call makes a leaf of its own.
  public func literal(_ tensor: Tensor) -> NodeID {
    literals.append(tensor)
    return intern(
      Node(form: .literal(LiteralID(literals.count - 1)), shape: Shape(tensor.shape)))
  }

  public func tensor(_ id: LiteralID) -> Tensor { literals[Int(id.index)] }

  /// Gives a literal other entries of the same shape: a random draw that is made again.
  public func replace(_ id: LiteralID, with tensor: Tensor) {
    precondition(tensor.shape == literals[Int(id.index)].shape, "a draw keeps its shape")
    literals[Int(id.index)] = tensor
  }

  // MARK: Primitives and derivatives

  /// Applies a primitive; its shape rule checks the operands.
  public func apply(
    _ primitive: Primitive, to operands: [NodeID], _ attributes: Attributes = .none
  ) throws(ShapeError) -> NodeID {
    let shape = try primitive.shape(sizes, operands.map { self.shape(of: $0) }, attributes)
    return intern(Node(form: .primitive(primitive, operands, attributes), shape: shape))
  }

  /// Applies a primitive whose operands are known to fit, as derivative rules do.
  public func applied(
    _ primitive: Primitive, _ operands: NodeID..., attributes: Attributes = .none
  ) -> NodeID {
    applied(primitive, operands, attributes: attributes)
  }

  public func applied(
    _ primitive: Primitive, _ operands: [NodeID], attributes: Attributes = .none
  ) -> NodeID {
    do {
      return try apply(primitive, to: operands, attributes)
    } catch {
      preconditionFailure("a rule built \(primitive.name) on operands that don't fit: \(error)")
    }
  }

  /// A derivative that is asked for; ``DerivativeRequest`` says in what shape it comes.
  public func derivative(_ request: DerivativeRequest) -> NodeID {
    let shape: Shape
    if request.tangent != nil {
      shape = self.shape(of: request.function)
    } else if request.cotangent != nil {
      shape = self.shape(of: request.variable)
    } else {
      shape = self.shape(of: request.function).followed(by: self.shape(of: request.variable))
    }
    return intern(Node(form: .derivative(request), shape: shape))
  }

  /// The same node on other operands, as many and of the same shapes as its own.
  public func rebuilt(_ id: NodeID, with operands: [NodeID]) -> NodeID {
    let node = self[id]
    guard operands != node.operands else { return id }
    switch node.form {
    case .named, .literal: return id
    case .contraction(let contraction):
      return contract(
        zip(operands, contraction.subscripts).map { Factor($0, $1) }, to: contraction.output,
        sizes: contraction.sizes, coefficient: contraction.coefficient, counted: contraction.counted
      )
    case .sum: return sum(operands)
    case .primitive(let primitive, _, let attributes):
      return intern(Node(form: .primitive(primitive, operands, attributes), shape: node.shape))
    case .derivative(let request):
      var rest = operands[...]
      var changed = DerivativeRequest(of: rest.removeFirst(), by: rest.removeFirst())
      if request.cotangent != nil { changed.cotangent = rest.removeFirst() }
      if request.tangent != nil { changed.tangent = rest.removeFirst() }
      return derivative(changed)
    }
  }

  /// Nodes below and including the roots, operands first. `below` says what a node rests on; by
  /// default its operands. Iterative, since chains may be deeper than the stack.
  public func postorder(_ roots: [NodeID], below: ((NodeID) -> [NodeID])? = nil) -> [NodeID] {
    var order: [NodeID] = []
    var state = NodeTable<Bool>()  // false: entered, true: done
    var stack: [(node: NodeID, isEntered: Bool)] = roots.reversed().map { ($0, false) }
    while let (node, isEntered) = stack.popLast() {
      if isEntered {
        if state[node] != true {
          state[node] = true
          order.append(node)
        }
        continue
      }
      if state[node] != nil { continue }
      state[node] = false
      stack.append((node, true))
      for operand in (below?(node) ?? self[node].operands).reversed() where state[operand] == nil {
        stack.append((operand, false))
      }
    }
    return order
  }

  /// The derivative requests below and including a node.
  public func derivatives(in root: NodeID) -> [NodeID] {
    postorder([root]).filter {
      if case .derivative = self[$0].form { true } else { false }
    }
  }
}
