import Arrays
import Elaboration
import Graph
import Interpreter
import Syntax

/// `a = b = c`: which links define names, and which are claims.
extension NoteChecker {
  func chain(
    _ written: [Expression], _ relations: [Relation], in statement: Statement
  ) throws(Stop) {
    var statement = statement
    statement.form = .chain(links: written.map(renamed), relations: relations)
    try heedWords(for: statement)
    try lookUpNames(in: statement)
    statement = session.prepared(statement)
    guard case .chain(var links, _) = statement.form, links.count == written.count else { return }
    let differentials = try readingDifferentials(in: links, statement)
    if let differentials { links = differentials }
    // x = (x_1, …, x_n) says what the entries are called.
    if relations == [.equal], let name = links[0].bareName,
      links[1].bareName == name || links[1].isTranspose(of: name) && isVector(name)
    {
      add(at: statement.span, texts(relations, written)[0], .defined, "what its entries are called")
      return
    }
    if relations == [.equal], try namesEntries(links) {
      add(at: statement.span, texts(relations, written)[0], .defined, "what its entries are called")
      return
    }
    // P = Pᵀ says something of P and doesn't define it.
    if relations == [.equal], let name = links[0].bareName, links[1].isTranspose(of: name) {
      links.swapAt(0, 1)
    }
    let texts = texts(relations, written)
    if relations == [.equal], try definesFunctionOrUpdates(links, statement, texts[0]) { return }

    try learnData(from: links, in: statement)
    if try definesAtEnd(links, relations, statement, texts[0]) { return }
    if try definesResidual(links, relations, statement, texts[0]) { return }

    var readings: Set<String> = []
    var verdicts: [Int: Outcome] = [:]
    if let restated = try restatement(links, relations, statement) { verdicts[0] = restated }
    do {
      let definitions = try session.transaction(passage.text, statement.span) {
        () throws(Stop) in
        try session.define(linksOf: links, relations, in: statement, redefines: false)
      }
      if !definitions.isEmpty { forgetValues() }
      for definition in definitions {
        let relation = min(definition.name, definition.by)
        if verdicts[relation] == nil { verdicts[relation] = Outcome(verdict: .defined) }
        if let name = links[definition.name].bareName {
          noteDefinition(of: name, links, definition.by, at: definition.name)
          noteAlias(of: name)
        }
      }
    } catch {
      guard case .failure(let diagnostic, _) = error else { throw error }
      for relation in relations.indices where verdicts[relation] == nil {
        let outcome = Outcome(diagnostic)
        let finding = add(
          at: links[relation].span, texts[relation], outcome.verdict, outcome.detail)
        if let name = links[relation].bareName { formulaless.insert(name) }
        if outcome.verdict == .mismatch, links[relation].bareName != nil {
          misfits.append(
            Definition(
              equation: position, link: relation + 1, line: findings[finding].shownLine,
              finding: finding
            ))
        }
      }
      return
    }
    if differentials != nil { readings.insert("d is read as a differential") }
    givenNumbers = Set(links.filter { !$0.isLiteral }.flatMap(\.numbers))
    let first = findings.count
    // From the end, since a running equality is told by what comes after it.
    var outcomes: [Outcome?] = Array(repeating: nil, count: relations.count)
    var claims: [Claim] = []
    var primes: [Int: PrimeReading] = [:]
    for relation in relations.indices {
      claims.append(
        Claim(
          left: links[relation], right: links[relation + 1], relation: relations[relation],
          source: passage.text, span: links[relation].span.union(links[relation + 1].span),
          dialect: .notes))
      outcomes[relation] = verdicts[relation]
      if outcomes[relation] != nil { continue }
      var outcome = try outcome(of: claims[relation])
      suppose(claims[relation], outcome)
      if outcome?.verdict == .mismatch, let other = try supposing(claims[relation]) {
        outcome = other
      }
      let derived = try differentiating(claims[relation], outcome)
      outcomes[relation] = derived?.outcome ?? outcome
      if let derived { claims[relation] = derived.claim }
      primes[relation] = derived?.reading
    }
    for relation in relations.indices.dropLast() {
      if outcomes[relation]?.verdict == .mismatch, outcomes[relation + 1]?.verdict == .holds,
        let running = try runningEquality(claims[relation])
      {
        outcomes[relation] = running
      }
    }
    for relation in relations.indices {
      for reading in readings where verdicts[relation] == nil {
        let detail = outcomes[relation]?.detail
        outcomes[relation]?.detail = [detail, reading].compactMap { $0 }.joined(separator: "; ")
      }
      if outcomes[relation]?.isUnexplained == true {
        outcomes[relation] = try explained(outcomes[relation], claims[relation])
      }
      if let open = outcomes[relation], open.isOpen {
        outcomes[relation] = open.meaning(otherName(in: claims[relation]))
      }
      if outcomes[relation]?.verdict == .defined, outcomes[relation]?.detail == nil {
        outcomes[relation]?.detail = remark(on: links[relation + 1])
      }
      if let reading = primes[relation], let outcome = outcomes[relation] {
        outcomes[relation] = reading.written(outcome)
      }
      add(outcomes[relation], claims[relation], texts[relation])
      if outcomes[relation]?.verdict == .defined || outcomes[relation]?.cause == .redefinition {
        noteFinding(ofDefinitionAt: relation)
      }
      if let outcome = outcomes[relation] {
        findings[findings.count - 1].correction = correction(relation, of: claims, outcome)
        findings[findings.count - 1].doubt = doubtAtHand
      }
    }
    if let last = links.last, last.isLiteral, findings.last?.verdict == .holds,
      findings[first...].allSatisfy({ $0.verdict == .holds || $0.verdict == .defined })
    {
      confirmed.formUnion(links.compactMap(\.bareName))
    }
    if let last = links.last, last.isLiteral,
      findings[first...].allSatisfy({ $0.verdict != .unchecked && $0.isConsistent })
    {
      try session.transaction(passage.text, statement.span) { () throws(Stop) in
        try remember(last, for: Array(links.dropLast()))
      }
    }
  }

