import Interpreter
import Syntax

/// `w = \arg\min_w L = …`: where something is least or largest, which has no formula of its own. What
/// it is said to be is right where the gradient is 0 there.
extension NoteChecker {
  /// A chain without the links that say where something is extreme, after what can be said of those;
  /// nil where nothing else is left.
  func withoutOptima(
    _ links: [Expression], _ relations: [Relation], in statement: Statement
  ) throws(Stop) -> (links: [Expression], relations: [Relation])? {
    guard links.contains(where: { $0.extremeByNames != nil }) else { return (links, relations) }
    let kept = links.filter { $0.extremeByNames == nil }
    for (place, link) in links.enumerated() {
      guard let (function, variables) = link.extremeByNames else { continue }
      let next = place + 1 < links.count ? links[place + 1] : nil
      guard let next, next.extremeByNames == nil else {
        let before = place > 0 ? links[place - 1].text + " = " : ""
        add(
          at: link.span, before + link.text, .unchecked,
          "where \(function.text) is extreme has no formula")
        continue
      }
      let text = "\(link.text) = \(next.text)"
      guard variables.count == 1, let name = variables[0].bareName else {
        add(at: link.span, text, .unchecked, "an optimum by several names can't be tried")
        continue
      }
      let outcome = try optimum(of: function, by: name, at: next, in: statement)
      add(at: link.span, text, outcome.verdict, outcome.detail)
    }
    guard kept.count > 1 else { return nil }
    return (kept, Array(repeating: .equal, count: kept.count - 1))
  }

  /// Whether the gradient of a function is 0 at a point.
  private func optimum(
    of function: Expression, by name: String, at point: Expression, in statement: Statement
  ) throws(Stop) -> Outcome {
    let span = function.span
    let variable = Expression(.name(name), span)
    let gradient = Expression(.derivative(function, variables: [variable]), span)
    let arguments = [
      Argument(value: gradient), Argument(label: Name(name, span), value: point.grouped),
    ]
    let zero = Expression(.number(NumberLiteral(value: 0, lastDigit: 0)), span)
    let claim = Claim(
      left: Expression(.application(Expression(.name("at"), span), arguments, at: span), span),
      right: Expression(.binary(zero, .multiply, point.grouped, at: span), span),
      relation: .equal, source: passage.text, span: statement.span, dialect: .notes)
    guard var outcome = try outcome(of: claim) else {
      return Outcome(verdict: .unchecked, detail: "no point was found to try it at")
    }
    switch outcome.verdict {
    case .holds:
      outcome.detail = ["the gradient is 0 there", outcome.detail].compactMap { $0 }
        .joined(separator: ", ")
    case .mismatch where isConstrained:
      return Outcome(verdict: .unchecked, detail: "an optimum under constraints isn't tried")
    case .mismatch where outcome.unmet != nil:
      return Outcome(verdict: .unchecked, detail: outcome.detail)
    case .mismatch:
      return Outcome(
        verdict: .mismatch, detail: "the gradient of \(function.text) by \(name) isn't 0 there")
    default: break
    }
    return outcome
  }

  /// Whether the document speaks of constraints.
  private var isConstrained: Bool {
    says(["subject to", "s.t.", "constrain", "such that", "lagrang", "projection"])
  }
}
