import Arrays
import Elaboration
import Graph
import Syntax

/// What a session knows and finds out, as facts instead of lines: for who reads whole documents.
extension Session {
  /// What is known of a name.
  package enum Standing: Sendable {
    case nothing
    /// Used or declared, without a value.
    case symbol
    case value
    case equation
    case function
  }

  package func standing(of name: String) -> Standing {
    guard let index = slot(of: name) else { return .nothing }
    switch state.slots[index].content {
    case .absent: return .nothing
    case .symbol: return .symbol
    case .input: return .value
    case .equation, .broken: return .equation
    case .function: return .function
    }
  }

  /// The formula that a name stands for.
  package func equationTree(of name: String) -> Expression? {
    slot(of: name).flatMap { state.slots[$0].equation?.tree }
  }

  /// Whether any equation rests on what a name stands for.
  package func isMentioned(_ name: String) -> Bool { slot(of: name).map(isMentioned) ?? false }

  /// The named node that a name stands for.
  package func term(of name: String) -> Term? {
    slot(of: name).map { state.slots[$0].term }
  }

  /// Runs a part of a document as one statement: all of it or nothing.
  package func transaction<Result>(
    _ source: SourceText, _ span: Span, _ body: () throws(Stop) -> Result
  ) throws(Stop) -> Result {
    let outer = (self.source, dialect, statementSpan)
    self.source = source
    dialect = .notes
    statementSpan = span
    defer { (self.source, dialect, statementSpan) = outer }
    let kept = keep()
    saidAsides = []
    changedSlots = []
    clock += 1
    do throws(Stop) {
      if isInterrupted() { throw .interrupted("interrupted") }
      let result = try body()
      try settle()
      return result
    } catch {
      restore(kept)
      throw error
    }
  }

  /// The terms of a claim's sides.
  ///
  /// - Parameter locals: Names that mean something in this claim alone.
  package func terms(
    of claim: Claim, locals: [String: Term] = [:]
  ) throws(Stop) -> (left: Term, right: Term) {
    let trees = [claim.left, claim.right]
    let terms =
      locals.isEmpty
      ? try understand(trees).terms
      : [
        try understand(trees[0], locals: locals).term,
        try understand(trees[1], locals: locals).term,
      ]
    fill(terms[0], terms[1])
    return (terms[0], terms[1])
  }

  /// The term of an expression.
  package func term(
    of tree: Expression, locals: [String: Term] = [:]
  ) throws(Stop) -> Term {
    try understand(tree, locals: locals).term
  }

  /// The values of terms: those of now, or those that they have whatever the names are.
  package func knownValues(of terms: [Term], at span: Span) throws(Stop) -> [Tensor]? {
    if let values = try values(terms, at: span) { return values }
    return try constantFormulas(terms, at: span)
  }
}

// MARK: Statements

extension Session {
  /// A statement of a note with its subscripts told apart, and `xᵀ = literal` turned.
  package func prepared(_ statement: Statement) -> Statement {
    var statement = resolvingSubscripts(statement)
    if case .chain(let links, let relations) = statement.form {
      statement.form = .chain(
        links: definingLogarithm(definingTranspose(links)).map(countingSums),
        relations: relations)
    }
    return statement
  }

  /// Defines the function that `f(x) = …` gives; false where it is no definition of one.
  package func defineFunction(
    _ links: [Expression], in statement: Statement
  ) throws(Stop) -> Bool {
    guard links.count == 2, let function = try functionDefined(by: links[0], as: links[1]) else {
      return false
    }
    try define(function, in: statement)
    return true
  }

  /// Does what a statement other than a chain says, and shows nothing.
  package func carryOut(_ statement: Statement) throws(Stop) {
    try execute(statement, memory: nil)
  }

  /// Gives a name another equation.
  package func redefine(
    _ name: Name, _ tree: Expression, in statement: Statement
  ) throws(Stop) {
    try define(name, tree, in: statement)
  }

  /// Names without a value that terms rest on.
  package func missing(_ terms: [Term]) -> [String] {
    missingNames(terms.map(\.node)).map(Self.unsupposed)
  }
}

// MARK: Phrases

extension Session {
  /// `vector(3)`, `matrix(2, 3)`: the shape of a value.
  package func text(_ value: Tensor, _ term: Term) -> String {
    text(Shape(value.shape), term.orientation)
  }
}

// MARK: Values

extension Session {
  /// The value of a node; nil where a name in it has none, or where it has none itself.
  package func valueIfKnown(_ node: NodeID) -> Tensor? {
    do { return try values(of: [node])?[0] } catch { return nil }
  }

  /// A node without unnamed derivative requests: `∂J/∂v` inside stays as the name of a quantity.
  package func formula(of node: NodeID) -> NodeID { differentiator.formula(node) }

  /// What a term comes to, as it would be written.
  package func formulaTree(of term: Term) -> Expression {
    formulaPrinter(.plain).expression(Term(formula(of: term.node), term.orientation))
  }

  /// What statements would come to, taken back whatever they do; nil where they have no meaning.
  package func rehearsal<Result>(
    _ source: SourceText, _ span: Span, _ body: () throws(Stop) -> Result?
  ) -> Result? {
    var result: Result?
    do {
      try transaction(source, span) { () throws(Stop) in
        result = try body()
        throw .quit
      }
    } catch {
      // Nothing of it stays, however it ended.
    }
    return result
  }

  /// Tries something that defines nothing and is to leave no trace; nil where it has no meaning.
  package func probe<Result>(_ body: () throws(Stop) -> Result?) -> Result? {
    let (knowledge, kept) = (graph.sizes.knowledge, state)
    let (couldSettle, earlier) = (needsSettling, epoch)
    var result: Result?
    do { result = try body() } catch { result = nil }
    // Names may have come in, or have got another kind.
    if needsSettling != couldSettle || state.slots.count != kept.slots.count || epoch != earlier {
      needsSettling = couldSettle
      var kept = kept
      kept.knowledge = knowledge
      restore(kept)
    } else {
      graph.sizes.knowledge = knowledge
    }
    return result
  }
}

extension Session {
  /// A number as results show it.
  package func number(_ x: Double) -> String { valuePrinter(width: nil).number(x) }

  /// Whether terms speak of no name.
  package func restsOnNumbersAlone(_ terms: [Term]) -> Bool {
    // An identity or ones of any size are a formula.
    !graph.leaves(of: terms.map(\.node)).contains { graph.name(of: $0) != nil }
      && graph.postorder(terms.map(\.node)).allSatisfy {
        if case .contraction(let contraction) = graph[$0].form,
          contraction.sizes.contains(where: { graph.sizes.resolve($0).known == nil })
        {
          return false
        }
        return graph.shape(of: $0).known != nil
      }
  }
}

// MARK: Probing

extension Session {
  /// What a session goes back to after probing.
  package struct Place {
    let source: SourceText
    let dialect: Dialect
    let span: Span
  }

  /// Begins to try things in a note's text that leave no trace.
  package func beginProbing(_ source: SourceText, _ span: Span) -> Place {
    let place = Place(source: self.source, dialect: dialect, span: statementSpan)
    (self.source, dialect, statementSpan) = (source, .notes, span)
    return place
  }

  package func endProbing(_ place: Place) {
    (source, dialect, statementSpan) = (place.source, place.dialect, place.span)
  }

  /// The value that a name has now.
  package func valueOfName(_ name: String) -> Tensor? {
    term(of: name).flatMap { valueIfKnown($0.node) }
  }
}