  /// What a definition says that it can't mean: the logarithm of an array to the base of itself.
  private func remark(on tree: Expression) -> String? {
    var found: Expression?
    _ = tree.contains { part in
      guard let (function, arguments) = part.call, function == "log", arguments.count == 2,
        arguments[0].value.text == arguments[1].value.text
      else { return false }
      found = arguments[0].value
      return true
    }
    guard let found else { return nil }
    let term = session.probe { () throws(Stop) in try session.term(of: found) }
    guard let term, session.graph.shape(of: term.node).order > 0 else { return nil }
    let name = found.text
    return "log to the base \(name) of \(name) is 1 whatever \(name) is; read as log(\(name))"
  }

  /// An equality in plain notation.
  private func text(
    _ links: [Expression], _ relations: [Relation], _ relation: Int
  ) -> String {
    let sign = relations[relation] == .equal ? "=" : "≈"
    return "\(links[relation].textOfLink) \(sign) \(links[relation + 1].textOfLink)"
  }

  private func definesFunctionOrUpdates(
    _ links: [Expression], _ statement: Statement, _ text: String
  ) throws(Stop) -> Bool {
    if let name = links[0].bareName, links[1].mentions(name) {
      if derivatives[name] != nil, session.valueOfName(name) == nil {
        // What is differentiated has a formula, and no value that a step could start from.
        let outcome = Outcome(verdict: .unchecked, detail: "\(name) stands on both sides")
          .meaning("another name may be meant")
        let finding = add(at: statement.span, text, outcome.verdict, outcome.detail)
        (findings[finding].cause, findings[finding].explanation) = (.name, outcome.explanation)
        return true
      }
      try carryOut(statement, .defined)
      return true
    }
    guard let name = NoteReader.function(definedBy: statement) else { return false }
    if lookedUp[name] == position {
      add(at: statement.span, text, .defined)
      return true
    }
    do {
      let defines = try session.transaction(passage.text, statement.span) { () throws(Stop) in
        try session.defineFunction(links, in: statement)
      }
      if defines {
        noteDefinition(of: name, links, 1, at: 0)
        add(at: statement.span, text, .defined)
        noteFinding(ofDefinitionAt: 0)
      }
      return defines
    } catch {
      guard case .failure(let diagnostic, _) = error else { throw error }
      add(at: statement.span, text, .unchecked, diagnostic.message)
      return true
    }
  }

