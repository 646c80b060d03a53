import Arrays
import Elaboration
import Graph
import Primitives
import Syntax

/// An expression as it was understood when its statement ran.
struct Understood {
  var terms: [Term]
  var names: [String]
  var dependencies: [Int]
  var guards: [Guard]
  var draws: [Draw]

  var term: Term { terms[0] }
}

extension Session {
  /// Elaborates an expression of the text that runs, and says how it was read.
  ///
  /// - Parameter locals: Names that mean something in this expression alone.
  func understand(
    _ tree: Expression, locals: [String: Term] = [:]
  ) throws(Stop) -> Understood {
    try settle()
    let generator = state.random
    var retaken: [String] = []
    for _ in 0..<4 {
      draws = []
      let elaborated: Elaborated
      do {
        elaborationCount += 1
        elaborated = try Elaborator(
          environment: self, source: source, locals: locals, dialect: dialect
        ).elaborate(tree)
      } catch {
        if isInterrupted() { throw .interrupted("interrupted") }
        throw .failure(pointingHere(error, at: tree.span), source)
      }
      retaken += elaborated.retaken
      guard needsSettling else {
        understoodLast = tree
        if !retaken.isEmpty {
          let names = retaken.joined(separator: ", ")
          aside("taking \(names) as \(retaken.count == 1 ? "a scalar" : "scalars") from here on")
        }
        for reading in elaborated.readings { aside(reading) }
        return understood(elaborated)
      }
      // Kinds were learnt under equations that stood already: now they are known from the start.
      try settle()
      state.random = generator
    }
    throw failure(
      "the kinds of these names can't be found from their use", at: tree.span,
      hint: "declare them, as in A : matrix(m, n)")
  }

  /// An error that speaks of an earlier line alone also says where it was met.
  private func pointingHere(_ diagnostic: Diagnostic, at span: Span) -> Diagnostic {
    var diagnostic = diagnostic
    let isElsewhere = diagnostic.labels.allSatisfy { $0.source != nil && $0.source !== source }
    if isElsewhere {
      diagnostic.labels.insert(Diagnostic.Label(span, isPrimary: true), at: 0)
    }
    return diagnostic
  }

  func understood(_ elaborated: Elaborated) -> Understood {
    let roots = elaborated.terms.map(\.node) + elaborated.guards.map(\.node)
    let below = mentionedNodes(roots)
    var dependencies: [Int] = elaborated.names.compactMap { slot(of: $0) }
    for node in below {
      if let index = slotIndex(of: node), !dependencies.contains(index) {
        dependencies.append(index)
      }
    }
    let guards = elaborated.guards.map { entry in
      Guard(
        node: entry.node, value: entry.value,
        leaves: graph.leaves(of: [entry.node]).compactMap { slotIndex(of: $0) })
    }
    // Draws of readings that were given up are no part of the expression.
    if !draws.isEmpty {
      let reached = Set(below)
      draws.removeAll { !reached.contains($0.literal) }
    }
    return Understood(
      terms: elaborated.terms, names: elaborated.names, dependencies: dependencies,
      guards: guards, draws: draws)
  }

  /// The nodes under some roots, down to the session's names.
  func mentionedNodes(_ roots: [NodeID]) -> [NodeID] {
    graph.postorder(roots) { [graph, state] node in
      guard case .named(let name) = graph[node].form else { return graph[node].operands }
      // Names that elaboration made for arguments are no names of the session.
      if state.slotsByName[name] == nil, let definition = graph.definitions[node] {
        return [definition]
      }
      return []
    }
  }

  /// The value of an expression now, or why it has none.
  func evaluate(_ tree: Expression, for purpose: String) throws(Stop) -> (Tensor, Term) {
    let understood = try understand(tree)
    guard let value = try values(understood.terms, at: tree.span)?[0] else {
      throw noValue(understood.terms, for: purpose, at: tree.span)
    }
    return (value, understood.term)
  }

  /// The values of terms; an error of the computation points at the span, and at the line that
  /// defined the name in which it arose.
  func values(_ terms: [Term], at span: Span) throws(Stop) -> [Tensor]? {
    do {
      return try values(of: terms.map(\.node))
    } catch {
      if case .interrupted = error { throw .interrupted("interrupted") }
      var place = span
      if let tree = understoodLast, span.lower <= tree.span.lower, tree.span.upper <= span.upper {
        understoodLast = nil
        place = self.place(of: error, in: tree)
      }
      var diagnostic = Diagnostic(describing: error, at: place)
      if let origin = origin(of: terms.map(\.node)) {
        diagnostic.labels.append(
          Diagnostic.Label(
            origin.equation.tree.span, isPrimary: false, text: "in \(origin.name), defined here",
            source: origin.equation.source))
      }
      throw .failure(diagnostic, source)
    }
  }

  /// The smallest part of an expression that fails by itself; of `inv(A)`, `A \ b` and `A^-1` the
  /// matrix.
  private func place(of error: ArrayError, in tree: Expression) -> Span {
    func fails(_ part: Expression) -> Bool {
      do throws(Stop) {
        let understood = try understand(part)
        do { _ = try values(of: understood.terms.map(\.node)) } catch { return true }
      } catch {
        // A part that means nothing alone, such as a function's name.
      }
      return false
    }
    let wasBlockDepth = blockDepth
    blockDepth += 1  // what is read on the way isn't said again
    defer {
      blockDepth = wasBlockDepth
      understoodLast = nil
    }
    var tree = tree
    for _ in 0..<Self.deepestPlace {
      guard let part = tree.parts.first(where: fails) else { break }
      tree = part
    }
    guard case .singular = error else { return tree.span }
    switch tree.form {
    case .application(let function, let arguments, _):
      guard let name = function.bareName, Catalogue.function(named: name) != nil,
        slot(of: name) == nil, let first = arguments.first
      else { return tree.span }
      return first.value.span
    case .binary(let left, .leftDivide, _, _), .binary(let left, .power, _, _): return left.span
    case .binary(_, .divide, let right, _): return right.span
    case .postfix(let operand, .inverse): return operand.span
    default: return tree.span
    }
  }

  /// How far down the place of an error is looked for: each level elaborates its parts again.
  private static let deepestPlace = 50

  /// The first equation under some nodes that can't be computed.
  private func origin(of nodes: [NodeID]) -> (name: String, equation: Equation)? {
    let below = graph.postorder(nodes, below: graph.meaning(of:))
    for node in below {
      guard let index = slotIndex(of: node), !nodes.contains(node),
        case .equation(let equation) = state.slots[index].content
      else { continue }
      do { _ = try value(ofSlot: index) } catch { return (state.slots[index].text, equation) }
    }
    return nil
  }

  func noValue(_ terms: [Term], for purpose: String, at span: Span) -> Stop {
    let missing = missingNames(terms.map(\.node))
    guard let first = missing.first else {
      return failure("\(purpose) needs sizes that are known", at: span)
    }
    let names = missing.joined(separator: ", ")
    return failure(
      "\(purpose) needs a value, and \(names) \(missing.count == 1 ? "has" : "have") none",
      at: span,
      hint: "give \(missing.count == 1 ? "it" : "them") one, as in \(first) = …")
  }
}
