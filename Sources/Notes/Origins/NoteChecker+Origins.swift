import Arrays
import Graph
import Interpreter
import Syntax

/// A change of one definition, after which several equalities hold that don't as it stands.
struct Origin {
  let name: String
  let definition: Definition
  /// What the name would stand for.
  let tree: Expression
  /// What that changes in the document.
  let changes: [Change]
  let cause: Cause
  /// What stands there and what is meant.
  let phrase: String
}

/// A slip in a datum or in a formula shows further down, in all that is computed from it. It is told
/// once, where it is, if one small change there makes several equalities right and none wrong: the
/// whole document is checked again with the change.
extension NoteChecker {
  /// So many slips are traced.
  static var originLimit: Int { 3 }
  /// Checking again takes as long as checking did.
  private static var equationLimit: Int { 400 }
  static var recheckLimit: Int { 6 }
  private static var tryLimit: Int { 600 }
  private static var definitionLimit: Int { 60 }
  /// Mistakes from which a way back is sought.
  private static var startLimit: Int { 4 }

  func tellOrigins() throws(Stop) {
    guard equations.count <= Self.equationLimit else { return }
    isProbing = true
    defer { isProbing = false }
    try judgeRedefinitions()
    try judgeMisfits()
    var changed: [Int: Statement] = [:]
    for _ in 0..<Self.originLimit {
      let open = openMistakes
      guard open.count > 1, let (origin, gone) = try origin(of: open, after: changed),
        let statement = statement(with: origin.tree, for: origin.definition, after: changed)
      else { return }
      changed[origin.definition.equation] = statement
      tell(origin, gone)
    }
  }

  /// Mistakes that follow from no other.
  private var openMistakes: [(finding: Int, mistake: Mistake)] {
    findings.indices.compactMap { index in
      guard findings[index].verdict == .mismatch, findings[index].root == nil,
        findings[index].cause != .seed, findings[index].cause != .redefinition,
        var mistake = mistakes[index]
      else { return nil }
      mistake.isNumeric = hasValues(mistake)
      return (index, mistake)
    }
  }

  private func hasValues(_ mistake: Mistake) -> Bool {
    session.probe { () throws(Stop) -> Bool? in
      let (left, right) = try session.terms(of: mistake.claim)
      return try session.knownValues(of: [left, right], at: mistake.claim.span) != nil
    } ?? false
  }

  // MARK: The way back

  /// The change that leaves the fewest mistakes, and those that it does away with.
  private func origin(
    of open: [(finding: Int, mistake: Mistake)], after changed: [Int: Statement]
  ) throws(Stop) -> (Origin, gone: [Int])? {
    var tries = Self.tryLimit
    var rechecks = Self.recheckLimit
    let settled = namesConfirmed()
    var best: (origin: Origin, gone: [Int])?
    for start in open.prefix(Self.startLimit) {
      let others = open.filter { $0.finding != start.finding }
      let claim = start.mistake.claim
      let names = claim.left.names.union(claim.right.names)
      for (name, definition) in definitionsBelow(names, except: settled) {
        for origin in origins(name, definition, of: start.mistake, &tries) {
          let isShared = others.contains {
            tries -= $0.mistake.isNumeric ? 1 : 3
            return holds($0.mistake, with: origin.tree, for: name, definition)
          }
          guard isShared, rechecks > 0 else { continue }
          rechecks -= 1
          guard
            let gone = try mistakesGone(
              with: origin.tree, for: definition, after: changed, instead: [])
          else { continue }
          if gone.count > max(best?.gone.count ?? 0, 1) { best = (origin, gone) }
        }
      }
      if let best { return best }
    }
    return nil
  }

  /// The names that numbers in the note confirm: those that are what was shown of them, and all that
  /// they are computed from.
  private func namesConfirmed() -> Set<String> {
    // An array shown in the midst of numbers is known by its value; that data are shown says nothing.
    let shown = figures.filter { $0.value.literal.count > 1 }
      .compactMap { session.graph.name(of: $0.key)?.text }
      .filter { session.standing(of: $0) == .equation }
    let names = confirmed.union(shown)
    return names.union(definitionsBelow(names, except: []).map(\.name))
  }

  /// The definitions that names rest on, the nearest first; none of names that have two.
  private func definitionsBelow(
    _ names: Set<String>, except settled: Set<String>
  ) -> [(name: String, definition: Definition)] {
    var found: [(String, Definition)] = []
    var seen = settled
    var names = names.sorted()
    while !names.isEmpty, found.count < Self.definitionLimit {
      var next: Set<String> = []
      for name in names where seen.insert(name).inserted {
        guard let places = definitions[name], let place = places.first, places.count == 1,
          let tree = tree(of: place)
        else { continue }
        found.append((name, place))
        next.formUnion(tree.names)
      }
      names = next.sorted()
    }
    return found
  }

  func statement(at equation: Int) -> Statement? {
    try? equations[equation].result.get()
  }

  func tree(of definition: Definition) -> Expression? {
    guard case .chain(let links, _)? = statement(at: definition.equation)?.form,
      links.indices.contains(definition.link)
    else { return nil }
    return links[definition.link]
  }

  func statement(
    with tree: Expression, for definition: Definition, after changed: [Int: Statement] = [:]
  ) -> Statement? {
    guard
      var statement = changed[definition.equation] ?? statement(at: definition.equation),
      case .chain(var links, let relations) = statement.form,
      links.indices.contains(definition.link)
    else { return nil }
    links[definition.link] = tree
    statement.form = .chain(links: links, relations: relations)
    return statement
  }