  /// `A B = C`, where nothing else in the note says what C is.
  private func definesAtEnd(
    _ links: [Expression], _ relations: [Relation], _ statement: Statement, _ text: String
  ) throws(Stop) -> Bool {
    guard relations == [.equal], let name = links[1].bareName, links[0].isFormula,
      links[0].bareName == nil, !links[0].mentionsDerivative, !session.isKnown(name),
      session.standing(of: name) == .nothing, mentions.isFirst(name, at: position),
      directory.formula(of: name, after: -1) == nil, directory.datum(of: name, after: -1) == nil,
      derivatives[name] == nil, !isVariableOnly(name), !links[0].mentions(name),
      !session.graph.sizes.hasSymbol(named: name),
      isOfLetters(links[0]), !links[0].names.contains(where: { isSolved($0, for: name) })
    else { return false }
    do {
      try session.transaction(passage.text, statement.span) { () throws(Stop) in
        try session.redefine(Name(name, links[1].span), links[0], in: statement)
      }
    } catch {
      guard case .failure = error else { throw error }
      return false
    }
    forgetValues()
    noteDefinition(of: name, links, 0, at: 1)
    add(at: statement.span, text, .defined)
    noteFinding(ofDefinitionAt: 0)
    return true
  }

  /// `Y = X β + ε` where the note differentiates by β: Y are data, and what rests on β is ε.
  private func definesResidual(
    _ links: [Expression], _ relations: [Relation], _ statement: Statement, _ text: String
  ) throws(Stop) -> Bool {
    guard relations == [.equal], let name = links[0].bareName,
      [.nothing, .symbol].contains(session.standing(of: name)), !links[1].mentions(name),
      case .binary(let model, .add, let last, at: let sign) = links[1].form,
      let residual = last.bareName, Self.residuals.contains(residual.before("_")),
      session.standing(of: residual) == .nothing, !directory.defines(residual),
      model.names.contains(where: isVariableOnly)
    else { return false }
    let tree = Expression(
      .binary(links[0], .subtract, model.grouped, at: sign), statement.span)
    do {
      try session.transaction(passage.text, statement.span) { () throws(Stop) in
        try session.redefine(Name(residual, last.span), tree, in: statement)
      }
    } catch {
      guard case .failure = error else { throw error }
      return false
    }
    forgetValues()
    add(at: statement.span, text, .defined, "what \(residual) is, \(name) being given")
    return true
  }

  private static let residuals: Set<String> = ["ε", "ϵ", "η", "ξ", "e", "noise"]

  private func texts(_ relations: [Relation], _ links: [Expression]) -> [String] {
    relations.indices.map { text(links, relations, $0) }
  }

  /// Whether a name is a vector, or would be taken as one.
  private func isVector(_ name: String) -> Bool {
    if let term = session.term(of: name) { return session.graph.shape(of: term.node).order == 1 }
    return name.first.map { $0.isLowercase } ?? false
  }

  /// Remembers `m = 0`, where m has a formula without a value.
  private func suppose(_ claim: Claim, _ outcome: Outcome?) {
    guard outcome?.verdict == .unchecked, outcome?.missing != nil, claim.relation == .equal,
      let name = claim.left.bareName, session.standing(of: name) == .equation,
      let numbers = claim.right.writtenNumbers, numbers.count == 1, !numbers[0].isDecimal
    else { return }
    supposed[name] = claim.right
  }

