import Graph
import Primitives

/// A graph with symbols to build formulas of: small letters of n entries, capitals n×n, `a b s` and
/// J scalars, r a row, P symmetric; F, G m×n.
final class Words {
  let g = Graph()
  private var nodes: [String: NodeID] = [:]
  let n: Size
  let m: Size

  init() {
    n = g.sizes.symbol(named: "n")
    m = g.sizes.symbol(named: "m")
  }

  private func node(
    _ name: String, _ shape: Shape, _ orientation: Orientation = .column, isSymmetric: Bool = false
  ) -> NodeID {
    if let node = nodes[name] { return node }
    let id = g.addName(name, orientation: orientation, isSymmetric: isSymmetric)
    let node = g.named(id, shape)
    nodes[name] = node
    return node
  }

  func scalar(_ name: String) -> NodeID { node(name, .scalar) }
  func vector(_ name: String) -> NodeID { node(name, Shape([n])) }
  func row(_ name: String) -> NodeID { node(name, Shape([n]), .row) }
  func matrix(_ name: String) -> NodeID { node(name, Shape([n, n])) }
  func wide(_ name: String) -> NodeID { node(name, Shape([m, n])) }
  func symmetric(_ name: String) -> NodeID { node(name, Shape([n, n]), isSymmetric: true) }
  func cube(_ name: String) -> NodeID { node(name, Shape([n, n, n])) }

  var a: NodeID { scalar("a") }
  var b: NodeID { scalar("b") }
  var s: NodeID { scalar("s") }
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var J: NodeID { scalar("J") }
  var x: NodeID { vector("x") }
  var y: NodeID { vector("y") }
  var z: NodeID { vector("z") }
  var r: NodeID { row("r") }
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var A: NodeID { matrix("A") }
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var B: NodeID { matrix("B") }
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var C: NodeID { matrix("C") }
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var P: NodeID { symmetric("P") }
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var F: NodeID { wide("F") }
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var G: NodeID { wide("G") }

  func c(_ subscripts: String, _ operands: NodeID...) -> NodeID {
    g.contract(subscripts, operands, sizes: ["i": n, "j": n, "k": n])
  }

  /// A scaled contraction.
  func times(_ value: Coefficient, _ node: NodeID) -> NodeID { g.scaled(node, by: value) }

  func sum(_ terms: NodeID...) -> NodeID { g.sum(terms) }
  func minus(_ node: NodeID) -> NodeID { g.negated(node) }
  func f(_ primitive: Primitive, _ operands: NodeID...) throws -> NodeID {
    try g.apply(primitive, to: operands)
  }
  func along(_ primitive: Primitive, _ operand: NodeID, fromEnd: Int) throws -> NodeID {
    try g.apply(primitive, to: [operand], Attributes([fromEnd]))
  }

  /// A scalar in every entry of a vector.
  func fill(_ scalar: NodeID) -> NodeID { g.broadcast(scalar, to: Shape([n])) }
  func fill(_ value: Coefficient) -> NodeID { g.filled(Shape([n]), with: value) }
  func fillMatrix(_ value: Coefficient) -> NodeID { g.filled(Shape([n, n]), with: value) }

  func d(_ function: NodeID, _ variable: NodeID) -> NodeID {
    g.derivative(DerivativeRequest(of: function, by: variable))
  }
}
