import Arrays
import Primitives
import Syntax

extension Diagnostic {
  /// What went wrong with an array, at the place that asked for it.
  package init(describing error: ArrayError, at span: Span?) {
    let hint: String?
    switch error {
    case .singular: hint = "pinv(…) is its pseudo-inverse"
    case .missingFile(let path): hint = nearFile(to: path)
    case .missingLibrary: hint = "on Debian: apt install libopenblas0"
    default: hint = nil
    }
    self.init(error.message, at: span, hint: hint)
  }
}

/// `in this folder: lecture1.mx`: the file that a user who names a missing one may have meant.
package func nearFile(to path: String) -> String? {
  let slash = path.lastIndex(of: "/")
  let folder = slash.map { String(path[...$0]) } ?? ""
  let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
  let names = fileNames(in: folder.isEmpty ? "." : folder)
  let near = names.contains(name + ".mx") ? name + ".mx" : nearestName(to: name, in: names)
  return near.map { "in \(folder.isEmpty ? "this folder" : folder): \($0)" }
}
