import Graph
import Syntax

/// Letters for the labels of contractions.
struct IndexLetters {
  private let letters: [String]

  private static let alphabet = "ijklpqrstabcdefghmnouvwxyz".map { String($0) }

  /// Letters that aren't the given names.
  init(avoiding names: Set<String>) {
    letters = Self.alphabet.filter { !names.contains($0) }
  }

  subscript(_ label: Int) -> String {
    let base = letters[label % letters.count]
    return label < letters.count ? base : base + "\(label / letters.count)"
  }
}

/// Formulas with explicit indices, for tensors that no matrix notation fits:
/// `[i, j, k] = Σ_l A[i, l]*B[j, l, k]`. A delta is `δ[i, j]`; how far an index runs that is on nothing
/// else stands beside it, `[i <= m, j, k] = δ[i, j]*x[k]`.
struct IndexNotation {
  let graph: Graph
  let writer: PieceWriter
  let pieces: [NodeID: Piece]

  /// A node that is the sum of the given terms times a number, as an equation for its entries.
  func text(
    _ root: NodeID, _ terms: [NodeID], times scale: Coefficient, _ notation: Notation
  ) -> String {
    let bounds = bounds(of: terms, graph[root].shape)
    let names = graph.postorder([root]).compactMap { graph.name(of: $0)?.text }
    let sizes = bounds.values.flatMap(\.names)
    let letters = IndexLetters(avoiding: Set(names + sizes))
    let order = graph[root].shape.order
    var text = ""
    for term in terms {
      let (isNegative, own) = self.term(term, order, letters, notation)
      if text.isEmpty {
        text = isNegative ? "-" + own : own
      } else {
        text += (isNegative ? " - " : " + ") + own
      }
    }
    if !scale.isOne { text = multiplied(text, by: scale, notation) }
    if order == 0 { return text }
    let free = (0..<order).map { axis in
      let letter = Expression.name(letters[axis])
      return notation.text(bounds[axis].map { .binary(letter, .lessOrEqual, $0) } ?? letter)
    }
    if notation == .latex { return "[\\,\\cdot\\,]_{\(free.joined(separator: ","))} = " + text }
    return "[" + free.joined(separator: ", ") + "] = " + text
  }

  /// How far indices run that are on deltas alone, or on nothing: of each delta, its first.
  private func bounds(of terms: [NodeID], _ shape: Shape) -> [Int: Expression] {
    // Which axes are tied to each other, in any term, and which are on a factor.
    var group = Array(0..<shape.order)
    var isSaid = Array(repeating: false, count: shape.order)
    for term in terms {
      guard case .contraction(let contraction) = graph[Self.unscaled(term, graph).1].form else {
        return [:]
      }
      var first: [Int: Int] = [:]
      for (axis, label) in contraction.output.enumerated() {
        if !isAlone(label, contraction) { isSaid[axis] = true }
        guard let earlier = first[label] else {
          first[label] = axis
          continue
        }
        let (one, other) = (group[earlier], group[axis])
        group = group.map { $0 == other ? one : $0 }
      }
    }
    var bounds: [Int: Expression] = [:]
    for axis in 0..<shape.order where group.firstIndex(of: group[axis]) == axis {
      let isKnown = group.indices.contains { group[$0] == group[axis] && isSaid[$0] }
      if !isKnown { bounds[axis] = writer.size(shape[axis]) }
    }
    return bounds
  }

  /// `(x[k] + y[k])/2`
  private func multiplied(_ text: String, by scale: Coefficient, _ notation: Notation) -> String {
    let (sign, magnitude) = scale.value < 0 ? ("-", -scale) : ("", scale)
    if magnitude.numerator == 1 {
      // 1/(3*log(2)) is a quotient by a product.
      let divisor = writer.number(magnitude.denominator)
      let below = notation.text(divisor)
      if case .binary = divisor.form { return "\(sign)(\(text))/(\(below))" }
      return "\(sign)(\(text))/\(below)"
    }
    return sign + notation.text(writer.coefficient(magnitude)) + times(notation) + "(\(text))"
  }

