/// What mx says about a user's text: one message, the places it speaks of, and perhaps a hint.
///
/// Every room's errors end as one of these, and one renderer prints them all
/// (`Diagnostic+Rendering.swift`).
package struct Diagnostic: Error, Sendable {
  package enum Severity: Sendable { case error, warning, note }

  /// A place in the text, with what is to be said about it.
  package struct Label: Sendable {
    package var span: Span
    /// Whether it is underlined with `^` (the place itself) or with `~` (what takes part in it).
    package var isPrimary: Bool
    /// Shown under the marks; labels without text are only marked.
    package var text: String?
    /// The text that the span is in, where it isn't the one being run (the line that defined a name).
    package var source: SourceText?

    package init(_ span: Span, isPrimary: Bool, text: String? = nil, source: SourceText? = nil) {
      self.span = span
      self.isPrimary = isPrimary
      self.text = text
      self.source = source
    }
  }

  /// What is wrong, where who gets it goes on from that.
  package enum Fact: Sendable {
    /// Operands, or a name and its equation, have shapes that don't fit.
    case shapes
    /// A name that nothing is known of.
    case unknownName
    /// An equation that leads back to its own name.
    case cycle
  }

  package var severity: Severity
  package var fact: Fact?
  /// One phrase in lower case that states the rule with the user's names and shapes.
  package var message: String
  /// Places; the first primary one gives the line and the column.
  package var labels: [Label]
  /// Lines shown under the marks without a mark of their own, as `A is m×n and x is n`.
  package var notes: [String]
  /// What would be right, where that is likely.
  package var hint: String?

  package init(
    _ message: String, at span: Span? = nil, label: String? = nil, and others: [Span] = [],
    notes: [String] = [], hint: String? = nil, severity: Severity = .error
  ) {
    self.severity = severity
    self.message = message
    self.labels = []
    if let span { labels.append(Label(span, isPrimary: true, text: label)) }
    labels += others.map { Label($0, isPrimary: false) }
    self.notes = notes
    self.hint = hint
  }
}
