extension Diagnostic {
  /// The message with the lines that it speaks of, marks under them, notes and the hint.
  ///
  /// A file's text is shown with its name and line numbers, a single line of the prompt without.
  /// No newline at the end.
  ///
  /// - Parameters:
  ///   - source: The text that labels without a source of their own are in.
  ///   - palette: The colours.
  ///   - width: How many columns of a line are shown; more is cut around the marks.
  package func rendered(
    in source: SourceText, palette: Palette = .plain, width: Int = 100
  ) -> String {
    let snippets = Snippet.snippets(of: labels, in: source)
    var head = ""
    if let place = snippets.first, let name = place.source.name {
      head = "\(name):\(place.line):\(place.column): "
    } else if let name = source.name {
      head = "\(name): "
    }
    let (word, role): (String, Palette.Role) =
      switch severity {
      case .error: ("error:", .error)
      case .warning: ("warning:", .warning)
      case .note: ("note:", .note)
      }
    let isNumbered = snippets.contains(where: \.isNumbered)
    let numberWidth = max(
      isNumbered ? 5 : 1, snippets.map { String($0.line).utf8.count }.max() ?? 0)
    let gutter = String(repeating: " ", count: numberWidth)
    var lines = [head + palette.wrap(word, role) + " " + message.shownSafely]
    // The head has named the first.
    var shown = snippets.first?.source ?? source
    var indentation = 0
    for (number, snippet) in snippets.enumerated() {
      if snippet.source !== shown, let name = snippet.source.name {
        lines.append(
          palette.wrap("\(gutter) > \(name):\(snippet.line):\(snippet.column)", .dim))
      }
      shown = snippet.source
      let line = String(snippet.line)
      let label =
        snippet.isNumbered
        ? String(repeating: " ", count: numberWidth - line.utf8.count) + line : gutter
      let drawing = snippet.drawn(width: width)
      if number == 0 { indentation = drawing.indentation }
      lines.append(
        palette.wrap(label + " |", .dim) + (drawing.text.isEmpty ? "" : " ") + drawing.text)
      for mark in drawing.marks {
        lines.append(
          palette.wrap(gutter + " |", .dim) + " " + mark.lead + palette.wrap(mark.text, .mark))
      }
    }
    let lead = snippets.isEmpty ? " " : " " + String(repeating: " ", count: indentation)
    for note in notes {
      lines.append(palette.wrap(gutter + " |", .dim) + lead + note.shownSafely)
    }
    if let hint {
      lines.append("\(gutter) \(palette.wrap("= hint:", .hint)) \(hint.shownSafely)")
    }
    return lines.joined(separator: "\n")
  }
}

/// One line of a text with the labels in it.
private struct Snippet {
  var source: SourceText
  /// From 1.
  var line: Int
  var labels: [Diagnostic.Label]

  /// The column, from 1 in characters, at which the first mark starts.
  var column: Int {
    source.position(of: labels.map(\.span.lower).min() ?? 0).column
  }

  var isNumbered: Bool { source.name != nil || source.lineCount > 1 }

  /// The lines that labels are in: the one with the first primary label comes first, then those
  /// around it in the order of the text, then other texts.
  static func snippets(of labels: [Diagnostic.Label], in source: SourceText) -> [Snippet] {
    var snippets: [Snippet] = []
    for label in labels.filter(\.isPrimary) + labels.filter({ !$0.isPrimary }) {
      let text = label.source ?? source
      let count = text.bytes.count
      var label = label
      label.span = Span(min(label.span.lower, count), min(max(label.span.upper, 0), count))
      let line = text.line(of: label.span.lower)
      if let known = snippets.firstIndex(where: { $0.source === text && $0.line == line }) {
        snippets[known].labels.append(label)
      } else {
        snippets.append(Snippet(source: text, line: line, labels: [label]))
      }
    }
    return snippets
  }

  /// A line of marks: what stands before it, and what is coloured.
  struct MarkLine {
    var lead: String
    var text: String
  }

  struct Drawing {
    var text: String
    var marks: [MarkLine]
    var indentation: Int
  }

