import Arrays
import Calculus
import Graph
import Printing
import Syntax

/// Claims between formulas are tried at random points of random sizes, in the layouts and conventions
/// that are in print, and under conditions that often go without saying.
extension Session {
  /// What can be said of a claim in general, whatever the values are.
  package struct Judgement {
    /// What a verdict rests on.
    package enum Ground {
      /// Both sides are one formula.
      case identity
      /// Tried at random points.
      case points
      /// It holds in the other layout: one side is the transpose of what mx gives.
      case transpose
      /// It holds in another convention than mx's own for symmetric matrices.
      case convention
      /// The sides have different shapes.
      case shapes

      /// Whether it is right but for how derivatives are written.
      var isOtherWriting: Bool { self == .transpose || self == .convention }
    }

    package var verdict: CheckResult.Verdict
    package var ground: Ground
    package var detail: String?
    /// The condition under which it holds, where it holds under one only.
    package var condition: Condition?
    /// What one side is of the other, where they differ by a factor alone.
    package var factor: String?
  }

  /// Whether two formulas agree; nil where no point was found at which both have a finite value.
  ///
  /// - Parameters:
  ///   - withExample: Whether a counterexample is looked for.
  ///   - isThorough: Whether all conditions and factors are looked for where they don't.
  package func judgement(
    of left: Term, _ right: Term, _ claim: Claim, withExample: Bool = true, isThorough: Bool = true
  ) -> Judgement? {
    let isDerivative = claim.left.mentionsDerivative || claim.right.mentionsDerivative
    let (a, b) = (graph.shape(of: left.node), graph.shape(of: right.node))
    let knowledge = graph.sizes.knowledge
    defer { graph.sizes.knowledge = knowledge }
    guard a.order == b.order else { return shapeMismatch(left, right) }
    let isTurned = a.order == 1 && left.orientation != right.orientation
    if isTurned, !isDerivative {
      return Judgement(
        verdict: .mismatch, ground: .shapes, detail: "one side is a row, the other a vector")
    }
    // A transpose that fits as it is comes before sizes that mx would have to make one.
    if isDerivative, a != b || isTurned, let layout = layoutJudgement(left, right, claim) {
      return layout
    }
    guard !isTurned, unify(a, b) else {
      graph.sizes.knowledge = knowledge
      return isTurned
        ? Judgement(
          verdict: .mismatch, ground: .shapes, detail: "one side is a row, the other a vector")
        : shapeMismatch(left, right)
    }
    if left.node == right.node {
      if let reason = vacuity(of: claim, [left, right]) {
        var trial = trial(left.node, right.node)
        if trial.agreement(under: nil) == true, trial.isNothing {
          return Judgement(verdict: .unchecked, ground: .identity, detail: reason)
        }
      }
      return Judgement(verdict: .holds, ground: .identity)
    }
    // What rules alone make equal is tried as well: a rule is no proof of itself.
    var trial = trial(left.node, right.node)
    switch trial.agreement(under: nil) {
    case nil:
      // Nothing may be defined but under what is said of its names.
      if let judgement = judgement(given: trial, left, right) { return judgement }
      let given = givens(of: trial)
      if !given.isEmpty {
        trial = self.trial(left.node, right.node, given: given)
        if trial.agreement(under: nil) == false { break }
      }
      return differentiator.areIdentical(left.node, right.node)
        ? Judgement(verdict: .holds, ground: .identity) : nil
    case true?:
      if trial.isNothing, let reason = vacuity(of: claim, [left, right]) {
        return Judgement(verdict: .unchecked, ground: .points, detail: reason)
      }
      return Judgement(
        verdict: .holds, ground: .points, detail: "at random \(text(pointsOf: trial))")
    case false?: break
    }
    if let judgement = judgement(given: trial, left, right) { return judgement }
    if isDerivative,
      let other = layoutJudgement(left, right, claim) ?? symmetryJudgement(left, right)
    {
      return other
    }
    let given = givens(of: trial)
    if !given.isEmpty { trial = self.trial(left.node, right.node, given: given) }
    let known = knownValues(of: trial.freeNames)
    if !known.isEmpty, known.count < trial.freeNames.count {
      // What isn't so in general may be so for the values that some names have.
      trial = self.trial(left.node, right.node, fixing: known, given: given)
      if trial.agreement(under: nil) == true {
        return Judgement(verdict: .holds, ground: .points, detail: "at " + text(known))
      }
    }
    let factor = isThorough ? trial.factor() : nil
    // In haste, only what goes without saying most often.
    var special: String?
    if factor == nil, let condition = trial.condition(of: isThorough ? nil : [.sumsToOne]) {
      // What holds for one number alone doesn't hold: nobody leaves that unsaid. Nor that matrices
      // commute, but for notes, which may have said it.
      let isSpecial =
        condition.property == .one || condition.property == .commuting && claim.dialect != .notes
      if isSpecial { special = "it holds only if " + text(condition) }
      guard special != nil else {
        return Judgement(
          verdict: .holds, ground: .points, detail: "only if " + text(condition),
          condition: condition)
      }
    }
    let phrase = factor.map { text($0) } ?? special
    return Judgement(
      verdict: .mismatch, ground: .points,
      detail: withExample ? difference(trial, phrase) : phrase,
      factor: special == nil ? phrase : nil)
  }

