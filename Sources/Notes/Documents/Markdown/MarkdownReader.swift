import Syntax

/// Finds the mathematics of Markdown: CommonMark's blocks, and in them the maths of GitHub, Jupyter
/// and pandoc.
///
/// Blocks are found line by line as CommonMark says, since what is code and what is quoted depends
/// on them; only mathematics goes first: lines between `$$` and `$$` are no lists and headings,
/// whatever they start with. What is inside of paragraphs is `MarkdownInlines`' matter.
struct MarkdownReader {
  /// What a line may be inside of.
  enum Container {
    case quote
    /// An item of a list, with the columns that its lines are indented by.
    case item(indentation: Int)
  }

  /// The block that lines are added to.
  enum Leaf {
    case none
    case paragraph(MappedText)
    case fence(marker: UInt8, length: Int, indentation: Int, maths: MathsFence?)
    case indentedCode
    /// Raw HTML that goes on up to a text, in lower case.
    case html(until: [UInt8])
  }

  /// A fenced block whose content is mathematics.
  struct MathsFence {
    var opening: Span
    var content = MappedText()
  }

  let text: MappedText
  let bytes: [UInt8]
  private(set) var lines: [Range<Int>]
  var containers: [Container] = []
  var leaf = Leaf.none
  var striking = Striking()
  var lookahead = DisplayLookahead()

  static func read(_ text: MappedText, into builder: inout DocumentBuilder) {
    var reader = MarkdownReader(text)
    reader.readAll(into: &builder)
  }

  private init(_ text: MappedText) {
    self.text = text
    bytes = text.bytes
    lines = MarkdownLine.ranges(of: text.bytes)
  }

  private mutating func readAll(into builder: inout DocumentBuilder) {
    var number = MarkdownLine.afterFrontMatter(bytes, lines)
    while number < lines.count {
      number = read(line: number, into: &builder)
    }
    closeLeaf(into: &builder)
    striking.finish(into: &builder)
  }

  /// Reads a line, and the lines of mathematics that start on it; the number of the next one.
  private mutating func read(line number: Int, into builder: inout DocumentBuilder) -> Int {
    var line = MarkdownLine(bytes, lines[number])
    let matched = match(&line)
    let isInside = matched == containers.count
    switch leaf {
    case .fence(let marker, let length, let indentation, _) where isInside:
      if line.closesFence(marker, length) {
        closeLeaf(into: &builder)
      } else if case .fence(_, _, _, .some(var maths)) = leaf {
        // What is added to must have no second holder, or all of it is copied for each line.
        leaf = .none
        line.skipSpace(atMost: indentation)
        maths.content.append(text, line.position..<lines[number].upperBound)
        leaf = .fence(marker: marker, length: length, indentation: indentation, maths: maths)
      }
      return number + 1
    case .html(let until) where isInside:
      guard let end = line.end(of: until) else { return number + 1 }
      leaf = .none
      line.skip(to: end)
      return line.isBlank ? number + 1 : addParagraph(line, number, into: &builder)
    case .indentedCode where isInside && (line.isBlank || line.indentation >= 4):
      sayCodeWithMaths(line, into: &builder)
      return number + 1
    default: break
    }
    if line.isBlank {
      // A quote ends at a line without its mark; items may go on after blank lines.
      closeLeaf(into: &builder)
      while containers.count > matched { containers.removeLast() }
      return number + 1
    }
    if isParagraph, !line.startsBlock(inParagraph: true) {
      // A paragraph goes on, also where the marks of what it is in are left out.
      if isInside, let level = line.setextLevel { return closeHeading(level, number, &builder) }
      return addParagraph(line, number, into: &builder)
    }
    if !isInside {
      closeLeaf(into: &builder)
      containers.removeLast(containers.count - matched)
    }
    return open(&line, number, into: &builder)
  }

  private var isParagraph: Bool {
    if case .paragraph = leaf { true } else { false }
  }

  /// How many of the open containers a line goes on with; goes past their marks.
  private func match(_ line: inout MarkdownLine) -> Int {
    for (count, container) in containers.enumerated() {
      switch container {
      case .quote:
        guard line.takeQuoteMark() else { return count }
      case .item(let indentation):
        if line.isBlank { continue }
        guard line.indentation >= indentation else { return count }
        line.skipSpace(atMost: indentation)
      }
    }
    return containers.count
  }

