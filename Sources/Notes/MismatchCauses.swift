import Interpreter
import Syntax

extension NoteChecker {
  /// A mismatch with what explains it, where one simple thing does.
  func explained(_ outcome: Outcome?, _ claim: Claim) throws(Stop) -> Outcome? { outcome }
}
