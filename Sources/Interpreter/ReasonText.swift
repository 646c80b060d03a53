/// Names of rules in other notations.
enum ReasonText {
  /// What is no letter of text is set as mathematics.
  private static let commands: [Character: String] = [
    "‖": "$\\Vert$", "²": "$^2$", "⊙": "$\\odot$", "Σ": "$\\sum$", "∂": "$\\partial$",
    "_": "\\_", "^": "\\^{}", "%": "\\%", "#": "\\#", "&": "\\&", "{": "\\{", "}": "\\}",
    "\\": "\\textbackslash{}", "$": "\\$", "~": "\\~{}",
  ]

  private static let keyboard: [Character: String] = [
    "‖": "||", "²": "^2", "⊙": ".*", "Σ": "sum ", "∂": "d",
  ]

  static func latex(_ text: String) -> String {
    text.map { commands[$0] ?? String($0) }.joined()
  }

  static func ascii(_ text: String) -> String {
    text.map { keyboard[$0] ?? String($0) }.joined()
  }
}
