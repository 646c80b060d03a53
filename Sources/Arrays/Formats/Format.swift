/// What a file held.
public struct LoadedArray: Sendable {
  public let tensor: Tensor
  /// What the user should know, as `header row skipped`.
  public let note: String?

  public init(_ tensor: Tensor, note: String? = nil) {
    self.tensor = tensor
    self.note = note
  }
}

/// The file formats, by the ending of the name.
private enum Format {
  case separated(by: UInt8)
  case npy
  case matrixMarket

  init(_ path: String) throws(ArrayError) {
    guard let dot = path.lastIndex(of: ".") else { throw .unknownFormat(path: path) }
    switch path[path.index(after: dot)...].lowercased() {
    case "csv": self = .separated(by: 0x2C)
    case "tsv", "tab": self = .separated(by: 0x09)
    case "npy": self = .npy
    case "mtx": self = .matrixMarket
    default: throw .unknownFormat(path: path)
    }
  }
}

/// The array in a file of comma- or tab-separated values, NumPy's or MatrixMarket's format.
///
/// Tables and MatrixMarket's matrices of one column come as arrays of order 1; NPY keeps its shape.
public func load(_ path: String) throws(ArrayError) -> LoadedArray {
  let format = try Format(path)
  let bytes = try readFile(path)
  switch format {
  case .separated(let separator):
    return try SeparatedValues.read(bytes, separator: separator, path: path)
  case .npy: return try NPY.read(bytes, path: path)
  case .matrixMarket: return try MatrixMarket.read(bytes, path: path)
  }
}

/// Writes an array in the format that the ending says: so that ``load(_:)`` gives it back, bit for
/// bit. Only NPY holds arrays of more than two axes.
public func save(_ tensor: Tensor, _ path: String) throws(ArrayError) {
  let format = try Format(path)
  if tensor.order > 2 {
    guard case .npy = format else {
      throw .unsupportedShape(path: path, shape: tensor.shape)
    }
  }
  switch format {
  case .separated(let separator):
    try writeFile(path, SeparatedValues.write(tensor, separator: separator))
  case .npy: try writeFile(path, NPY.write(tensor))
  case .matrixMarket: try writeFile(path, MatrixMarket.write(tensor))
  }
}

/// The shortest digits that read back as the same number.
func appendNumber(_ value: Double, to bytes: inout [UInt8]) {
  var text = value.description
  if text.hasSuffix(".0") { text.removeLast(2) }
  bytes.append(contentsOf: text.utf8)
}

/// A number that fills the bytes from `lower` to `upper`; nil if they are anything else.
func number(_ bytes: UnsafeBufferPointer<UInt8>, _ lower: Int, _ upper: Int) -> Double? {
  if upper <= lower || upper - lower > 400 { return nil }
  if let short = shortNumber(bytes, lower, upper) { return short }
  var start = lower
  // Double's own reader wants no plus sign.
  if bytes[start] == 0x2B, upper - lower > 1, bytes[start + 1] != 0x2D { start += 1 }
  return Double(String(decoding: bytes[start..<upper], as: UTF8.self))
}

/// A number of at most 15 digits without an exponent: such digits and powers of ten are doubles, so
/// that one division rounds right (Clinger 1990). Most numbers in tables are short.
private func shortNumber(
  _ bytes: UnsafeBufferPointer<UInt8>, _ lower: Int, _ upper: Int
) -> Double? {
  if upper - lower > 17 { return nil }
  var digits = 0
  var count = 0
  var point: Int?
  let isNegative = bytes[lower] == UInt8(ascii: "-")
  for offset in (lower + (isNegative ? 1 : 0))..<upper {
    let byte = bytes[offset]
    if byte >= 0x30, byte <= 0x39 {
      digits = digits * 10 + Int(byte - 0x30)
      count += 1
    } else if byte == UInt8(ascii: "."), point == nil {
      point = count
    } else {
      return nil
    }
  }
  if count == 0 || count > 15 { return nil }
  var power = 1.0
  for _ in (point ?? count)..<count { power *= 10 }
  let value = Double(digits) / power
  return isNegative ? -value : value
}
