/// Words in LaTeX: what is no letter of text is set as mathematics.
enum NotationText {
  private static let signs: [Character: String] = [
    "‖": "$\\Vert$", "²": "$^2$", "⊙": "$\\odot$", "Σ": "$\\sum$", "∂": "$\\partial$",
    "_": "\\_", "^": "\\^{}", "%": "\\%", "#": "\\#", "&": "\\&", "{": "\\{", "}": "\\}",
    "\\": "\\textbackslash{}", "$": "\\$", "~": "\\~{}",
  ]

  static func latex(_ text: String) -> String {
    text.map { signs[$0] ?? String($0) }.joined()
  }
}
