import Graph

/// Contractions by subscripts, for what has no matrix notation.
extension Function {
  static let einsum = Function(
    "einsum", [.init("subscripts"), .init("A", isRepeated: true)],
    .construction { call throws(CallError) in
      guard case .string(let text)? = call.arguments.first else {
        throw .argument(0, "must be a text, as \"ij,jk->ik\"")
      }
      return [Term(try call.einsum(text))]
    },
    summary: "The sum over all indices that are not after the arrow, of products of entries.",
    definition: "einsum(\"ij,jk->ik\", A, B) is A*B", derivative: "linear in each array",
    examples: [.init("einsum(\"ij,j->i\", [1 2; 3 4], [1; 1])", "[3; 7]")],
    seeAlso: ["kron", "tr", "outer"], isFiniteAtExtremes: true)
}

extension Call {
  /// The contraction that subscripts say: letters for axes, commas between operands, `->` before
  /// the answer's. A letter that the answer repeats is a diagonal.
  fileprivate func einsum(_ text: String) throws(CallError) -> NodeID {
    let letters = text.filter { $0 != " " }
    guard let arrow = letters.firstIndex(of: "-"),
      letters[arrow...].hasPrefix("->"), letters.allSatisfy({ $0.isLetter || ",->".contains($0) })
    else { throw .argument(0, "must be letters, commas and one arrow, as \"ij,jk->ik\"") }
    let inputs = letters[..<arrow].split(separator: ",", omittingEmptySubsequences: false)
    let output = letters[arrow...].dropFirst(2)
    guard inputs.count == count - 1, output.allSatisfy(\.isLetter) else {
      throw .argument(0, "must have letters for each of the \(count - 1) arrays")
    }
    var labels: [Character: Int] = [:]
    var sizes: [Size] = []
    var factors: [Factor] = []
    for (position, input) in inputs.enumerated() {
      let shape = try shape(position + 1)
      guard shape.order == input.count else {
        throw .argument(position + 1, "must have as many axes as letters: \(input.count)")
      }
      var own = Labels()
      for (axis, letter) in input.enumerated() {
        if let label = labels[letter] {
          do { try graph.sizes.unify(sizes[label], shape[axis]) } catch {
            throw .argument(position + 1, "must have one size for each letter: \(letter)")
          }
          own.append(label)
        } else {
          labels[letter] = sizes.count
          own.append(sizes.count)
          sizes.append(shape[axis])
        }
      }
      factors.append(Factor(try node(position + 1), own))
    }
    var result = Labels()
    for letter in output {
      guard let label = labels[letter] else {
        throw .argument(0, "must have \(letter) before the arrow too")
      }
      result.append(label)
    }
    return graph.contract(factors, to: result, sizes: sizes)
  }
}
