import Arrays
import Calculus
import Elaboration
import Graph
import Interpreter
import Syntax

/// Reads a document's equations in order, evaluates each, and says of every equality whether it is
/// right.
package final class NoteChecker {
  package let document: NoteDocument
  let session: Session
  let equations: [NoteEquation]
  let directory: EquationDirectory
  private(set) lazy var mentions = FirstMentions(equations)
  private(set) lazy var layers = Layers(equations)
  /// What derivatives are taken of anywhere, and by which names.
  let derivatives: [String: [Session.Variable]]
  /// What derivatives are taken by in equations for other layers or steps than the note writes.
  var instanceVariables: [String: [Session.Variable]] = [:]
  /// What functions are differentiated by that are applied to it.
  private(set) lazy var arguments = Self.argumentsDifferentiated(in: equations)
  package internal(set) var findings: [Finding] = []

  // MARK: The equation at hand

  /// Its place among the equations.
  var position = 0

  /// The links of its chain.
  var linksAtHand: [Expression] = [] {
    didSet { numbersOfLinks.removeAll() }
  }
  /// What the parts of its links come to, by link, found so far.
  var numbersOfLinks: [Int: [Double]] = [:]

  /// Numbers that its links give beside names: `2.1` in `g'(2.1) = 3·2.1² − 2`.
  var givenNumbers: Set<Double> = []

  // MARK: What was learnt on the way

  /// Names whose equation was looked up further down, and where that is.
  var lookedUp: [String: Int] = [:]
  /// Families whose members have got values.
  var familiesMet: Set<String> = []
  /// Names that are another name with the same equation: `s` for `S`.
  var aliases: [String: String] = [:]
  /// Where names got their equations, in order.
  var definitions: [String: [Definition]] = [:]
  /// The names that an equation has defined, the last that did.
  var definedNow: (equation: Int, names: Set<String>) = (-1, [])
  /// Definitions in which the shapes don't fit.
  var misfits: [Definition] = []
  /// Names with a formula that has no meaning: nothing is known of their derivatives.
  var formulaless: Set<String> = []
  /// Whether a softmax of a matrix is taken of its rows.
  var softmaxIsOfRows = false
  /// Names whose value was shown, and is what was shown.
  var confirmed: Set<String> = []
  /// Claims that are mistakes, by their findings.
  var mistakes: [Int: Mistake] = [:]
  /// What was shown rounded, and has no name.
  var roundedNumbers: [Double] = []
  /// What was shown of names and derivatives, rounded.
  var figures: [NodeID: Figure] = [:]
  /// How far figures move what is computed from them, found so far.
  var spreads: [NodeID: [Double]?] = [:]
  /// Derivatives that were spoken of.
  var spokenDerivatives: [NodeID] = []
  /// What `knownQuantities` found, and the values that it rests on, as long as nothing changes them.
  var quantities: [KnownQuantity]?
  var nodeValues: [NodeID: Tensor?] = [:]
  /// What the note begins its backward pass with, where that isn't 1.
  var seed: BackwardSeed?
  /// Whether changes of a claim are tried, which are no claims of the note.
  var isProbing = false
  /// Whether a formula is compared with the one that its name has already.
  var isRestating = false
  /// Conditions that the note states: `\sum_i p_i = 1`.
  var assumed: Set<Condition> = []
  /// Names of which an equation says what can't be tried, that equation, and at which of the
  /// document's passages it is so.
  var conditioned: [NodeID: (text: String, scope: Range<Int>)] = [:]
  /// What names with a formula are said to be: `m = 0`, after the mean was taken away.
  var supposed: [String: Expression] = [:]
  /// Claims that wait for values, by one of the names that they wait for.
  var deferred: [String: [DeferredClaim]] = [:]
  /// Names that got a meaning since the claims that wait were last looked at; nil where any may have.
  var arrivedNames: Set<String>? = []

  // MARK: What words say

  private(set) lazy var prose = Prose(document)
  private(set) lazy var properties = StatedProperties(
    document, prose, NoteWords(equations).vocabulary)
  private(set) lazy var rows = StatedRows(document, prose, NoteWords(equations).vocabulary)
  private(set) lazy var kinds = StatedKinds(document, prose, NoteWords(equations).vocabulary)
  /// Which of them were heeded.
  var kindsHeeded: Set<Int> = []
  private(set) lazy var scopes = Scopes(document, equations, kinds)
  /// Members whose matrix has been made known.
  var rowsNamed: Set<String> = []

  // MARK: Corrections

  /// Whether what is wrong is to be put right.
  package var proposesCorrections = false
  /// Why the claim that was last to be corrected is no certain mistake.
  var doubtAtHand: String?
  /// What the chain begins with whose claims are corrected.
  var head: Expression?
  private(set) lazy var authorSpelling = AuthorSpelling(document, equations)

  /// How many more changes are tried to explain the mismatch at hand.
  var changesLeft = 0
  /// Whether the mismatch at hand holds under a condition.
  var isConditional = false
  /// How many were tried in all.
  var changesTried = 0
  /// Names that nothing but the mismatch at hand speaks of, with the number of their axes.
  var ordersOfClaim: [String: Int] = [:]
  /// Whether the sides of the mismatch at hand have values.
  var isNumeric = true
  /// Whether it is looked for what explains mismatches, each and several at once.
  private(set) var explains = true

  package convenience init(
    _ document: NoteDocument, isInterrupted: @escaping () -> Bool = { false }
  ) {
    self.init(document, NoteReader(document).equations, isInterrupted: isInterrupted)
  }

  /// A check of the same document with some of its equations changed, that explains nothing.
  convenience init(_ checker: NoteChecker, changing changed: [Int: Statement]) {
    var equations = checker.equations
    for (index, statement) in changed {
      equations[index] = equations[index].saying(statement)
    }
    self.init(checker.document, equations, isInterrupted: checker.session.isInterrupted)
    explains = false
  }

  private init(
    _ document: NoteDocument, _ equations: [NoteEquation], isInterrupted: @escaping () -> Bool
  ) {
    self.document = document
    session = Session(options: SessionOptions(), output: Silence())
    session.isInterrupted = isInterrupted
    session.drawsColumns = equations.contains { equation in
      if case .success(let statement) = equation.result {
        Session.drawsColumns(statement)
      } else {
        false
      }
    }
    session.numberValued = Self.functionsWithGradient(in: equations)
    self.equations = equations
    directory = EquationDirectory(equations)
    derivatives = Session.derivatives(
      in: equations.compactMap { equation in
        if case .success(let statement) = equation.result { statement } else { nil }
      })
  }

  /// f of `\nabla f(x)`.
  private static func functionsWithGradient(in equations: [NoteEquation]) -> Set<String> {
    var functions: Set<String> = []
    for equation in equations {
      for derivative in equation.derivativesOfCalls()
      where equation.passage.text[derivative.at].hasPrefix("\\nabla") {
        functions.insert(derivative.call.name)
      }
    }
    return functions
  }

  /// Checks all of it.
  ///
  /// - Parameter progress: Told how many of the equations are done.
  package func check(progress: (Int, Int) -> Void = { _, _ in }) throws(Stop) {
    for index in equations.indices {
      progress(index, equations.count)
      position = index
      switch equations[index].result {
      case .failure(let diagnostic): unread(diagnostic)
      case .success(let statement): try examine(statement)
      }
      try retryDeferred(isLast: false)
    }
    try retryDeferred(isLast: true)
    if explains { try tellOrigins() }
  }

  /// The whole text in small letters, for the conditions that it says in words.
  private(set) lazy var lowercasedText = prose.wholeText()
  private(set) lazy var setsDerivativeToZero = Self.setsDerivativeToZero(equations)
  /// Whether words are anywhere in it, as far as that was asked.
  var wordsSaid: [String: Bool] = [:]

  var passage: Passage { equations[position].passage }

  /// An equation that can't be read.
  private func unread(_ diagnostic: Diagnostic) {
    let span = diagnostic.labels.first?.span ?? Span(0, 0)
    let line = passage.text.line(passage.text.line(of: span.lower))
    let text = passage.text[Span(line.lower, min(line.upper, line.lower + 400))]
    add(at: span, text.trimmingSpaces(to: 60), .unchecked, "can't read this: \(diagnostic.message)")
  }

  @discardableResult
  func add(
    at span: Span, _ equation: String, _ verdict: Verdict, _ detail: String? = nil,
    root: Int? = nil
  ) -> Int {
    findings.append(
      Finding(
        line: passage.line(of: span.lower), place: passage.place(of: span), equation: equation,
        verdict: verdict, detail: detail, root: root))
    findings[findings.count - 1].file = passage.file
    findings[findings.count - 1].cell = passage.cellLine(of: span.lower)
    return findings.count - 1
  }

  // MARK: Statements

  private func examine(_ statement: Statement) throws(Stop) {
    switch statement.form {
    case .chain(let links, let relations):
      if links.count > 1 { try chain(links, relations, in: statement) }
    case .declaration(let names, let kind):
      release(names, declared: kind)
      if let rest = introduceFamilies(of: statement) { try carryOut(rest, .none) }
    case .several, .update: try carryOut(statement, .defined)
    default: break
    }
  }

  /// A statement that claims nothing.
  func carryOut(_ statement: Statement, _ verdict: Verdict?) throws(Stop) {
    let text = passage.text[statement.span].trimmingSpaces(to: 60)
    forgetValues()
    if verdict != nil { arrivedNames = nil }
    do {
      try session.transaction(passage.text, statement.span) { () throws(Stop) in
        try session.carryOut(statement)
      }
      if let verdict { add(at: statement.span, text, verdict) }
    } catch {
      guard case .failure(let diagnostic, _) = error else { throw error }
      if statement.isStep, lacksValues(statement) {
        add(at: statement.span, text, .defined, "a step, without values to start from")
      } else {
        add(at: statement.span, text, .unchecked, diagnostic.message)
      }
    }
  }

  /// Whether some name in a statement has no value.
  private func lacksValues(_ statement: Statement) -> Bool {
    switch statement.form {
    case .update(let targets, _, let values, _):
      let names = values.reduce(into: Set(targets.map(\.name.text))) { $0.formUnion($1.names) }
      return names.contains { !session.isKnown($0) && session.valueOfName($0) == nil }
    case .chain(let links, _):
      let names = links.reduce(into: Set<String>()) { $0.formUnion($1.names) }
      return names.contains { !session.isKnown($0) && session.valueOfName($0) == nil }
    default: return false
    }
  }
}

