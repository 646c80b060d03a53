import Glibc
import Testing

@testable import Arrays

@Suite struct FormatTests {
  /// A file of these bytes under a name of its own, for the time of a call.
  @discardableResult
  static func withFile<Result>(
    _ bytes: [UInt8], ending: String, _ body: (String) throws -> Result
  ) throws -> Result {
    var random = SystemRandomNumberGenerator()
    let path = "/tmp/arrays-test-\(random.next()).\(ending)"
    try writeFile(path, bytes)
    defer { unlink(path) }
    return try body(path)
  }

  static func load(_ text: String, _ ending: String) throws -> LoadedArray {
    try withFile(Array(text.utf8), ending: ending) { try Arrays.load($0) }
  }

  // MARK: - Tables

  static let tableCases: [(String, String, [Int], [Double])] = [
    ("1,2\n3,4\n", "csv", [2, 2], [1.0, 2, 3, 4]), ("1\t2\n", "tsv", [1, 2], [1, 2]),
    ("1;2\n3;4\n", "csv", [2, 2], [1, 2, 3, 4]), ("a,b\n1,2", "csv", [1, 2], [1, 2]),
    ("x\n1\n2\n", "csv", [2], [1, 2]),
    ("\r\n1 , 2\r\n\r\n 3,4\r\n", "csv", [2, 2], [1, 2, 3, 4]), ("", "csv", [0, 0], []),
    ("\"1\",\"2\"\n", "csv", [1, 2], [1, 2]), ("\"a,\"\"b\nc\",d\n1,2\n", "csv", [1, 2], [1, 2]),
    ("+1,-2e3,.5\n", "csv", [1, 3], [1, -2000, 0.5]), ("\u{FEFF}1,2\n", "csv", [1, 2], [1, 2]),
    ("a,b\n", "csv", [0, 2], []), ("inf,-inf\n", "CSV", [1, 2], [.infinity, -.infinity]),
  ]

  @Test(arguments: tableCases)
  func tables(_ text: String, _ ending: String, _ shape: [Int], _ entries: [Double]) throws {
    let tensor = try Self.load(text, ending).tensor
    #expect(tensor.shape == shape)
    #expect(tensor.entries == entries)
  }

  @Test func headersAreSaid() throws {
    #expect(try Self.load("a,b\n1,2\n", "csv").note == "header row skipped")
    #expect(try Self.load("1,2\n", "csv").note == nil)
  }

  static let malformedCases: [(String, String, String)] = [
    ("1,2\n3\n", "csv", ":2: 1 fields where the rows before have 2"),
    ("1,2\n3,x\n", "csv", ":2, field 2: 'x' is no number"),
    ("1,2\n\n3,\n", "csv", ":3, field 2: an empty field"),
    ("1,2x\n", "csv", ":1, field 2: '2x' is no number"),
    ("1,\"2\n", "csv", ":1, field 2: a quote isn't closed"),
    ("a,b\n1,2,3\n", "csv", ":2: 3 fields where the rows before have 2"),
    ("hello", "mtx", ":1: not a MatrixMarket file: no line '%%MatrixMarket matrix …'"),
    (
      "%%MatrixMarket matrix coordinate real general\n2 2 1\n3 1 5\n", "mtx",
      ":3, field 1: row 3 of 2"
    ),
    (
      "%%MatrixMarket matrix coordinate real general\n2 2 1\n0 1 5\n", "mtx",
      ":3, field 1: row 0 of 2"
    ),
    (
      "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 5\n", "mtx",
      ":3: 2 entries promised, 1 found"
    ),
    (
      "%%MatrixMarket matrix array complex general\n1 1\n1 1\n", "mtx",
      ":1: entries that are complex can't be read, only real numbers"
    ),
    (
      "%%MatrixMarket matrix array real symmetric\n1 2\n1\n", "mtx",
      ":2: a matrix of 1×2 can't be symmetric"
    ),
    (
      "%%MatrixMarket matrix array real general\n1 1\n1\n2\n", "mtx",
      ":4: more entries than the header says"
    ),
    ("%%MatrixMarket matrix array real general\n0 1\n", "npy", ": not an NPY file"),
  ]