  /// The number that a formula is whatever its names are; nil where there is none.
  package func constant(of term: Term) -> Double? {
    let knowledge = graph.sizes.knowledge
    defer { graph.sizes.knowledge = knowledge }
    var trial = trial(term.node, term.node)
    guard !trial.isFixed, let constant = trial.constant() else { return nil }
    return abs(constant - constant.rounded()) < 1e-8 ? constant.rounded() : constant
  }

  /// What one formula is of the other, in words; nil where they have no common factor.
  package func factor(of left: Term, _ right: Term) -> String? {
    let knowledge = graph.sizes.knowledge
    defer { graph.sizes.knowledge = knowledge }
    guard unify(graph.shape(of: left.node), graph.shape(of: right.node)) else { return nil }
    var trial = trial(left.node, right.node)
    return trial.factor().map { text($0) }
  }

  /// What the note says of the names of a trial.
  private func givens(of trial: Trial) -> [Condition] {
    let names = Set(trial.freeNames)
    return givens.filter {
      names.contains($0.node) && ($0.partner.map { names.contains($0) } ?? true)
    }
  }

  /// Whether sides that don't agree in general do by what the note says of their names.
  private func judgement(given trial: Trial, _ left: Term, _ right: Term) -> Judgement? {
    let givens = givens(of: trial)
    guard !givens.isEmpty else { return nil }
    func holds(_ givens: [Condition]) -> Bool {
      var trial = self.trial(left.node, right.node, given: givens)
      return trial.agreement(under: nil) == true
    }
    guard holds(givens) else { return nil }
    let needed = givens.first { holds([$0]) }.map { [$0] } ?? givens
    return Judgement(
      verdict: .holds, ground: .points, detail: "as " + needed.map(text).joined(separator: ", "))
  }

  /// What points a trial could use.
  private func text(pointsOf trial: Trial) -> String {
    if trial.isFixed { return "points" }
    if trial.holdsForPositiveOnly { return "positive points" }
    let names = trial.positiveNames.compactMap { graph.name(of: $0)?.text }.filter { !$0.isEmpty }
    return names.isEmpty ? "points" : "points with \(names.sorted().joined(separator: ", ")) > 0"
  }

  private func trial(
    _ left: NodeID, _ right: NodeID, fixing known: [NodeID: Tensor] = [:],
    given givens: [Condition] = []
  ) -> Trial {
    Trial(
      differentiator, in: graph, left, right, fixing: known, given: givens,
      isInterrupted: isInterrupted)
  }

  /// The values that names have now, of those that have one.
  private func knownValues(of names: [NodeID]) -> [NodeID: Tensor] {
    var known: [NodeID: Tensor] = [:]
    for name in names {
      if let index = slotIndex(of: name), let value = state.values[index].tensor {
        known[name] = value
      }
    }
    return known
  }

  /// `k = 3, x = [1; 2]`, or the names alone where their values are large.
  private func text(_ known: [NodeID: Tensor]) -> String {
    let entries = known.map { (name: graph.name(of: $0)?.text ?? "", node: $0, value: $1) }
      .sorted { $0.name < $1.name }
    let areShort = entries.reduce(0) { $0 + $1.value.count } <= 9
    guard areShort else { return "the values of " + entries.map(\.name).joined(separator: ", ") }
    return entries.map { "\($0.name) = \(line($0.value, graph.name(of: $0.node)?.orientation))" }
      .joined(separator: ", ")
  }

