import Graph
import Syntax

/// Terms of derivatives by `vec(X)` that differ in a commutation matrix: `K + K*commutation(n, n)` is
/// `K*(I + commutation(n, n))`.
struct CommutationTerms {
  let writer: PieceWriter

  /// The terms, as few as joining makes them.
  func joined(_ terms: [Piece]) -> [Piece] {
    var terms = terms
    var position = terms.count - 1
    while position >= 0 {
      if let (rest, exchange) = split(terms[position], where: { sizes(of: $0) != nil }) {
        let text = text(rest)
        if let other = terms.indices.first(where: { $0 != position && self.text(terms[$0]) == text }
        ) {
          let signs = [terms[other], terms[position]].map(\.signAndMagnitude.isNegative)
          let last = signs[0] == signs[1] ? exchange : .scaled(-Coefficient.one, exchange)
          terms[other] = product(terms[other], .sum([identity(like: exchange), last]))
          terms.remove(at: position)
        }
      }
      position -= 1
    }
    return sharingLast(terms)
  }

  /// `K*commutation(n, n) + L*commutation(n, n)` is `(K + L)*commutation(n, n)`, and the same with what
  /// was joined.
  private func sharingLast(_ terms: [Piece]) -> [Piece] {
    var result: [Piece] = []
    var groups: [(last: String, position: Int, rests: [Piece])] = []
    for term in terms {
      result.append(term)
      guard let (rest, last) = split(term, where: { isExchangeOrSum($0) }) else { continue }
      let text = writer.expression(last).text
      if let group = groups.firstIndex(where: { $0.last == text }) {
        groups[group].rests.append(rest)
        result.removeLast()
        result[groups[group].position] = .product([.sum(groups[group].rests), last])
      } else {
        groups.append((text, result.count - 1, [rest]))
      }
    }
    return result
  }

  private func isExchangeOrSum(_ piece: Piece) -> Bool {
    if case .sum(let terms) = piece.form {
      return terms.contains { sizes(of: $0.signAndMagnitude.1) != nil }
    }
    return sizes(of: piece) != nil
  }

  private func text(_ piece: Piece) -> String { writer.expression(piece.signAndMagnitude.1).text }

  private func product(_ piece: Piece, _ factor: Piece) -> Piece {
    guard case .scaled(let coefficient, let scalars, let divisors, let inner?) = piece.form else {
      return .product([piece, factor])
    }
    return .scaled(coefficient, by: scalars, over: divisors, .product([inner, factor]))
  }

  /// What stands before the last factor of a product, and that, if it is wanted.
  private func split(
    _ piece: Piece, where isWanted: (Piece) -> Bool
  ) -> (rest: Piece, exchange: Piece)? {
    if case .scaled(let coefficient, let scalars, let divisors, let inner?) = piece.form {
      return split(inner, where: isWanted).map {
        (.scaled(coefficient, by: scalars, over: divisors, $0.rest), $0.exchange)
      }
    }
    guard case .product(let factors) = piece.form, let last = factors.last, factors.count > 1,
      isWanted(last)
    else { return nil }
    return (.product(Array(factors.dropLast())), last)
  }

  /// The sizes that a commutation matrix exchanges; nil for all else.
  private func sizes(of piece: Piece) -> [Expression]? {
    guard case .atom(let expression) = piece.form,
      case .application(let callee, let arguments, _) = expression.form,
      callee.bareName == "commutation"
    else { return nil }
    return arguments.map(\.value)
  }

  private func identity(like exchange: Piece) -> Piece {
    if writer.hasIdentity { return .symmetric(.name("I")) }
    let sizes = sizes(of: exchange) ?? []
    let count = sizes.dropFirst().reduce(sizes.first ?? .number(1)) { .binary($0, .multiply, $1) }
    return .symmetric(.call("eye", [count]))
  }
}
