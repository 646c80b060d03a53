/// How a document is written.
package enum DocumentFormat: Sendable {
  case markdown
  case latex
  case notebook

  /// The format that a file's name says by its ending; for a name without one, as that of standard
  /// input, what the text looks like. Markdown for all that is no other one, since a text without
  /// marks is Markdown too.
  package init(path: String, _ bytes: [UInt8]) {
    let name = path.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    switch parts.last?.lowercased() {
    case "tex", "latex", "ltx": self = .latex
    case "ipynb": self = .notebook
    default: self = parts.count > 1 ? .markdown : Self(guessedFrom: bytes)
    }
  }

  private init(guessedFrom bytes: [UInt8]) {
    func contains(_ text: String) -> Bool { bytes.firstRange(of: Array(text.utf8)) != nil }
    if bytes.first(where: { !Bytes.isWhite($0) }) == 0x7B, contains("\"cells\"") {
      self = .notebook
    } else if contains("\\documentclass") || contains("\\begin{document}") {
      self = .latex
    } else {
      self = .markdown
    }
  }
}