  private func shapeMismatch(_ left: Term, _ right: Term) -> Judgement {
    let shapes = [left, right].map { text(graph.shape(of: $0.node), $0.orientation) }
    return Judgement(
      verdict: .mismatch, ground: .shapes,
      detail: "the left side is \(shapes[0]), the right side \(shapes[1])")
  }

  /// Adds to what the values say what is true in general.
  func explain(_ result: inout CheckResult, by judgement: Judgement?) {
    guard let judgement else { return }
    switch (result.verdict, judgement.verdict) {
    case (.holds, .mismatch):
      result.detail = "at these values, not in general"
    case (.holds, .holds):
      guard let condition = judgement.condition else {
        if judgement.ground.isOtherWriting { result.detail = judgement.detail }
        return
      }
      result.detail =
        isMet(condition)
        ? "because \(text(condition))" : "at these values; in general only if \(text(condition))"
    case (.mismatch, .holds):
      if let condition = judgement.condition {
        result.detail = (result.detail.map { $0 + "; " } ?? "") + "holds only if \(text(condition))"
      } else if judgement.ground.isOtherWriting {
        result.verdict = .holds
        result.detail = judgement.detail
      }
    case (.mismatch, .mismatch):
      if let factor = judgement.factor {
        result.detail = (result.detail.map { $0 + "; " } ?? "") + factor
      }
    default: break
    }
  }

  /// Whether the values of now have the property that a condition speaks of.
  package func isMet(_ condition: Condition) -> Bool {
    do {
      let nodes = [condition.node] + (condition.partner.map { [$0] } ?? [])
      guard let values = try values(of: nodes) else { return false }
      return Condition.holds(condition.property, of: values[0])
        && (values.count == 1 || Condition.commute(values[0], values[1]))
    } catch {
      return false
    }
  }

  // MARK: Layouts and conventions

  /// A derivative that is right but for being the transpose.
  private func layoutJudgement(_ left: Term, _ right: Term, _ claim: Claim) -> Judgement? {
    let shape = graph.shape(of: left.node)
    let turned: NodeID
    switch shape.order {
    case 1 where left.orientation != right.orientation: turned = right.node
    case 2: turned = graph.transposed(right.node)
    default: return nil
    }
    guard shape == graph.shape(of: turned) else { return nil }
    var trial = trial(left.node, turned)
    guard trial.agreement(under: nil) == true else { return nil }
    if trial.isNothing, let reason = vacuity(of: claim, [left, right]) {
      return Judgement(verdict: .unchecked, ground: .points, detail: reason)
    }
    return Judgement(verdict: .holds, ground: .transpose, detail: layoutPhrase(left, right))
  }

  /// `in numerator layout (the transpose of what the gradient layout gives)`. A gradient has the shape of its variable, so
  /// its transpose is the numerator layout's; a Jacobian is output × input, as there.
  package func layoutPhrase(_ left: Term, _ right: Term) -> String {
    let request = graph.postorder([left.node, right.node]).lazy.compactMap { node in
      if case .derivative(let request) = self.graph[node].form { request } else { nil }
    }.first
    let isGradient = request.map { graph[$0.function].shape.order == 0 } ?? true
    let isRow = graph[left.node].shape.order == 1 && left.orientation == .row
    let (layout, other) =
      isGradient && !isRow ? ("numerator", "gradient") : ("denominator", "numerator")
    return "in \(layout) layout (the transpose of what the \(other) layout gives)"
  }

  /// A gradient by a symmetric matrix in one of the other conventions in print.
  private func symmetryJudgement(_ left: Term, _ right: Term) -> Judgement? {
    for (mine, other) in [(left.node, right.node), (right.node, left.node)] {
      guard let plain = differentiator.unrestricted(mine) else { continue }
      var unconstrained = trial(plain, other)
      if unconstrained.agreement(under: nil) == true {
        return Judgement(
          verdict: .holds, ground: .convention,
          detail: "in the convention that takes all entries as independent (G; here (G + G')/2)")
      }
      let diagonal = graph.multiply(plain, graph.delta(graph.shape(of: plain)[0]))
      let distinct = graph.subtract(graph.add(plain, graph.transposed(plain)), diagonal)
      var constrained = trial(distinct, other)
      if constrained.agreement(under: nil) == true {
        let sign = options.isASCII ? "G + G' - G .* I" : "G + G' - G ⊙ I"
        return Judgement(
          verdict: .holds, ground: .convention,
          detail: "in the convention of the distinct entries (\(sign); here (G + G')/2)")
      }
    }
    return nil
  }

