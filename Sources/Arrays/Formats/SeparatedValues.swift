/// Tables of numbers as text: CSV (RFC 4180) and TSV.
///
/// Blank lines are skipped, fields may be quoted and have spaces around them, lines may end in
/// CRLF, and a first row without a single number is taken as a header. Where the first line of a CSV
/// file has semicolons and no comma, they separate, as where the comma is the decimal sign.
enum SeparatedValues {
  static func read(
    _ bytes: [UInt8], separator: UInt8, path: String
  ) throws(ArrayError) -> LoadedArray {
    let first = bytes.prefix { $0 != 0x0A }
    let hasSemicolons = separator == 0x2C && first.contains(0x3B) && !first.contains(0x2C)
    var parser = Parser(bytes: bytes, separator: hasSemicolons ? 0x3B : separator, path: path)
    try parser.parse()
    let (rows, columns) = (parser.rows, parser.columns)
    let shape = columns == 1 ? [rows] : [rows, columns]
    try Tensor.checkFits(shape)
    return LoadedArray(
      Tensor(shape, parser.entries), note: parser.hasHeader ? "header row skipped" : nil)
  }

  static func write(_ tensor: Tensor, separator: UInt8) -> [UInt8] {
    let columns = tensor.order == 2 ? tensor.shape[1] : 1
    var bytes: [UInt8] = []
    for (index, value) in tensor.entries.enumerated() {
      appendNumber(value, to: &bytes)
      bytes.append((index + 1) % columns == 0 ? 0x0A : separator)
    }
    return bytes
  }

  private struct Parser {
    let bytes: [UInt8]
    let separator: UInt8
    let path: String
    var entries: [Double] = []
    var rows = 0
    var columns = 0
    var hasHeader = false
    private var position = 0
    private var line = 1

    init(bytes: [UInt8], separator: UInt8, path: String) {
      self.bytes = bytes
      self.separator = separator
      self.path = path
      // A byte order mark says nothing about the numbers.
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func parse() throws(ArrayError) {
      while position < bytes.count {
        if Interrupt.isRequested { throw .interrupted }
        let start = line
        let fields = try nextRow()
        if !fields.isEmpty { try append(fields, line: start) }
      }
    }

    private mutating func append(_ fields: [Field], line: Int) throws(ArrayError) {
      if rows == 0, !hasHeader {
        columns = fields.count
        if fields.contains(where: { !text($0).isEmpty }),
          fields.allSatisfy({ value($0) == nil })
        {
          hasHeader = true
          return
        }
      }
      if fields.count != columns {
        throw .malformed(
          path: path, line: line, field: nil,
          reason: "\(fields.count) fields where the rows before have \(columns)")
      }
      for (index, field) in fields.enumerated() {
        guard let value = value(field) else {
          let text = String(decoding: text(field).prefix(30), as: UTF8.self)
          let reason = text.isEmpty ? "an empty field" : "'\(text)' is no number"
          throw .malformed(path: path, line: line, field: index + 1, reason: reason)
        }
        entries.append(value)
      }
      rows += 1
    }

    private enum Field {
      /// Bytes of the file, without spaces around them.
      case plain(Range<Int>)
      /// The content of quotes.
      case quoted([UInt8])
    }

    private func text(_ field: Field) -> ArraySlice<UInt8> {
      switch field {
      case .plain(let range): return bytes[range]
      case .quoted(let text): return text[...]
      }
    }

    private func value(_ field: Field) -> Double? {
      switch field {
      case .plain(let range):
        return bytes.withUnsafeBufferPointer { number($0, range.lowerBound, range.upperBound) }
      case .quoted(let text):
        return text.withUnsafeBufferPointer { number($0, 0, $0.count) }
      }
    }

    /// The fields up to the end of the line, which a quoted field may reach across; none for a
    /// blank line.
    private mutating func nextRow() throws(ArrayError) -> [Field] {
      var fields: [Field] = []
      let first = line
      while true {
        while position < bytes.count, isBlank(bytes[position]) { position += 1 }
        var field: Field
        if position < bytes.count, bytes[position] == 0x22 {
          position += 1
          field = .quoted(try quoted(line: first, field: fields.count + 1))
          let start = position
          skipField()
          if trimmed(start, position).isEmpty == false {
            throw .malformed(
              path: path, line: first, field: fields.count + 1, reason: "text after a quote")
          }
        } else {
          let start = position
          skipField()
          field = .plain(trimmed(start, position))
        }
        let isLast = position >= bytes.count || bytes[position] == 0x0A
        position += 1
        if isLast {
          line += 1
          if fields.isEmpty, case .plain(let range) = field, range.isEmpty { return [] }
          fields.append(field)
          return fields
        }
        fields.append(field)
      }
    }

    /// Goes to the separator or the end of the line.
    private mutating func skipField() {
      while position < bytes.count, bytes[position] != separator, bytes[position] != 0x0A {
        position += 1
      }
    }

    /// A range without the spaces at its end.
    private func trimmed(_ lower: Int, _ upper: Int) -> Range<Int> {
      var end = upper
      while end > lower, isBlank(bytes[end - 1]) { end -= 1 }
      return lower..<end
    }

    private mutating func quoted(line first: Int, field: Int) throws(ArrayError) -> [UInt8] {
      var text: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == 0x22 {
          if position < bytes.count, bytes[position] == 0x22 {
            position += 1
          } else {
            return text
          }
        }
        if byte == 0x0A { line += 1 }
        text.append(byte)
      }
      throw .malformed(path: path, line: first, field: field, reason: "a quote isn't closed")
    }

    private func isBlank(_ byte: UInt8) -> Bool {
      (byte == 0x20 || byte == 0x0D || byte == 0x09) && byte != separator
    }
  }
}
