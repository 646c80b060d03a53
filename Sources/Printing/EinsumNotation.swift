import Graph
import Syntax

/// Contractions without matrix form, within a larger formula.
extension PieceWriter {
  func einsum(_ contraction: Contraction, _ operands: [Piece], _ kind: Piece.Kind) -> Piece {
    // What the answer repeats, or has alone, stands on an identity or on ones.
    var next = contraction.sizes.count
    var inputs = contraction.subscripts
    var arguments = operands.map { expression($0) }
    var output: [Int] = []
    func add(_ function: String, _ labels: [Int], _ size: Size) {
      inputs.append(labels)
      arguments.append(.call(function, [self.size(size)]))
    }
    for label in contraction.output {
      let size = contraction.sizes[label]
      if output.contains(label) {
        add("eye", [label, next], size)
        output.append(next)
        next += 1
        continue
      }
      if !inputs.joined().contains(label), contraction.output.count(where: { $0 == label }) == 1 {
        add("ones", [label], size)
      }
      output.append(label)
    }
    if contraction.operands.isEmpty, Set(contraction.output).count == contraction.output.count {
      let sizes = contraction.output.map { size(contraction.sizes[$0]) }
      return .scaled(contraction.coefficient, .atom(.call("ones", sizes), kind))
    }
    let scalars = contraction.counted.map {
      Piece.atom(count(contraction.sizes[$0]), .scalar)
    }
    return .scaled(
      contraction.coefficient, by: scalars,
      .atom(einsum(inputs, to: output, arguments), kind, parts: operands))
  }

  /// `einsum("ij,jk->ik", A, B)`
  func einsum(_ inputs: [[Int]], to output: [Int], _ arguments: [Expression]) -> Expression {
    let letters = IndexLetters(avoiding: [])
    func word(_ labels: [Int]) -> String { labels.map { letters[$0] }.joined() }
    let subscripts = inputs.map(word).joined(separator: ",") + "->" + word(output)
    return .call("einsum", [.form(.string(subscripts))] + arguments)
  }
}
