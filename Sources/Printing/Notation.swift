/// How formulas are spelled.
package enum Notation: Hashable, Sendable {
  /// mx notation with the few signs that every keyboard layout lacks: `∂J/∂v*h' + W2`.
  case plain
  /// mx notation in ASCII alone: `grad(J, v)*h' + W2`.
  case ascii
  /// As printed mathematics, still readable by mx: `∂J/∂v hᵀ + W₂`.
  case unicode
  /// amsmath: `\frac{\partial J}{\partial v} h^{\top} + W_2`.
  case latex
}