  /// Opens the blocks that start on a line.
  private mutating func open(
    _ line: inout MarkdownLine, _ number: Int, into builder: inout DocumentBuilder
  ) -> Int {
    // Deeper nesting is nothing that anybody reads, and each level costs time on every line.
    while containers.count < 32 {
      if line.indentation >= 4 { break }
      if line.takeQuoteMark() {
        closeLeaf(into: &builder)
        containers.append(.quote)
      } else if let indentation = line.takeItemMark(inParagraph: isParagraph) {
        closeLeaf(into: &builder)
        containers.append(.item(indentation: indentation))
      } else {
        break
      }
      if line.isBlank { return number + 1 }
    }
    if line.indentation >= 4, !isParagraph {
      leaf = .indentedCode
      sayCodeWithMaths(line, into: &builder)
      return number + 1
    }
    if let heading = line.heading {
      closeLeaf(into: &builder)
      var title = MappedText()
      title.append(text, heading.title)
      add(title, headingOf: heading.level, into: &builder)
      return number + 1
    }
    if let fence = line.fence {
      closeLeaf(into: &builder)
      let opening = text.place(of: Span(line.position, lines[number].upperBound))
      leaf = .fence(
        marker: fence.marker, length: fence.length, indentation: line.indentation,
        maths: fence.isMaths ? MathsFence(opening: opening) : nil)
      return number + 1
    }
    if let until = line.rawHTML {
      closeLeaf(into: &builder)
      if line.end(of: until) == nil { leaf = .html(until: until) }
      return number + 1
    }
    if line.isThematicBreak {
      closeLeaf(into: &builder)
      return number + 1
    }
    return addParagraph(line, number, into: &builder)
  }

  /// Adds a line to the paragraph, with the following ones if it opens mathematics that they close.
  private mutating func addParagraph(
    _ line: MarkdownLine, _ number: Int, into builder: inout DocumentBuilder
  ) -> Int {
    var paragraph = MappedText()
    if case .paragraph(let begun) = leaf { paragraph = begun }
    leaf = .none
    var number = number
    var start = line.contentStart
    paragraph.append(text, start..<lines[number].upperBound)
    while let last = lookahead.lastLine(
      of: start..<lines[number].upperBound, number, bytes, lines, inQuote: isQuoted)
    {
      while number < last {
        number += 1
        var line = MarkdownLine(bytes, lines[number])
        _ = match(&line)
        start = line.position
        paragraph.append(text, start..<lines[number].upperBound)
      }
      start = max(start, lookahead.closingEnd)
    }
    leaf = .paragraph(paragraph)
    return number + 1
  }

  private var isQuoted: Bool {
    containers.contains { if case .quote = $0 { true } else { false } }
  }

  // MARK: Ends of blocks

  private mutating func closeLeaf(into builder: inout DocumentBuilder) {
    switch leaf {
    case .paragraph(let paragraph):
      MarkdownInlines.read(paragraph, &striking, into: &builder)
    case .fence(_, _, _, .some(let maths)):
      let content = maths.content
      let end =
        content.count == 0 ? maths.opening.upper : content.place(of: Span(0, content.count)).upper
      builder.add(.display, content, at: Span(maths.opening.lower, end))
    default: break
    }
    leaf = .none
  }

  /// Makes the paragraph a heading, since it is underlined.
  private mutating func closeHeading(
    _ level: Int, _ number: Int, _ builder: inout DocumentBuilder
  ) -> Int {
    if case .paragraph(let paragraph) = leaf {
      leaf = .none
      add(paragraph, headingOf: level, into: &builder)
    }
    return number + 1
  }

  private mutating func add(
    _ title: MappedText, headingOf level: Int, into builder: inout DocumentBuilder
  ) {
    let place = title.place(of: Span(0, title.count))
    builder.add(
      Heading(
        level: level, title: String(decoding: title.bytes, as: UTF8.self).trimmed, place: place))
    MarkdownInlines.read(title, &striking, into: &builder)
  }

  /// Indented by four columns, mathematics is code, which its author will hardly have meant.
  private func sayCodeWithMaths(_ line: MarkdownLine, into builder: inout DocumentBuilder) {
    guard let offset = line.offset(of: "$$") else { return }
    builder.add(
      Diagnostic(
        "indented by four spaces or more, this is code",
        at: text.place(of: Span(offset, offset + 2)),
        hint: "indent it less to have it read", severity: .warning))
  }
}

extension String {
  /// Without white space at the ends.
  var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
