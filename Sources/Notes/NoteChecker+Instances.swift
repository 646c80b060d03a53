import Elaboration
import Graph
import Interpreter
import Syntax

/// Equations for layers and steps are for all of them: `z_l = W_l a_{l-1} + b_l` says what `z_{l+1}` is,
/// and what `z_L` is.
extension NoteChecker {
  /// Gives a name the equation of another layer or step, where it has none.
  ///
  /// Steps before the one that has an equation are data, as `h_{t-1}` is of `h_t`.
  func defineInstance(_ name: String, in statement: Statement, depth: Int = 0) throws(Stop) {
    guard depth < 4, let step = StepName(name),
      [.nothing, .symbol].contains(session.standing(of: name)),
      let (general, formula) = equation(general: step),
      !directory.defines(name) || formula.mentionsDerivative
    else { return }
    let tree = formula.instance(of: general, at: step).moved(to: statement.span)
    guard !tree.mentions(name) else { return }
    // What it is differentiated by is of that layer, too.
    var equation = statement
    equation.form = .chain(
      links: [Expression(.name(name), statement.span), tree], relations: [.equal])
    let derivatives = Session.derivatives(in: [equation])
    for variable in derivatives.values.joined() {
      try defineInstance(variable.name, in: statement, depth: depth + 1)
    }
    for other in tree.names.sorted() where StepName(other)?.base != step.base {
      try defineInstance(other, in: statement, depth: depth + 1)
    }
    for other in tree.names.sorted() where session.standing(of: other) == .nothing {
      learnKind(of: other)
    }
    do {
      try session.transaction(passage.text, statement.span) { () throws(Stop) in
        try session.redefine(Name(name, statement.span), tree, in: statement)
      }
    } catch {
      guard case .failure = error else { throw error }
      return
    }
    forgetValues()
    arrivedNames?.insert(name)
    for (function, variables) in derivatives {
      instanceVariables[function, default: []] += variables
    }
  }

  /// Whether an equation for a layer or step that a name belongs to speaks of a derivative.
  func isDerivativeElsewhere(_ name: String) -> Bool {
    guard let step = StepName(name), let (_, formula) = equation(general: step) else {
      return false
    }
    return formula.mentionsDerivative
  }

  /// The equation of another layer or step, and for which it is written.
  private func equation(general step: StepName) -> (StepName, Expression)? {
    var candidates = (1...2).map { StepName(step.base, step.letter, step.offset - $0) }
    if step.letter.isUppercase, let small = step.letter.lowercased().first {
      candidates += [0, 1].map { StepName(step.base, small, $0) }
    }
    for candidate in candidates {
      guard let formula = session.equationTree(of: candidate.text), !formula.isLiteral,
        session.valueOfName(candidate.text) == nil
      else { continue }
      return (candidate, formula)
    }
    return nil
  }

  /// `δ_l = W_{l+1}' δ_{l+1} ⊙ σ'(z_l)`, where nothing is known of `δ_{l+1}`: it is of the kind of δ_l.
  func learnKindOfStep(_ links: [Expression]) {
    guard links.count > 1, let name = links[0].bareName, let step = StepName(name) else { return }
    for other in links[1].names.sorted() where other != name {
      guard let sibling = StepName(other), sibling.base == step.base,
        sibling.letter == step.letter, session.standing(of: other) == .nothing
      else { continue }
      let sizes = session.graph.sizes
      let kinds: [Kind?] = [
        nil, .vector(sizes.fresh()), .scalar, .matrix(sizes.fresh(), sizes.fresh()),
      ]
      for kind in kinds {
        let isKept = session.probe { () throws(Stop) -> Bool? in
          if let kind { _ = session.introduce(other, kind, .use) }
          let (whole, part) = (
            try session.term(of: links[1]),
            try session.term(of: Expression(.name(other), links[1].span))
          )
          return session.graph.shape(of: whole.node).order
            == session.graph.shape(of: part.node).order
        }
        guard isKept == true else { continue }
        if let kind { _ = session.introduce(other, kind, .use) }
        break
      }
    }
  }

  /// Why a claim can't be wrong: something in it is given by what comes after it, and of that nothing
  /// is known, as of `δ_{l+1}` in `δ_l`.
  func openStep(in claim: Claim) -> String? {
    guard claim.left.mentionsDerivative || claim.right.mentionsDerivative else { return nil }
    var open = claim.left.names.union(claim.right.names)
    var met: Set<String> = []
    while let name = open.popFirst() {
      guard met.insert(name).inserted, met.count < 200 else { continue }
      guard let formula = session.equationTree(of: name) else { continue }
      open.formUnion(formula.names)
      guard let step = StepName(name) else { continue }
      let next = formula.names.sorted().first { other in
        guard let sibling = StepName(other), session.standing(of: other) == .symbol else {
          return false
        }
        return sibling.base == step.base && sibling.letter == step.letter
          && sibling.offset > step.offset
      }
      if let next { return "nothing says what \(next) is" }
    }
    return nil
  }
}

extension Expression {
  /// A formula for one layer or step, as it is for another.
  fileprivate func instance(of general: StepName, at step: StepName) -> Expression {
    switch form {
    case .name(let name), .subscripted(_, _, let name):
      guard let part = StepName(name), part.letter == general.letter else { return self }
      let moved = StepName(part.base, step.letter, part.offset + step.offset - general.offset)
      return Expression(.name(moved.text), span)
    default:
      return Expression(form(changing: { $0.instance(of: general, at: step) }, at: nil), span)
    }
  }
}
