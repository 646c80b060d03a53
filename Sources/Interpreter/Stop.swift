import Arrays
import Elaboration
import Syntax

/// Why a statement ended before its end.
package enum Stop: Error {
  /// An error, and the text that its spans are in.
  case failure(Diagnostic, SourceText)
  /// Ctrl-C; what to say about it.
  case interrupted(String)
  /// The user asked to leave.
  case quit
}

extension Session {
  /// An error at a place of the text that runs.
  func failure(
    _ message: String, at span: Span, label: String? = nil, and others: [Span] = [],
    notes: [String] = [], hint: String? = nil
  ) -> Stop {
    .failure(
      Diagnostic(message, at: span, label: label, and: others, notes: notes, hint: hint), source)
  }

  /// An error of a computation, at a place of the text that runs.
  func failure(_ error: ArrayError, at span: Span) -> Stop {
    if case .interrupted = error { return .interrupted("interrupted") }
    return .failure(Diagnostic(describing: error, at: span), source)
  }
}
