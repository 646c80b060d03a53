/// MatrixMarket's exchange format (NISTIR 5935): a header line, comments, a line of sizes, and
/// entries; by coordinates from 1, or all of them column by column.
enum MatrixMarket {
  static func read(_ bytes: [UInt8], path: String) throws(ArrayError) -> LoadedArray {
    var reader = Reader(bytes: bytes, path: path)
    return LoadedArray(try reader.read())
  }

  static func write(_ tensor: Tensor) -> [UInt8] {
    let rows = tensor.order == 0 ? 1 : tensor.shape[0]
    let columns = tensor.order == 2 ? tensor.shape[1] : 1
    var bytes = Array("%%MatrixMarket matrix array real general\n\(rows) \(columns)\n".utf8)
    for column in 0..<columns {
      for row in 0..<rows {
        appendNumber(tensor[row * columns + column], to: &bytes)
        bytes.append(0x0A)
      }
    }
    return bytes
  }

  private enum Symmetry { case general, symmetric, skew }

  private struct Reader {
    let bytes: [UInt8]
    let path: String
    private var position = 0
    private var line = 0

    init(bytes: [UInt8], path: String) {
      self.bytes = bytes
      self.path = path
    }

    private func malformed(_ reason: String, field: Int? = nil) -> ArrayError {
      .malformed(path: path, line: max(line, 1), field: field, reason: reason)
    }

    mutating func read() throws(ArrayError) -> Tensor {
      let header = nextLine()?.map { text($0).lowercased() } ?? []
      guard header.count == 5, header[0] == "%%matrixmarket", header[1] == "matrix" else {
        throw malformed("not a MatrixMarket file: no line '%%MatrixMarket matrix …'")
      }
      let isSparse = header[2] == "coordinate"
      guard isSparse || header[2] == "array" else {
        throw malformed("'\(header[2])' is neither 'coordinate' nor 'array'")
      }
      let isPattern = header[3] == "pattern" && isSparse
      guard ["real", "integer", "double"].contains(header[3]) || isPattern else {
        throw malformed("entries that are \(header[3]) can't be read, only real numbers")
      }
      let symmetry: Symmetry
      switch header[4] {
      case "general": symmetry = .general
      case "symmetric": symmetry = .symmetric
      case "skew-symmetric": symmetry = .skew
      default: throw malformed("a symmetry '\(header[4])' isn't known")
      }
      guard let sizes = nextDataLine() else { throw malformed("no line of sizes") }
      let wanted = isSparse ? 3 : 2
      guard sizes.count == wanted else { throw malformed("\(wanted) sizes belong here") }
      let rows = try size(sizes[0], field: 1)
      let columns = try size(sizes[1], field: 2)
      if symmetry != .general, rows != columns {
        throw malformed("a matrix of \(rows)×\(columns) can't be \(header[4])")
      }
      let shape = columns == 1 ? [rows] : [rows, columns]
      try Tensor.checkFits(shape)
      var result = Tensor(shape, repeating: 0)
      let out = result.mutablePointer()
      if isSparse {
        let count = try size(sizes[2], field: 3)
        try readEntries(
          count, rows, columns, isPattern: isPattern, symmetry: symmetry, into: out)
      } else {
        try readColumns(rows, columns, symmetry: symmetry, into: out)
      }
      if nextDataLine() != nil { throw malformed("more entries than the header says") }
      return result
    }

    private mutating func readEntries(
      _ count: Int, _ rows: Int, _ columns: Int, isPattern: Bool, symmetry: Symmetry,
      into out: UnsafeMutablePointer<Double>
    ) throws(ArrayError) {
      for done in 0..<count {
        if Interrupt.isRequested { throw .interrupted }
        guard let fields = nextDataLine() else {
          throw malformed("\(count) entries promised, \(done) found")
        }
        guard fields.count == (isPattern ? 2 : 3) else {
          throw malformed("a row, a column\(isPattern ? "" : " and a value") belong here")
        }
        let row = try size(fields[0], field: 1)
        let column = try size(fields[1], field: 2)
        guard (1...max(rows, 1)).contains(row), row <= rows else {
          throw malformed("row \(row) of \(rows)", field: 1)
        }
        guard (1...max(columns, 1)).contains(column), column <= columns else {
          throw malformed("column \(column) of \(columns)", field: 2)
        }
        let value = isPattern ? 1 : try entry(fields[2], field: 3)
        // Entries given twice add up, as everywhere with coordinates.
        out[(row - 1) * columns + column - 1] += value
        if symmetry != .general, row != column {
          out[(column - 1) * columns + row - 1] += symmetry == .skew ? -value : value
        }
      }
    }

    private mutating func readColumns(
      _ rows: Int, _ columns: Int, symmetry: Symmetry, into out: UnsafeMutablePointer<Double>
    ) throws(ArrayError) {
      for column in 0..<columns {
        if Interrupt.isRequested { throw .interrupted }
        // Of a symmetric matrix the lower triangle is given, of a skew one without its diagonal.
        let first = symmetry == .general ? 0 : symmetry == .symmetric ? column : column + 1
        for row in first..<max(rows, first) {
          guard let fields = nextDataLine() else {
            throw malformed("entries end in column \(column + 1) of \(columns)")
          }
          guard fields.count == 1 else { throw malformed("one value belongs here") }
          let value = try entry(fields[0], field: 1)
          out[row * columns + column] = value
          if symmetry != .general {
            out[column * columns + row] = symmetry == .skew ? -value : value
          }
        }
      }
    }

    private func text(_ range: Range<Int>) -> String {
      String(decoding: bytes[range].prefix(40), as: UTF8.self)
    }

    private func size(_ range: Range<Int>, field: Int) throws(ArrayError) -> Int {
      guard let size = Int(text(range)), size >= 0 else {
        throw malformed("'\(text(range))' is no count", field: field)
      }
      return size
    }

    private func entry(_ range: Range<Int>, field: Int) throws(ArrayError) -> Double {
      let value = bytes.withUnsafeBufferPointer { number($0, range.lowerBound, range.upperBound) }
      guard let value else { throw malformed("'\(text(range))' is no number", field: field) }
      return value
    }

    /// The fields of the next line that is neither blank nor a comment.
    private mutating func nextDataLine() -> [Range<Int>]? {
      while let fields = nextLine() {
        if let first = fields.first, bytes[first.lowerBound] != UInt8(ascii: "%") { return fields }
      }
      return nil
    }

    private mutating func nextLine() -> [Range<Int>]? {
      if position >= bytes.count { return nil }
      line += 1
      var fields: [Range<Int>] = []
      var start: Int?
      while position < bytes.count, bytes[position] != 0x0A {
        let isBlank = [0x20, 0x09, 0x0D].contains(bytes[position])
        if isBlank, let lower = start {
          fields.append(lower..<position)
          start = nil
        } else if !isBlank, start == nil {
          start = position
        }
        position += 1
      }
      if let lower = start { fields.append(lower..<position) }
      position += 1
      return fields
    }
  }
}
