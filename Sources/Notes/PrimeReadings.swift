import Elaboration
import Graph
import Interpreter
import Primitives
import Syntax

/// `y' = 2x`, `(uv)' = u'v + uv'`: notes write derivatives with the sign that transposes. What makes a
/// claim about transposes wrong may be right of derivatives; of numbers it can only be meant so, since a
/// number is its own transpose.
extension NoteChecker {
  /// A claim with its primes as derivatives and what is found of that; nil where they transpose.
  ///
  /// - Parameter transposed: What was found of the claim with transposes.
  func differentiating(
    _ claim: Claim, _ transposed: Outcome?
  ) throws(Stop) -> (claim: Claim, outcome: Outcome, reading: PrimeReading?)? {
    let source = claim.source
    let operands = [claim.left, claim.right].flatMap { $0.primed(in: source, except: isFunction) }
    guard !operands.isEmpty else { return nil }
    let areNumbers = operands.allSatisfy { isOfNumbers($0, in: claim) }
    guard areNumbers || transposed?.verdict != .holds else { return nil }
    var wrong: (claim: Claim, reading: PrimeReading)?
    for reading in primeReadings(of: operands, in: claim) {
      let derived = reading.derived(claim)
      // The variable is a number, and so is all that rests on it.
      let found = try session.takingAsScalars(in: derived) { () throws(Stop) -> Outcome? in
        let outcome = try self.outcome(of: derived)
        if wrong == nil, outcome?.verdict == .mismatch { wrong = (derived, reading) }
        return outcome?.verdict == .holds ? outcome : nil
      }
      if let found { return (derived, reading.said(found), reading) }
    }
    guard let wrong, transposed?.verdict != .holds else { return nil }
    let isWhole = [claim.left, claim.right].contains { $0.isPrimed(in: source) }
    guard areNumbers || isWhole && operands.allSatisfy({ session.isAssumed($0) }) else {
      return nil
    }
    // Of a name that has no formula, only a rule says something: all else says what it is.
    if let name = claim.left.primedName(in: source), isFree(name) {
      let detail = "\(claim.left.text) may be a derivative of \(name) or another name"
      return (claim, Outcome(verdict: .unchecked, detail: detail), nil)
    }
    let outcome = try session.takingAsScalars(in: wrong.claim) { () throws(Stop) -> Outcome? in
      try self.outcome(of: wrong.claim)
    }
    return outcome.map { (wrong.claim, wrong.reading.said($0), wrong.reading) }
  }

  private func isFunction(_ name: String) -> Bool {
    session.standing(of: name) == .function
      || session.standing(of: name) == .nothing && Catalogue.function(named: name) != nil
  }

  /// Whether an expression and all that is in it are numbers.
  private func isOfNumbers(_ tree: Expression, in claim: Claim) -> Bool {
    session.probe { () throws(Stop) in
      for name in tree.names.sorted() where session.standing(of: name) != .function {
        if session.isKnown(name) { continue }
        let term = try session.term(of: Expression(.name(name), claim.span))
        guard session.graph.shape(of: term.node).order == 0 else { return false }
      }
      return true
    } ?? false
  }

  /// Whether nothing is known of what a name stands for.
  private func isFree(_ name: String) -> Bool {
    switch session.standing(of: name) {
    case .nothing, .symbol: !session.isKnown(name)
    case .value, .equation, .function: false
    }
  }

  // MARK: By what is differentiated

  private func primeReadings(of operands: [Expression], in claim: Claim) -> [PrimeReading] {
    let names = claim.left.names.union(claim.right.names)
    let unknown = Set(operands.compactMap { $0.bare.bareName }.filter(isFree))
    let functions = names.filter(isFunction)
    var variables = variables(of: operands).filter { !unknown.contains($0) }
    if !unknown.isEmpty || variables.isEmpty {
      // Functions of which nothing is known rest on what the claim speaks of besides.
      let spoken = names.filter { isFree($0) && !unknown.contains($0) && $0.count == 1 }
      let usual = ["x", "t", "z"].filter(spoken.contains)
      variables = usual + variables
      if usual.isEmpty,
        let letter = ["x", "t", "z"].first(where: { isFree($0) && !unknown.contains($0) })
      {
        variables.insert(letter, at: 0)
      }
    }
    var readings = variables.prefix(3).map {
      PrimeReading(
        variable: $0, unknown: unknown, functions: functions, source: claim.source)
    }
    // x' is 1 where x is what all is differentiated by.
    for name in ["x", "t"] where unknown.contains(name) {
      readings.append(
        PrimeReading(
          variable: name, unknown: unknown.subtracting([name]), functions: functions,
          source: claim.source))
    }
    return readings
  }

  /// What expressions may be differentiated by: the names that they are written with before those that
  /// these rest on, the usual variables first.
  private func variables(of operands: [Expression]) -> [String] {
    var found: [String] = []
    var visited: Set<String> = []
    var level = operands
    for _ in 0..<6 where !level.isEmpty {
      var names = level.reduce(into: Set<String>()) { $0.formUnion($1.names) }
      names = names.filter { visited.insert($0).inserted }
      var next: [Expression] = []
      var here: [String] = []
      for name in names.sorted() {
        let isPrimed = operands.contains { $0.bare.bareName == name }
        if let tree = session.equationTree(of: name) { next.append(tree) }
        if isPrimed || session.isKnown(name) || session.standing(of: name) == .function { continue }
        here.append(name)
      }
      let usual = Array("xtzuvsyrwpqθ")
      func rank(_ name: String) -> Int {
        name.count == 1 ? usual.firstIndex(of: name.first ?? " ") ?? 50 : 60
      }
      found += here.sorted { (rank($0), $0) < (rank($1), $1) }
      level = next
    }
    return found
  }
}

