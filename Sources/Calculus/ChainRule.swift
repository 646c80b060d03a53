import Graph

/// The chain rule as a lecture note writes it: what each step that a variable goes into adds to the
/// gradient.
extension Differentiator {
  /// The part of ∂J/∂x that comes through one step: the step's cotangent times the step's own
  /// derivative by x, other names held. Nil where the step's formula doesn't rest on x.
  ///
  /// - Parameters:
  ///   - variable: x, a named node.
  ///   - step: A named node with an equation that mentions x.
  ///   - function: J, a named scalar.
  package func contribution(
    to variable: NodeID, through step: NodeID, of function: NodeID
  ) -> NodeID? {
    guard let definition = graph.definitions[step] else { return nil }
    let own = withoutPlaceholders(expandedForFormula(definition))
    let reverse = ReverseMode(graph: graph)
    let seed = step == function ? graph.constant(1) : namedCotangent(of: step, function)
    guard let part = reverse.cotangent(of: own, by: variable, seed: seed), !graph.isZero(part)
    else { return nil }
    return simplified(part)
  }

  /// ∂J/∂v as it is written further down: by its name, or as it is where that is no longer.
  private func namedCotangent(of step: NodeID, _ function: NodeID) -> NodeID {
    let request = graph.derivative(DerivativeRequest(of: function, by: step))
    let formula = formula(request)
    return Self.isShort(formula, in: graph) || !isSpoken(step) ? formula : request
  }

  /// The sum of such parts, in their order, as one formula.
  package func sum(of parts: [NodeID]) -> NodeID { simplified(graph.sum(parts, collecting: true)) }

  /// (G + Gᵀ)/2.
  package func symmetric(part matrix: NodeID) -> NodeID {
    simplified(graph.symmetricPart(matrix))
  }

  /// A formula with names in the place of what they stand for: `o` for softmax(v).
  package func naming(_ names: [NodeID], in formula: NodeID) -> NodeID {
    var meanings: [NodeID: NodeID] = [:]
    for name in names {
      guard let definition = graph.definitions[name] else { continue }
      meanings[definition] = name
      let normal = simplified(definition)
      if meanings[normal] == nil, graph.name(of: normal) == nil, !graph.isConstant(normal) {
        meanings[normal] = name
      }
    }
    return replacing(meanings, in: formula)
  }

  /// The gradient of the function as it is computed, rewritten to be stable and in one piece from
  /// the function down to the variable, with names for the steps on the way: often shorter than what
  /// the chain rule gives step by step.
  package func directGradient(
    of function: NodeID, by variable: NodeID, naming names: [NodeID]
  ) -> NodeID {
    let gradient = simplified(derived(DerivativeRequest(of: function, by: variable)))
    var meanings: [NodeID: NodeID] = [:]
    for name in names {
      guard let definition = graph.definitions[name] else { continue }
      let meaning = stability.applied(to: resolve(definition, holding: variable))
      if meaning != variable { meanings[meaning] = name }
    }
    return replacing(meanings, in: gradient)
  }

  /// A formula without the sums of a vector whose entries add up to 1; nil if it has none.
  package func withoutSum(of vector: NodeID, in formula: NodeID) -> NodeID? {
    let rewrite = Rewrite(
      graph, below: { self.graph[$0].operands },
      change: { id, below in
        let node = self.graph.rebuilt(id, with: below)
        guard case .contraction(let contraction) = self.graph[node].form else { return node }
        let factors = zip(contraction.operands, contraction.subscripts).map { Factor($0, $1) }
        let rest = factors.indices.filter { index in
          guard factors[index].node == vector, factors[index].labels.count == 1 else { return true }
          let label = factors[index].labels[0]
          return contraction.output.contains(label)
            || factors.indices.contains { $0 != index && factors[$0].labels.contains(label) }
        }
        if rest.count == factors.count { return node }
        return self.graph.contract(
          rest.map { factors[$0] }, to: contraction.output, sizes: contraction.sizes,
          coefficient: contraction.coefficient, counted: contraction.counted)
      })
    let result = rewrite(formula)
    return result == formula ? nil : simplified(result)
  }

  private func replacing(_ meanings: [NodeID: NodeID], in formula: NodeID) -> NodeID {
    guard !meanings.isEmpty else { return formula }
    let renew = renewing()
    var renewed: [NodeID: NodeID] = [:]
    for (meaning, name) in meanings { renewed[renew(meaning)] = name }
    let rewrite = Rewrite(
      graph, below: { renewed[$0] == nil ? self.graph[$0].operands : [] },
      change: { id, below in renewed[id] ?? self.graph.rebuilt(id, with: below) })
    return rewrite(renew(formula))
  }

  /// Makes nodes again with what is known of their sizes by now: those made before a size was learnt
  /// are other nodes than those made after.
  private func renewing() -> Rewrite {
    Rewrite(
      graph, below: { self.graph[$0].operands },
      change: { [graph] id, operands in
        switch graph[id].form {
        case .contraction(let contraction):
          return graph.contract(
            zip(operands, contraction.subscripts).map { Factor($0, $1) }, to: contraction.output,
            sizes: contraction.sizes, coefficient: contraction.coefficient,
            counted: contraction.counted)
        case .primitive(let primitive, _, let attributes):
          return graph.applied(primitive, operands, attributes: attributes)
        case .sum: return graph.sum(operands)
        case .named, .literal, .derivative: return graph.rebuilt(id, with: operands)
        }
      })
  }

  private func simplified(_ node: NodeID) -> NodeID {
    Simplifier(graph).simplified(withoutPlaceholders(node))
  }
}