  /// A claim with what the note supposes; nil where that makes it no better.
  private func supposing(_ claim: Claim) throws(Stop) -> Outcome? {
    let names = supposed.keys.sorted().filter {
      claim.left.mentions($0) || claim.right.mentions($0)
    }
    guard !names.isEmpty else { return nil }
    var changed = claim
    for name in names {
      guard let value = supposed[name] else { continue }
      changed = changed.with(changed.left.replacing(name, with: value), isRight: false)
      changed = changed.with(changed.right.replacing(name, with: value), isRight: true)
    }
    guard var outcome = try outcome(of: changed), outcome.verdict == .holds else { return nil }
    let phrase = "as " + names.map { "\($0) = \(supposed[$0]?.text ?? "")" }.joined(separator: ", ")
    outcome.detail = [outcome.detail, phrase].compactMap { $0 }.joined(separator: ", ")
    return outcome
  }

  /// `x = [x_1, x_2]^T` says that x has two entries and what they are called.
  private func namesEntries(_ links: [Expression]) throws(Stop) -> Bool {
    guard let name = links[0].bareName, [.nothing, .symbol].contains(session.standing(of: name)),
      session.term(of: name).map({ session.graph.shape(of: $0.node).order == 1 }) ?? true
    else { return false }
    guard let entries = links[1].entriesNamed(after: name),
      entries.allSatisfy({ session.standing(of: $0) == .nothing })
    else { return false }
    _ = session.introduce(name, .vector(Size(entries.count)), .use)
    return true
  }

  private func isOfLetters(_ tree: Expression) -> Bool {
    tree.names.contains { !session.isKnown($0) }
  }

  /// Whether a name gets a formula further down that rests on another: `A x = b` before `x = A \ b`.
  private func isSolved(_ name: String, for other: String) -> Bool {
    guard let place = directory.formula(of: name, after: position),
      case .chain(let links, _)? = statement(at: place)?.form
    else { return false }
    return links.contains { $0.mentions(other) }
  }

  // MARK: Names that have an equation already

  /// What is to be said of the first link, where it is a name that stands for something and gets
  /// an equation once more; nil where the first relation is to be checked or defines the name.
  private func restatement(
    _ links: [Expression], _ relations: [Relation], _ statement: Statement
  ) throws(Stop) -> Outcome? {
    guard let name = links[0].bareName, relations[0] == .equal else { return nil }
    let right = links[1]
    if lookedUp[name] == position {
      lookedUp[name] = nil
      // More may be known of what it is made of than when it was looked up.
      var again = statement
      again.span = right.span
      _ = try redefine(name, links, again)
      return Outcome(verdict: .defined)
    }
    switch session.standing(of: name) {
    case .nothing, .symbol, .function: return nil
    case .value:
      guard right.isLiteral else { return nil }
      return try anotherDatum(name, links, statement)
    case .equation:
      guard right.isFormula else { return nil }
      return try anotherFormula(name, links, statement)
    }
  }

  /// A second literal for a name: the same, or new data from here on.
  private func anotherDatum(
    _ name: String, _ links: [Expression], _ statement: Statement
  ) throws(Stop) -> Outcome? {
    let literal = links[1]
    let claim = Claim(
      left: Expression(.name(name), literal.span), right: literal, relation: .equal,
      source: passage.text, span: literal.span, dialect: .notes)
    if case .holds? = try outcome(of: claim)?.verdict { return Outcome(verdict: .holds) }
    let earlier = definitions[name]?.last.map { ", other than \($0.line.asPlace)" } ?? ""
    guard try redefine(name, links, statement) else { return nil }
    return Outcome(verdict: .defined, detail: "new data\(earlier)")
  }

  /// A second formula for a name: the same in other words, or another one.
  private func anotherFormula(
    _ name: String, _ links: [Expression], _ statement: Statement
  ) throws(Stop) -> Outcome? {
    guard let earlier = session.equationTree(of: name) else { return nil }
    let right = links[1]
    if earlier.text == right.text { return Outcome(verdict: .holds) }
    if right.names.contains(name) { return nil }
    let claim = Claim(
      left: earlier.moved(to: right.span), right: right, relation: .equal, source: passage.text,
      span: right.span,
      dialect: .notes)
    let outcome = try outcome(of: claim)
    if let outcome, outcome.verdict == .holds { return outcome }
    if outcome?.verdict == .mismatch, let other = try supposing(claim) { return other }
    // Numbers for letters claim what the name comes to: it stands for its formula still.
    if right.isMadeOfNumbers { return outcome }
    let place = definitions[name]?.last.map { " \($0.line.asPlace)" } ?? ""
    if outcome?.verdict == .mismatch, isReused(name, earlier, right) {
      guard try redefine(name, links, statement) else { return nil }
      return Outcome(verdict: .defined, detail: "another \(name) than\(place)")
    }
    let first = "\(name) = \(earlier.text)\(place)"
    guard outcome?.verdict == .mismatch else {
      _ = try redefine(name, links, statement)
      return Outcome(verdict: .defined, detail: "before, \(first)")
    }
    let bare = Outcome(verdict: .mismatch)
    let why = try explained(bare, claim)?.explanation ?? outcome?.detail
    _ = try redefine(name, links, statement)
    return Outcome(
      verdict: .mismatch,
      detail: "another formula than \(first)" + (why.map { "; \($0)" } ?? ""), cause: .redefinition)
  }

