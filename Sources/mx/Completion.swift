/// What TAB completes at a place of the text, found without readline.
struct CompletionContext: Equatable {
  enum Kind: Equatable {
    case nothing
    /// A file's name: the text of a string in `load("…")`, or what follows `:save`.
    case file
    /// A command such as `\alpha`, with its backslash.
    case symbol
    /// A command such as `:vars`, with its colon.
    case command
    case name
  }

  var kind: Kind
  /// Where the word starts, in bytes.
  var start: Int

  /// - Parameter text: what stands before the cursor.
  init(before text: [UInt8]) {
    let lineStart = text.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = text[lineStart...]
    kind = .nothing
    start = text.count
    if let quote = openQuote(in: line) {
      guard calledName(before: quote, in: line).map(fileFunctions.contains) == true else { return }
      (kind, start) = (.file, quote + 1)
      return
    }
    let indented = line.drop { $0 == UInt8(ascii: " ") }
    if indented.first == UInt8(ascii: ":") {
      guard let space = indented.firstIndex(of: UInt8(ascii: " ")) else {
        (kind, start) = (.command, indented.startIndex)
        return
      }
      let command = String(decoding: indented[..<space].dropFirst(), as: UTF8.self)
      if fileFunctions.contains(command) {
        (kind, start) = (.file, (text.lastIndex(of: UInt8(ascii: " ")) ?? space) + 1)
        return
      }
    }
    // `#` outside a string starts a comment.
    if line.contains(UInt8(ascii: "#")) { return }
    let wordStart = (line.lastIndex { !isWordByte($0) }).map { $0 + 1 } ?? lineStart
    if wordStart > lineStart, text[wordStart - 1] == UInt8(ascii: "\\") {
      (kind, start) = (.symbol, wordStart - 1)
    } else if wordStart < text.count, !isDigit(text[wordStart]) {
      (kind, start) = (.name, wordStart)
    }
  }
}

/// Functions and commands whose strings are names of files.
private let fileFunctions: Set<String> = ["load", "save", "include"]

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// Letters, digits, `_`, and all bytes of what isn't ASCII.
private func isWordByte(_ byte: UInt8) -> Bool {
  isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    || byte == UInt8(ascii: "_") || byte >= 0x80
}

/// Where a string starts that isn't closed before the end of the line.
private func openQuote(in line: ArraySlice<UInt8>) -> Int? {
  var open: Int?
  for (index, byte) in zip(line.indices, line) where byte == UInt8(ascii: "\"") {
    open = open == nil ? index : nil
  }
  return open
}

/// The name before the innermost parenthesis that is open at a place.
private func calledName(before place: Int, in line: ArraySlice<UInt8>) -> String? {
  var depth = 0
  for index in line[..<place].indices.reversed() {
    if line[index] == UInt8(ascii: ")") { depth += 1 }
    if line[index] != UInt8(ascii: "(") { continue }
    if depth > 0 {
      depth -= 1
      continue
    }
    let head = line[..<index]
    let start = (head.lastIndex { !isWordByte($0) }).map { $0 + 1 } ?? line.startIndex
    return String(decoding: head[start...], as: UTF8.self)
  }
  return nil
}
