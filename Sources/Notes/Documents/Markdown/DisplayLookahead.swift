/// Finds the lines of mathematics that is opened on one line of Markdown and closed on another.
///
/// To Markdown, a line of a formula that starts with `+`, `-` or `#` is a list or a heading; what is
/// mathematics must be known before. Each kind of opener remembers how far it was looked for in
/// vain, so that a text full of them is looked through once.
struct DisplayLookahead {
  enum Delimiter: Hashable {
    /// `$$`
    case dollars
    /// `\[`
    case bracket
    /// `\\[`, where a processor of Markdown takes the first backslash.
    case escapedBracket
    case environment(String)
  }

  private struct Search: Hashable {
    var delimiter: Delimiter
    var crossesBlankLines: Bool
  }

  /// The place after the closing delimiter that was found last.
  private(set) var closingEnd = 0
  /// The line up to which there is no closing delimiter.
  private var failures: [Search: Int] = [:]

  /// The line on which mathematics is closed that a part of a line opens; nil if it opens none, or
  /// none that is closed.
  mutating func lastLine(
    of range: Range<Int>, _ number: Int, _ bytes: [UInt8], _ lines: [Range<Int>], inQuote: Bool
  ) -> Int? {
    guard let (delimiter, after) = Self.opener(in: range, bytes) else { return nil }
    let isAlone = !bytes[after..<range.upperBound].contains { !Bytes.isWhite($0) }
    var crosses = isAlone
    if case .environment = delimiter { crosses = true }
    // What starts with an environment goes on to the end of it.
    let content = bytes[after..<range.upperBound].drop(while: Bytes.isWhite)
    if content.starts(with: "\\begin{".utf8) { crosses = true }
    let search = Search(delimiter: delimiter, crossesBlankLines: crosses)
    if let failure = failures[search], number < failure { return nil }
    var next = number + 1
    var hasCrossed = false
    while next < lines.count {
      let line = lines[next]
      let start = Self.contentStart(line, bytes)
      if start == line.upperBound {
        if !crosses || inQuote { break }
        hasCrossed = true
      } else {
        if inQuote, bytes[start] != 0x3E { break }
        if Self.endsMaths(start..<line.upperBound, bytes, isAfterBlank: hasCrossed) { break }
        if let close = Self.close(delimiter, in: start..<line.upperBound, bytes) {
          // A formula on a line of its own isn't the end of one that was begun before a blank line.
          if hasCrossed, case .dollars = delimiter, close == start,
            Self.close(.dollars, in: close + 2..<line.upperBound, bytes) != nil
          {
            break
          }
          closingEnd = close + Self.closingLength(delimiter)
          return next
        }
      }
      next += 1
    }
    failures[search] = next
    return nil
  }

  private static func closingLength(_ delimiter: Delimiter) -> Int {
    switch delimiter {
    case .dollars, .bracket: 2
    case .escapedBracket: 3
    case .environment(let name): name.utf8.count + 6
    }
  }

  private static func contentStart(_ line: Range<Int>, _ bytes: [UInt8]) -> Int {
    line.first { !Bytes.isWhite(bytes[$0]) } ?? line.upperBound
  }

  /// Whether a line stands in no formula: a heading, a fence, or prose after a blank line.
  private static func endsMaths(_ line: Range<Int>, _ bytes: [UInt8], isAfterBlank: Bool) -> Bool {
    let (start, end) = (line.lowerBound, line.upperBound)
    if Bytes.starts(bytes, start, "```", before: end) { return true }
    if Bytes.starts(bytes, start, "~~~", before: end) { return true }
    if bytes[start] == 0x23 {
      let rest = bytes[start..<end].drop { $0 == 0x23 }
      if rest.first == 0x20 { return true }
    }
    guard isAfterBlank else { return false }
    let marks = Set("\\=&^_+-$0123456789{}()[]<>|".utf8)
    return line.count > 4 && !bytes[line].contains { marks.contains($0) }
  }