  // MARK: Changes of a definition

  private func origins(
    _ name: String, _ definition: Definition, of mistake: Mistake, _ tries: inout Int
  ) -> [Origin] {
    guard tries > 0, let tree = tree(of: definition) else { return [] }
    if let literal = LiteralText(tree) {
      return slips(in: literal, name, definition, of: mistake, &tries)
    }
    var origins: [Origin] = []
    let terms = missingTerms(in: tree, of: mistake.claim, at: definition.equation)
    for edit in edits(of: tree) + terms {
      // Random points take longer than values.
      tries -= mistake.isNumeric ? 1 : 3
      if tries <= 0 || origins.count == 2 { break }
      // What a name stands for doesn't come to rest on itself, through functions either.
      if edit.tree.mentions(name) || edit.tree.callsMore(than: tree) { continue }
      guard holds(mistake, with: edit.tree, for: name, definition) else { continue }
      origins.append(origin(name, definition, edit, of: tree))
    }
    return origins
  }

  func origin(
    _ name: String, _ definition: Definition, _ edit: TreeEdit, of tree: Expression
  ) -> Origin {
    let passage = equations[definition.equation].passage
    return Origin(
      name: name, definition: definition, tree: edit.tree,
      changes: [
        Change(span: edit.part.span, text: printed(edit.part, in: passage, keeping: [tree]))
      ], cause: edit.cause, phrase: edit.phrase.before(": this holds only if"))
  }

  /// Entries of a datum that are one digit or a sign away from what makes a claim right.
  private func slips(
    in literal: LiteralText, _ name: String, _ definition: Definition, of mistake: Mistake,
    _ tries: inout Int
  ) -> [Origin] {
    var origins: [(origin: Origin, change: Double)] = []
    for entry in literal.entries {
      func changed(to x: Double) -> Expression {
        let number = Expression(
          .number(NumberLiteral(value: abs(x), lastDigit: entry.lastDigit)), entry.span)
        let signed = x < 0 ? Expression(.prefix(.minus, number), entry.span) : number
        return literal.literal.replacing([entry.span: signed])
      }
      guard tries > 0 else { break }
      let solved = root(from: entry.value) { x in
        tries -= 1
        return differences(of: mistake, with: changed(to: x), for: name, definition)
      }
      guard let solved else { continue }
      let digit = entry.lastDigit
      let unit = Tolerances.power(of: digit)
      let meant = digit < 0 ? (solved / unit).rounded() / (1 / unit).rounded() : solved.rounded()
      let (text, written) = (
        Self.text(meant, toDigit: digit), Self.text(entry.value, toDigit: digit)
      )
      guard text != written, abs(meant) < 1e12,
        abs(meant + entry.value) < unit / 2 || Self.areAlike(abs(meant), abs(entry.value), digit)
      else { continue }
      let tree = changed(to: meant)
      guard holds(mistake, with: tree, for: name, definition) else { continue }
      let isTurned = abs(meant + entry.value) < unit / 2
      let origin = Origin(
        name: name, definition: definition, tree: tree,
        changes: [Change(span: entry.span, text: text)], cause: isTurned ? .sign : .digit,
        phrase: isTurned
          ? "the sign of \(written) is wrong"
          : "a slip in the digits: \(text) is meant for \(written)"
      )
      origins.append((origin, abs(meant - entry.value)))
    }
    // The smaller slip is the likelier one.
    return origins.sorted { $0.change < $1.change }.map(\.origin)
  }

  /// Where all differences vanish, found from the steepest one; nil where no step leads nearer.
  private func root(from start: Double, _ differences: (Double) -> [Double]?) -> Double? {
    var x = start
    for _ in 0..<4 {
      let step = 1e-6 * max(1, abs(x))
      guard let here = differences(x), let there = differences(x + step),
        here.count == there.count
      else { return nil }
      let slopes = zip(here, there).map { ($1 - $0) / step }
      guard let steepest = slopes.indices.max(by: { abs(slopes[$0]) < abs(slopes[$1]) }),
        abs(slopes[steepest]) > 1e-9
      else { return nil }
      let change = here[steepest] / slopes[steepest]
      x -= change
      guard x.isFinite, abs(x) < 1e12 else { return nil }
      if abs(change) < 1e-6 * max(1, abs(x)) { break }
    }
    return x
  }

  // MARK: Telling it

  func tell(_ origin: Origin, _ gone: [Int]) {
    guard let place = origin.definition.finding else { return }
    findings[place].verdict = .mismatch
    findings[place].cause = origin.cause
    findings[place].explanation = origin.phrase
    findings[place].detail = "\(origin.phrase); then what follows from it holds"
    findings[place].correction =
      proposesCorrections ? correction(origin.changes, of: origin.definition.equation) : nil
    for index in gone where index != place {
      findings[index].root = place
      findings[index].cause = origin.cause
      findings[index].detail =
        "holds once \(origin.name) \(findings[place].shownLine.asPlace) is right"
      findings[index].explanation = nil
      findings[index].correction = nil
    }
  }
}

extension Expression {
  /// Whether functions stand in it that don't in another expression.
  fileprivate func callsMore(than other: Expression) -> Bool {
    func calls(_ tree: Expression) -> Set<String> {
      var calls: Set<String> = []
      _ = tree.contains {
        if let call = $0.call { calls.insert(call.name) }
        if case .derivative(let function, _) = $0.form, let name = function.bareName {
          calls.insert(name)
        }
        return false
      }
      return calls
    }
    return !calls(self).isSubset(of: calls(other))
  }
}
