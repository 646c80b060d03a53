import Calculus
import Elaboration
import Graph
import Interpreter
import Syntax

/// What the words around the equations say of names.
extension NoteChecker {
  /// Makes names what the words say that they are, where a statement speaks of them.
  func heedWords(for statement: Statement) throws(Stop) {
    guard case .chain(let links, _) = statement.form else { return }
    let names = links.reduce(into: Set<String>()) { $0.formUnion($1.names) }
    for entry in properties.stated
    where entry.scope.lowerBound <= passage.number && entry.property != .positive
      && names.contains(entry.name) && !isSquare(entry.name)
    {
      let size = session.graph.sizes.fresh()
      _ = session.introduce(entry.name, .matrix(size, size), .use)
    }
    heedKinds(for: statement)
    for entry in rows.stated where entry.start <= passage.number { try nameRows(entry, statement) }
  }

  private func isSquare(_ name: String) -> Bool {
    guard ![.nothing, .symbol].contains(session.standing(of: name)) || session.isKnown(name) else {
      guard let term = session.term(of: name) else { return false }
      let shape = session.graph.shape(of: term.node)
      return shape.order == 2 && shape[0] == shape[1]
    }
    return true
  }

  private func nameRows(_ entry: StatedRows.Stated, _ statement: Statement) throws(Stop) {
    guard rowsNamed.insert(entry.member).inserted, !mentions.isAlone(entry.member),
      [.nothing, .symbol].contains(session.standing(of: entry.member))
    else { return }
    let matrix = Expression(.name(entry.matrix), statement.span)
    let tree = entry.areRows ? matrix : Expression(.postfix(matrix, .transpose), statement.span)
    do {
      try session.transaction(passage.text, statement.span) { () throws(Stop) in
        try session.redefine(Name(entry.member, statement.span), tree, in: statement)
      }
      forgetValues()
    } catch {
      guard case .failure = error else { throw error }
    }
  }

  /// What is true of names at the equation at hand: what the words say, and what equations did.
  func givens() -> [Condition] {
    var givens = Array(assumed).sorted { $0.node.index < $1.node.index }
    for entry in properties.stated where entry.scope.contains(passage.number) {
      guard let property = entry.property, session.standing(of: entry.name) == .symbol,
        let term = session.term(of: entry.name)
      else { continue }
      let condition = Condition(property, of: term.node)
      if !givens.contains(condition) { givens.append(condition) }
    }
    if saysGaussian {
      for name in session.boundNames
      where name.hasPrefix("Σ") && session.standing(of: name) == .symbol {
        guard let term = session.term(of: name), session.graph.shape(of: term.node).order >= 2
        else { continue }
        givens.append(Condition(.definite, of: term.node))
      }
    }
    return givens
  }

  /// Whether the note is about distributions whose Σ is a covariance.
  var saysGaussian: Bool {
    says(["covariance", "gaussian", "multivariate", "mixture", "likelihood"])
  }

  /// Whether one of some words, in small letters, is anywhere in the text. Long texts are searched once
  /// for each.
  func says(_ words: [String]) -> Bool {
    words.contains { word in
      if let known = wordsSaid[word] { return known }
      let isSaid = lowercasedText.contains(word)
      wordsSaid[word] = isSaid
      return isSaid
    }
  }

  /// Whether the words before the equation at hand make it a condition: `suppose that`, `with`.
  var isSupposedInWords: Bool {
    let others: Set = [
      "then", "have", "get", "obtain", "follows", "implies", "thus", "so", "hence",
    ]
    let supposes: Set = ["suppose", "assume", "assuming", "provided"]
    let sentence = prose.beforeInSentence(passage).split { !$0.isLetter }.map(String.init)
    if let place = sentence.lastIndex(where: supposes.contains) {
      return others.isDisjoint(with: sentence[place...])
    }
    // The last clause: a word or few after "for" or "with".
    let clause = prose.before(passage).split { $0 == "," || $0 == ";" || $0 == ":" }.last
    let words = (clause ?? "").split { !$0.isLetter }.map(String.init)
    let openers: Set = ["let", "if", "where", "when", "with", "given", "since", "for"]
    guard let place = words.lastIndex(where: openers.contains) else { return false }
    return words.count - place <= 5 && others.isDisjoint(with: words)
  }

