import Syntax

/// The commands that a document has defined so far.
struct MacroDefinitions {
  private(set) var macros: [String: Macro] = [:]
  private var environments: [String: (begin: Macro, end: Macro)] = [:]

  subscript(_ name: String) -> Macro? { macros[name] }

  /// What the `\begin` or `\end` of an environment stands for that the document defines.
  func environment(_ name: String, _ command: String) -> Macro? {
    command == "begin" ? environments[name]?.begin : environments[name]?.end
  }

  private static let environmentCommands: Set<String> = ["newenvironment", "renewenvironment"]

  /// The commands that define others.
  static let commands: Set<String> = [
    "newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "def", "gdef", "edef",
    "xdef", "let", "DeclareMathOperator", "DeclarePairedDelimiter", "NewDocumentCommand",
    "RenewDocumentCommand", "ProvideDocumentCommand", "DeclareDocumentCommand", "newenvironment",
    "renewenvironment",
  ]

  /// Reads a definition, after the command that it starts with.
  ///
  /// - Parameter start: The place of that command.
  mutating func read(
    _ command: String, from start: Int, _ cursor: inout LaTeXCursor
  ) throws(Diagnostic) {
    let place = cursor.text.place(of: Span(start, start + command.utf8.count + 1))
    let isStarred = cursor.take(0x2A)
    cursor.skipSpace()
    if Self.environmentCommands.contains(command) {
      return try readEnvironment(command, &cursor, at: place)
    }
    guard let name = Self.definedName(&cursor) else {
      throw Diagnostic("the name of a command follows \\\(command)", at: place)
    }
    let macro: Macro?
    switch command {
    case "let":
      cursor.skipSpace()
      _ = cursor.take(0x3D)
      macro = cursor.argument().map { target in
        let name = String(decoding: cursor.bytes[target].dropFirst(), as: UTF8.self)
        return macros[name]
          ?? Macro(parameters: [], body: Array(cursor.bytes[target]), isFinal: true)
      }
    case "DeclareMathOperator":
      macro = cursor.argument().map { words in
        let operatorName = isStarred ? "\\operatorname*{" : "\\operatorname{"
        return Macro(
          parameters: [], body: Array(operatorName.utf8) + cursor.bytes[words] + [0x7D])
      }
    case "DeclarePairedDelimiter": macro = Self.pairedDelimiter(&cursor)
    case "def", "gdef", "edef", "xdef": macro = Self.plainDefinition(&cursor)
    case "newcommand", "renewcommand", "providecommand", "DeclareRobustCommand":
      macro = Self.definition(&cursor)
    default: macro = Self.documentCommand(&cursor)
    }
    if macro == nil {
      if cursor.byte == 0x7B {
        throw Diagnostic("the definition of \\\(name) isn't closed", at: place)
      }
      Self.skipDefinition(&cursor)
    }
    if command.hasPrefix("provide") || command.hasPrefix("Provide"), macros[name] != nil { return }
    // It is said where it is used: packages' tricks hardly are.
    macros[name] = macro ?? Macro(parameters: [], body: [], unreadable: place)
  }

  /// `{name}[2][x]{…}{…}`
  private mutating func readEnvironment(
    _ command: String, _ cursor: inout LaTeXCursor, at place: Span
  ) throws(Diagnostic) {
    guard let name = cursor.group() else {
      throw Diagnostic("the name of an environment follows \\\(command)", at: place)
    }
    let text = String(decoding: cursor.bytes[name], as: UTF8.self)
    guard let begin = Self.definition(&cursor), let end = Self.body(&cursor) else {
      throw Diagnostic("the definition of the environment \(text) isn't closed", at: place)
    }
    environments[text] = (begin, Macro(parameters: [], body: end))
  }

