import Arrays
import Graph
import Syntax

/// Claims between formulas are tried at random points of random sizes.
extension Session {
  /// Whether two formulas agree at random points, perhaps only under a condition; nil where no
  /// point was found at which both have a finite value.
  func claimAtRandom(_ left: Term, _ right: Term) -> (
    verdict: CheckResult.Verdict, detail: String?
  )? {
    guard left.orientation == right.orientation || graph[left.node].shape.order != 1 else {
      return (.mismatch, "one side is a row, the other a vector")
    }
    let roots = [left.node, right.node].map { differentiator.executable($0) }
    let (a, b) = (graph.shape(of: roots[0]), graph.shape(of: roots[1]))
    guard a.order == b.order else {
      return (
        .mismatch,
        "the left side is \(text(a, left.orientation)), the right side \(text(b, right.orientation))"
      )
    }
    var trial = Trial(session: self, roots: roots)
    switch trial.agreement(under: .any) {
    case nil: return nil
    case true?: return (.holds, "at random points")
    case false?: break
    }
    for condition in trial.conditions where trial.agreement(under: condition) == true {
      return (.holds, "only if " + condition.text(isASCII: options.isASCII))
    }
    return (.mismatch, trial.counterexample)
  }

  /// A claim about a derivative that holds for the transpose.
  func layoutVerdict(_ left: Term, _ right: Term, _ claim: Claim) -> String? {
    guard claim.left.mentionsDerivative || claim.right.mentionsDerivative,
      graph[left.node].shape.order == 2, graph[right.node].shape.order == 2
    else { return nil }
    let transposed = Term(graph.transposed(right.node))
    let knowledge = graph.sizes.knowledge
    defer { graph.sizes.knowledge = knowledge }
    guard unify(graph.shape(of: left.node), graph.shape(of: transposed.node)),
      case .holds? = claimAtRandom(left, transposed)?.verdict
    else { return nil }
    return Self.layoutVerdict
  }
}

/// Random values of all leaves of two formulas, and how the formulas compare there.
private struct Trial {
  enum Condition {
    case any
    case positive
    /// The entries of a vector add up to 1.
    case probability(NodeID, name: String)
    case symmetric(NodeID, name: String)

    func text(isASCII: Bool) -> String {
      switch self {
      case .any: ""
      case .positive: "all entries are positive"
      case .probability(_, let name): isASCII ? "sum(\(name)) = 1" : "Σ\(name) = 1"
      case .symmetric(_, let name): "\(name) is symmetric"
      }
    }
  }

  private let session: Session
  private let roots: [NodeID]
  private let names: [NodeID]
  private var random = RandomGenerator(seed: 20_240_607)
  private(set) var counterexample: String?

  private var graph: Graph { session.graph }

  init(session: Session, roots: [NodeID]) {
    self.session = session
    self.roots = roots
    let graph = session.graph
    names = graph.leaves(of: roots).filter { graph.name(of: $0) != nil }
  }

  /// What might have been left unsaid: one condition on one name.
  var conditions: [Condition] {
    var conditions: [Condition] = []
    for node in names {
      let name = graph.name(of: node)?.text ?? ""
      let shape = graph.shape(of: node)
      if shape.order == 1 { conditions.append(.probability(node, name: name)) }
      if shape.order == 2, shape[0] == shape[1] { conditions.append(.symmetric(node, name: name)) }
    }
    return conditions + [.positive]
  }

  /// Whether both sides agree at all points tried; nil if none of the points could be used.
  mutating func agreement(under condition: Condition) -> Bool? {
    var answer: Bool?
    for attempt in 0..<6 {
      guard let agrees = agreesOnce(under: condition, isPositive: attempt % 2 == 1) else {
        continue
      }
      if !agrees { return false }
      answer = true
      if attempt >= 3 { break }
    }
    return answer
  }

  private mutating func agreesOnce(under condition: Condition, isPositive: Bool) -> Bool? {
    let knowledge = graph.sizes.knowledge
    defer { graph.sizes.knowledge = knowledge }
    for axis in 0..<graph[roots[0]].shape.order {
      do {
        try graph.sizes.unify(graph.shape(of: roots[0])[axis], graph.shape(of: roots[1])[axis])
      } catch {
        return false
      }
    }
    var point: [NodeID: Tensor] = [:]
    for node in names {
      guard let shape = chooseSizes(node) else { return nil }
      point[node] = draw(shape, node, condition, isPositive: isPositive)
    }
    var evaluator = Evaluator(graph, value: { point[$0] })
    do {
      guard let left = try evaluator(roots[0]), let right = try evaluator(roots[1]) else {
        return nil
      }
      return agrees(left, right, point)
    } catch {
      return nil
    }
  }

  private mutating func agrees(
    _ left: Tensor, _ right: Tensor, _ point: [NodeID: Tensor]
  ) -> Bool? {
    guard left.shape == right.shape else { return false }
    var largest = 0.0
    for entry in 0..<left.count {
      guard left[entry].isFinite, right[entry].isFinite else { return nil }
      largest = max(largest, abs(left[entry]), abs(right[entry]))
    }
    for value in point.values {
      for entry in 0..<value.count { largest = max(largest, abs(value[entry])) }
    }
    for entry in 0..<left.count where abs(left[entry] - right[entry]) > 1e-9 * largest {
      if counterexample == nil {
        let printer = session.valuePrinter(width: nil)
        counterexample =
          "at a random point one side is \(printer.number(left[entry])), "
          + "the other \(printer.number(right[entry]))"
      }
      return false
    }
    return true
  }

  /// Gives the open sizes of a name small numbers, unlike each other where that is allowed.
  private mutating func chooseSizes(_ node: NodeID) -> [Int]? {
    for axis in 0..<graph[node].shape.order {
      let size = graph.shape(of: node)[axis]
      guard size.known == nil else { continue }
      do { try graph.sizes.unify(size, Size(2 + Int(random.next() % 3))) } catch { return nil }
    }
    return graph.shape(of: node).known
  }

  private mutating func draw(
    _ shape: [Int], _ node: NodeID, _ condition: Condition, isPositive: Bool
  ) -> Tensor {
    var isPositive = isPositive
    var isProbability = false
    var isSymmetric = graph.name(of: node)?.isSymmetric ?? false
    switch condition {
    case .any: break
    case .positive: isPositive = true
    case .probability(let wanted, _): isProbability = wanted == node
    case .symmetric(let wanted, _): isSymmetric = isSymmetric || wanted == node
    }
    var value = random.normal(shape)
    let entries = value.mutablePointer()
    if isPositive || isProbability {
      for entry in 0..<value.count { entries[entry] = 0.2 + random.uniform() }
    }
    if isProbability {
      var sum = 0.0
      for entry in 0..<value.count { sum += entries[entry] }
      for entry in 0..<value.count { entries[entry] /= sum }
    }
    if isSymmetric, shape.count == 2, shape[0] == shape[1] {
      for row in 0..<shape[0] {
        for column in 0..<row {
          entries[row * shape[1] + column] = entries[column * shape[1] + row]
        }
      }
    }
    return value
  }
}
