/// How derivatives are laid out when they are shown.
package enum DerivativeLayout: String, CaseIterable, Sendable {
  /// mx's own: a gradient has the shape of its variable, a Jacobian is output × input.
  case gradient
  /// Output × input throughout: the gradient of a scalar is a row, or the transpose of its variable.
  case numerator
  /// Input × output throughout: a Jacobian is the transpose of mx's.
  case denominator

  /// Whether a derivative is the transpose of mx's, by the orders of what is differentiated and of
  /// what it is differentiated by; `isRow` says that mx's own is a row.
  package func transposes(function: Int, variable: Int, isRow: Bool = false) -> Bool {
    switch (self, function, variable) {
    case (.gradient, _, _): false
    case (.numerator, 0, 1): !isRow
    case (.numerator, 0, 2): true
    case (.numerator, _, _): false
    case (.denominator, 0, 1): isRow
    case (.denominator, 1, 1), (.denominator, 1, 0), (.denominator, 2, 0): true
    case (.denominator, _, _): false
    }
  }
}
