import Arrays
import Graph
import Printing
import Syntax

/// A result that was shown, so that it can be shown again in another way.
struct Shown {
  enum Content {
    case value(Tensor, Orientation)
    case formula(Term)
    /// An equation without a value, as it was written: its term and its tree.
    case written(Term, Expression)
    /// A pass or a derivation.
    case display(Display)
    /// What was checked.
    case claim(Claim)
  }

  var name: String?
  var content: Content
}

extension Session {
  var notation: Notation { options.isASCII ? .ascii : .plain }

  func valuePrinter(width: Int?, height: Int? = nil) -> ValuePrinter {
    ValuePrinter(digits: options.digits, width: width, height: height, isASCII: options.isASCII)
  }

  func formulaPrinter(_ notation: Notation) -> FormulaPrinter {
    FormulaPrinter(graph, notation: notation, layout: options.layout)
  }

  // MARK: Names

  /// Shows what a name stands for: its value, or its formula where a name in it has none.
  func show(slot index: Int, at span: Span) throws(Stop) {
    guard !isQuiet else { return }
    try settle()
    let shown = try shown(slot: index, at: span)
    if case .formula(let term) = shown.content { try verify([term], at: span) }
    emit(shown, check: nil)
    guard let equation = state.slots[index].equation else { return }
    if case .value = shown.content {
      sayGrounds(of: [equation.term], haveValues: true)
    } else {
      sayGrounds(of: [equation.term], haveValues: false)
    }
  }

  private func shown(slot index: Int, at span: Span) throws(Stop) -> Shown {
    let slot = state.slots[index]
    if let value = try values([slot.term], at: span)?[0] {
      return Shown(name: slot.text, content: .value(value, slot.orientation))
    }
    guard let equation = slot.equation else {
      return Shown(name: slot.text, content: .formula(slot.term))
    }
    let content: Shown.Content =
      asksForMore(equation.tree)
      ? .formula(equation.term) : .written(equation.term, equation.tree)
    return Shown(name: slot.text, content: content)
  }

  /// Whether the answer to an expression is more than what was written: a derivative is to be
  /// found, a function of the user's to be put in.
  private func asksForMore(_ tree: Expression) -> Bool {
    tree.contains { part in
      switch part.form {
      case .derivative, .conditional: return true
      case .name(let name):
        if name.hasPrefix("d"), name.count > 1, slot(of: name) == nil { return true }  // dJ/dW
        if FormRow.row(named: name) != nil, slot(of: name) == nil { return true }
        guard let index = slot(of: name), case .function = state.slots[index].content else {
          return false
        }
        return true
      default: return false
      }
    }
  }

  /// Shows the names that a chain defined and how its checks ended.
  func show(_ slots: [Int], _ checks: [CheckResult], at span: Span) throws(Stop) {
    let failed = checks.contains { $0.verdict == .mismatch }
    try settle()
    if isQuiet && !failed { return }
    if options.format == .json { return try showChainAsJSON(slots, checks, at: span) }
    if !isQuiet { for slot in slots { try show(slot: slot, at: span) } }
    for check in checks where !isQuiet || check.verdict == .mismatch {
      output.result(text(check))
      remember(Shown(name: nil, content: .claim(check.claim)))
    }
  }

  /// `✓ J = 1.403`, `✗ J = 1.5: J is 1.40326, off by -0.0967`.
  private func text(_ check: CheckResult) -> String {
    let (mark, role): (String, Palette.Role) =
      switch check.verdict {
      case .holds: (options.isASCII ? "ok" : "✓", .success)
      case .mismatch: (options.isASCII ? "wrong:" : "✗", .error)
      case .unchecked: (options.isASCII ? "open:" : "?", .note)
      }
    let claim = check.claim.text(isASCII: options.isASCII)
    let detail =
      check.detail.map { detail in
        if check.verdict != .holds { return ": \(detail)" }
        return detail.contains("(") ? ", \(detail)" : " (\(detail))"
      } ?? ""
    return palette.wrap(mark, role) + " " + claim + detail
  }

  /// A chain is one object, with the verdict of its worst link.
  private func showChainAsJSON(
    _ slots: [Int], _ checks: [CheckResult], at span: Span
  ) throws(Stop) {
    let worst = checks.max { rank($0) < rank($1) }
    var check: (JSONPrinter.Check, String)?
    if let worst {
      let claim = worst.claim.text(isASCII: options.isASCII)
      check = (
        json(worst.verdict), claim + (worst.detail.map { ": " + $0 } ?? "")
      )
    }
    for (position, slot) in slots.enumerated() {
      let shown = try shown(slot: slot, at: span)
      if case .formula(let term) = shown.content { try verify([term], at: span) }
      emit(shown, check: position == 0 ? check : nil)
    }
    guard slots.isEmpty, let worst, let check else { return }
    let name = worst.claim.left.bareName ?? "ans"
    if let value = worst.value {
      output.result(
        JSONPrinter.line(
          name: name, value: value.tensor, orientation: value.orientation, check: check.0,
          detail: check.1))
    } else {
      output.result(JSONPrinter.line(name: name, check: check.0, detail: check.1))
    }
  }

