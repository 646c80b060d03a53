import Graph
import Primitives
import Syntax

/// Families of arrays: in `Σ_n x_n x_nᵀ` every `x_n` is a vector, and x is all of them, with the
/// index as its first axis.
///
/// What stands under the sign is elaborated for one member, a named placeholder of the member's
/// shape; then every node that rests on a placeholder gets the axes of its indices in front.
extension Elaborator {
  /// A member of a family: what stands for it, and the whole with its indices in front.
  struct Member {
    var family: NodeID
    var labels: [String]
  }

  private func member(_ name: String, _ number: Int) -> Term? {
    guard case .variable(let term)? = environment.binding(of: "\(name)\(number)")
    else { return nil }
    return term
  }

  // MARK: Reading

  /// What an expression gives for each value of its indices.
  func overFamilies(_ expression: Expression) throws(Failure) -> (Indexed, Orientation) {
    let outer = (members, familyKinds)
    members = [:]
    defer { (members, familyKinds) = outer }
    familyKinds = kindsOfFamilies(in: expression)
    let term = try term(expression)
    return (try spread(term.node, at: expression.span), term.orientation)
  }

  private func kindsOfFamilies(in expression: Expression) -> FamilyKinds {
    guard dialect == .notes else { return FamilyKinds() }
    return FamilyKinds(in: expression, memberName: \.nameOfMember) { name in
      guard case .function(let function)? = self.environment.binding(of: name) else { return nil }
      return function
    }
  }

  /// The placeholder of `x_n` while one member stands for all.
  func member(_ expression: Expression) throws(Failure) -> Term? {
    guard members != nil, case .index(let base, let positions, _) = expression.form else {
      return nil
    }
    let isIndexed = positions.contains {
      if case .name(let letter) = $0.form { indices.contains(letter) } else { false }
    }
    guard isIndexed else { return nil }
    let whole: Indexed
    if case .name("δ") = base.form, positions.count == 2, environment.binding(of: "δ") == nil {
      whole = try labelled(graph.delta(graph.sizes.fresh()), positions, expression)
    } else {
      let array = try family(base, positions)
      let isColon = positions.map { $0.form.isColon }
      // X[:, j]: whole axes stand behind those that the indices pick.
      let order = graph.shape(of: array).order
      let axes =
        positions.indices.filter { !isColon[$0] } + positions.indices.filter { isColon[$0] }
      let turned = graph.contract(
        [Factor(array, Labels(0..<order))], to: Labels(axes) + Labels(positions.count..<order))
      whole = try labelled(turned, positions.filter { !$0.form.isColon }, expression)
      if isColon == [false, true] {
        return Term(placeholder(for: whole, named: text(expression)).node, .row)
      }
    }
    return placeholder(for: whole, named: text(expression))
  }

  private func family(_ base: Expression, _ positions: [Expression]) throws(Failure) -> NodeID {
    let count = positions.count
    if case .name(let name) = base.form, count == 1, locals[name] == nil,
      environment.binding(of: name) == nil || environment.isSymbol(name),
      let stack = stack(of: name)
    {
      return stack
    }
    if case .name(let name) = base.form, undetermined(base) != nil {
      let sizes = graph.sizes
      let inner = familyKinds.order(of: name)
      let kind: Kind =
        switch count + inner {
        case 1: .vector(sizes.fresh())
        case 2: .matrix(sizes.fresh(), sizes.fresh())
        default: .matrices(sizes.fresh(), sizes.fresh(), sizes.fresh())
        }
      let term = try term(base, expecting: kind)
      guard order(term) >= count else { throw tooMany(term, count, at: base.span) }
      return term.node
    }
    let term = try term(base)
    guard order(term) >= count else { throw tooMany(term, count, at: base.span) }
    return term.node
  }

  private func tooMany(_ term: Term, _ count: Int, at span: Span) -> Failure {
    fail(
      Diagnostic(
        "\(noun(term)) takes \(order(term)) ind\(order(term) == 1 ? "ex" : "ices"), got \(count)",
        at: span))
  }

  /// `x_1`, `x_2`, … as one array.
  private func stack(of name: String) -> NodeID? {
    guard let first = member(name, 1) else { return nil }
    var members = [first.node]
    while let next = member(name, members.count + 1), order(next) == order(first) {
      do {
        for axis in 0..<order(first) {
          try graph.sizes.unify(shape(first)[axis], shape(next)[axis])
        }
      } catch {
        break
      }
      members.append(next.node)
      mention("\(name)\(members.count)")
    }
    mention("\(name)1")
    let count = Size(members.count)
    let axes = Labels(1..<(1 + order(first)))
    return graph.sum(
      members.enumerated().map { position, node in
        let unit = graph.applied(
          .slice, graph.delta(count), attributes: Indexing([.entry(position), .all]).attributes)
        return graph.contract([Factor(unit, [0]), Factor(node, axes)], to: [0] + axes)
      })
  }

