/// NumPy's format for one array (NEP 1): a magic number, a version, a header that is a Python
/// dictionary as text, and the entries. Versions 1 to 3 are read, version 1 is written.
enum NPY {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  static func read(_ bytes: [UInt8], path: String) throws(ArrayError) -> LoadedArray {
    func malformed(_ reason: String) -> ArrayError {
      .malformed(path: path, line: nil, field: nil, reason: reason)
    }
    guard bytes.starts(with: magic), bytes.count >= 10 else {
      throw malformed("not an NPY file")
    }
    let version = bytes[6]
    guard (1...3).contains(version), version == 1 || bytes.count >= 12 else {
      throw malformed("version \(version) of NPY isn't known")
    }
    let lengthBytes = version == 1 ? 2 : 4
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + lengthBytes + length
    guard start <= bytes.count else { throw malformed("the header is cut off") }
    let text = Array(bytes[(8 + lengthBytes)..<start])
    guard let header = Header(text) else { throw malformed("the header can't be read") }
    guard let element = Element(header.descriptor) else {
      throw malformed("entries of type '\(header.descriptor)' aren't real numbers")
    }
    try Tensor.checkFits(header.shape)
    let count = header.shape.reduce(1, *)
    guard (bytes.count - start) / element.size >= count else {
      throw malformed(
        "the header promises \(count) entries, the file holds \((bytes.count - start) / element.size)"
      )
    }
    var tensor = Tensor(uninitialized: header.isFortran ? header.shape.reversed() : header.shape)
    let out = tensor.mutablePointer()
    bytes.withUnsafeBytes { buffer in
      for i in 0..<count {
        out[i] = element.value(buffer, at: start + i * element.size)
      }
    }
    return LoadedArray(header.isFortran ? tensor.withReversedAxes() : tensor)
  }

  static func write(_ tensor: Tensor) -> [UInt8] {
    let sizes = tensor.shape.map(String.init).joined(separator: ", ")
    let comma = tensor.order == 1 ? "," : ""
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(sizes)\(comma)), }"
    // Entries start at a multiple of 64.
    while (magic.count + 4 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    let length = header.utf8.count
    var bytes = magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(header.utf8)
    bytes.reserveCapacity(bytes.count + tensor.count * 8)
    for value in tensor.entries {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// The three entries of the header's dictionary.
  private struct Header {
    var descriptor = ""
    var isFortran = false
    var shape: [Int] = []

    /// Nil for anything but a dictionary with those three.
    init?(_ text: [UInt8]) {
      guard let descriptor = Self.value(of: "descr", in: text),
        let order = Self.value(of: "fortran_order", in: text),
        let shape = Self.value(of: "shape", in: text)
      else { return nil }
      guard let quote = descriptor.first, quote == 0x27 || quote == 0x22,
        let end = descriptor.dropFirst().firstIndex(of: quote)
      else { return nil }
      self.descriptor = String(
        decoding: descriptor[(descriptor.startIndex + 1)..<end], as: UTF8.self)
      if order.starts(with: "True".utf8) {
        isFortran = true
      } else if !order.starts(with: "False".utf8) {
        return nil
      }
      guard shape.first == 0x28, let close = shape.firstIndex(of: 0x29) else { return nil }
      let sizes = String(decoding: shape[(shape.startIndex + 1)..<close], as: UTF8.self)
      for part in sizes.split(separator: ",") {
        // Python 2 wrote long integers as 3L.
        let digits = part.filter { $0 != " " && $0 != "L" }
        if digits.isEmpty { continue }
        guard let size = Int(digits), size >= 0 else { return nil }
        self.shape.append(size)
      }
    }

    /// What follows `'key':` in the dictionary.
    private static func value(of key: String, in text: [UInt8]) -> ArraySlice<UInt8>? {
      for quote in ["'", "\""] {
        let pattern = Array("\(quote)\(key)\(quote)".utf8)
        guard text.count >= pattern.count else { continue }
        for start in 0...(text.count - pattern.count)
        where text[start..<(start + pattern.count)].elementsEqual(pattern) {
          let rest = text[(start + pattern.count)...].drop { $0 == 0x20 }
          guard rest.first == 0x3A else { return nil }
          return rest.dropFirst().drop { $0 == 0x20 }
        }
      }
      return nil
    }
  }

  /// How one entry lies in the file.
  private struct Element {
    enum Kind { case float, signed, unsigned, boolean }
    let kind: Kind
    let size: Int
    let isBigEndian: Bool

    /// From NumPy's description, as `<f8`; nil for complex numbers, text and records.
    init?(_ descriptor: String) {
      var letters = Array(descriptor.utf8)
      guard letters.count >= 2, letters.count <= 3 else { return nil }
      isBigEndian = letters[0] == UInt8(ascii: ">")
      if [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "=")]
        .contains(letters[0])
      {
        letters.removeFirst()
      }
      guard letters.count == 2 else { return nil }
      size = Int(letters[1]) - 0x30
      switch (letters[0], size) {
      case (UInt8(ascii: "f"), 2), (UInt8(ascii: "f"), 4), (UInt8(ascii: "f"), 8): kind = .float
      case (UInt8(ascii: "i"), 1), (UInt8(ascii: "i"), 2), (UInt8(ascii: "i"), 4),
        (UInt8(ascii: "i"), 8):
        kind = .signed
      case (UInt8(ascii: "u"), 1), (UInt8(ascii: "u"), 2), (UInt8(ascii: "u"), 4),
        (UInt8(ascii: "u"), 8):
        kind = .unsigned
      case (UInt8(ascii: "b"), 1): kind = .boolean
      default: return nil
      }
    }

    func value(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Double {
      var bits: UInt64 = 0
      for i in 0..<size {
        let byte = UInt64(bytes[offset + (isBigEndian ? size - 1 - i : i)])
        bits |= byte << UInt64(8 * i)
      }
      switch kind {
      case .boolean: return bits == 0 ? 0 : 1
      case .unsigned: return Double(bits)
      case .signed:
        let unused = UInt64(64 - 8 * size)
        return Double(Int64(bitPattern: bits << unused) >> Int64(unused))
      case .float:
        switch size {
        case 8: return Double(bitPattern: bits)
        case 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        default: return half(UInt16(truncatingIfNeeded: bits))
        }
      }
    }

    /// A number of the 16-bit format of IEEE 754.
    private func half(_ bits: UInt16) -> Double {
      let sign: FloatingPointSign = bits >> 15 == 0 ? .plus : .minus
      let exponent = Int(bits >> 10) & 31
      let fraction = Double(bits & 1023)
      switch exponent {
      case 0: return Double(sign: sign, exponent: -24, significand: fraction)
      case 31: return fraction == 0 ? (sign == .plus ? .infinity : -.infinity) : .nan
      default: return Double(sign: sign, exponent: exponent - 25, significand: 1024 + fraction)
      }
    }
  }
}

extension Tensor {
  /// The array with its axes in the opposite order.
  func withReversedAxes() -> Tensor {
    let labels = Array(shape.indices)
    var sizes: [Int: Int] = [:]
    for (axis, size) in shape.enumerated() { sizes[axis] = size }
    let turned = Array(labels.reversed())
    var result = Tensor(uninitialized: shape.reversed())
    UnaryContraction(
      from: StridedAxes(labels, sizes: sizes), to: StridedAxes(turned, sizes: sizes), sizes: sizes
    ).run(pointer, out: result.mutablePointer())
    return result
  }
}