  private func rank(_ check: CheckResult) -> Int {
    switch check.verdict {
    case .holds: 0
    case .unchecked: 1
    case .mismatch: 2
    }
  }

  private func json(_ verdict: CheckResult.Verdict) -> JSONPrinter.Check {
    switch verdict {
    case .holds: .holds
    case .mismatch: .mismatch
    case .unchecked: .unchecked
    }
  }

  // MARK: Expressions

  /// Shows the terms of an expression; `name` is set for one that is a bare name.
  func show(_ terms: [Term], name: String?, at span: Span) throws(Stop) {
    guard !isQuiet else { return }
    let turned = terms.map { laidOut($0) }
    let values = try values(turned, at: span)
    if values == nil { try verify(terms, at: span) }
    for (index, term) in terms.enumerated() {
      let content: Shown.Content =
        if let value = values?[index] {
          .value(value, turned[index].orientation)
        } else {
          .formula(laidOut(term, asFormula: true))
        }
      emit(Shown(name: name, content: content), check: nil)
    }
    if terms.contains(where: isTurned) { sayLayout() }
    sayGrounds(of: terms, haveValues: values != nil)
  }

  // MARK: Writing

  func emit(_ shown: Shown, check: (JSONPrinter.Check, String)?) {
    remember(shown)
    switch options.format {
    case .text: output.result(options.isASCII ? Notation.ascii(text(shown)) : text(shown))
    case .latex: output.result(latex(shown))
    case .json:
      // Commands give no objects: what a person reads is said beside them.
      if case .display(let display) = shown.content { return output.aside(text(display)) }
      output.result(json(shown, check))
    }
  }

  func text(_ shown: Shown) -> String {
    switch shown.content {
    case .value(let value, let orientation):
      let printed = valuePrinter(width: output.width, height: output.height)
        .text(value, orientation: orientation, name: shown.name)
      if printed.isElided, options.isInteractive { aside(":full shows all of it") }
      return printed.text
    case .formula, .written:
      let formula = formulaText(shown.content, notation)
      if formula.contains("…") {
        aside("… stands for what is too long to be read; names for its steps make it short")
      }
      let line = shown.name.map { formula == $0 ? formula : "\($0) = \(formula)" } ?? formula
      return Wrapping.wrapped(line, width: output.width)
    case .display(let display): return text(display)
    case .claim(let claim): return claim.text(isASCII: options.isASCII)
    }
  }

  func latex(_ shown: Shown) -> String {
    let right: String
    switch shown.content {
    case .value(let value, let orientation):
      right = valuePrinter(width: nil).latex(value, orientation: orientation)
    case .formula, .written:
      right = formulaText(shown.content, .latex)
    case .display(let display): right = latex(display)
    case .claim(let claim):
      right =
        Notation.latex.text(claim.left) + (claim.relation == .equal ? " = " : " \\approx ")
        + Notation.latex.text(claim.right)
    }
    guard let name = shown.name else { return right }
    return Notation.latex.text(Expression(.name(name), Span(0, 0))) + " = " + right
  }

  private func json(_ shown: Shown, _ check: (JSONPrinter.Check, String)?) -> String {
    switch shown.content {
    case .value(let value, let orientation):
      return JSONPrinter.line(
        name: shown.name ?? "ans", value: value, orientation: orientation, check: check?.0,
        detail: check?.1)
    case .formula(let term), .written(let term, _):
      let sizes = graph.shape(of: term.node).sizes.map { graph.sizes.text($0) }
      return JSONPrinter.line(
        name: shown.name ?? "ans", formula: formulaText(shown.content, notation), sizes: sizes,
        orientation: term.orientation, check: check?.0, detail: check?.1)
    case .display(let display): return text(display)
    case .claim(let claim): return claim.text(isASCII: false)
    }
  }

  /// Keeps what a statement showed, for `:latex` and `:full`.
  private func remember(_ shown: Shown) {
    if !hasShown { lastShown = [] }
    hasShown = true
    lastShown.append(shown)
  }

  /// Shows a pass or a derivation.
  func show(_ display: Display) {
    emit(Shown(name: nil, content: .display(display)), check: nil)
  }

  private func formulaText(_ content: Shown.Content, _ notation: Notation) -> String {
    switch content {
    case .value, .display, .claim: ""
    case .formula(let term): formulaText(term, notation)
    case .written(_, let tree): notation.text(tree)
    }
  }

  /// A term as a formula in the user's names, derived and simplified.
  func formulaText(_ term: Term, _ notation: Notation) -> String {
    let node = differentiator.formula(term.node)
    return formulaPrinter(notation).text(Term(node, term.orientation))
  }
}
