/// How a document is written.
package enum DocumentFormat: Sendable {
  case markdown
  case latex
  case notebook

  /// The format that a file's name says by its ending; Markdown for all that is no other one, since
  /// a text without marks is Markdown too.
  package init(path: String) {
    let name = path.split(separator: "/").last ?? ""
    let ending = name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
    self =
      switch ending.lowercased() {
      case "tex", "latex", "ltx": .latex
      case "ipynb": .notebook
      default: .markdown
      }
  }
}
