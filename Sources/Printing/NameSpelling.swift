import Syntax

/// A canonical name (`W1`, `y_hat`, `λ_max`) taken apart, to be spelled in a notation.
struct NameSpelling {
  /// The letters.
  let base: String
  /// `hat`, `tilde`, `bar`, `dot`, `ddot`, `vec`, one around the other.
  private(set) var decorations: [String] = []
  /// What stands below: digits or a word.
  private(set) var label: String = ""

  private static let marks: [(word: String, mark: String)] = [
    ("hat", "\u{302}"), ("tilde", "\u{303}"), ("bar", "\u{304}"), ("dot", "\u{307}"),
    ("ddot", "\u{308}"), ("vec", "\u{20D7}"),
  ]

  init(_ name: String) {
    var parts = name.split(separator: "_", omittingEmptySubsequences: false).map { String($0) }
    var head = parts.removeFirst()
    while let word = parts.first, Self.marks.contains(where: { $0.word == word }) {
      decorations.append(word)
      parts.removeFirst()
    }
    let digits = head.reversed().prefix { $0.isASCII && $0.isNumber }.count
    if digits > 0, digits < head.count {
      parts.insert(String(head.suffix(digits)), at: 0)
      head.removeLast(digits)
    }
    base = head
    label = parts.joined(separator: "_")
  }

  /// `ŷ`, `W₁`, `W_out`.
  var unicode: String {
    var text = base
    if base.count == 1 {
      for word in decorations {
        text += Self.marks.first { $0.word == word }?.mark ?? ""
      }
    } else {
      text += decorations.map { "_" + $0 }.joined()
    }
    guard !label.isEmpty else { return text }
    let isNumber = label.allSatisfy { $0.isASCII && $0.isNumber }
    return isNumber ? text + Self.lowered(label) : text + "_" + label
  }

  /// `\hat{y}`, `W_1`, `W_{\text{out}}`, `\lambda`.
  var latex: String {
    var text: String
    if base.count == 1 {
      text = Self.letter(base)
    } else {
      text = "\\mathrm{" + base.map { Self.letter(String($0)) }.joined() + "}"
    }
    for word in decorations { text = "\\\(word){\(text)}" }
    guard !label.isEmpty else { return text }
    if label.count == 1 { return text + "_" + Self.letter(label) }
    let isNumber = label.allSatisfy { $0.isNumber || $0 == "," || $0 == "-" }
    let shown = label.replacing("_", with: "\\_")
    return text + "_{" + (isNumber ? label : "\\text{\(shown)}") + "}"
  }

  private static func letter(_ letter: String) -> String {
    letter.unicodeScalars.allSatisfy(\.isASCII)
      ? letter : Symbols.command(for: letter) ?? letter
  }

  /// Digits below the line.
  static func lowered(_ digits: String) -> String {
    let signs = Array("₀₁₂₃₄₅₆₇₈₉")
    return String(digits.utf8.map { signs[Int($0) - 0x30] })
  }

  /// Digits above the line.
  static func raised(_ digits: String) -> String {
    let signs = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(digits.map { $0 == "-" ? "⁻" : signs[$0.wholeNumberValue ?? 0] })
  }
}