  func placeholder(for whole: Indexed, named text: String) -> Term {
    if whole.labels.isEmpty { return Term(whole.node) }
    let shape = graph.shape(of: whole.node)
    let node = graph.named(
      graph.addName(text), Shape(Array(shape.sizes.dropFirst(whole.labels.count))))
    members?[node] = Member(family: whole.node, labels: whole.labels)
    return Term(node)
  }

  /// `Σ_n …` while members stand for their families.
  func reducedOverFamilies(
    _ sign: IndexedOperator, _ ranges: [IndexRange], _ operand: Expression, at span: Span
  ) throws(Failure) -> Term {
    let outer = (indexBounds, familyKinds)
    defer { (indexBounds, familyKinds) = outer }
    // The sum may stand in a function's formula.
    if callDepth > 0 { familyKinds.formUnion(kindsOfFamilies(in: operand)) }
    for range in ranges { indexBounds[range.name.text] = try bounds(of: range) }
    let term = try within(ranges.map(\.name.text)) { () throws(Failure) in
      try self.term(operand)
    }
    let whole = try reduced(
      spread(term.node, at: operand.span), sign, ranges, operand, at: span)
    return Term(
      placeholder(for: whole, named: text(operand)).node,
      graph.shape(of: whole.node).order - whole.labels.count == 1 ? term.orientation : .column)
  }

  // MARK: Indices in front

  /// A node with the indices that it rests on as its first axes.
  private func spread(_ root: NodeID, at span: Span) throws(Failure) -> Indexed {
    guard let members, !members.isEmpty else { return Indexed(node: root, labels: []) }
    let below: (NodeID) -> [NodeID] = { [graph] id in
      if case .derivative(let request) = graph[id].form {
        return [request.function] + [request.cotangent, request.tangent].compactMap { $0 }
      }
      if let definition = graph.definitions[id] {
        return graph.name(of: id)?.text.isEmpty == true ? [definition] : []
      }
      return graph[id].operands
    }
    var results: [NodeID: Indexed] = [:]
    for id in graph.postorder([root], below: below) {
      if let member = members[id] {
        results[id] = Indexed(node: member.family, labels: member.labels)
        continue
      }
      let parts = below(id).map { results[$0] ?? Indexed(node: $0, labels: []) }
      if case .derivative(let request) = graph[id].form {
        results[id] = try derivative(request, parts, at: span)
        continue
      }
      guard parts.contains(where: { !$0.labels.isEmpty }) else { continue }
      if graph.definitions[id] != nil {
        results[id] = parts[0]
        continue
      }
      results[id] = try spread(id, parts, at: span)
    }
    return results[root] ?? Indexed(node: root, labels: [])
  }

  private func spread(
    _ id: NodeID, _ parts: [Indexed], at span: Span
  ) throws(Failure) -> Indexed {
    var labels: [String] = []
    for part in parts { labels += part.labels.filter { !labels.contains($0) } }
    for (position, part) in parts.enumerated() {
      for other in parts[..<position] { try unify(other, part, at: span) }
    }
    switch graph[id].form {
    case .contraction(let contraction):
      let first = contraction.sizes.count
      func numbers(_ letters: [String]) -> [Int] {
        letters.map { first + (labels.firstIndex(of: $0) ?? 0) }
      }
      let factors = zip(parts, contraction.subscripts).map {
        Factor($0.node, numbers($0.labels) + $1)
      }
      return Indexed(
        node: graph.contract(
          factors, to: numbers(labels) + contraction.output, sizes: contraction.sizes,
          coefficient: contraction.coefficient, counted: contraction.counted), labels: labels)
    case .sum:
      return Indexed(node: graph.sum(parts.map { aligned($0, to: labels, parts) }), labels: labels)
    case .primitive(let primitive, _, let attributes):
      let nodes = parts.map { aligned($0, to: labels, parts) }
      if let node = spread(primitive, nodes, attributes, lead: labels.count, of: id) {
        return Indexed(node: node, labels: labels)
      }
      throw fail(
        Diagnostic("\(primitive.name) can't be read for each index yet", at: span))
    case .named, .literal, .derivative: preconditionFailure("leaves have no parts")
    }
  }

