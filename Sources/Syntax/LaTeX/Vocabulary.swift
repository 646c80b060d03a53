/// What the reader of notes must know of words, since Syntax knows no functions and no names: in
/// notes a run of letters is a product, unless it is a word that somebody knows.
package struct Vocabulary {
  /// The canonical name of a function, for a word in the spelling of notes (`ReLU`, `Softmax`);
  /// nil for a word that is no function.
  package var function: (String) -> String?
  /// Whether the user has bound a name.
  package var isName: (String) -> Bool
  /// What a function is of wherever the note applies it, if that is always the same names.
  package var parameters: (String) -> [String]? = { _ in nil }
  /// Whether a letter above a name says which of several is meant and is no exponent: `W^l`.
  package var isLabel: (String) -> Bool = { _ in false }

  /// Whether a prime after a name makes another name of it.
  package var isPrimed: (String) -> Bool = { _ in false }
  /// Whether numbers above a name count steps.
  package var isCounted: (String) -> Bool = { _ in false }

  /// Whether a name has another one beside it with a minus above: `P^-`.
  package var isSigned: (String) -> Bool = { _ in false }
  /// Whether a name says how far indices run, so that one with an index is of another family, and a
  /// density another thing: N_k and 𝒩(x, μ, Σ) beside N.
  package var isBound: (String) -> Bool = { _ in false }

  package init(
    function: @escaping (String) -> String?, isName: @escaping (String) -> Bool
  ) {
    self.function = function
    self.isName = isName
  }

  /// The words of plain notation that ask for derivatives, before a parenthesis; `d` is a name here.
  static let derivatives = Set(DerivativeForm.allCases.filter { $0 != .d }.map(\.rawValue))
    .union(["check_grad"])

  /// Knows only the functions that LaTeX has commands for.
  package static var empty: Vocabulary {
    Vocabulary(function: { _ in nil }, isName: { _ in false })
  }

  /// The canonical name of a function that LaTeX or the vocabulary knows.
  func functionName(_ word: String) -> String? { LaTeXCommands.functions[word] ?? function(word) }
}