  @Test(arguments: malformedCases)
  func malformedFiles(_ text: String, _ ending: String, _ expected: String) throws {
    try Self.withFile(Array(text.utf8), ending: ending) { path in
      #expect {
        try Arrays.load(path)
      } throws: { error in
        (error as? ArrayError)?.message == path + expected
      }
    }
  }

  static let matrixMarketCases: [(String, [Int], [Double])] = [
    (
      "%%MatrixMarket matrix coordinate real general\n% c\n\n2 3 2\n1 3 5\n2 1 -1e0\n", [2, 3],
      [0.0, 0, 5, -1, 0, 0]
    ),
    (
      "%%matrixmarket Matrix Coordinate Pattern Symmetric\n2 2 2\n1 1\n2 1\n", [2, 2], [1, 1, 1, 0]
    ),
    (
      "%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 1\n2 1 3\n", [2, 2],
      [0, -3, 3, 0]
    ),
    ("%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n4\n", [2, 2], [1, 3, 2, 4]),
    ("%%MatrixMarket matrix array real symmetric\n2 2\n1\n2\n3\n", [2, 2], [1, 2, 2, 3]),
    ("%%MatrixMarket matrix array real skew-symmetric\n2 2\n7\n", [2, 2], [0, -7, 7, 0]),
    ("%%MatrixMarket matrix array real general\n3 1\n1\n2\n3\n", [3], [1, 2, 3]),
  ]

  @Test(arguments: matrixMarketCases)
  func matrixMarket(_ text: String, _ shape: [Int], _ entries: [Double]) throws {
    let tensor = try Self.load(text, "mtx").tensor
    #expect(tensor.shape == shape)
    #expect(tensor.entries == entries)
  }

  // MARK: - NPY

  /// A file as `numpy.save` writes it: header in version 1, padded to 64 bytes.
  static func npy(
    _ descriptor: String, _ shape: String, _ data: [UInt8], fortran: Bool = false
  ) -> [UInt8] {
    var header =
      "{'descr': '\(descriptor)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
    while (header.utf8.count + 11) % 64 != 0 { header += " " }
    header += "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + data
  }

  static let npyCases: [([UInt8], [Int], [Double])] = [
    (
      npy("<f8", "(2,)", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0]), [2], [1.5, -2]
    ),
    (npy(">f8", "()", [0x3F, 0xF8, 0, 0, 0, 0, 0, 0]), [], [1.5]),
    (npy("<f4", "(1, 2)", [0, 0, 0xC0, 0x3F, 0, 0, 0x80, 0xFF]), [1, 2], [1.5, -.infinity]),
    (npy("<f2", "(3,)", [0, 0x3E, 1, 0, 0, 0xFC]), [3], [1.5, 0x1p-24, -.infinity]),
    (npy("<i8", "(1,)", [0xFE, 255, 255, 255, 255, 255, 255, 255]), [1], [-2]),
    (npy(">i4", "(1,)", [255, 255, 255, 0xFE]), [1], [-2]),
    (npy("<i2", "(2,)", [1, 0x80, 2, 0]), [2], [-32767, 2]), (npy("|i1", "(1,)", [255]), [1], [-1]),
    (npy("|u1", "(1,)", [255]), [1], [255]), (npy("<u2", "(1,)", [0, 0x80]), [1], [32768]),
    (npy("<u4", "(1,)", [0, 0, 0, 0x80]), [1], [2_147_483_648]),
    (npy("|b1", "(3,)", [1, 0, 1]), [3], [1, 0, 1]),
    (npy("|u1", "(2, 3)", [1, 2, 3, 4, 5, 6]), [2, 3], [1, 2, 3, 4, 5, 6]),
    (npy("|u1", "(2, 3)", [1, 4, 2, 5, 3, 6], fortran: true), [2, 3], [1, 2, 3, 4, 5, 6]),
    (npy("<f8", "(0, 3)", []), [0, 3], []),
  ]

  @Test(arguments: npyCases)
  func npyFiles(_ bytes: [UInt8], _ shape: [Int], _ entries: [Double]) throws {
    let tensor = try Self.withFile(bytes, ending: "npy") { try Arrays.load($0).tensor }
    #expect(tensor.shape == shape)
    #expect(tensor.entries == entries)
  }

  static let malformedNPYCases: [[UInt8]] = [
    npy("<c16", "(1,)", []), npy("<f8", "(9223372036854775807, 2)", []), npy("<f8", "(-1,)", []),
    npy("<f8", "(1000000000000,)", [0]), npy("<f8", "(2,)", [0]), npy("<f8", "(1", []),
    npy("|S5", "(1,)", [1, 2, 3, 4, 5]), npy("<f9", "()", [0]), npy("", "()", [0]),
    [0x93], [0x93] + Array("NUMPY".utf8) + [1, 0, 255, 255], [0x93] + Array("NUMPY".utf8) + [9, 0],
    [0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255],
  ]

  @Test(arguments: malformedNPYCases)
  func malformedNPY(_ bytes: [UInt8]) throws {
    try Self.withFile(bytes, ending: "npy") { path in
      #expect(throws: ArrayError.self) { try Arrays.load(path) }
    }
  }

  /// Every cut and every changed byte of a file is an error or an array, never a trap.
  @Test func damagedFiles() throws {
    let files: [(String, [UInt8])] = [
      ("npy", Self.npy("<f8", "(2, 2)", Array(repeating: 64, count: 32), fortran: true)),
      ("mtx", Array("%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 5\n".utf8)),
      ("csv", Array("a,\"b\"\n1,2\n3,\"4\"\n".utf8)),
    ]
    var generator = RandomGenerator(seed: 3)
    for (ending, bytes) in files {
      for round in 0..<300 {
        var damaged = bytes
        if round % 2 == 0 {
          damaged.removeLast(Int(generator.uniform() * Double(bytes.count)))
        } else {
          for _ in 0...(round % 3) {
            let place = Int(generator.uniform() * Double(bytes.count))
            damaged[place] = UInt8(generator.uniform() * 256)
          }
        }
        try Self.withFile(damaged, ending: ending) { path in
          do throws(ArrayError) {
            let tensor = try Arrays.load(path).tensor
            #expect(tensor.count == tensor.shape.reduce(1, *))
          } catch {
            #expect(!error.message.isEmpty)
          }
        }
      }
    }
  }

  // MARK: - Round trips

  @Test(arguments: ["csv", "tsv", "npy", "mtx"], [[3], [1], [2, 3], [1, 4], [0], [5, 2]])
  func roundTrip(_ ending: String, _ shape: [Int]) throws {
    var tensor = randomTensor(shape)
    for (i, value) in [1.0 / 3, -0.0, 1e300, .infinity].enumerated() where i < tensor.count {
      tensor[i] = value
    }
    let back = try Self.withFile([], ending: ending) { path in
      try save(tensor, path)
      return try Arrays.load(path).tensor
    }
    if tensor.count > 0 || ending == "npy" { #expect(back.shape == shape) }
    #expect(back.entries.map(\.bitPattern) == tensor.entries.map(\.bitPattern))
  }

  @Test func onlyNPYHoldsMoreAxes() throws {
    let tensor = randomTensor([2, 3, 4])
    try Self.withFile([], ending: "npy") { path in
      try save(tensor, path)
      #expect(try Arrays.load(path).tensor.shape == [2, 3, 4])
    }
    #expect(throws: ArrayError.unsupportedShape(path: "/tmp/x.csv", shape: [2, 3, 4])) {
      try save(tensor, "/tmp/x.csv")
    }
  }

  @Test(arguments: [
    ("/nowhere/x.csv", "/nowhere/x.csv: no such file"),
    ("/tmp.csv/x.npy", "/tmp.csv/x.npy: no such file"),
    ("x.doc", "x.doc: the ending says no format; .csv, .tsv, .npy and .mtx do"),
    ("csv", "csv: the ending says no format; .csv, .tsv, .npy and .mtx do"),
  ])
  func missingFiles(_ path: String, _ expected: String) {
    #expect {
      try Arrays.load(path)
    } throws: { error in
      (error as? ArrayError)?.message == expected
    }
  }

  @Test func foldersArentFiles() {
    #expect(throws: ArrayError.file(path: "/tmp", reason: "is a folder")) {
      try readFile("/tmp")
    }
  }
}
