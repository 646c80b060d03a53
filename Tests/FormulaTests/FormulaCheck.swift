import Arrays
import Elaboration
import FormulaTables
import Graph
import Printing
import Support
import Syntax

/// One row of a table: derived and printed with symbolic sizes, then tried at random points.
struct FormulaCheck {
  let row: FormulaRow
  private let environment = TestEnvironment()
  private var random: SplitMix
  /// What mx was asked.
  private let request: NodeID
  private let formula: NodeID
  private let closedForm: NodeID
  private let reread: NodeID
  /// The formula as mx writes it.
  let text: String

  private var graph: Graph { environment.graph }

  init(_ row: FormulaRow, seed: UInt64) throws {
    self.row = row
    random = SplitMix(state: seed)
    try environment.declare(row)
    request = try environment.term(row.request).node
    formula = environment.differentiator.formula(request)
    text = FormulaPrinter(environment.graph).text(Term(formula))
    closedForm = try environment.term(row.closedForm).node
    reread = try environment.term(text).node
  }

  /// Whether the formula, its text read back, the closed form and differences agree at a point; an
  /// empty text if so.
  mutating func disagreement() throws -> String {
    try chooseSizes()
    for _ in 0..<60 {
      draw()
      do {
        guard let values = try valuesHere() else { continue }
        return compare(values)
      } catch ArrayError.singular {
        continue
      }
    }
    return "no point at which all is finite"
  }

  private struct Values {
    var formula: Tensor
    var reread: Tensor
    var closedForm: Tensor
    var executed: Tensor
    var differences: Tensor
  }

  private func valuesHere() throws -> Values? {
    let differences = Differences(environment)
    func value(_ node: NodeID) throws -> Tensor? {
      let value = try environment.value(of: node)
      return value.flatMap { $0.entries.allSatisfy { $0.isFinite && abs($0) < 1e4 } ? $0 : nil }
    }
    guard let exact = try value(formula), let again = try value(reread),
      let closed = try value(closedForm), let executed = try value(request),
      let numeric = try differences(request), numeric.entries.allSatisfy(\.isFinite)
    else { return nil }
    return Values(
      formula: exact, reread: again, closedForm: closed, executed: executed, differences: numeric)
  }

  private func compare(_ values: Values) -> String {
    for (what, other, tolerance) in [
      ("read back", values.reread, 1e-9), ("closed form", values.closedForm, 1e-9),
      ("execution", values.executed, 1e-9), ("differences", values.differences, 2e-5),
    ] {
      guard other.shape == values.formula.shape else {
        return "\(what): shape \(other.shape), formula \(values.formula.shape)"
      }
      let scale = max(1, other.entries.map(abs).max() ?? 0)
      for (a, b) in zip(values.formula.entries, other.entries)
      where !(abs(a - b) < tolerance * scale) {
        return "\(what): \(b), formula: \(a)"
      }
    }
    return ""
  }

  // MARK: Points

  private mutating func chooseSizes() throws {
    for declaration in row.declarations {
      for size in declaration.sizes where Int(size) == nil {
        let symbol = graph.sizes.symbol(named: size)
        guard graph.sizes.resolve(symbol).known == nil else { continue }
        // Rows are more than columns, so that X'*X has an inverse.
        let count = size == "m" ? 4 : 2 + Int(random.next() % 2)
        try graph.sizes.unify(symbol, Size(count))
      }
    }
  }

  private mutating func draw() {
    for declaration in row.declarations {
      let shape = declaration.sizes.map { size in
        graph.sizes.resolve(Int(size).map { Size($0) } ?? graph.sizes.symbol(named: size)).known
          ?? 0
      }
      var value = Tensor(shape, repeating: 0)
      for entry in 0..<value.count {
        let x = Double.random(in: -1...1, using: &random)
        value[entry] = declaration.isPositive ? 1.2 + x : x
      }
      if shape.count == 2, shape[0] == shape[1] {
        let n = shape[0]
        if declaration.isSymmetric {
          for i in 0..<n { for j in 0..<i { value[i * n + j] = value[j * n + i] } }
        }
        // Far enough from singular, and with a positive determinant.
        for i in 0..<n { value[i * n + i] += 2.5 }
      }
      environment.set(declaration.name, value)
    }
  }
}
