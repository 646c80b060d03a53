import Elaboration
import Graph
import Interpreter
import Syntax

/// What makes a claim right that is wrong as it stands to the letter: authors mean more by a sign, or
/// say what holds at one point only.
extension NoteChecker {
  /// `∇_w f + g = …` where the operator is of the whole sum; nil where that makes it no better.
  func operatingOnSum(_ claim: Claim) throws(Stop) -> (claim: Claim, outcome: Outcome)? {
    for isRight in [false, true] {
      let side = isRight ? claim.right : claim.left
      guard let whole = side.operatingOnSum else { continue }
      let changed = claim.with(whole, isRight: isRight)
      guard var outcome = try outcome(of: changed), outcome.verdict == .holds else { continue }
      let phrase = "the derivative is read as of the whole sum"
      outcome.detail = [outcome.detail, phrase].compactMap { $0 }.joined(separator: "; ")
      return (changed, outcome)
    }
    return nil
  }

  private static let wordsForOptima = [
    "to zero", "equal to 0", "equals zero", "to $0$", "normal equation", "stationary", "vanish",
    "optimal", "optimum", "minimi", "maximi", "critical point", "first-order condition",
    "first order condition", "solve",
  ]

  /// A claim that holds where a derivative is 0, if the note looks for such a point: `X'X w = X'y` after
  /// the gradient of `‖X w - y‖²` was set to 0.
  func stationary(_ claim: Claim) -> Outcome? {
    guard !isProbing, !claim.left.mentionsDerivative, !claim.right.mentionsDerivative,
      says(Self.wordsForOptima) || setsDerivativeToZero
    else { return nil }
    let graph = session.graph
    return session.probe { () throws(Stop) -> Outcome? in
      let (left, right) = try session.terms(of: claim)
      guard graph.shape(of: left.node).order == graph.shape(of: right.node).order else {
        return nil
      }
      for axis in 0..<graph.shape(of: left.node).order {
        do {
          try graph.sizes.unify(graph.shape(of: left.node)[axis], graph.shape(of: right.node)[axis])
        } catch { return nil }
      }
      let difference = Term(graph.subtract(left.node, right.node), left.orientation)
      let variables = claim.left.names.union(claim.right.names).sorted().filter {
        session.standing(of: $0) == .symbol
      }
      for name in definitions.keys.sorted() {
        guard let function = session.term(of: name), graph.shape(of: function.node).order == 0
        else { continue }
        let reached = graph.postorder([function.node], below: graph.meaning(of:))
        for variable in variables {
          guard let by = session.term(of: variable), reached.contains(by.node),
            graph.shape(of: by.node).order == graph.shape(of: left.node).order
          else { continue }
          let gradient = Term(
            graph.derivative(DerivativeRequest(of: function.node, by: by.node)), by.orientation)
          let isMultiple =
            session.factor(of: difference, gradient) != nil
            || session.judgement(of: difference, gradient, claim, withExample: false)?.verdict
              == .holds
          guard isMultiple else { continue }
          return Outcome(verdict: .holds, detail: "where ∂\(name)/∂\(variable) = 0")
        }
      }
      return nil
    }
  }

  /// Whether an equation says that a derivative is 0.
  static func setsDerivativeToZero(_ equations: [NoteEquation]) -> Bool {
    equations.contains { equation in
      equation.links.count > 1 && equation.links.contains { $0.mentionsDerivative }
        && equation.links.contains { $0.writtenNumbers?.map(\.value) == [0] }
    }
  }
}

extension Expression {
  /// The derivative that a sum begins with, taken of all of it, where its operator stands before it.
  fileprivate var operatingOnSum: Expression? {
    var terms: [(sign: BinaryOperator, term: Expression, place: Span)] = []
    var first = self
    while case .binary(let left, let sign, let right, let place) = first.form,
      sign == .add || sign == .subtract
    {
      terms.append((sign, right, place))
      first = left
    }
    guard !terms.isEmpty, case .derivative(let function, let variables) = first.form,
      let variable = variables.first, variable.span.lower < function.span.lower,
      terms.contains(where: { !variable.names.isDisjoint(with: $0.term.names) })
    else { return nil }
    if case .parenthesized = function.form { return nil }
    let sum = terms.reversed().reduce(function) { sum, term in
      Expression(
        .binary(sum, term.sign, term.term, at: term.place), sum.span.union(term.term.span))
    }
    return Expression(
      .derivative(Expression(.parenthesized(sum), sum.span), variables: variables), span)
  }
}