  // MARK: Phrases

  package func text(_ condition: Condition) -> String {
    let name = graph.name(of: condition.node)?.text ?? "it"
    let isASCII = options.isASCII
    switch condition.property {
    case .sumsToOne: return isASCII ? "sum(\(name)) = 1" : "Σ\(name) = 1"
    case .rowsSumToOne: return "each row of \(name) sums to 1"
    case .columnsSumToOne: return "each column of \(name) sums to 1"
    case .sumsToZero: return isASCII ? "sum(\(name)) = 0" : "Σ\(name) = 0"
    case .unit: return isASCII ? "norm2(\(name)) = 1" : "‖\(name)‖ = 1"
    case .one: return "\(name) = 1"
    case .positive: return "\(name) > 0"
    case .binary: return "\(name) is made of 0 and 1"
    case .symmetric: return "\(name) is symmetric"
    case .antisymmetric: return "\(name) is antisymmetric"
    case .orthogonal: return "\(name) is orthogonal"
    case .orthonormal: return "the columns of \(name) are orthonormal"
    case .diagonal: return "\(name) is diagonal"
    case .idempotent: return "\(name) is idempotent"
    case .definite: return "\(name) is positive definite"
    case .tall: return "\(name) has full column rank"
    case .wide: return "\(name) has full row rank"
    case .commuting:
      let other = condition.partner.flatMap { graph.name(of: $0)?.text } ?? "it"
      return "\(other) and \(name) commute"
    }
  }

  /// A condition in LaTeX; what has no sign of its own is said in words.
  func latex(_ condition: Condition) -> String {
    let name = Notation.latex.text(
      Expression(.name(graph.name(of: condition.node)?.text ?? "x"), Span(0, 0)))
    switch condition.property {
    case .sumsToOne: return "\\textstyle\\sum \(name) = 1"
    case .sumsToZero: return "\\textstyle\\sum \(name) = 0"
    case .unit: return "\\lVert \(name) \\rVert = 1"
    case .one: return "\(name) = 1"
    case .positive: return "\(name) > 0"
    case .binary, .symmetric, .antisymmetric, .orthogonal, .diagonal, .definite, .tall, .wide,
      .commuting, .orthonormal, .idempotent, .rowsSumToOne, .columnsSumToOne:
      return "\\text{\(text(condition))}"
    }
  }

  /// How two sides differ: by a factor, and at which small whole numbers.
  private func difference(_ trial: Trial, _ factor: String?) -> String? {
    guard let example = trial.counterexample() else { return factor }
    let values = example.values.map { name, value in
      "\(graph.name(of: name)?.text ?? "") = \(line(value, graph.name(of: name)?.orientation))"
    }
    let place = values.isEmpty ? "" : "at " + values.joined(separator: ", ") + " "
    let (left, right) = (line(example.left), line(example.right))
    guard let factor else {
      return "\(place)the left side is \(left), the right side \(right)"
    }
    return "\(factor), \(place)\(left) and \(right)"
  }

  /// A small array in one line: `[1 0; 2 3]`.
  private func line(_ value: Tensor, _ orientation: Orientation? = .column) -> String {
    let text = valuePrinter(width: nil).text(value, orientation: orientation ?? .column).text
    return text.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }.joined(separator: "; ").replacing("[ ", with: "[")
  }

  private func text(_ factor: Trial.Factor) -> String {
    func times(_ quantity: String, _ isInverse: Bool) -> String {
      "the left side is \(isInverse ? "1/\(quantity)" : quantity) times the right"
    }
    switch factor {
    case .scalar(let name, let isInverse): return times(graph.name(of: name)?.text ?? "", isInverse)
    case .size(let size, let isInverse): return times(graph.sizes.text(size), isInverse)
    case .number(let number):
      if abs(number + 1) < 1e-8 { return "the sides differ in sign" }
      for denominator in 1...12 {
        let numerator = (number * Double(denominator)).rounded()
        if abs(number * Double(denominator) - numerator) < 1e-8 * abs(numerator) {
          let fraction = Coefficient(numerator, over: Double(denominator))
          let whole = valuePrinter(width: nil).number(fraction.numerator)
          return times(
            fraction.denominator == 1 ? whole : "\(whole)/\(Int(fraction.denominator))", false)
        }
      }
      return times(valuePrinter(width: nil).number(number), false)
    }
  }
}
