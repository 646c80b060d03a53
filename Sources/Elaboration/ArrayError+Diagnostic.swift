import Arrays
import Syntax

extension Diagnostic {
  /// What went wrong with an array, at the place that asked for it.
  package init(describing error: ArrayError, at span: Span?) {
    let hint: String?
    switch error {
    case .singular: hint = "pinv(…) is its pseudo-inverse"
    case .missingLibrary: hint = "on Debian: apt install libopenblas0"
    default: hint = nil
    }
    self.init(error.message, at: span, hint: hint)
  }
}