  /// A part with all of the labels in front, repeated along those that it lacks.
  func aligned(_ part: Indexed, to labels: [String], _ parts: [Indexed]) -> NodeID {
    if part.labels == labels { return part.node }
    let inner = graph.shape(of: part.node).order - part.labels.count
    let own = Labels(labels.count..<labels.count + inner)
    var sizes: [Size] = []
    for letter in labels {
      for other in parts {
        guard let axis = other.labels.firstIndex(of: letter) else { continue }
        sizes.append(graph.shape(of: other.node)[axis])
        break
      }
    }
    return graph.contract(
      [Factor(part.node, Labels(part.labels.map { labels.firstIndex(of: $0) ?? 0 }) + own)],
      to: Labels(labels.indices) + own, sizes: sizes)
  }

  /// A primitive on operands with leading axes; nil for one that has no such form.
  private func spread(
    _ primitive: Primitive, _ operands: [NodeID], _ attributes: Attributes, lead: Int,
    of id: NodeID
  ) -> NodeID? {
    if primitive.isEntrywise {
      return graph.applied(primitive, operands, attributes: attributes)
    }
    let inner = graph.shape(of: operands[0]).order - lead
    switch primitive {
    case .softmax, .logSoftmax, .logSumExp, .largest, .smallest:
      if attributes.integers.isEmpty, inner != 1 { return nil }
      let axis = attributes.integers.isEmpty ? Attributes([0]) : attributes
      return graph.applied(primitive, operands, attributes: axis)
    case .inverse, .determinant, .logDeterminant:
      return inner == 2 ? graph.applied(primitive, operands) : nil
    case .norm2:
      let axes = Labels(0..<lead + inner)
      return graph.applied(
        .sqrt,
        graph.contract(
          [Factor(operands[0], axes), Factor(operands[0], axes)], to: Labels(axes.prefix(lead))))
    default:
      guard primitive.isMadeUp else { return nil }
      return graph.applied(
        primitive, operands, attributes: Attributes([(attributes.integers.first ?? 0) + lead]))
    }
  }

  /// A derivative's axes: those of the function, then those of the variable.
  private func derivative(
    _ request: DerivativeRequest, _ parts: [Indexed], at span: Span
  ) throws(Failure) -> Indexed? {
    let variable = members?[request.variable]
    if variable == nil, parts.allSatisfy(\.labels.isEmpty) { return nil }
    let function = parts[0]
    let by = variable.map(\.family) ?? request.variable
    if let variable, isEntryByEntry(request), Set(function.labels) == Set(variable.labels) {
      // g'(x_k): each of them by its own point.
      let node = aligned(function, to: variable.labels, [])
      return Indexed(
        node: graph.derivative(
          DerivativeRequest(of: node, by: by, cotangent: graph.ones(graph.shape(of: node)))),
        labels: variable.labels)
    }
    guard parts.count == 1, case .named = graph[by].form else {
      throw fail(Diagnostic("this derivative can't be read for each index yet", at: span))
    }
    let node = graph.derivative(DerivativeRequest(of: function.node, by: by))
    let innerCount = graph.shape(of: function.node).order - function.labels.count
    let variableLabels = variable.map(\.labels) ?? []
    var labels = function.labels
    labels += variableLabels.filter { !labels.contains($0) }
    func numbers(_ letters: [String]) -> Labels {
      Labels(letters.map { labels.firstIndex(of: $0) ?? 0 })
    }
    let middle = Labels(labels.count..<labels.count + innerCount)
    let rest = graph.shape(of: by).order - variableLabels.count
    let last = Labels(labels.count + innerCount..<labels.count + innerCount + rest)
    return Indexed(
      node: graph.contract(
        [Factor(node, numbers(function.labels) + middle + numbers(variableLabels) + last)],
        to: Labels(labels.indices) + middle + last), labels: labels)
  }
}

extension Elaborator {
  /// Whether a derivative is that of a function of each entry of its variable.
  private func isEntryByEntry(_ request: DerivativeRequest) -> Bool {
    let shape = graph.shape(of: request.function)
    guard request.tangent == nil, shape.order == graph.shape(of: request.variable).order else {
      return false
    }
    return request.cotangent == graph.ones(shape)
  }
}

extension Expression.Form {
  /// Whether it is the `:` of a whole axis.
  fileprivate var isColon: Bool { if case .colon = self { true } else { false } }
}

extension Expression {
  /// Σ of `Σ_k`.
  fileprivate var nameOfMember: String? {
    guard case .index(let base, let positions, _) = form, positions.count == 1 else { return nil }
    return base.bareName
  }
}
