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
    if case .chain(let links, _) = statement.form,
      try sumsOverSteps(links, relations, statement, texts(relations, written)[0])
    {
      return
    }
    try heedWords(for: statement)
    try lookUpNames(in: statement)
    if relations == [.equal], written[1].isNumber, directory.isEntry(written[0]),
      let name = written[0].nameOfEntry, session.standing(of: name) == .nothing
    {
      let text = texts(relations, written)[0]
      add(at: statement.span, text, .unchecked, "a condition, which isn't tried")
      return
    }
    statement = session.prepared(statement)
    guard case .chain(var links, _) = statement.form, links.count == written.count else { return }
    var (written, relations) = (written, relations)
    if links.contains(where: { $0.extremeByNames != nil }) {
      guard let rest = try withoutOptima(links, relations, in: statement) else { return }
      (links, relations) = rest
      written = written.filter { $0.extremeByNames == nil }
      guard written.count == links.count else { return }
      statement.form = .chain(links: links, relations: relations)
    }
    links = withSoftmaxOfRows(links, in: statement)
    let differentials = try readingDifferentials(in: links, statement)
    if let differentials { links = differentials }
    linksAtHand = links
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
    // P = Pᵀ says something of P and doesn't define it, and so does K = -Kᵀ.
    if relations == [.equal], let name = links[0].bareName,
      links[1].unsigned.isTranspose(of: name)
    {
      links.swapAt(0, 1)
    }
    let texts = texts(relations, written)
    if relations == [.equal], try definesFunctionOrUpdates(links, statement, texts[0]) { return }

    learnKindOfStep(links)
    try learnData(from: links, in: statement)
    if try definesAtEnd(links, relations, statement, texts[0]) { return }
    if try definesResidual(links, relations, statement, texts[0]) { return }

    var readings: Set<String> = []
    var verdicts: [Int: Outcome] = [:]
    if let restated = try restatement(links, relations, statement) { verdicts[0] = restated }
    do {
      let definitions = try defining(links, statement) { () throws(Stop) in
        try session.define(linksOf: links, relations, in: statement, redefines: false)
      }
      if !definitions.isEmpty { forgetValues() }
      for definition in definitions {
        let relation = min(definition.name, definition.by)
        if verdicts[relation] == nil { verdicts[relation] = Outcome(verdict: .defined) }
        if let name = links[definition.name].bareName {
          noteDefinition(of: name, links, definition.by, at: definition.name)
          noteAlias(of: name)
          try nameFormula(of: name, in: statement)
        }
      }
    } catch {
      guard case .failure(let diagnostic, _) = error else { throw error }
      for relation in relations.indices where verdicts[relation] == nil {
        var outcome = Outcome(diagnostic)
        if relation == 0, diagnostic.fact == .cycle, let name = links[0].bareName,
          session.standing(of: name) == .symbol, session.valueOfName(name) == nil
        {
          // The mean of what rests on the mean of before.
          outcome = Outcome(
            verdict: .defined, detail: "a step: its right side rests on what it was")
        }
        let finding = add(
          at: links[relation].span, texts[relation], outcome.verdict, outcome.detail)
        if outcome.verdict != .defined, let name = links[relation].bareName {
          formulaless.insert(name)
        }
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
      if outcome?.verdict == .mismatch, let other = try operatingOnSum(claims[relation]) {
        (claims[relation], outcome) = other
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
      if outcomes[relation]?.verdict == .holds {
        noteRounded(links[relation], as: links[relation + 1])
      }
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

  private func texts(_ relations: [Relation], _ links: [Expression]) -> [String] {
    relations.indices.map { text(links, relations, $0) }
  }

  /// Whether a name is a vector, or would be taken as one.
  private func isVector(_ name: String) -> Bool {
    if let term = session.term(of: name) { return session.graph.shape(of: term.node).order == 1 }
    return name.first.map { $0.isLowercase } ?? false
  }
}

extension Expression {
  /// What stands in a chain: an array that is given by its entries is shown with these.
  fileprivate var textOfLink: String {
    guard case .entries(let operand, let ranges) = form else { return text }
    return "(\(operand.text))_\(ranges.map(\.name.text).joined())"
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
