import Syntax

/// What an equality that is wrong should be: other text in places of the document.
package struct Correction: Sendable {
  /// Text that stands for a place of the document, as the document's format spells it.
  package struct Replacement: Sendable {
    package let place: Span
    package let text: String
  }

  /// In the order of the text; no two overlap.
  package let replacements: [Replacement]
  /// Which equation of the document it is for.
  let equation: Int
}

/// A part of an expression, and what should stand in its place.
struct Change {
  /// The place of the part in the passage's text.
  let span: Span
  /// What it should be, as the passage's author would write it.
  let text: String
}
