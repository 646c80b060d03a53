import Syntax

/// A command that a document defines: `\newcommand{\R}{\mathbb{R}}`.
struct Macro {
  /// What a use is followed by.
  enum Parameter {
    /// `{…}`, or a single letter or command.
    case required
    /// `[…]`, with what it is where it is left out.
    case optional(default: [UInt8])
    /// A `*` or `[…]` that only changes sizes.
    case size
  }

  var parameters: [Parameter]
  /// What it stands for, with `#1` for the first of its arguments; sizes aren't counted.
  var body: [UInt8]
  /// Whether commands in the body are the ones of LaTeX, whatever is defined later: `\let`.
  var isFinal = false
  /// The place of a definition that can't be read.
  var unreadable: Span?

  /// How many arguments it takes.
  var argumentCount: Int {
    parameters.count { if case .size = $0 { false } else { true } }
  }
}
