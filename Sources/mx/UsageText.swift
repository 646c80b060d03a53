/// What `mx --help` says: examples first, one screen.
func usageText() -> String {
  var lines = [
    "mx \(programVersion): a calculator for matrix calculus",
    "",
    "  mx                                  the prompt: help and ?name say more",
    "  mx -e \"grad(x'*A*x, x)\"             a formula",
    "  mx -e 'A = [2 1; 1 3]' -e 'inv(A)'  a value",
    "  mx forward.mx                       a script",
    "  mx check notes.md                   the mistakes in a lecture note",
    "",
    "usage: mx [OPTION]... [SCRIPT | -]... or mx check [OPTION]... DOCUMENT...",
  ]
  let options = CommandLineOption.shown.map { ($0.spellings, $0.summary) }
  let width = options.map(\.0.count).max() ?? 0
  for (spellings, summary) in options {
    let gap = String(repeating: " ", count: width - spellings.count + 2)
    lines.append("  \(spellings)\(gap)\(summary)")
  }
  return lines.joined(separator: "\n")
}

extension CommandLineOption {
  /// `-e, --eval=TEXT`
  fileprivate var spellings: String {
    let shortForm = short.map { "-\($0), " } ?? "    "
    // Three words joined by bars would push all summaries out of an 80-column screen.
    let name = if case .choice = operand { "WHEN" } else { operandName ?? "" }
    return shortForm + "--" + long + (operandName == nil ? "" : "=\(name)")
  }
}
