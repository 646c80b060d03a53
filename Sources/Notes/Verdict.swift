import Syntax

/// What is said of an equality.
package enum Verdict: String, Sendable, CaseIterable {
  /// The first equation for a name.
  case defined
  /// It is right: at the values, to the digits written, or at random points.
  case holds
  /// Right numbers and a wrong `=`: `W x = [3.3; 1.8] + b = [3.4; 2]`.
  case running
  case mismatch
  case unchecked
}

/// What was found about one equality of a document.
package struct Finding: Sendable {
  /// The document's line, from 1.
  package var line: Int
  /// The cell of a notebook that it stands in, and the cell's line.
  package var cell: CellLine?
  /// The file that it stands in, where that is another than the note's.
  package var file: String?
  /// Where it stands in the document.
  package var place: Span
  /// The equality in plain notation, in the author's names.
  package var equation: String
  package var verdict: Verdict
  /// What more there is to say: the difference, the cause, why it is unchecked.
  package var detail: String?
  /// The one simple thing that explains a mismatch.
  package var cause: Cause?
  /// That in words, without what the sides are.
  package var explanation: String?
  /// The earlier finding that this one follows from: a mistake is told once.
  package var root: Int?

  /// The layout that a derivative is written in, where that makes a difference.
  package var layout: WrittenLayout?

  /// What it should be, where that was asked for and found.
  package var correction: Correction?
  /// Why nothing is changed, where it is no certain mistake.
  var doubt: String?

  /// Whether its numbers agree with each other, whatever they mean.
  var isConsistent: Bool { verdict != .mismatch || root != nil || cause == .seed }

  package init(
    line: Int, place: Span, equation: String, verdict: Verdict, detail: String? = nil,
    root: Int? = nil
  ) {
    self.line = line
    self.place = place
    self.equation = equation
    self.verdict = verdict
    self.detail = detail
    self.root = root
  }
}

/// The one simple thing that explains a mismatch.
package enum Cause: String, Sendable {
  /// The backward pass begins with something else than 1.
  case seed
  case factor
  case sign
  case transpose
  /// An entrywise product where a matrix product is meant, or the other way round.
  case product
  /// `+` for `-`, `*` for `+`.
  case operation = "operator"
  /// Another name, one index or letter away.
  case name
  case term
  case digit
  case rounding
  /// Two formulas for one name.
  case redefinition
  case shape
}
