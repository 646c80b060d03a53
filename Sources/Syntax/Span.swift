/// A half-open range of byte offsets in one ``SourceText``.
package struct Span: Hashable, Sendable {
  /// The offset of the first byte.
  package var lower: Int
  /// The offset after the last byte.
  package var upper: Int

  package init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = upper
  }

  /// The smallest span that holds both.
  package func union(_ other: Span) -> Span {
    Span(min(lower, other.lower), max(upper, other.upper))
  }
}
