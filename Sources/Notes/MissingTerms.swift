import Elaboration
import Graph
import Interpreter
import Syntax

/// Terms that an author may have left out of a sum: those that the note has elsewhere, and those that
/// a derivative comes to.
extension NoteChecker {
  /// A side of a claim with one more term, for each that is in reach: in the whole and in each sum
  /// within it.
  ///
  /// - Parameter equation: The equation that the tree stands in.
  func missingTerms(in tree: Expression, of claim: Claim, at equation: Int) -> [TreeEdit] {
    let inReach = termsInReach(of: claim, at: equation, besides: tree)
    let terms = inReach.map { (term: $0, order: order(of: $0)) }
    var edits: [TreeEdit] = []
    for site in (tree.sums + tree.factors).prefix(Self.sumLimit) {
      guard let order = order(of: site.part) else { continue }
      let own = site.part.terms
      let alike = own.flatMap(termsLike).map { (term: $0, order: Int?.some(order)) }
      for (term, termOrder) in alike + terms where termOrder == order {
        if own.contains(where: { $0.text == term.text }) { continue }
        let term = term.moved(to: site.part.span)
        for (sign, mark) in [(BinaryOperator.add, ""), (.subtract, "-")] {
          let sum = Expression(
            .binary(site.part.groupedInSum, sign, term.grouped, at: site.part.span), site.part.span)
          let part = site.part.bareName != nil && site.part.span != tree.span ? sum.grouped : sum
          edits.append(
            TreeEdit(
              tree: site.put(part), part: part, cause: .term,
              phrase: "the term \(mark)\(term.grouped.text) is missing"))
        }
      }
    }
    return edits
  }

  private static var sumLimit: Int { 8 }
  private static var termLimit: Int { 40 }
  /// So many equations before and after one are near it.
  private static var reach: Int { 8 }

  private func order(of tree: Expression) -> Int? {
    session.probe { () throws(Stop) in
      session.graph.shape(of: try session.term(of: tree).node).order
    }
  }

  /// `b b'` for `a a'`: a term with another name of the same stem.
  private func termsLike(_ term: Expression) -> [Expression] {
    term.names.sorted().flatMap { name -> [Expression] in
      guard session.standing(of: name) != .function, let order = order(of: .named(name)) else {
        return []
      }
      return session.latestNames(Self.nameLimit).filter {
        $0 != name && TreeEdits.distance($0, name) == 0 && self.order(of: .named($0)) == order
      }.prefix(4).map { term.replacing(name, with: .named($0)) }
    }
  }

  private func termsInReach(
    of claim: Claim, at equation: Int, besides tree: Expression
  ) -> [Expression] {
    var terms: [Expression] = []
    var texts: Set<String> = []
    func add(_ term: Expression) {
      guard terms.count < Self.termLimit, term.writtenNumbers == nil || term.text == "1",
        texts.insert(term.text).inserted
      else { return }
      terms.append(term)
    }
    var heads = [claim.left, claim.right]
    if case .success(let statement) = equations[equation].result,
      case .chain(let links, _) = statement.form
    {
      heads += links.map(renamed)
    }
    for side in heads where side.isDerivative {
      let formula = session.probe { () throws(Stop) in
        session.formulaTree(of: try session.term(of: side))
      }
      formula?.terms.forEach(add)
      formula?.sites(limit: 48).flatMap(\.part.sumTerms).forEach(add)
    }
    for distance in 0...Self.reach {
      for index in Set([equation - distance, equation + distance]).sorted()
      where equations.indices.contains(index) {
        guard case .success(let statement) = equations[index].result,
          case .chain(let links, _) = statement.form
        else { continue }
        for link in links.map(renamed) where link.text != tree.text {
          for sum in link.sums {
            let parts = sum.part.terms
            if parts.count > 1 { parts.forEach(add) }
          }
        }
      }
    }
    return terms
  }
}

extension Expression {
  /// The terms of a sum, without their signs; itself where it is none.
  fileprivate var terms: [Expression] {
    switch form {
    case .binary(let left, .add, let right, _), .binary(let left, .subtract, let right, _):
      left.terms + right.terms
    case .prefix(.minus, let operand), .parenthesized(let operand): operand.terms
    default: [self]
    }
  }

  /// The terms of a sum; none where it is none.
  fileprivate var sumTerms: [Expression] {
    switch form {
    case .binary(_, .add, _, _), .binary(_, .subtract, _, _): terms
    default: []
    }
  }

  /// The places at which sums stand: the whole, what is in parentheses and fences, and arguments.
  fileprivate var sums: [Site] {
    let sites = sites(limit: 48)
    var sums: [Site] = sites.first.map { [$0] } ?? []
    for site in sites {
      switch site.part.form {
      case .parenthesized(let inside):
        sums.append(
          Site(part: inside, isTerm: false) {
            site.put(Expression(.parenthesized($0), site.part.span))
          })
      case .application(let function, let arguments, let place) where arguments.count == 1:
        sums.append(
          Site(part: arguments[0].value, isTerm: false) {
            site.put(
              Expression(
                .application(function, [Argument(value: $0)], at: place), site.part.span))
          })
      case .fence(let fence, let operand):
        sums.append(
          Site(part: operand, isTerm: false) {
            site.put(Expression(.fence(fence, $0), site.part.span))
          })
      default: break
      }
    }
    return sums
  }

  /// The names that are factors.
  fileprivate var factors: [Site] {
    sites(limit: 48).dropFirst().filter { $0.part.bareName != nil && !$0.isTerm }
  }

  fileprivate static func named(_ name: String) -> Expression {
    Expression(.name(name), Span(0, 0))
  }

  /// The expression as the first term of a sum.
  fileprivate var groupedInSum: Expression {
    switch form {
    case .range, .conditional: grouped
    default: self
    }
  }
}
