import Arrays
import Elaboration

extension ArrayError {
  /// What the command line says of a file: `lectur1.mx: no such file (in this folder: lecture1.mx)`.
  var textOfFile: String {
    guard case .missingFile(let path) = self else { return message }
    return message + ((nearFile(to: path) ?? asMathematics(path)).map { " (\($0))" } ?? "")
  }
}

/// What a user who gave mathematics for a file's name may have meant.
private func asMathematics(_ path: String) -> String? {
  let looksLikeMathematics = path.contains { "+*=()[]^' ".contains($0) || $0.isNumber }
  guard looksLikeMathematics && !path.hasSuffix(".mx") else { return nil }
  let quote = path.contains("'") ? "\"" : "'"
  return "to evaluate it: mx -e \(quote)\(path)\(quote)"
}
