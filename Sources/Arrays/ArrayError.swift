/// What can go wrong with arrays, as facts; ``message`` says them in words.
public enum ArrayError: Error, Equatable, Sendable {
  /// A square matrix without an inverse.
  case singular(rank: Int, size: Int)
  /// A symmetric matrix that has no Cholesky factor.
  case notPositiveDefinite
  /// A function that needs OpenBLAS, which isn't installed.
  case missingLibrary(function: String)
  /// An iteration that found no answer.
  case notConverged(function: String)
  /// An array that can't fit into memory; the bytes are infinite where no integer counts them.
  case tooLarge(shape: [Int], bytes: Double)
  /// A new shape with another number of entries.
  case unequalCounts(from: [Int], to: [Int])
  /// A position, from 1, that lies outside of an axis with so many entries.
  case outOfRange(position: Int, count: Int)
  /// Ctrl-C was pressed.
  case interrupted
  /// A file that isn't there.
  case missingFile(path: String)
  /// A file that can't be read or written, with what the system says.
  case file(path: String, reason: String)
  /// A file whose content isn't what its format asks for; the line and the field count from 1.
  case malformed(path: String, line: Int?, field: Int?, reason: String)
  /// A name whose ending says no format that is known.
  case unknownFormat(path: String)
  /// An array that a format has no place for.
  case unsupportedShape(path: String, shape: [Int])

  /// One phrase in lower case.
  public var message: String {
    switch self {
    case .singular(let rank, let size):
      return "the matrix has no inverse: its rank is \(rank) of \(size)"
    case .notPositiveDefinite:
      return "the matrix isn't positive definite"
    case .missingLibrary(let function):
      return "\(function) needs the library OpenBLAS; the package libopenblas0 has it"
    case .notConverged(let function):
      return "\(function) found no answer: the iteration doesn't converge"
    case .tooLarge(let shape, let bytes):
      let sizes = text(shape)
      return bytes.isFinite
        ? "an array of \(sizes) takes \(humanSize(bytes)), more memory than there is"
        : "an array of \(sizes) has more entries than can be counted"
    case .unequalCounts(let old, let new):
      let (from, to) = (text(old), text(new))
      return "an array of \(from) can't be reshaped to \(to): the numbers of entries differ"
    case .outOfRange(let position, let count):
      return "there is no entry \(position): the axis has \(count)"
    case .interrupted:
      return "interrupted"
    case .missingFile(let path):
      return "\(path): no such file"
    case .file(let path, let reason):
      return "\(path): \(reason)"
    case .malformed(let path, let line, let field, let reason):
      let place = (line.map { ":\($0)" } ?? "") + (field.map { ", field \($0)" } ?? "")
      return "\(path)\(place): \(reason)"
    case .unknownFormat(let path):
      return "\(path): the ending says no format; .csv, .tsv, .npy and .mtx do"
    case .unsupportedShape(let path, let shape):
      return "\(path): this format holds vectors and matrices, not arrays of order \(shape.count)"
    }
  }
}

/// A shape for people: `2×3`.
private func text(_ shape: [Int]) -> String {
  shape.isEmpty ? "1" : shape.map(String.init).joined(separator: "×")
}

/// A number of bytes for people: `1.5 GB`.
private func humanSize(_ bytes: Double) -> String {
  let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
  var value = bytes
  var unit = 0
  while value >= 1000, unit < units.count - 1 {
    value /= 1000
    unit += 1
  }
  let rounded = value < 10 ? (value * 10).rounded() / 10 : value.rounded()
  let text = rounded.description
  return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " " + units[unit]
}
