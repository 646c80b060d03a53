import Calculus
import Interpreter
import Syntax

/// What was found out about a claim.
struct Outcome {
  var verdict: Verdict
  var detail: String?
  var cause: Cause?
  /// What explains a mismatch, in words.
  var explanation: String?
  /// Names without a value that the claim waits for.
  var missing: [String]?
  /// The earlier finding that this follows from.
  var root: Int?
  /// What it rests on, where it was judged as a formula or is a transpose.
  var ground: Session.Judgement.Ground?
  /// The condition under which alone it holds, and which nothing says is met.
  var unmet: Condition?

  /// The names that were taken as numbers for it.
  var numbers: [String] = []

  /// Whether nothing but what isn't said of some name keeps it from being a mistake.
  var isOpen = false

  /// Whether it may be right under a condition that isn't tried.
  var isUnderCondition = false

  /// Whether it is a mistake whose cause is to be looked for.
  var isUnexplained: Bool { verdict == .mismatch && cause == nil }

  init(
    verdict: Verdict, detail: String? = nil, cause: Cause? = nil, missing: [String]? = nil,
    root: Int? = nil
  ) {
    (self.verdict, self.detail, self.cause) = (verdict, detail, cause)
    (self.missing, self.root) = (missing, root)
  }

  /// Of what isn't so as tried, but may be.
  static func open(_ reason: String) -> Outcome {
    var outcome = Outcome(verdict: .unchecked, detail: reason)
    outcome.isOpen = true
    return outcome
  }

  /// It with what is meant, where that was found.
  func meaning(_ phrase: String?) -> Outcome {
    guard let phrase else { return self }
    var outcome = self
    outcome.cause = .name
    outcome.explanation = phrase
    outcome.detail = [detail, phrase].compactMap { $0 }.joined(separator: "; ")
    return outcome
  }

  /// Of what has no meaning: shapes that don't fit are a mistake, all else can't be checked.
  init(_ diagnostic: Diagnostic) {
    guard diagnostic.fact == .shapes else {
      self.init(verdict: .unchecked, detail: diagnostic.message)
      isOpen = diagnostic.fact == .unknownName
      return
    }
    let shapes = diagnostic.notes.first ?? diagnostic.message
    self.init(verdict: .mismatch, detail: "the shapes don't fit: \(shapes)")
  }
}
