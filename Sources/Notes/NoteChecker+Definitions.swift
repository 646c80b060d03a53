import Elaboration
import Graph
import Interpreter
import Syntax

/// Equations that define what they speak of, and claim nothing.
extension NoteChecker {
  func definesFunctionOrUpdates(
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
  func definesAtEnd(
    _ links: [Expression], _ relations: [Relation], _ statement: Statement, _ text: String
  ) throws(Stop) -> Bool {
    guard relations == [.equal], let name = links[1].withoutPlaces.bareName, links[0].isFormula,
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
  func definesResidual(
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

  /// `x = [x_1, x_2]^T` says that x has two entries and what they are called.
  func namesEntries(_ links: [Expression]) throws(Stop) -> Bool {
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
}
