import Arrays
import Calculus
import Elaboration
import Graph
import Primitives
import Syntax

/// An environment of names with values, without the session around it: what tests of elaboration
/// and calculus need.
package final class TestEnvironment: Environment {
  package let graph = Graph()
  package let differentiator: Differentiator
  package private(set) var values: [NodeID: Tensor] = [:]
  private var bindings: [String: Binding] = [:]
  private var bases: [String: KindBasis] = [:]
  private struct Draw: Hashable {
    let distribution: Call.Distribution
    let shape: [Int]
  }

  private var draws: [Draw: NodeID] = [:]
  private var random = RandomGenerator(seed: 1)

  package init() { differentiator = Differentiator(graph: graph) }

  /// Binds a name to an input with a value.
  package func bind(_ name: String, _ value: Tensor, _ orientation: Orientation = .column) {
    let node = graph.named(
      graph.addName(name, orientation: orientation), Shape(value.shape))
    values[node] = value
    bindings[name] = .variable(Term(node, orientation))
  }

  /// Gives a bound name another value of its shape.
  package func set(_ name: String, _ value: Tensor) {
    if case .variable(let term)? = bindings[name] { values[term.node] = value }
  }

  /// The value of an input.
  package func value(ofName name: String) -> Tensor? {
    guard case .variable(let term)? = bindings[name] else { return nil }
    return values[term.node]
  }

  /// The value of a leaf: an input's or a literal's.
  package func leaf(_ node: NodeID) -> Tensor? {
    if case .literal(let id) = graph[node].form { return graph.tensor(id) }
    return values[node]
  }

  /// Declares a symbol without a value.
  package func declare(_ name: String, _ kind: Kind) {
    let isSymmetric: Bool
    if case .symmetric = kind { isSymmetric = true } else { isSymmetric = false }
    let id = graph.addName(name, orientation: kind.orientation, isSymmetric: isSymmetric)
    bindings[name] = .variable(Term(graph.named(id, kind.shape), kind.orientation))
  }

  /// Binds a name to an equation.
  package func define(_ name: String, _ text: String) throws {
    let term = try self.term(text)
    let node = graph.named(
      graph.addName(name, orientation: term.orientation), graph.shape(of: term.node))
    graph.define(node, as: term.node)
    bindings[name] = .variable(Term(node, term.orientation))
    differentiator.invalidate()
  }

  /// What a text is elaborated to.
  package func elaborated(_ text: String) throws -> Elaborated {
    let source = SourceText(text)
    return try Elaborator(environment: self, source: source)
      .elaborate(Parser.parseExpression(source))
  }

  package func term(_ text: String) throws -> Term { try elaborated(text).term }

  /// The value of a text by the oracle.
  package func value(_ text: String) throws -> Tensor? { try value(of: term(text).node) }

  // MARK: Environment

  package func binding(of name: String) -> Binding? { bindings[name] }
  package func basis(of name: String) -> KindBasis? { bases[name] }

  package func formula(of name: String) -> Expression? { nil }
  package func isSymbol(_ name: String) -> Bool {
    if case .variable(let term)? = bindings[name] { return values[term.node] == nil }
    return false
  }

  package func introduce(_ name: String, _ kind: Kind, _ basis: KindBasis) -> Term {
    declare(name, kind)
    bases[name] = basis
    guard case .variable(let term)? = bindings[name] else { preconditionFailure("just declared") }
    return term
  }

  package func withdraw(_ name: String) {
    guard bases[name] == .convention else { return }
    bindings[name] = nil
    bases[name] = nil
  }

  package func value(of node: NodeID) throws(ArrayError) -> Tensor? {
    var evaluator = Evaluator(graph) { self.values[$0] }
    return try evaluator(differentiator.executable(node))
  }

  /// The same numbers for every draw of a shape, so that an expression can be elaborated twice.
  package func draw(_ distribution: Call.Distribution, shape: [Int]) -> NodeID {
    if let earlier = draws[Draw(distribution: distribution, shape: shape)] { return earlier }
    var tensor = Tensor(uninitialized: shape)
    let entries = tensor.mutablePointer()
    for entry in 0..<tensor.count {
      entries[entry] = distribution == .uniform ? random.uniform() : random.normal()
    }
    let literal = graph.literal(tensor)
    draws[Draw(distribution: distribution, shape: shape)] = literal
    return literal
  }

  package var boundNames: [String] { Array(bindings.keys) }
}