  /// What a claim is if the matrices in it commute, where its sentence says that they do; nil where
  /// that makes it no better.
  func commuting(_ claim: Claim, _ left: Term, _ right: Term) -> Outcome? {
    let sentence = prose.text(ofSentenceAround: passage)
    guard sentence.contains("commut"), !StatedProperties.isDoubtful(sentence) else { return nil }
    let matrices = session.freeNames(below: left).union(session.freeNames(below: right)).filter {
      session.graph.shape(of: $0).order == 2
    }.sorted().prefix(4)
    let outer = session.givens
    defer { session.givens = outer }
    session.givens += matrices.enumerated().flatMap { place, node in
      matrices.prefix(place).map { Condition(commuting: node, with: $0) }
    }
    guard let judgement = session.judgement(of: left, right, claim, withExample: false),
      judgement.verdict == .holds
    else { return nil }
    return verdict(judgement, claim)
  }

  /// Why a claim can't be called wrong: `e^A` of a matrix may be its exponential.
  func exponential(in claim: Claim) -> String? {
    var found: Expression?
    for side in [claim.left, claim.right] {
      _ = side.contains { part in
        guard let exponent = part.exponentOfE,
          let term = session.probe({ () throws(Stop) in try session.term(of: exponent) }),
          session.graph.shape(of: term.node).order == 2, isSquareOrOpen(term)
        else { return false }
        found = part
        return true
      }
    }
    return found.map { "\($0.text) may be the exponential of a matrix, which isn't known here" }
  }

  private func isSquareOrOpen(_ term: Term) -> Bool {
    let shape = session.graph.shape(of: term.node)
    guard let sizes = shape.known else { return true }
    return sizes[0] == sizes[1]
  }

  /// Why a claim can't be called wrong: one side speaks of the members of a family, `x_i`, the other
  /// of an array in their place, and nothing says how they are tied to each other.
  func untied(_ left: Term, _ right: Term) -> String? {
    func own(_ term: Term, besides other: Term) -> [String] {
      session.freeNames(below: term).subtracting(session.freeNames(below: other))
        .compactMap { session.graph.name(of: $0)?.text }
        .filter { session.standing(of: $0) == .symbol }.sorted()
    }
    let (ofLeft, ofRight) = (own(left, besides: right), own(right, besides: left))
    for (families, arrays) in [(ofLeft, ofRight), (ofRight, ofLeft)] {
      if let family = families.first(where: { !mentions.isAlone($0) }),
        let array = arrays.first(where: { isInNoDefinition($0) && mentions.isAlone($0) })
      {
        return "nothing says how \(array) is tied to \(family)"
      }
    }
    return nil
  }

  private func isInNoDefinition(_ name: String) -> Bool {
    !session.isMentioned(name)
  }

  /// Whether an equation is nothing but a property, as notes write it: `A = A'`, `‖x‖ = 1`.
  func isPlainProperty(_ claim: Claim, _ condition: Condition) -> Bool {
    switch condition.property {
    case .sumsToOne, .sumsToZero, .unit:
      [claim.left, claim.right].contains { $0.writtenNumbers?.count == 1 }
    case .symmetric, .antisymmetric, .orthogonal, .orthonormal, .idempotent:
      isPlainProperty(claim)
    default: false
    }
  }