  /// Whether a letter is used for another thing: its two formulas have no name in common.
  private func isReused(_ name: String, _ first: Expression, _ second: Expression) -> Bool {
    func names(_ tree: Expression) -> Set<String> {
      tree.names.filter { !session.isKnown($0) && session.standing(of: $0) != .function }
    }
    let (before, after) = (names(first), names(second))
    return !before.isEmpty && !after.isEmpty && before.isDisjoint(with: after)
  }

  private func redefine(
    _ name: String, _ links: [Expression], _ statement: Statement
  ) throws(Stop) -> Bool {
    let right = links[1]
    forgetValues()
    do {
      try session.transaction(passage.text, statement.span) { () throws(Stop) in
        try session.redefine(Name(name, right.span), right, in: statement)
      }
      noteDefinition(of: name, links, 1, at: 0)
      return true
    } catch {
      guard case .failure = error else { throw error }
      return false
    }
  }

  // MARK: Definitions

  private func noteDefinition(
    of name: String, _ links: [Expression], _ by: Int, at link: Int
  ) {
    let line = passage.shownLine(of: links[link].span.lower)
    if definedNow.equation != position { definedNow = (position, []) }
    definedNow.names.insert(name)
    arrivedNames?.insert(name)
    definitions[name, default: []].append(Definition(equation: position, link: by, line: line))
  }

  /// The last finding is that of the definition before or after a relation.
  private func noteFinding(ofDefinitionAt relation: Int) {
    if definedNow.equation != position { definedNow = (position, []) }
    for name in definedNow.names {
      guard let places = definitions[name], let last = places.last, last.equation == position,
        last.finding == nil,
        last.link == relation || last.link == relation + 1
      else { continue }
      definitions[name]?[places.count - 1].finding = findings.count - 1
    }
  }

  // MARK: Two names for one thing

  /// `s = s_1 + s_2` after `S = s_1 + s_2`: one quantity in two spellings.
  func noteAlias(of name: String) {
    guard aliases[name] == nil, let tree = session.equationTree(of: name), !tree.isLiteral else {
      return
    }
    for other in [name.lowercased(), name.uppercased()] where other != name {
      guard let same = session.equationTree(of: other), same.text == tree.text else { continue }
      aliases[name] = other
    }
  }

  /// An expression in the names that stand for the others.
  func renamed(_ expression: Expression) -> Expression {
    aliases.isEmpty
      ? expression
      : aliases.reduce(expression) { tree, alias in
        tree.mentions(alias.key)
          ? tree.replacing(alias.key, with: Expression(.name(alias.value), tree.span)) : tree
      }
  }
}

extension Expression {
  /// What stands in a chain: an array that is given by its entries is shown with these.
  fileprivate var textOfLink: String {
    guard case .entries(let operand, let letters) = form else { return text }
    return "(\(operand.text))_\(letters.joined())"
  }

  /// Whether it is nothing but the transpose of a name.
  fileprivate func isTranspose(of name: String) -> Bool {
    guard case .postfix(let operand, .transpose) = bare.form else { return false }
    if case .array(let rows) = operand.bare.form, rows.count == 1, rows[0].count == 1 {
      return rows[0][0].bareName == name
    }
    return operand.bare.bareName == name
  }
}