extension Statement {
  /// Whether it gives names what they are after a step: `\theta := \theta - \alpha g`.
  fileprivate var isStep: Bool {
    switch form {
    case .update: true
    case .chain(let links, _): links.count == 2 && links[0].bareName.map(links[1].mentions) ?? false
    default: false
    }
  }
}

/// Where a note gives a name its equation.
struct Definition {
  let equation: Int
  /// The link of the equation that the name stands for.
  let link: Int
  /// The document's line, in words.
  let line: String
  /// What is said of it.
  var finding: Int?
}

/// A claim that is a mistake.
struct Mistake {
  let claim: Claim
  let equation: Int
  /// Whether its sides have values.
  var isNumeric = true
}

/// A claim that waits for values, and the finding that says so.
struct DeferredClaim {
  let claim: Claim
  let equation: Int
  let finding: Int
  let missing: [String]
}

/// What a checker's session says goes nowhere: the checker speaks of what was found.
private final class Silence: Output {
  func result(_ text: String) {}
  func aside(_ text: String) {}
  func message(_ text: String) {}
  func progress(_ text: String?) {}
  var width: Int? { nil }
  var height: Int? { nil }
}

extension String {
  /// On one line and without spaces at the ends, cut where it is longer than that.
  func trimmingSpaces(to length: Int) -> String {
    let line = split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }.joined(separator: " ")
    return line.count <= length ? line : line.prefix(length - 1) + "…"
  }

  /// What stands before a text, or all of it.
  func before(_ end: String) -> String {
    ranges(of: end).first.map { String(self[..<$0.lowerBound]) } ?? self
  }
}
