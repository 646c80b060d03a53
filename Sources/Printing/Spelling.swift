import Syntax

/// How the author of a text writes, so that what is put into it looks like the rest.
package struct Spelling {
  /// The author's own text of an expression, where the author has written it.
  package var expression: (Expression) -> String?
  /// The mark of the transpose: `^T`.
  package var transpose: String?
  /// The signs between operands: `\circ` where others write `\odot`.
  package var operators: [BinaryOperator: String] = [:]
  /// The environment of matrices.
  package var matrix: String?

  package init(expression: @escaping (Expression) -> String?) { self.expression = expression }
}
