import Arrays
import Graph

extension Simplifier {
  /// Whether a matrix has an inverse for some values and sizes of its names: `skew(w)` and `A*B` of a
  /// product through one entry have none, and then formulas with their inverses say nothing.
  func hasInverse(_ id: NodeID) -> Bool {
    if let known = inverses[id] { return known }
    let result = isSomewhere(id) { matrix in
      (try? matrix.rank()).map { $0 == matrix.shape[0] }
    }
    inverses[id] = result
    return result
  }

  /// Whether all entries differ from 0 for some values and sizes of the names: those of `triu(A)` and
  /// of `skew(z)*z` don't, and then formulas that divide by them say nothing.
  func hasNonzeroEntries(_ id: NodeID) -> Bool {
    if let known = nonzeros[id] { return known }
    let result = isSomewhere(id) { value in
      let largest = (0..<value.count).reduce(0) { max($0, abs(value[$1])) }
      // What is 0 but for rounding is 0.
      return (0..<value.count).allSatisfy { abs(value[$0]) > 1e-12 * max(largest, 1) }
    }
    nonzeros[id] = result
    return result
  }

  /// Whether a node's value has a property at some random point.
  ///
  /// What has no value there, or takes long, is taken to have it; so is a name.
  ///
  /// - Parameter property: nil where it can't be told of a value.
  private func isSomewhere(_ id: NodeID, _ property: (Tensor) -> Bool?) -> Bool {
    if case .named = graph[id].form, graph.definitions[id] == nil { return true }
    guard graph.derivatives(in: id).isEmpty else { return true }
    let node = graph.lookingThrough(id)
    guard graph.derivatives(in: node).isEmpty else { return true }
    var points = RandomPoints(graph, roots: [node])
    var isDenied = false
    for attempt in 0..<8 {
      let knowledge = graph.sizes.knowledge
      defer { graph.sizes.knowledge = knowledge }
      guard points.giveSizes(2...4), points.cost <= 20_000 else { continue }
      let styles = RandomPoints.Style.generic
      guard let point = points.draw(styles[attempt % styles.count]),
        let value = points.evaluate([node], at: point)?.first, value.isFinite,
        let hasIt = property(value)
      else { continue }
      if hasIt { return true }
      isDenied = true
    }
    return !isDenied
  }
}
