import Interpreter
import Primitives

/// A command line that can't be meant: mx says why on standard error and exits with 2.
struct UsageError: Error, Equatable {
  var message: String
  var hint: String?

  /// `unknown option --jsn (did you mean --json?)`
  var text: String { hint.map { "\(message) (\($0))" } ?? message }
}

/// What the command line asks for.
struct Arguments: Equatable, Sendable {
  enum Action: Equatable, Sendable {
    case run, check, help, version, printManual
    case printCompletion(CompletionScript)
  }

  /// A text to run.
  enum Script: Equatable, Sendable {
    /// What stood after `-e`.
    case expression(String)
    case file(String)
    case standardInput
  }

  var action = Action.run
  /// In the order in which they run: those of `-e` first.
  var scripts: [Script] = []
  var format = SessionOptions.Format.text
  var settings = Settings()
  var isInteractive = false
  var isVerbose = false
  var keepsGoing = false
  /// Whether `check` writes documents anew, whether as a difference, and where to.
  var fixes = false
  var showsDifference = false
  var outputPath: String?
  var usesConfiguration = true

  /// Reads the words after the program's name. Options may stand before and after scripts; `--`
  /// ends them, `-` is standard input.
  init(_ words: [String]) throws(UsageError) {
    var rest = words[...]
    var areOptionsOver = false
    var files: [Script] = []
    while let word = rest.popFirst() {
      if areOptionsOver || word == "-" || !word.hasPrefix("-") {
        if word == "check" && !areOptionsOver && files.isEmpty && action != .check {
          action = .check
          continue
        }
        files.append(word == "-" ? .standardInput : .file(word))
      } else if word == "--" {
        areOptionsOver = true
      } else if word.hasPrefix("--") {
        try readLong(word, &rest)
      } else {
        try readShort(word, &rest)
      }
    }
    if files.filter({ $0 == .standardInput }).count > 1 {
      throw UsageError(message: "standard input can be read only once")
    }
    scripts += files
    try checkFixing()
  }

  /// `--fix`, `--diff` and `-o` belong to `check`, and together.
  private func checkFixing() throws(UsageError) {
    if case .help = action { return }
    if fixes, action != .check {
      throw UsageError(message: "--fix goes with check", hint: "mx check --fix notes.md")
    }
    if !fixes, showsDifference || outputPath != nil {
      let option = showsDifference ? "--diff" : "--output"
      throw UsageError(
        message: "\(option) goes with --fix", hint: "mx check --fix \(option) … notes.md")
    }
    guard fixes else { return }
    if format == .json {
      throw UsageError(message: "--fix writes a document, which --json isn't")
    }
    if scripts.count > 1, !showsDifference || outputPath != nil {
      throw UsageError(
        message: "--fix takes one document", hint: "or --diff, for the changes of several")
    }
  }

  /// `--json`, `--digits 8`, `--digits=8`.
  private mutating func readLong(_ word: String, _ rest: inout ArraySlice<String>)
    throws(UsageError)
  {
    let parts = word.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let long = String(parts.first ?? "")
    guard let option = CommandLineOption.all.first(where: { $0.long == long }) else {
      let near = nearestName(to: long, in: CommandLineOption.shown.map(\.long))
      throw UsageError(
        message: "unknown option --\(long)", hint: near.map { "did you mean --\($0)?" })
    }
    var value = parts.count > 1 ? String(parts[1]) : nil
    if case .none = option.operand {
      if value != nil { throw UsageError(message: "--\(long) takes no value") }
    } else if value == nil {
      value = rest.popFirst()
    }
    try apply(option, value, spelling: "--\(long)")
  }

  /// `-q`, `-qi`, `-e 1+1`, `-e1+1`.
  private mutating func readShort(_ word: String, _ rest: inout ArraySlice<String>)
    throws(UsageError)
  {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = CommandLineOption.all.first(where: { $0.short == letter }) else {
        let isExpression = letter.isNumber || letter == "." || letter == "("
        let near = CommandLineOption.shown.first { $0.long == word.dropFirst() }
        let hint =
          isExpression
          ? "to evaluate it: mx -e '\(word)'" : near.map { "did you mean --\($0.long)?" }
        throw UsageError(
          message: "unknown option -\(isExpression ? word.dropFirst() : "\(letter)")", hint: hint)
      }
      if case .none = option.operand {
        try apply(option, nil, spelling: "-\(letter)")
      } else {
        let value = letters.isEmpty ? rest.popFirst() : String(letters)
        letters = ""
        try apply(option, value, spelling: "-\(letter)")
      }
    }
  }

  private mutating func apply(_ option: CommandLineOption, _ value: String?, spelling: String)
    throws(UsageError)
  {
    if let name = option.operandName {
      guard let value else { throw UsageError(message: "\(spelling) wants \(name) after it") }
      if let wanted = option.objection(to: value) {
        throw UsageError(message: "\(spelling) wants \(wanted), not '\(value)'")
      }
    }
    switch option.key {
    case .evaluate: scripts.append(.expression(value ?? ""))
    case .interactive: isInteractive = true
    case .json: format = .json
    case .latex: format = .latex
    case .keepGoing: keepsGoing = true
    case .fix: fixes = true
    case .diff: showsDifference = true
    case .output: outputPath = value
    case .noConfiguration: usesConfiguration = false
    case .verbose: isVerbose = true
    case .help: action = .help
    case .version: action = .version
    case .printManual: action = .printManual
    case .printCompletion:
      if let shell = value.flatMap({ CompletionScript(rawValue: $0) }) {
        action = .printCompletion(shell)
      }
    case .quiet, .digits, .color, .ascii: settings.set(option.key, to: value)
    }
  }
}
