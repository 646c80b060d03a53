/// LaTeX at the prompt and in scripts: a line with commands that plain notation lacks, or a block
/// between `$$`, `\[ \]` or `\begin{align}` and `\end{align}`.
extension Parser {
  /// What was found about a line, so that each is looked through once.
  struct LineOfLaTeX {
    var end = -1
    /// The place of the last command that only LaTeX has.
    var lastMark = -1
  }

  /// The statement that comes next in a block of LaTeX, or its mistake; nil outside of one.
  mutating func nextOfBlock() throws(Diagnostic) -> Statement? {
    guard blockIndex < blockResults.count else { return nil }
    let result = blockResults[blockIndex]
    blockIndex += 1
    if blockIndex == blockResults.count { (blockResults, blockIndex) = ([], 0) }
    return try result.get()
  }

  /// Reads the LaTeX at hand, if the statement there is some.
  mutating func startsLaTeX() throws(Diagnostic) -> Bool {
    let start = token.span.lower
    switch token.symbol {
    case .colon, .question, .if, .for, .while, .repeat: return false
    default: break
    }
    if start >= latexLine.end { latexLine = Self.lookThrough(lexer.bytes, from: start) }
    guard start <= latexLine.lastMark else { return false }
    try readLaTeX(from: start)
    return true
  }

  /// Reads a block or line of LaTeX.
  mutating func readLaTeX(from start: Int) throws(Diagnostic) {
    let (end, opener) = latexEnd(from: start)
    if let opener {
      reachedEnd = true
      restart(at: openBlocks < 5 ? lineEnd(from: start) : lexer.bytes.count)
      openBlocks += 1
      throw Diagnostic("'\(source[opener])' isn't closed", at: opener)
    }
    restart(at: end)
    latexLine = LineOfLaTeX()
    var reader = LaTeXReader(source, vocabulary: vocabulary)
    blockResults = reader.read(Span(start, end))
    blockIndex = 0
  }

  /// Finds the marks of LaTeX on a line, or as far as a semicolon outside of brackets closes what is
  /// a line of its own; outside of strings and comments.
  private static func lookThrough(_ bytes: [UInt8], from start: Int) -> LineOfLaTeX {
    var line = LineOfLaTeX()
    var place = start
    var isQuoted = false
    var depth = 0
    while place < bytes.count, bytes[place] != 0x0A {
      let byte = bytes[place]
      if byte == 0x22 { isQuoted.toggle() }
      if !isQuoted {
        if byte == 0x3B, depth == 0 {
          line.end = place + 1
          return line
        }
        depth = Self.depth(depth, after: byte)
        if byte == 0x23 { break }
        if byte == 0x24 { line.lastMark = place }
        if byte == 0x5C, isMark(bytes, place, isFirst: place == start) { line.lastMark = place }
        if byte == 0x26, place + 1 < bytes.count, bytes[place + 1] == 0x3D { line.lastMark = place }
        if byte == 0x5C { place += 1 }
      }
      place += 1
    }
    while place < bytes.count, bytes[place] != 0x0A { place += 1 }
    line.end = place
    return line
  }

  /// How many brackets are open after a byte.
  private static func depth(_ depth: Int, after byte: UInt8) -> Int {
    switch byte {
    case 0x28, 0x5B, 0x7B: depth + 1
    case 0x29, 0x5D, 0x7D: max(0, depth - 1)
    default: depth
    }
  }

  /// Whether a backslash starts what plain notation lacks.
  private static func isMark(_ bytes: [UInt8], _ place: Int, isFirst: Bool) -> Bool {
    guard place + 1 < bytes.count else { return false }
    let next = bytes[place + 1]
    if isFirst, next == 0x5B || next == 0x28 { return true }
    guard (next | 0x20) >= 0x61, (next | 0x20) <= 0x7A else { return false }
    var end = place + 1
    while end < min(bytes.count, place + 24), (0x61...0x7A).contains(bytes[end] | 0x20) {
      end += 1
    }
    let name = String(decoding: bytes[place + 1..<end], as: UTF8.self)
    if name.utf8.count == 1 { return false }
    if LaTeXCommands.functions[name] != nil {
      return end >= bytes.count || bytes[end] != 0x28
    }
    return marks.contains(name) || LaTeXCommands.fractions.contains(name)
      || LaTeXCommands.decorations[name] != nil || LaTeXCommands.upright.contains(name)
      || LaTeXCommands.texts.contains(name) || LaTeXCommands.sizes[name] != nil
      || (name == "sqrt" && end < bytes.count && (bytes[end] == 0x7B || bytes[end] == 0x5B))
      || ((name == "sum" || name == "prod") && end < bytes.count && bytes[end] == 0x5F)
      || (name == "mathbb" && end + 1 < bytes.count && [0x31, 0x45].contains(bytes[end + 1]))
  }

  private static let marks: Set<String> = [
    "begin", "quad", "qquad", "equiv", "triangleq", "coloneqq", "underbrace", "overbrace", "arg",
    "stackrel", "overset", "label", "tag", "nonumber", "notag", "lfloor", "lceil", "langle",
    "boxed",
  ]

  /// Where LaTeX that starts at a place ends: at the line's end, when all that it opened is
  /// closed, or at a semicolon with no LaTeX after it; and what isn't closed.
  private func latexEnd(from start: Int) -> (end: Int, opener: Span?) {
    let bytes = lexer.bytes
    var open: [(closing: UInt8, place: Span)] = []
    var place = start
    var endsRow = false
    var depth = 0
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case 0x0A where open.isEmpty && !endsRow: return (place, nil)
      case 0x3B where open.isEmpty && depth == 0:
        if Self.lookThrough(bytes, from: place + 1).lastMark < 0 { return (place + 1, nil) }
      case 0x23:
        while place + 1 < bytes.count, bytes[place + 1] != 0x0A { place += 1 }
      case 0x7B: open.append((0x7D, Span(place, place + 1)))
      case 0x7D: if open.last?.closing == 0x7D { open.removeLast() }
      case 0x24:
        let isDouble = place + 1 < bytes.count && bytes[place + 1] == 0x24
        let span = Span(place, place + (isDouble ? 2 : 1))
        if open.last?.closing == 0x24 {
          open.removeLast()
        } else {
          open.append((0x24, span))
        }
        place = span.upper - 1
      case 0x5C:
        let next = place + 1 < bytes.count ? bytes[place + 1] : 0x0A
        let span = Span(place, min(place + 2, bytes.count))
        switch next {
        case 0x5B, 0x28: open.append((next == 0x5B ? 0x5D : 0x29, span))
        case 0x5D, 0x29: if open.last?.closing == next { open.removeLast() }
        case 0x62 where starts(bytes, place, "\\begin{"):
          open.append((0x65, Span(place, place + 6)))
          place += 6
          continue
        case 0x65 where starts(bytes, place, "\\end{"):
          if open.last?.closing == 0x65 { open.removeLast() }
          place += 4
          continue
        default: break
        }
        if next != 0x0A { place += 1 }
      default: break
      }
      if byte != 0x5C { depth = Self.depth(depth, after: byte) }
      if byte == 0x5C, place < bytes.count, bytes[place] == 0x5C {
        endsRow = true
      } else if byte > 0x20 {
        endsRow = false
      }
      place += 1
    }
    return (bytes.count, open.last?.place)
  }

  private func starts(_ bytes: [UInt8], _ place: Int, _ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
  }
}