  /// `{\name}` or `\name`.
  private static func definedName(_ cursor: inout LaTeXCursor) -> String? {
    let hasBrace = cursor.take(0x7B)
    if hasBrace { cursor.skipSpace() }
    var name = cursor.commandName()
    while let first = name, cursor.take(0x40) {
      // The names of packages' own commands.
      let start = cursor.place
      while let byte = cursor.byte, Bytes.isLetter(byte) { cursor.place += 1 }
      name = first + "@" + String(decoding: cursor.bytes[start..<cursor.place], as: UTF8.self)
    }
    if name == nil, cursor.byte == 0x5C, cursor.place + 1 < cursor.end {
      // `\*`, `\|`
      let start = cursor.place + 1
      cursor.place += 2
      name = String(decoding: cursor.bytes[start..<start + 1], as: UTF8.self)
    }
    if hasBrace {
      cursor.skipSpace()
      guard cursor.take(0x7D) else { return nil }
    }
    return name
  }

  /// `[2][x]{…}`
  private static func definition(_ cursor: inout LaTeXCursor) -> Macro? {
    cursor.skipSpace()
    var parameters: [Macro.Parameter] = []
    if let count = cursor.bracketed() {
      let digits = cursor.bytes[count].filter { !Bytes.isWhite($0) }
      guard digits.count == 1, digits[0] >= 0x30, digits[0] <= 0x39 else { return nil }
      parameters = Array(repeating: .required, count: Int(digits[0] - 0x30))
      cursor.skipSpace()
      if let value = cursor.bracketed(), !parameters.isEmpty {
        parameters[0] = .optional(default: Array(cursor.bytes[value]))
      }
    }
    return body(&cursor).map { Macro(parameters: parameters, body: $0) }
  }

  /// `#1#2{…}`; nil for parameters that other text stands between.
  private static func plainDefinition(_ cursor: inout LaTeXCursor) -> Macro? {
    var count: UInt8 = 0
    cursor.skipSpace()
    while cursor.byte == 0x23 {
      guard cursor.place + 1 < cursor.end, count < 9,
        cursor.bytes[cursor.place + 1] == 0x31 + count
      else { return nil }
      count += 1
      cursor.place += 2
      cursor.skipSpace()
    }
    guard let body = body(&cursor) else { return nil }
    return Macro(parameters: Array(repeating: .required, count: Int(count)), body: body)
  }

  /// `{m O{2} m}{…}`
  private static func documentCommand(_ cursor: inout LaTeXCursor) -> Macro? {
    cursor.skipSpace()
    guard let kinds = cursor.group() else { return nil }
    var parameters: [Macro.Parameter] = []
    var inside = LaTeXCursor(cursor.text, at: kinds.lowerBound, before: kinds.upperBound)
    inside.skipSpace()
    while let kind = inside.byte {
      inside.place += 1
      switch kind {
      case 0x6D: parameters.append(.required)
      case 0x6F: parameters.append(.optional(default: []))
      case 0x4F:
        guard let value = inside.argument() else { return nil }
        parameters.append(.optional(default: Array(inside.bytes[value])))
      default: return nil
      }
      inside.skipSpace()
    }
    guard parameters.count <= 9 else { return nil }
    return body(&cursor).map { Macro(parameters: parameters, body: $0) }
  }

  /// `{\lVert}{\rVert}`
  private static func pairedDelimiter(_ cursor: inout LaTeXCursor) -> Macro? {
    guard let open = cursor.argument(), let close = cursor.argument() else { return nil }
    var body = Array("\\left".utf8) + cursor.bytes[open]
    body += Array(" #1 \\right".utf8) + cursor.bytes[close]
    return Macro(parameters: [.size, .required], body: body)
  }

  /// Goes past what can't be read of a definition, if its body follows soon.
  private static func skipDefinition(_ cursor: inout LaTeXCursor) {
    let start = cursor.place
    while let byte = cursor.byte, byte != 0x7B, byte != 0x0A, cursor.place < start + 100 {
      cursor.place += 1
    }
    if cursor.group() == nil { cursor.place = start }
  }

  private static func body(_ cursor: inout LaTeXCursor) -> [UInt8]? {
    cursor.skipSpace()
    return cursor.group().map { Array(cursor.bytes[$0]) }
  }
}
