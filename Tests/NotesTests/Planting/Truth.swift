import Arrays
import Interpreter
import Syntax

@testable import Notes

/// Which equalities of a note are true, by their values alone: what the checker's verdicts are
/// compared with. Rounding counts as two and a half units of the last digit, whatever came before, and
/// where rounded numbers are computed with as half a percent. Formulas are compared at random points
/// as well.
struct Truth {
  /// By equation and relation; nil where nothing can be said.
  private(set) var equal: [[Bool?]] = []

  init(_ checker: NoteChecker) {
    for entry in checker.equations {
      guard case .success(let statement) = entry.result,
        case .chain(_, let relations) = statement.form, relations.count > 0
      else {
        equal.append([])
        continue
      }
      equal.append(relations.indices.map { Self.isEqual(statement, $0, entry.passage, checker) })
    }
  }

  /// Whether an equality that was true no longer is.
  func isBroken(in other: Truth) -> Bool {
    guard other.equal.count == equal.count else { return true }
    return zip(equal, other.equal).contains { mine, theirs in
      mine.count != theirs.count || zip(mine, theirs).contains { $0 == true && $1 == false }
    }
  }

  private static func isEqual(
    _ statement: Statement, _ relation: Int, _ passage: Passage, _ checker: NoteChecker
  ) -> Bool? {
    let session = checker.session
    let place = session.beginProbing(passage.text, statement.span)
    defer { session.endProbing(place) }
    do throws(Stop) {
      return try session.transaction(passage.text, statement.span) { () throws(Stop) in
        guard case .chain(let links, _) = session.prepared(statement).form,
          relation + 1 < links.count
        else { return nil }
        let claim = Claim(
          left: links[relation], right: links[relation + 1], relation: .equal,
          source: passage.text, span: statement.span, dialect: .notes)
        let (left, right) = try session.terms(of: claim)
        if let sides = try session.knownValues(of: [left, right], at: claim.span) {
          guard areNear(sides, claim) else { return false }
          guard claim.left.isFormula, claim.right.isFormula,
            !session.restsOnNumbersAlone([left]), !session.restsOnNumbersAlone([right]),
            let judgement = session.judgement(of: left, right, claim, withExample: false)
          else { return true }
          return judgement.verdict == .holds && judgement.condition == nil
        }
        guard let judgement = session.judgement(of: left, right, claim, withExample: false) else {
          return nil
        }
        return judgement.verdict == .holds && judgement.condition == nil
      }
    } catch {
      // What doesn't fit together is wrong; what has no meaning at all says nothing.
      guard case .failure(let diagnostic, _) = error, diagnostic.fact == .shapes else { return nil }
      return false
    }
  }

  private static func areNear(_ sides: [Tensor], _ claim: Claim) -> Bool {
    guard sides[0].count == sides[1].count, sides[0].squeezed == sides[1].squeezed else {
      return false
    }
    let digits = [claim.left, claim.right].flatMap { lastDigits(in: $0) }
    let isRounded =
      digits.isEmpty && !(claim.left.literals + claim.right.literals).allSatisfy(\.isWhole)
    let largest = (sides[0].entries + sides[1].entries).map(abs).max() ?? 0
    let tolerance =
      isRounded ? 0.005 * largest : digits.map { 2.5 * Tolerances.power(of: $0) }.max() ?? 0
    return (0..<sides[0].count).allSatisfy { entry in
      let (a, b) = (sides[0][entry], sides[1][entry])
      return abs(a - b) <= tolerance + 1e-9 * max(abs(a), abs(b), 1e-300)
    }
  }

  /// The last digits of decimals that stand for results: those of literals alone.
  private static func lastDigits(in side: Expression) -> [Int] {
    (side.writtenNumbers ?? []).map(\.lastDigit).filter { $0 < 0 }
  }
}

extension Expression {
  fileprivate var isWhole: Bool { writtenNumbers?.allSatisfy { !$0.isDecimal } ?? true }
}
