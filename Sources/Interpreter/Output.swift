import Printing

/// Where a session's words go. The shell, a pipe and the tests each bring their own.
package protocol Output: AnyObject {
  /// One shown result: standard output. The text has no final newline.
  func result(_ text: String)
  /// A dim line beside the results (assumptions, what was updated): standard error in a pipe.
  func aside(_ text: String)
  /// A rendered error or warning: standard error.
  func message(_ text: String)
  /// How far a long loop is; nil takes the line away. Shown on a terminal only.
  func progress(_ text: String?)
  /// The width in columns to lay results out in; nil for no limit.
  var width: Int? { get }
  /// The height in lines to lay results out in; nil for no limit.
  var height: Int? { get }
}

/// How a session shows things; the command line's options and the prompt's commands set it.
package struct SessionOptions: Sendable {
  package enum Format: Sendable { case text, json, latex }

  package var format: Format = .text
  /// Significant digits of values; nil for the default of 5 that keeps short decimals whole.
  package var digits: Int?
  /// The layout that derivatives are shown in.
  package var layout = DerivativeLayout.gradient
  /// Whether symbols are written in ASCII (`<-`, `d`), for terminals without UTF-8.
  package var isASCII = false
  /// Whether text carries colours.
  package var isColoured = false
  /// Whether a script goes on after an error.
  package var keepsGoing = false
  /// Whether a person sits at the prompt: loops show progress, asides are shown.
  package var isInteractive = false

  package init() {}
}

/// How a text that was run ended.
package enum RunOutcome: Sendable, Equatable {
  /// Everything ran. Whether every check held is what `finish` says.
  case completed
  /// An error stopped it, or was passed over.
  case failed
  /// Ctrl-C stopped it.
  case interrupted
  /// The user asked to leave.
  case quit
}