  private func times(_ notation: Notation) -> String {
    notation == .latex ? " " : notation == .unicode ? "·" : "*"
  }

  /// A node without the coefficients around it.
  static func unscaled(_ id: NodeID, _ graph: Graph) -> (Coefficient, NodeID) {
    var (scale, id) = (Coefficient.one, id)
    while case .contraction(let contraction) = graph[id].form, contraction.operands.count == 1,
      contraction.subscripts[0] == contraction.output,
      contraction.output == Labels(contraction.sizes.indices)
    {
      scale = scale * contraction.coefficient
      id = contraction.operands[0]
    }
    return (scale, id)
  }

  private func term(
    _ id: NodeID, _ order: Int, _ letters: IndexLetters, _ notation: Notation
  ) -> (isNegative: Bool, String) {
    let (scale, id) = Self.unscaled(id, graph)
    guard case .contraction(let contraction) = graph[id].form else {
      let magnitude = scale.value < 0 ? -scale : scale
      let front = magnitude.isOne ? "" : notation.text(writer.coefficient(magnitude)) + "*"
      return (scale.value < 0, front + notation.text(entry(id, Array(0..<order), letters)))
    }
    // Free axes take the first letters, in order; an axis that repeats a label is tied to it by a
    // delta.
    var renamed: [Int: Int] = [:]
    var deltas: [Expression] = []
    for (axis, label) in contraction.output.enumerated() {
      if let earlier = renamed[label] {
        deltas.append(.index(.name("δ"), [.name(letters[earlier]), .name(letters[axis])]))
      } else {
        renamed[label] = axis
      }
    }
    var summed: [String] = []
    let counted = contraction.counted
    for label in contraction.sizes.indices where renamed[label] == nil && !counted.contains(label) {
      renamed[label] = order + summed.count
      summed.append(letters[order + summed.count])
    }
    let signed = scale * contraction.coefficient
    let isNegative = signed.value < 0
    let coefficient = isNegative ? -signed : signed
    let factors =
      counted.map { writer.count(contraction.sizes[$0]) }
      + zip(contraction.operands, contraction.subscripts).map { operand, labels in
        entry(operand, labels.map { renamed[$0] ?? 0 }, letters)
      } + deltas
    var text = ""
    var product = factors
    if !coefficient.isOne || factors.isEmpty {
      if summed.isEmpty {
        product.insert(writer.coefficient(coefficient), at: 0)
      } else {
        text = notation.text(writer.coefficient(coefficient))
        text += times(notation)
      }
    }
    if !summed.isEmpty {
      switch notation {
      case .latex: text += "\\sum_{\(summed.joined(separator: ","))} "
      case .ascii: text += "sum_\(summed.joined()) "
      case .plain, .unicode: text += "Σ_\(summed.joined()) "
      }
    }
    if let first = product.first {
      text += notation.text(product.dropFirst().reduce(first) { .binary($0, .multiply, $1) })
    }
    return (isNegative, text)
  }

  /// Whether a label is on no factor, so that nothing else says how far it runs.
  private func isAlone(_ label: Int, _ contraction: Contraction) -> Bool {
    !contraction.subscripts.joined().contains(label)
  }

  /// `A[i, j]`: an entry of a node; rows are indexed by their one axis.
  private func entry(_ id: NodeID, _ labels: [Int], _ letters: IndexLetters) -> Expression {
    guard var piece = pieces[id] else { return .name("…") }
    if labels.isEmpty { return writer.expression(piece) }
    var labels = labels
    // An entry of a transpose is an entry of what is transposed.
    if case .transposed(let inner) = piece.form {
      piece = inner
      if inner.kind == .matrix { labels.reverse() }
    }
    let base = writer.expression(piece)
    let indices = labels.map { Expression.name(letters[$0]) }
    switch base.form {
    case .name, .application: return .index(base, indices)
    default: return .index(.parenthesized(base), indices)
    }
  }
}
