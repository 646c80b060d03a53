import Primitives

/// The configuration file: lines of `key = value`, with `#` before comments.
struct Configuration: Equatable, Sendable {
  var settings = Settings()
  /// What is wrong with the file, one line each, with its place: `config:3: unknown key digts`.
  var warnings: [String] = []

  init(_ text: String, path: String) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let code = line.prefix { $0 != "#" }
      if code.allSatisfy(\.isWhitespace) { continue }
      if let objection = read(code) { warnings.append("\(path):\(index + 1): \(objection)") }
    }
  }

  /// Reads one line; says what is wrong with it, or nil.
  private mutating func read(_ line: Substring) -> String? {
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map { trimmed($0) }
    guard parts.count == 2, !parts[0].isEmpty else { return "a line is key = value" }
    let (key, value) = (parts[0], parts[1])
    let options = CommandLineOption.all.filter(\.isConfigurable)
    guard let option = options.first(where: { $0.long == key }) else {
      let known = options.map(\.long)
      let near = nearestName(to: key, in: known).map { "did you mean \($0)?" }
      return "unknown key \(key) (\(near ?? "known are \(known.joined(separator: ", "))"))"
    }
    let wanted: String? =
      if case .none = option.operand {
        value == "yes" || value == "no" ? nil : "yes or no"
      } else {
        option.objection(to: value)
      }
    if let wanted { return "\(key) wants \(wanted), not '\(value)'" }
    settings.set(option.key, to: value)
    return nil
  }
}

private func trimmed(_ text: Substring) -> String {
  var text = text
  while text.first?.isWhitespace == true { text.removeFirst() }
  while text.last?.isWhitespace == true { text.removeLast() }
  return String(text)
}