  /// The line's text, at most `width` columns of it, and the lines with its marks.
  func drawn(width: Int) -> Drawing {
    let cells = Cells(source, line: line, around: labels.map(\.span), width: width)
    var marks: [UInt8] = []
    // Primary marks are drawn last, over the others.
    for label in labels.sorted(by: { !$0.isPrimary && $1.isPrimary }) {
      let from = cells.column(of: label.span.lower)
      let to = max(from + 1, cells.column(of: label.span.upper))
      while marks.count < to { marks.append(0x20) }
      for column in from..<to { marks[column] = label.isPrimary ? 0x5E : 0x7E }
    }
    let indentation = marks.firstIndex { $0 != 0x20 } ?? 0
    var lines = [MarkLine(lead: "", text: "")]
    lines[0].lead = String(repeating: " ", count: indentation)
    lines[0].text = String(decoding: marks[indentation...], as: UTF8.self)
    // The label of the last mark stands beside it, others under theirs.
    var texts = labels.compactMap { label in
      label.text.map { (cells.column(of: label.span.lower), $0.shownSafely) }
    }
    texts.sort { $0.0 > $1.0 }
    if let (column, text) = texts.first {
      let lastMark = labels.map { cells.column(of: $0.span.lower) }.max() ?? 0
      if column == lastMark {
        lines[0].text += " " + text
        texts.removeFirst()
      }
    }
    for (column, text) in texts {
      lines.append(MarkLine(lead: String(repeating: " ", count: column), text: text))
    }
    return Drawing(text: cells.text, marks: lines, indentation: indentation)
  }
}

/// A line laid out in columns: tabs widened, what can't be shown replaced, long lines cut.
private struct Cells {
  private(set) var text = ""
  /// The offset of every shown character, and the column that it starts at.
  private var starts: [(offset: Int, column: Int)] = []
  private var endColumn = 0

  init(_ source: SourceText, line: Int, around marks: [Span], width: Int) {
    let whole = source.line(line)
    var lower = whole.lower
    var upper = whole.upper
    if upper > lower, source.bytes[upper - 1] == 0x0D { upper -= 1 }
    // Bytes are at least as many as columns here, but for tabs, so this cuts no short line.
    let isLong = upper - lower > 4 * width || source[Span(lower, upper)].displayWidth > width
    if isLong {
      let middle = max(marks.first?.lower ?? lower, lower)
      let reach = max(width - 4, 8) / 2
      lower = max(lower, Self.moved(middle, by: -reach, in: source, within: whole))
      upper = min(upper, Self.moved(middle, by: reach, in: source, within: whole))
    }
    if lower > whole.lower { append("…", at: lower, width: 1) }
    var offset = lower
    while offset < upper {
      let length = Self.length(at: offset, in: source, before: upper)
      let scalars = source[Span(offset, offset + length)].unicodeScalars
      for scalar in scalars {
        if scalar == "\t" {
          let stop = 4 - endColumn % 4
          append(String(repeating: " ", count: stop), at: offset, width: stop)
        } else if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
          append("\u{FFFD}", at: offset, width: 1)
        } else {
          append(String(scalar), at: offset, width: scalar.displayWidth)
        }
      }
      offset += length
    }
    starts.append((upper, endColumn))
    if isLong, upper < whole.upper { text += "…" }
  }

  private mutating func append(_ shown: String, at offset: Int, width: Int) {
    text += shown
    starts.append((offset, endColumn))
    endColumn += width
  }

  /// The column of an offset: of the first shown character at or after it.
  func column(of offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    // The `…` of a cut line shares the offset of the character after it.
    while low + 1 < starts.count, starts[low + 1].offset == offset, starts[low].offset == offset {
      low += 1
    }
    return low < starts.count ? starts[low].column : endColumn
  }

  /// How many bytes the character at an offset has; 1 for what is no UTF-8.
  private static func length(at offset: Int, in source: SourceText, before end: Int) -> Int {
    var length = 1
    guard source.bytes[offset] >= 0xC0 else { return 1 }
    while offset + length < end, length < 4, source.bytes[offset + length] & 0xC0 == 0x80 {
      length += 1
    }
    return length
  }

  /// The offset some characters further on, at most at the ends of the line.
  private static func moved(
    _ offset: Int, by count: Int, in source: SourceText, within line: Span
  ) -> Int {
    var offset = min(max(offset, line.lower), line.upper)
    var left = abs(count)
    let step = count < 0 ? -1 : 1
    while left > 0, offset + step >= line.lower, offset + step <= line.upper {
      offset += step
      if offset == line.upper || source.bytes[offset] & 0xC0 != 0x80 { left -= 1 }
    }
    return offset
  }
}

extension SourceText {
  /// How many lines it has; a newline at the end starts none.
  fileprivate var lineCount: Int {
    lineStarts.count - (bytes.last == 0x0A ? 1 : 0)
  }
}

extension String {
  /// Without characters that could steer a terminal.
  fileprivate var shownSafely: String {
    guard unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      return self
    }
    return String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }))
  }
}
