/// The colours of a terminal, or none.
package struct Palette: Sendable {
  /// What a piece of text is for.
  package enum Role: Sendable { case error, warning, note, hint, dim, mark, name, success }

  private let isColoured: Bool

  /// Text as it is: for pipes, files and terminals without colours.
  package static let plain = Palette(isColoured: false)
  /// ANSI colours, each ended where it was begun.
  package static let coloured = Palette(isColoured: true)

  /// A text in a role's colour; empty text stays empty.
  package func wrap(_ text: String, _ role: Role) -> String {
    guard isColoured, !text.isEmpty else { return text }
    return "\u{1B}[\(Self.code(role))m\(text)\u{1B}[0m"
  }

  private static func code(_ role: Role) -> String {
    switch role {
    case .error: "1;31"
    case .warning: "1;33"
    case .note: "1;36"
    case .hint: "36"
    case .dim: "2"
    case .mark: "1;31"
    case .name: "1"
    case .success: "32"
    }
  }
}
