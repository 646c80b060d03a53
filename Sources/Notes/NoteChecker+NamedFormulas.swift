import Interpreter
import Syntax

/// `h = tanh(W x + b)`, and then `u = W x + b`: h rests on u, where the note differentiates by u.
extension NoteChecker {
  /// Puts a name that was defined just now for its formula in the equations before.
  func nameFormula(of name: String, in statement: Statement) throws(Stop) {
    guard
      derivatives.values.contains(where: { $0.contains { $0.name == name || $0.base == name } }),
      let formula = session.equationTree(of: name), let pattern = formula.namedPattern(name),
      session.valueOfName(name) == nil
    else { return }
    for other in definitions.keys.sorted() where other != name {
      guard let tree = session.equationTree(of: other), tree.names.isSuperset(of: formula.names),
        !formula.mentions(other)
      else { continue }
      let renamed = tree.replacing(pattern)
      guard renamed.mentions(name) else { continue }
      do {
        try session.transaction(passage.text, statement.span) { () throws(Stop) in
          try session.redefine(
            Name(other, statement.span), renamed.moved(to: statement.span), in: statement)
        }
        forgetValues()
      } catch {
        guard case .failure = error else { throw error }
      }
    }
  }
}

extension Expression {
  /// A formula that is worth a name, and what stands for it: of an array that is given by its entries,
  /// an entry.
  fileprivate func namedPattern(_ name: String) -> (text: String, name: Expression)? {
    switch bare.form {
    case .entries(let operand, let ranges):
      guard let (text, inner) = operand.namedPattern(name), ranges.allSatisfy({ $0.upper == nil })
      else { return nil }
      let indices = ranges.map { Expression(.name($0.name.text), $0.name.span) }
      return (text, Expression(.index(inner, indices, at: span), span))
    case .binary: return (bare.text, Expression(.name(name), span))
    default: return nil
    }
  }

  /// The expression with a name for each part that is a formula.
  fileprivate func replacing(_ pattern: (text: String, name: Expression)) -> Expression {
    if case .binary = form, text == pattern.text { return Expression(pattern.name.form, span) }
    return Expression(form(changing: { $0.replacing(pattern) }, at: nil), span)
  }
}
