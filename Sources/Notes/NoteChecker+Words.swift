import Calculus
import Elaboration
import Graph
import Interpreter
import Syntax

/// What the words around the equations say of names.
extension NoteChecker {
  /// Makes names what the words say that they are, where a statement speaks of them.
  func heedWords(for statement: Statement) throws(Stop) {
    guard passage.file == nil, case .chain(let links, _) = statement.form else { return }
    let place = passage.place
    let names = links.reduce(into: Set<String>()) { $0.formUnion($1.names) }
    for entry in properties.stated
    where entry.scope.lower <= place.lower && entry.property != .positive
      && names.contains(entry.name) && !isSquare(entry.name)
    {
      let size = session.graph.sizes.fresh()
      _ = session.introduce(entry.name, .matrix(size, size), .use)
    }
    for entry in rows.stated where entry.start <= place.lower { try nameRows(entry, statement) }
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
    guard passage.file == nil else { return givens }
    let place = passage.place
    for entry in properties.stated
    where entry.scope.lower <= place.lower && place.lower < entry.scope.upper {
      guard let property = entry.property, session.standing(of: entry.name) == .symbol,
        let term = session.term(of: entry.name)
      else { continue }
      let condition = Condition(property, of: term.node)
      if !givens.contains(condition) { givens.append(condition) }
    }
    return givens
  }

  /// Whether the words before the equation at hand make it a condition: `suppose that`, `with`.
  var isSupposedInWords: Bool {
    guard passage.file == nil else { return false }
    let words = prose.before(passage.place)
    func has(_ list: [String]) -> Bool { list.contains { words.hasWord($0) } }
    let sentence = prose.beforeInSentence(passage.place)
    if ["suppose", "assume", "assuming", "provided"].contains(where: sentence.hasWord) {
      return true
    }
    return has(["let", "if", "where", "when", "with", "given", "since", "for"])
      && !has(["then", "have", "get", "obtain", "follows", "implies", "thus", "so", "hence"])
  }

  /// Why a claim can't be called wrong: its sentence speaks of what commutes, and mx can't try that.
  func commutes(in claim: Claim, _ terms: [Term]) -> String? {
    guard passage.file == nil, prose.text(ofSentenceAround: passage.place).contains("commut"),
      terms.contains(where: { term in
        session.freeNames(below: term).contains { session.graph.shape(of: $0).order == 2 }
      })
    else { return nil }
    return "said of what commutes, which isn't tried"
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
    !session.definedNames.contains { session.equationTree(of: $0)?.mentions(name) ?? false }
  }

  /// Whether an equation is nothing but a property, as notes write it: `A = A'`, `‖x‖ = 1`.
  func isPlainProperty(_ claim: Claim, _ condition: Condition) -> Bool {
    let isOfNumber = [claim.left, claim.right].contains {
      $0.writtenNumbers?.count == 1
    }
    switch condition.property {
    case .sumsToOne, .sumsToZero, .unit: return isOfNumber
    case .symmetric, .antisymmetric, .orthogonal, .diagonal:
      return claim.left.isOfTransposes && claim.right.isOfTransposes
    default: return false
    }
  }
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

  /// Whether it is made of names, their transposes and inverses, products, signs and numbers alone.
  fileprivate var isOfTransposes: Bool {
    switch form {
    case .name, .number: true
    case .parenthesized(let inside), .prefix(.minus, let inside), .postfix(let inside, .transpose):
      inside.isOfTransposes
    case .binary(let left, .multiply, let right, at: _),
      .binary(let left, .juxtapose, let right, at: _):
      left.isOfTransposes && right.isOfTransposes
    case .binary(let base, .power, let exponent, at: _):
      base.isOfTransposes && exponent.writtenNumbers != nil
    default: false
    }
  }
}
