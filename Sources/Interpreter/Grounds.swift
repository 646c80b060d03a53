import Arrays
import Calculus
import Graph
import Primitives

/// What an answer rests on is said, in a dim line, never silently used. So that nobody is flooded:
/// - a convention at a kink is said of a formula once in a session, and of a value only where the
///   kink is met;
/// - that a matrix is taken to be invertible is said once for each, and only where mx brought the
///   inverse in;
/// - that something is computed in another way than it is written is said when it first happens.
extension Session {
  /// Says what the derivatives among shown terms rest on.
  func sayGrounds(of terms: [Term], haveValues: Bool) {
    let requests = graph.postorder(terms.map(\.node)).compactMap { node -> DerivativeRequest? in
      if case .derivative(let request) = graph[node].form { return request }
      return nil
    }
    guard !requests.isEmpty, blockDepth == 0 else { return }
    for request in requests {
      for kink in kinks(of: request) {
        if haveValues {
          if isMet(kink) { aside(kink.row.phrase) }
        } else {
          sayOnce(kink.row.phrase)
        }
      }
    }
    guard !haveValues else { return }
    for matrix in inverted(terms, requests) {
      sayOnce("\(formulaText(Term(matrix), notation)) taken to be invertible")
    }
    for array in divided(terms, requests) {
      sayOnce("no entry of \(formulaText(Term(array), notation)) taken to be 0")
    }
  }

  /// Says what was computed in another way than it is written, when that happens first.
  func sayStability() {
    for note in stabilityNotes { sayOnce(note) }
  }

  private func sayOnce(_ ground: String) {
    guard blockDepth == 0, saidGrounds.insert(ground).inserted else { return }
    aside(ground)
  }

  // MARK: Kinks

  /// A function that has no derivative somewhere, and what mx takes it to be there.
  private struct KinkRow {
    let primitive: Primitive
    let phrase: String
    /// Whether the function is at the kink for these operands.
    let isMet: @Sendable ([Tensor]) -> Bool

    static let all = [
      KinkRow(primitive: .relu, phrase: "relu'(0) taken as 0") { $0[0].entries.contains(0) },
      KinkRow(primitive: .abs, phrase: "abs'(0) taken as 0") { $0[0].entries.contains(0) },
      KinkRow(primitive: .norm2, phrase: "the derivative of norm2 at 0 taken as 0") {
        $0[0].entries.allSatisfy { $0 == 0 }
      },
      KinkRow(primitive: .largest, phrase: "equal largest entries share the derivative of max") {
        hasEqual($0[0].entries, $0[0].entries.max())
      },
      KinkRow(primitive: .smallest, phrase: "equal smallest entries share the derivative of min") {
        hasEqual($0[0].entries, $0[0].entries.min())
      },
      KinkRow(primitive: .maximum, phrase: "equal entries share the derivative of max") {
        zip($0[0].entries, $0[1].entries).contains { $0 == $1 }
      },
      KinkRow(primitive: .minimum, phrase: "equal entries share the derivative of min") {
        zip($0[0].entries, $0[1].entries).contains { $0 == $1 }
      },
    ]

    private static func hasEqual(_ entries: [Double], _ extreme: Double?) -> Bool {
      entries.count { $0 == extreme } > 1
    }
  }

  private struct Kink {
    let row: KinkRow
    let operands: [NodeID]
  }

  /// The kinks between a function and the variable that it is differentiated by.
  private func kinks(of request: DerivativeRequest) -> [Kink] {
    let below: (NodeID) -> [NodeID] = { [graph] node in
      if node == request.variable { return [] }
      return graph.meaning(of: node)
    }
    var moving: Set<NodeID> = [request.variable]
    var kinks: [Kink] = []
    for node in graph.postorder([request.function], below: below)
    where below(node).contains(where: { moving.contains($0) }) {
      moving.insert(node)
      guard case .primitive(let primitive, let operands, _) = graph[node].form else { continue }
      for row in KinkRow.all where row.primitive == primitive {
        kinks.append(Kink(row: row, operands: operands))
      }
    }
    return kinks
  }

  /// Whether the values of now are at a kink.
  private func isMet(_ kink: Kink) -> Bool {
    let count = graph.shape(of: kink.operands[0]).known?.reduce(1.0) { $0 * Double($1) }
    guard let count, count <= 1e6 else { return false }
    do {
      guard let values = try values(of: kink.operands) else { return false }
      return kink.row.isMet(values)
    } catch {
      return false
    }
  }

  // MARK: Inverses

  /// What is inverted in the formulas of terms but not in what they differentiate.
  private func inverted(_ terms: [Term], _ requests: [DerivativeRequest]) -> [NodeID] {
    func inverses(_ nodes: [NodeID]) -> [NodeID] {
      nodes.compactMap { node in
        guard case .primitive(let primitive, let operands, _) = graph[node].form,
          primitive == .inverse || primitive == .solve
        else { return nil }
        return operands[0]
      }
    }
    let functions = graph.postorder(requests.map(\.function), below: graph.meaning(of:))
    let formulas = graph.postorder(terms.map { differentiator.formula($0.node) })
    let written = Set(inverses(functions))
    var found: [NodeID] = []
    for matrix in inverses(formulas) where !written.contains(matrix) && !found.contains(matrix) {
      found.append(matrix)
    }
    return found
  }

  // MARK: Quotients

  /// What the formulas of terms divide a product of entries by, where mx brought the quotient in.
  private func divided(_ terms: [Term], _ requests: [DerivativeRequest]) -> [NodeID] {
    let functions = graph.postorder(requests.map(\.function), below: graph.meaning(of:))
    var multiplied: [NodeID] = []
    for node in functions {
      guard case .primitive(.productOfOthers, let operands, _) = graph[node].form else { continue }
      multiplied.append(operands[0])
    }
    if multiplied.isEmpty { return [] }
    let divisors = graph.postorder(terms.map { differentiator.formula($0.node) }).compactMap {
      node -> NodeID? in
      guard case .primitive(.divide, let operands, _) = graph[node].form else { return nil }
      return operands[1]
    }
    return multiplied.filter { divisors.contains($0) }
  }
}
