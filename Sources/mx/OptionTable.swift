/// One option of the command line.
///
/// The parser, `--help`, the man page, the shells' completions and the configuration file read this
/// table; nothing else lists options.
struct CommandLineOption: Sendable {
  enum Key: CaseIterable, Sendable {
    case evaluate, interactive, quiet, json, latex, digits, color, ascii, keepGoing
    case fix, diff, output
    case noConfiguration, verbose, help, version, printManual, printCompletion
  }

  /// What an option wants after its name, and what that is called in the help.
  enum Operand: Sendable {
    case none
    case text(String)
    case integer(String, ClosedRange<Int>)
    case choice([String])
  }

  let key: Key
  var short: Character?
  var long: String
  var operand = Operand.none
  /// One line for `--help` and for the completions.
  var summary: String
  /// What the man page adds to the summary.
  var detail = ""
  /// Whether the help leaves it out: options for those who build packages.
  var isHidden = false
  /// Whether the configuration file may set it, under its long name.
  var isConfigurable = false
}

extension CommandLineOption {
  static let all: [CommandLineOption] = [
    CommandLineOption(
      key: .evaluate, short: "e", long: "eval", operand: .text("TEXT"),
      summary: "run TEXT before any script; may be repeated",
      detail: "Texts run in the order given, in one session with the scripts."),
    CommandLineOption(
      key: .interactive, short: "i", long: "interactive",
      summary: "go on at the prompt, with all names defined",
      detail: "Where standard input or output is no terminal, standard input is run as a script."),
    CommandLineOption(
      key: .quiet, short: "q", long: "quiet",
      summary: "no banner, no dim lines beside the results", isConfigurable: true),
    CommandLineOption(
      key: .json, long: "json",
      summary: "one JSON object per result, digits at full precision",
      detail: "Each has \"name\", \"shape\" and \"value\" or \"formula\"; checks add \"check\"."),
    CommandLineOption(
      key: .latex, long: "latex", summary: "results as LaTeX (amsmath)"),
    CommandLineOption(
      key: .digits, long: "digits", operand: .integer("N", 1...17),
      summary: "significant digits of values, 1 to 17", isConfigurable: true),
    CommandLineOption(
      key: .color, long: "color", operand: .choice(["auto", "always", "never"]),
      summary: "colours: auto (on a terminal), always, never",
      detail: "With auto, a NO_COLOR that isn't empty and TERM=dumb switch them off.",
      isConfigurable: true),
    CommandLineOption(
      key: .ascii, long: "ascii", summary: "write symbols in ASCII", isConfigurable: true),
    CommandLineOption(
      key: .keepGoing, long: "keep-going",
      summary: "go on after an error; the exit status is still 1"
    ),
    CommandLineOption(
      key: .fix, long: "fix", summary: "with check: write the document with its mistakes corrected",
      detail: "Wrong numbers and formulas are replaced, in the author's own LaTeX; everything else "
        + "stays as it is. What is left is said on standard error."),
    CommandLineOption(
      key: .diff, long: "diff", summary: "with --fix: only what changes, for patch"),
    CommandLineOption(
      key: .output, short: "o", long: "output", operand: .text("FILE"),
      summary: "with --fix: write to FILE"),
    CommandLineOption(
      key: .noConfiguration, long: "no-config", summary: "read no configuration and no init.mx"),
    CommandLineOption(
      key: .verbose, long: "verbose", summary: "with --version: what mx runs on"),
    CommandLineOption(key: .help, short: "h", long: "help", summary: "show this help"),
    CommandLineOption(key: .version, short: "V", long: "version", summary: "show the version"),
    CommandLineOption(
      key: .printManual, long: "print-man", summary: "write the man page", isHidden: true),
    CommandLineOption(
      key: .printCompletion, long: "print-completion",
      operand: .choice(CompletionScript.allCases.map(\.rawValue)),
      summary: "write the completions of a shell", isHidden: true),
  ]

  /// The options that the help shows.
  static var shown: [CommandLineOption] { all.filter { !$0.isHidden } }

  /// What the help calls the operand: `N`, `auto|always|never`.
  var operandName: String? {
    switch operand {
    case .none: nil
    case .text(let name), .integer(let name, _): name
    case .choice(let words): words.joined(separator: "|")
    }
  }

  /// What an operand would have to be, where it won't do; else nil.
  func objection(to value: String) -> String? {
    switch operand {
    case .none, .text: return nil
    case .integer(_, let range):
      if let number = Int(value), range.contains(number) { return nil }
      return "\(range.lowerBound) to \(range.upperBound)"
    case .choice(let words):
      if words.contains(value) { return nil }
      return "\(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")"
    }
  }
}
