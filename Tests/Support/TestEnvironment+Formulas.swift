import Elaboration
import FormulaTables
import Graph

extension TestEnvironment {
  /// The names that a row of a formula table speaks of, with symbolic sizes.
  package func declare(_ row: FormulaRow) throws {
    for declaration in row.declarations {
      let sizes = declaration.sizes.map { size in
        Int(size).map { Size($0) } ?? graph.sizes.symbol(named: size)
      }
      let kind: Kind =
        switch sizes.count {
        case 0: .scalar
        case 1: .vector(sizes[0])
        default: declaration.isSymmetric ? .symmetric(sizes[0]) : .matrix(sizes[0], sizes[1])
        }
      declare(declaration.name, kind)
    }
    for definition in row.definitions { try define(definition.name, definition.text) }
  }

  /// The gradient of the sum of the last of many layers h = tanh(W*h), by W: as one expression or
  /// with a name for each layer.
  package func chain(depth: Int, isNamed: Bool) throws -> NodeID {
    let n = graph.sizes.symbol(named: "n")
    declare("W", .matrix(n, n))
    declare("x", .vector(n))
    if isNamed {
      for layer in 1...depth {
        try define("h\(layer)", layer == 1 ? "tanh(W*x)" : "tanh(W*h\(layer - 1))")
      }
      try define("J", "sum(h\(depth))")
    } else {
      let layers = String(repeating: "tanh(W*", count: depth) + "x"
      try define("J", "sum(" + layers + String(repeating: ")", count: depth) + ")")
    }
    return try term("grad(J, W)").node
  }
}