/// Primes as derivatives by one variable.
struct PrimeReading {
  let variable: String
  /// Names of which nothing is known but that they have derivatives.
  let unknown: Set<String>
  /// Names of functions, which stand for what they give for the variable.
  let functions: Set<String>
  let source: SourceText

  func derived(_ claim: Claim) -> Claim {
    Claim(
      left: derived(claim.left), right: derived(claim.right), relation: claim.relation,
      source: claim.source, span: claim.span, dialect: claim.dialect)
  }

  /// An outcome that says how the primes are read.
  func said(_ outcome: Outcome) -> Outcome {
    var outcome = outcome
    let phrase = "the prime is read as d/d\(variable)"
    outcome.detail = [outcome.detail, phrase].compactMap { $0 }.joined(separator: "; ")
    return outcome
  }

  func written(_ outcome: Outcome) -> Outcome {
    var outcome = outcome
    outcome.detail = outcome.detail.map(written)
    outcome.explanation = outcome.explanation.map(written)
    return outcome
  }

  /// A text about the derivatives as the note writes them.
  private func written(_ text: String) -> String {
    var text = text
    for name in unknown.sorted() {
      text = text.replacing("f_\(name)(\(variable))", with: name)
      text = text.replacing("f_\(name)", with: name)
      text = text.replacing("∂(\(name))/∂\(variable)", with: "\(name)'")
    }
    return text
  }

  private func derived(_ tree: Expression) -> Expression {
    switch tree.form {
    case .name, .subscripted:
      guard let name = tree.bareName, unknown.contains(name) || functions.contains(name) else {
        return tree
      }
      return Expression(
        .application(
          Expression(.name(function(name)), tree.span), [Argument(value: at(tree.span))],
          at: tree.span), tree.span)
    case .postfix(let operand, .transpose) where tree.isPrimed(in: source):
      return Expression(
        .derivative(derived(operand), variables: [at(tree.span)]), tree.span)
    case .application(let callee, let arguments, let place):
      let values = arguments.map { Argument(label: $0.label, value: derived($0.value)) }
      if let name = callee.bareName {
        // f applied to another function's name is the product of both.
        if arguments.count == 1, functions.contains(name) || unknown.contains(name),
          isFunction(arguments[0].value.bare)
        {
          return Expression(
            .binary(derived(callee), .juxtapose, values[0].value, at: place), tree.span)
        }
        let renamed = Expression(.name(function(name)), callee.span)
        return Expression(.application(renamed, values, at: place), tree.span)
      }
      guard let name = callee.primedName(in: source) else { break }
      if unknown.contains(name) || functions.contains(name) {
        let renamed = callee.renaming(name, function(name))
        return Expression(.application(renamed, values, at: place), tree.span)
      }
      guard arguments.count == 1 else { break }
      if arguments[0].value.bareName == variable { return derived(callee) }
      return Expression(
        .application(
          Expression(.name("at"), place),
          [
            Argument(value: derived(callee)),
            Argument(label: Name(variable, place), value: values[0].value),
          ], at: place), tree.span)
    case .binary(let left, .juxtapose, let right, at: _)
    where left.isPrimed(in: source) && right.bareName == nil && right.bare.bareName == variable:
      // (fg)'(x)
      return derived(left)
    default: break
    }
    return Expression(tree.form(changing: derived, at: nil), tree.span)
  }

  private func at(_ place: Span) -> Expression { Expression(.name(variable), place) }

  private func function(_ name: String) -> String {
    unknown.contains(name) ? "f_\(name)" : name
  }

  /// Whether an expression is the name of a function, or its derivative.
  private func isFunction(_ tree: Expression) -> Bool {
    guard let name = tree.bareName ?? tree.primedName(in: source) else { return false }
    return functions.contains(name) || unknown.contains(name)
  }
}

extension Expression {
  /// Whether it is an expression with a prime, not with a T above it.
  fileprivate func isPrimed(in source: SourceText) -> Bool {
    guard case .postfix(_, .transpose) = bare.form else {
      guard case .application(let callee, _, _) = bare.form else { return false }
      return callee.primedName(in: source) != nil
    }
    let written = source[bare.span]
    return ["'", "′", "″", "\\prime", "\\prime}"].contains(where: written.hasSuffix)
  }

  /// What has a prime in it, down to what is nothing else; functions with primes that are applied
  /// aside.
  fileprivate func primed(
    in source: SourceText, except isFunction: (String) -> Bool
  ) -> [Expression] {
    var found: [Expression] = []
    var stack = [self]
    while let part = stack.popLast() {
      if case .application(let callee, let arguments, _) = part.form,
        let name = callee.primedName(in: source), isFunction(name)
      {
        stack += arguments.map(\.value)
        continue
      }
      if case .postfix(let operand, .transpose) = part.form, part.isPrimed(in: source) {
        found.append(operand.unprimed)
      }
      stack += part.parts
    }
    return found
  }

  /// `y` of `y'` and `y''`.
  fileprivate func primedName(in source: SourceText) -> String? {
    isPrimed(in: source) ? unprimed.bareName : nil
  }

  private var unprimed: Expression {
    if case .postfix(let operand, .transpose) = bare.form { operand.unprimed } else { self }
  }

  fileprivate func renaming(_ name: String, _ other: String) -> Expression {
    replacing(name, with: Expression(.name(other), span))
  }
}