  /// `A = A'`, `A' = -A`, `A'A = I`, `A' = A^-1`, `P^2 = P`
  private func isPlainProperty(_ claim: Claim) -> Bool {
    let arrays = [claim.left, claim.right].map(\.withoutPlaces)
    let names = arrays[0].names.union(arrays[1].names).subtracting(["I"])
    guard names.count == 1, let name = names.first else { return false }
    let sides = Set(arrays.map { $0.form(of: name) })
    return Self.properties.contains(sides)
  }

  private static let properties: [Set<FormOfName>] = [
    [.alone, .transpose], [.transpose, .negative], [.product, .identity], [.transpose, .inverse],
    [.square, .alone], [.square, .identity], [.inverse, .alone], [.negativeTranspose, .alone],
  ]

  /// A condition that can't be tried, of names that stand for nothing else: what fails for them
  /// later on may be right under it.
  func untriedCondition(_ claim: Claim, _ terms: [Term]) -> Outcome? {
    guard isSupposedInWords || isPlainProperty(claim),
      ![claim.left, claim.right].contains(where: {
        $0.mentionsDerivative || $0.contains { $0.jacobian != nil }
      }),
      !terms.contains(where: { session.restsOnDefinition($0) })
    else { return nil }
    let text = "\(claim.left.text) = \(claim.right.text)"
    condition(terms, by: text, in: passage.number..<document.passages.count)
    return Outcome(verdict: .unchecked, detail: "a condition, which isn't tried")
  }

  /// Why a claim can't be called wrong: it may rest on a condition that isn't tried.
  func underCondition(_ terms: [Term]) -> String? {
    terms.lazy.flatMap { self.session.freeNames(below: $0) }.compactMap { self.conditioned[$0] }
      .filter { $0.scope.contains(self.passage.number) }.map(\.text)
      .sorted().first.map { "it may rest on \($0), which isn't tried" }
  }

  /// What fails for the names that terms rest on may be right under what an equation says.
  func condition(_ terms: [Term], by text: String, in scope: Range<Int>) {
    for node in terms.reduce(into: Set<NodeID>(), { $0.formUnion(session.freeNames(below: $1)) })
    where conditioned[node]?.scope.contains(scope.lowerBound) != true {
      conditioned[node] = (text, scope)
    }
  }
}

/// What a side of a property is of its one name.
private enum FormOfName {
  case alone, transpose, negative, negativeTranspose, inverse, square, product, identity, other
}

extension Expression {
  /// A of `e^A` and `exp(A)`.
  fileprivate var exponentOfE: Expression? {
    if case .binary(let base, .power, let exponent, at: _) = form, base.bareName == "e" {
      return exponent
    }
    guard let (function, arguments) = call, function == "exp", arguments.count == 1 else {
      return nil
    }
    return arguments[0].value
  }

  fileprivate func form(of name: String) -> FormOfName {
    switch form {
    case .parenthesized(let inside): return inside.form(of: name)
    case .name(let other): return other == "I" ? .identity : other == name ? .alone : .other
    case .prefix(.minus, let inside):
      switch inside.form(of: name) {
      case .alone: return .negative
      case .transpose: return .negativeTranspose
      default: return .other
      }
    case .postfix(let inside, .transpose):
      return inside.form(of: name) == .alone ? .transpose : .other
    case .postfix(let inside, .inverse): return inside.form(of: name) == .alone ? .inverse : .other
    case .binary(let base, .power, let exponent, at: _):
      guard base.form(of: name) == .alone else { return .other }
      let isNegative = if case .prefix(.minus, _) = exponent.bare.form { true } else { false }
      switch exponent.writtenNumbers?.map(\.value) {
      case [2] where !isNegative: return .square
      case [1] where isNegative: return .inverse
      default: return .other
      }
    case .binary(let left, .multiply, let right, at: _),
      .binary(let left, .juxtapose, let right, at: _):
      let sides = [left.form(of: name), right.form(of: name)]
      if sides == [.alone, .alone] { return .square }
      return sides == [.alone, .transpose] || sides == [.transpose, .alone] ? .product : .other
    default: return .other
    }
  }
}