  /// What a part of a line opens and doesn't close, and the place after it.
  private static func opener(
    in range: Range<Int>, _ bytes: [UInt8]
  ) -> (delimiter: Delimiter, after: Int)? {
    var failedRuns: Set<Int> = []
    var place = range.lowerBound
    let end = range.upperBound
    while place < end {
      var opened: (delimiter: Delimiter, after: Int)?
      switch bytes[place] {
      case 0x5C: opened = command(at: place, end, bytes)
      case 0x24:
        if place + 1 < end, bytes[place + 1] == 0x24 {
          opened = (.dollars, place + 2)
        } else if let next = nextDollar(after: place, end, bytes) {
          place = next
        }
      case 0x60:
        let run = runLength(at: place, end, bytes)
        if run <= 8, !failedRuns.contains(run) {
          if let close = closingRun(run, after: place + run, end, bytes) {
            place = close + run - 1
          } else {
            failedRuns.insert(run)
            place += run - 1
          }
        } else {
          place += run - 1
        }
      default: break
      }
      if let opened {
        guard let close = close(opened.delimiter, in: opened.after..<end, bytes) else {
          return opened
        }
        place = close + closingLength(opened.delimiter)
      } else {
        place += place < end && bytes[place] == 0x5C ? 2 : 1
      }
    }
    return nil
  }

  private static func command(
    at place: Int, _ end: Int, _ bytes: [UInt8]
  ) -> (delimiter: Delimiter, after: Int)? {
    if Bytes.starts(bytes, place, "\\\\[", before: end) { return (.escapedBracket, place + 3) }
    if Bytes.starts(bytes, place, "\\[", before: end) { return (.bracket, place + 2) }
    guard Bytes.starts(bytes, place, "\\begin", before: end),
      let (name, after) = Bytes.environmentName(bytes, place + 6, before: end),
      MathsEnvironments.contains(name)
    else { return nil }
    return (.environment(name), after)
  }

  /// The end of a formula in the line that a dollar starts, if it does.
  private static func nextDollar(after place: Int, _ end: Int, _ bytes: [UInt8]) -> Int? {
    guard place + 1 < end, !Bytes.isWhite(bytes[place + 1]) else { return nil }
    var next = place + 1
    while next < end, bytes[next] != 0x24 { next += bytes[next] == 0x5C ? 2 : 1 }
    return next < end && !Bytes.isWhite(bytes[next - 1]) ? next : nil
  }

  private static func runLength(at place: Int, _ end: Int, _ bytes: [UInt8]) -> Int {
    var next = place
    while next < end, bytes[next] == 0x60 { next += 1 }
    return next - place
  }

  private static func closingRun(
    _ length: Int, after start: Int, _ end: Int, _ bytes: [UInt8]
  ) -> Int? {
    var place = start
    while place < end {
      if bytes[place] == 0x60 {
        let run = runLength(at: place, end, bytes)
        if run == length { return place }
        place += run
      } else {
        place += 1
      }
    }
    return nil
  }

  /// Where a closing delimiter starts.
  private static func close(_ delimiter: Delimiter, in range: Range<Int>, _ bytes: [UInt8]) -> Int?
  {
    guard range.lowerBound <= range.upperBound else { return nil }
    var place = range.lowerBound
    let end = range.upperBound
    while place < end {
      let byte = bytes[place]
      if byte == 0x24, delimiter == .dollars, place + 1 < end, bytes[place + 1] == 0x24 {
        return place
      }
      if byte == 0x5C {
        switch delimiter {
        case .bracket: if Bytes.starts(bytes, place, "\\]", before: end) { return place }
        case .escapedBracket:
          if Bytes.starts(bytes, place, "\\\\]", before: end) { return place }
        case .environment(let name):
          if Bytes.starts(bytes, place, "\\end", before: end),
            Bytes.environmentName(bytes, place + 4, before: end)?.name == name
          {
            return place
          }
        case .dollars: break
        }
        place += 1
      }
      place += 1
    }
    return nil
  }
}
