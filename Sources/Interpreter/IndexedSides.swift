import Graph
import Syntax

/// An equation whose indices are free, as one between arrays: `u_i = Σ_j W_ij x_j` is about u. What a
/// side has no index of is the same at each of its places: `Σ_j P_ij = 1`.
extension Session {
  /// Links as arrays over the free indices.
  func arrays(_ links: [Expression], _ free: [String]) -> [Expression] {
    links.enumerated().map { place, link in
      if let (name, letters) = link.entries, letters == free,
        name != "δ" || slot(of: name) != nil
      {
        let others = links.indices.filter { $0 != place }.map { links[$0] }
        // z_i = 0 says something of z, and A_ij = A_ji of A: they are no new equations.
        let isSaidOfEach =
          others.contains {
            $0.unsigned.entries?.name == name && $0.unsigned.entries?.letters != letters
          }
          || isMet(name)
            && !others.contains { other in free.allSatisfy { other.hasEntries(at: [$0]) } }
        // What nothing is known of is an array of entries, unless it gets its equation here.
        let isOpen = place == 1 && links.count == 2 && !isMet(name)
        if !isSaidOfEach, !isOpen, case .index(let base, _, _) = link.form {
          return Expression(base.form, link.span)
        }
      }
      // A loss of one example that has no index is no array of losses.
      let isNew = place == 0 && link.bareName.map { !isMet($0) && !isKnown($0) } ?? false
      return link.spread(over: free, isShared: !isNew)
    }
  }

  private func isMet(_ name: String) -> Bool {
    slot(of: name).map { !state.slots[$0].isAbsent } ?? false
  }

  /// The indices of `A_ij = A_ji`, where the names are none of their own.
  func turnedIndices(_ links: [Expression]) -> Set<String> {
    var letters: [String: [String]] = [:]
    var turned: Set<String> = []
    for link in links {
      guard case .subscripted(let base, let indices, let whole) = link.unsigned.form,
        let name = base.bareName, slot(of: whole) == nil
      else { continue }
      let own = indices.compactMap(\.bareName)
      guard own.count == 2, indices.count == 2, Set(own).count == 2,
        Self.indexLetters.isSuperset(of: own), own.allSatisfy({ slot(of: $0) == nil })
      else { continue }
      if let others = letters[name], others == own.reversed() { turned.formUnion(own) }
      letters[name] = own
    }
    return turned
  }

  static let indexLetters: Set<String> = ["i", "j", "k", "l", "m", "n"]

  // MARK: Plain notation

  /// A chain in plain notation in which `z_i` and `S_{ij}` stand for entries of z and S, which mean
  /// something and have as many axes, as in a note; nil where there is none.
  func readingSubscripts(_ statement: Statement) -> Statement? {
    guard case .chain(let links, let relations) = statement.form, links.count > 1 else {
      return nil
    }
    var letters: Set<String> = []
    let names = links.reduce(into: Set<String>()) { $0.formUnion($1.names) }
    for name in names { letters.formUnion(entryLetters(of: name) ?? []) }
    let turned = turnedIndices(links.map { $0.readingSubscripts { _ in true } })
    letters.formUnion(turned)
    guard !letters.isEmpty else { return nil }
    let read = links.map { link in
      link.readingSubscripts { letters.isSuperset(of: $0.letters) }
    }
    // w_n = w/‖w‖ may be a name of its own.
    for (place, link) in read.enumerated() {
      guard case .subscripted(let base, let indices, _) = link.form, let name = base.bareName else {
        continue
      }
      let own = Set(indices.compactMap(\.bareName))
      let areEntries = read.indices.allSatisfy { other in
        other == place
          || read[other].hasSubscripts(at: own)
          || read[other].isNumber && hasMeaning(name) && own.isSubset(of: ["i", "j"])
      }
      guard areEntries else { return nil }
    }
    var result = statement
    result.form = .chain(links: read, relations: relations)
    return result
  }

  private func hasMeaning(_ name: String) -> Bool {
    slot(of: name).map { !state.slots[$0].isAbsent && !state.slots[$0].isSymbol } ?? false
  }

  /// The letters of `z_i` and `S_ij`, where z and S have as many axes.
  private func entryLetters(of name: String) -> [String]? {
    guard let (base, letters) = name.subscriptLetters, slot(of: name) == nil,
      letters.allSatisfy({ slot(of: $0) == nil }),
      let index = slot(of: base), !state.slots[index].isAbsent,
      graph.shape(of: state.slots[index].node).order == letters.count
    else { return nil }
    return letters
  }
}

extension String {
  /// The name and the letters of `S_ij`, which are letters of indices; nil of all else.
  fileprivate var subscriptLetters: (base: String, letters: [String])? {
    guard let place = lastIndex(of: "_"), place > startIndex else { return nil }
    let letters = self[index(after: place)...].map(String.init)
    guard (1...2).contains(letters.count), Session.indexLetters.isSuperset(of: letters) else {
      return nil
    }
    return (String(self[..<place]), letters)
  }
}

extension Expression {
  /// The expression with names like `S_ij` as subscripted ones.
  fileprivate func readingSubscripts(
    _ isRead: ((base: String, letters: [String])) -> Bool
  ) -> Expression {
    if case .name(let name) = form, let parts = name.subscriptLetters, isRead(parts) {
      return Expression(
        .subscripted(
          Expression(.name(parts.base), span), parts.letters.map { Expression(.name($0), span) },
          name: name), span)
    }
    return Expression(form(changing: { $0.readingSubscripts(isRead) }, at: nil), span)
  }

  /// Whether a name in it has one of some letters as an index.
  fileprivate func hasSubscripts(at letters: Set<String>) -> Bool {
    contains {
      guard case .subscripted(_, let indices, _) = $0.form else { return false }
      return indices.contains { $0.bareName.map(letters.contains) ?? false }
    }
  }

  /// The name before the indices of `y_i` and `A_{ij}`, which are letters.
  package var nameOfEntry: String? {
    guard case .subscripted(let base, let indices, _) = form,
      indices.allSatisfy({ $0.bareName.map(Session.indexLetters.contains) ?? false })
    else { return nil }
    return base.bareName
  }

  /// Whether it is one number that is written, with its sign.
  package var isNumber: Bool { if case .number = unsigned.form { true } else { false } }

  /// What stands under signs and in parentheses.
  package var unsigned: Expression {
    switch form {
    case .prefix(.minus, let operand), .prefix(.plus, let operand), .parenthesized(let operand):
      operand.unsigned
    default: self
    }
  }

  /// The name and the letters of `A[i, j]`.
  package var entries: (name: String, letters: [String])? {
    guard case .index(let base, let indices, _) = form, let name = base.bareName else { return nil }
    let letters = indices.compactMap(\.bareName)
    return letters.count == indices.count ? (name, letters) : nil
  }

  /// The array with an axis for each of some indices.
  func spread(over letters: [String], isShared: Bool) -> Expression {
    Expression(
      .entries(
        self, over: letters.map { IndexRange(name: Name($0, span), isShared: isShared) }), span)
  }
}
