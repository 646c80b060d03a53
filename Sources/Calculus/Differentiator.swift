import Graph

/// Answers the derivative requests of a graph, in one of two ways.
///
/// A **formula** keeps the user's names: where the pass from `J` goes through a name `v`, its
/// cotangent is written `∂J/∂v`. For **execution**, names are looked through and the function is
/// rewritten to be numerically stable before it is differentiated: then `log(o)` with
/// `o = softmax(v)` is `v − logsumexp(v)`, whose derivative is finite everywhere, while the
/// derivative by `o` itself uses the plain form.
///
/// Both are remembered until definitions change, so that a loop derives once.
package final class Differentiator {
  let graph: Graph
  private var formulas: Memo<DerivativeRequest>
  /// Looking through names, by the one that is held.
  private var resolutions: [NodeID?: Rewrite] = [:]
  /// Equations without derivative requests, as formulas go through them.
  private var expandedDefinitions: Memo<NodeID>
  private(set) var stability: Stability
  /// Which rules for accuracy the functions of the derivatives below a node undergo; nil where there
  /// are no derivatives.
  var rulesOfDerivatives: [NodeID: Stability.Applied?] = [:]

  /// How many derivatives were derived so far: what `:time` shows, and what a loop must not raise.
  package private(set) var derivationCount = 0

  package init(graph: Graph) {
    self.graph = graph
    formulas = Memo(graph)
    expandedDefinitions = Memo(graph)
    stability = Stability(graph: graph)
  }

  /// Forgets what rests on definitions.
  package func invalidate() {
    formulas.removeAll()
    resolutions.removeAll()
    expandedDefinitions.removeAll()
    rulesOfDerivatives.removeAll()
    stability = Stability(graph: graph)
  }

  // MARK: Formulas

  /// A node without unnamed derivative requests: the one at the root and those of unnamed functions
  /// are written out, `∂J/∂v` inside stays as the name of a known quantity.
  package func formula(_ root: NodeID) -> NodeID {
    if case .derivative(let request) = graph[root].form {
      let formula = formula(for: request)
      return isPlaceholder(request.variable)
        ? Simplifier(graph).simplified(withoutPlaceholders(formula)) : formula
    }
    let rewrite = Rewrite(
      graph, below: { self.graph[$0].operands },
      change: { id, below in
        let node = self.graph.rebuilt(id, with: below)
        guard case .derivative(let request) = self.graph[node].form, !self.isNamable(request)
        else { return node }
        return self.formula(for: request)
      })
    return Simplifier(graph).simplified(withoutPlaceholders(rewrite(root)))
  }

  /// Whether a request reads as `∂J/∂v` without a doubt; `∂x/∂x` is an identity.
  private func isNamable(_ request: DerivativeRequest) -> Bool {
    request.cotangent == nil && request.tangent == nil && isSpoken(request.function)
      && isSpoken(request.variable) && request.function != request.variable
  }

  /// Whether a node is a name that a user would recognise; arguments of functions are named only to
  /// be differentiated by.
  func isSpoken(_ id: NodeID) -> Bool { graph.name(of: id)?.text.isEmpty == false }

  /// Whether a node stands for the argument of a function.
  private func isPlaceholder(_ id: NodeID) -> Bool {
    graph.name(of: id)?.text.isEmpty == true && graph.definitions[id] != nil
  }

  /// The node with arguments of functions in the place of their parameters, but for one by which it
  /// may be differentiated again.
  func withoutPlaceholders(_ root: NodeID, but kept: NodeID? = nil) -> NodeID {
    let placeholder: (NodeID) -> NodeID? = { [graph] id in
      self.isPlaceholder(id) && id != kept ? graph.definitions[id] : nil
    }
    let rewrite = Rewrite(
      graph, below: { placeholder($0).map { [$0] } ?? self.graph[$0].operands },
      change: { id, below in
        placeholder(id) == nil ? self.graph.rebuilt(id, with: below) : below[0]
      })
    return rewrite(root)
  }

  private func formula(for request: DerivativeRequest) -> NodeID {
    if let known = formulas[request] { return known }
    derivationCount += 1
    let function = expandedForFormula(request.function)
    var reverse = ReverseMode(graph: graph, definition: definitionForFormula)
    if isSpoken(function), graph[function].shape.order == 0 {
      reverse.naming = { [graph] named, cotangent in
        Self.isShort(cotangent, in: graph) || !self.isSpoken(named)
          ? cotangent
          : graph.derivative(DerivativeRequest(of: function, by: named))
      }
    }
    var plain = request
    plain.function = function
    let derived = derive(
      plain, reverse, ForwardMode(graph: graph, definition: definitionForFormula))
    let simplifier = Simplifier(graph)
    var result = simplifier.simplified(
      withNames(of: function, in: withoutPlaceholders(derived, but: request.variable)))
    // Where it is shorter than its name, a step's derivative is written out. Of many steps, most
    // aren't, and each would be a pass of its own.
    if reverse.naming != nil, graph.derivatives(in: result).count <= Self.writtenOutLimit {
      let written = simplifier.simplified(writtenOut(result, of: function))
      if simplifier.cost(written) < simplifier.cost(result) { result = written }
    }
    // What is divided by a name may cancel with what the name stands for.
    if dividesByEquation(result, holding: request.variable) {
      let opened = simplifier.simplified(
        graph.lookingThrough(result, holding: request.variable))
      if simplifier.cost(opened) < simplifier.cost(result) { result = opened }
    }
    if isRestricted(request) { result = simplifier.simplified(graph.symmetricPart(result)) }
    formulas[request] = result
    return result
  }

  /// Whether one over a name with an equation is in a node, and no derivative.
  private func dividesByEquation(_ root: NodeID, holding held: NodeID) -> Bool {
    let nodes = graph.postorder([root])
    return graph.derivatives(in: root).isEmpty
      && nodes.contains { id in
        graph.reciprocalOperand(id).map { $0 != held && graph.definitions[$0] != nil } ?? false
      }
  }

  private static let writtenOutLimit = 6

  /// The node with its derivatives of `function` by steps on the way as formulas.
  private func writtenOut(_ root: NodeID, of function: NodeID) -> NodeID {
    let rewrite = Rewrite(
      graph, below: { self.graph[$0].operands },
      change: { id, below in
        guard case .derivative(let request) = self.graph[id].form, request.function == function,
          self.isNamable(request)
        else { return self.graph.rebuilt(id, with: below) }
        return self.formula(for: request)
      })
    return rewrite(root)
  }

  /// The node with the names that `function` gives to steps of its way in the place of what they
  /// stand for: a derivative of `h = tanh(u)` is 1 − h².
  private func withNames(of function: NodeID, in root: NodeID) -> NodeID {
    var known: [NodeID: NodeID] = [:]
    let names = graph.postorder([function], below: self.graph.meaning(of:))
    for id in names where isSpoken(id) {
      if let definition = graph.definitions[id], graph[definition].operands.count > 0,
        known[definition] == nil
      {
        known[definition] = id
      }
    }
    if known.isEmpty { return root }
    let rewrite = Rewrite(
      graph, below: { known[$0] == nil ? self.graph[$0].operands : [] },
      change: { id, below in known[id] ?? self.graph.rebuilt(id, with: below) })
    return rewrite(root)
  }

  /// The function of a request, with the requests inside it written out so that it can be
  /// differentiated. A named function stays its name.
  func expandedForFormula(_ function: NodeID) -> NodeID {
    let rewrite = Rewrite(
      graph, below: { self.graph[$0].operands },
      change: { id, below in
        let node = self.graph.rebuilt(id, with: below)
        guard case .derivative(let request) = self.graph[node].form else { return node }
        let written = self.formula(for: request)
        // What is differentiated again can't stay hidden behind ∂J/∂v.
        return written == node ? node : self.expandedForFormula(written)
      })
    return rewrite(function)
  }

  /// What a name stands for, ready to be differentiated: the equation of `g = ∂J/∂x` is a request.
  private func definitionForFormula(_ named: NodeID) -> NodeID? {
    guard let definition = graph.definitions[named] else { return nil }
    if let known = expandedDefinitions[definition] { return known }
    let expanded = expandedForFormula(definition)
    expandedDefinitions[definition] = expanded
    return expanded
  }

  /// Whether a cotangent is no longer than its name would be.
  static func isShort(_ cotangent: NodeID, in graph: Graph) -> Bool {
    switch graph[cotangent].form {
    case .named, .derivative, .literal: return true
    case .contraction(let contraction):
      return contraction.operands.allSatisfy {
        contraction.operands.count == 1 && isShort($0, in: graph)
      }
    case .sum, .primitive: return false
    }
  }

  // MARK: Execution

  /// A node ready to be planned or evaluated: no derivative request, no name with an equation.
  package func executable(_ root: NodeID) -> NodeID {
    stability.applied(to: resolve(root, holding: nil))
  }

  /// Looks through names, all but the held one, and derives what is asked for on the way.
  func resolve(_ root: NodeID, holding held: NodeID?) -> NodeID {
    if let resolution = resolutions[held] { return resolution(root) }
    let resolution = Rewrite(
      graph,
      below: { [unowned self] id in
        if id == held { return [] }
        if let definition = graph.definitions[id] { return [definition] }
        if case .derivative(let request) = graph[id].form {
          return [request.cotangent, request.tangent].compactMap { $0 }
        }
        return graph[id].operands
      },
      change: { [unowned self] id, below in
        if id == held { return id }
        if graph.definitions[id] != nil { return below[0] }
        if case .derivative(var request) = graph[id].form {
          if request.cotangent != nil { request.cotangent = below[0] }
          if request.tangent != nil { request.tangent = below.last }
          return resolve(derived(request), holding: held)
        }
        return graph.rebuilt(id, with: below)
      })
    resolutions[held] = resolution
    return resolution(root)
  }

  func derived(_ request: DerivativeRequest) -> NodeID {
    let derivative = unrestricted(request)
    return isRestricted(request) ? graph.symmetricPart(derivative) : derivative
  }

  /// The same, a derivative by a symmetric name as if its entries were independent.
  func unrestricted(_ request: DerivativeRequest) -> NodeID {
    derivationCount += 1
    var request = request
    if graph.definitions[request.variable] != nil {
      // The variable is a step of the way. Derivatives inside the function must still go through
      // it by name when they are differentiated by it.
      request.function = expandedForFormula(request.function)
    }
    let function = resolve(request.function, holding: request.variable)
    request.function = stability.applied(to: function)
    return derive(
      request, ReverseMode(graph: graph), ForwardMode(graph: graph))
  }

  // MARK: Both

  /// Whether a derivative is over symmetric matrices alone. What the plain one does to other changes
  /// is undetermined, so its last two axes are made symmetric: (G + Gᵀ)/2, of arrays too.
  func isRestricted(_ request: DerivativeRequest) -> Bool {
    request.tangent == nil && isSymmetric(request.variable)
  }

  private func isSymmetric(_ variable: NodeID) -> Bool {
    graph.name(of: variable)?.isSymmetric == true
  }

  /// The tangent of a request; of one by a symmetric name (T + Tᵀ)/2, which is symmetric too.
  func tangent(of request: DerivativeRequest) -> NodeID? {
    request.tangent.map { isSymmetric(request.variable) ? graph.symmetricPart($0) : $0 }
  }

  /// The derivative, that by a symmetric name as if its entries were independent.
  private func derive(
    _ request: DerivativeRequest, _ reverse: ReverseMode, _ forward: ForwardMode
  ) -> NodeID {
    let function = request.function
    let variable = request.variable
    let shape = graph.shape(of: function)
    if let tangent = tangent(of: request) {
      return forward.tangent(of: function, by: variable, along: tangent) ?? graph.zeros(shape)
    }
    guard let given = request.cotangent else {
      let all = shape.followed(by: graph.shape(of: variable))
      return reverse.cotangent(of: function, by: variable, seed: graph.identity(on: shape))
        ?? graph.zeros(all)
    }
    let zeros = graph.zeros(graph.shape(of: variable))
    if shape.order == 0 {
      // Linear in a scalar seed, so the pass for the seed 1 serves all of them.
      let gradient = reverse.cotangent(of: function, by: variable, seed: graph.constant(1))
      return gradient.map { graph.multiply(given, $0) } ?? zeros
    }
    return reverse.cotangent(of: function, by: variable, seed: given) ?? zeros
  }
}
