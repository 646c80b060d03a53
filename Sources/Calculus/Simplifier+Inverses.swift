import Arrays
import Graph

extension Simplifier {
  /// Whether a matrix has an inverse for some values and sizes of its names: `skew(w)` and `A*B` of a
  /// product through one entry have none, and then formulas with their inverses say nothing.
  ///
  /// Tried at random points. What has no value there, or takes long, is taken to have one.
  func hasInverse(_ id: NodeID) -> Bool {
    if let known = inverses[id] { return known }
    let result = isInvertedSomewhere(id)
    inverses[id] = result
    return result
  }

  private func isInvertedSomewhere(_ id: NodeID) -> Bool {
    if case .named = graph[id].form, graph.definitions[id] == nil { return true }
    guard graph.derivatives(in: id).isEmpty else { return true }
    let matrix = graph.lookingThrough(id)
    guard graph.derivatives(in: matrix).isEmpty else { return true }
    var points = RandomPoints(graph, roots: [matrix])
    var isSingular = false
    for attempt in 0..<8 {
      let knowledge = graph.sizes.knowledge
      defer { graph.sizes.knowledge = knowledge }
      guard points.giveSizes(2...4), points.cost <= 20_000 else { continue }
      let styles = RandomPoints.Style.generic
      guard let point = points.draw(styles[attempt % styles.count]),
        let value = points.evaluate([matrix], at: point)?.first, value.isFinite
      else { continue }
      do { if try value.rank() == value.shape[0] { return true } } catch { continue }
      isSingular = true
    }
    return !isSingular
  }
}
