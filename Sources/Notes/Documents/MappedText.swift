import Syntax

/// Text taken from a document, with the place in the document that each byte of it stands for.
///
/// What is read is not always what stands in the file: a notebook's strings have escapes, a quoted
/// line starts with `>`, a macro stands for its body. Each step takes pieces of the text before it,
/// so that places always lead to the file itself.
struct MappedText: Sendable {
  /// How a piece of the text came from its place.
  enum Origin: Sendable {
    /// Byte for byte.
    case copied
    /// The place is another spelling of the whole piece, as `\n` of a string is a line's end.
    case spelled
    /// The piece is a part of what a macro stands for, and its place is the macro's use.
    case expanded
  }

  /// A piece that starts at an offset and goes on to the next one.
  struct Segment: Sendable {
    var start: Int
    var place: Span
    var origin: Origin
    /// The outermost use of a macro that the piece came from.
    var use: Span?
  }

  private(set) var bytes: [UInt8] = []
  private(set) var segments: [Segment] = []

  init() {}

  /// A text that is the file itself.
  init(_ document: SourceText) {
    bytes = document.bytes
    segments = [Segment(start: 0, place: Span(0, bytes.count), origin: .copied)]
  }

  /// A part of another text.
  init(_ other: MappedText, _ range: Range<Int>) { append(other, range) }

  /// A text that stands for a place as a whole.
  init(_ expansion: [UInt8], for use: Span) {
    append(expansion, for: use, .expanded, in: use)
  }

  var count: Int { bytes.count }

  /// Whether it ends in a command of letters, which a letter after it would lengthen.
  var endsWithCommand: Bool {
    var start = bytes.count
    while start > 0, bytes.count - start < 64, Bytes.isLetter(bytes[start - 1]) { start -= 1 }
    var slashes = 0
    while slashes < start, bytes[start - 1 - slashes] == 0x5C { slashes += 1 }
    return slashes % 2 == 1
  }

  // MARK: Building

  /// Adds a part of another text.
  mutating func append(_ other: MappedText, _ range: Range<Int>, in use: Span? = nil) {
    guard !range.isEmpty else { return }
    var index = other.index(at: range.lowerBound)
    while index < other.segments.count, other.segments[index].start < range.upperBound {
      var segment = other.segments[index]
      let end = other.end(of: index)
      let lower = max(segment.start, range.lowerBound)
      let upper = min(end, range.upperBound)
      if segment.origin == .copied {
        let start = segment.place.lower + lower - segment.start
        segment.place = Span(start, start + upper - lower)
      }
      segment.start = count + lower - range.lowerBound
      if let use { segment.use = use }
      add(segment)
      index += 1
    }
    bytes += other.bytes[range]
  }

  /// Adds bytes that stand for a place of the document.
  mutating func append(
    _ added: some Sequence<UInt8>, for place: Span, _ origin: Origin, in use: Span? = nil
  ) {
    let start = count
    bytes += added
    if count > start {
      add(Segment(start: start, place: place, origin: origin, use: use))
    }
  }

  /// How much of the text there is.
  struct Mark {
    fileprivate var bytes: Int
    fileprivate var segments: Int
    fileprivate var last: Segment?
  }

  var mark: Mark { Mark(bytes: bytes.count, segments: segments.count, last: segments.last) }

  /// Takes back what was added since a mark.
  mutating func cut(to mark: Mark) {
    bytes.removeSubrange(mark.bytes...)
    segments.removeSubrange(mark.segments...)
    if let last = mark.last { segments[segments.count - 1] = last }
  }

  private mutating func add(_ segment: Segment) {
    if let last = segments.last, last.origin == .copied, segment.origin == .copied,
      last.place.upper == segment.place.lower, last.use == segment.use
    {
      segments[segments.count - 1].place.upper = segment.place.upper
    } else {
      segments.append(segment)
    }
  }

  // MARK: Places

  /// The place in the document of a range of the text: the smallest that holds all of it.
  func place(of span: Span) -> Span {
    guard !segments.isEmpty else { return Span(0, 0) }
    let lower = min(max(span.lower, 0), count)
    let upper = min(max(span.upper, lower), count)
    if lower == upper {
      let place = self.lower(of: lower)
      return Span(place, place)
    }
    var result = Span(self.lower(of: lower), self.upper(of: upper))
    // What macros bring along may stand before what it was put in.
    if result.lower > result.upper { result = Span(result.upper, result.lower) }
    return result
  }

  /// The place in the document that stands for a range of the text and for nothing else, so that
  /// other text can be put there; nil if there is none.
  func replaceablePlace(of span: Span) -> Span? {
    guard span.lower >= 0, span.lower < span.upper, span.upper <= count else { return nil }
    let first = index(at: span.lower)
    let last = index(at: span.upper - 1)
    return contiguousPlace(span, first, last) ?? placeOfWholeUses(span, first, last)
  }

  /// The place of text that the document has in one piece, outside of macros' bodies.
  private func contiguousPlace(_ span: Span, _ first: Int, _ last: Int) -> Span? {
    for index in first...last {
      let segment = segments[index]
      if segment.origin == .expanded { return nil }
      if segment.origin == .spelled,
        segment.start < span.lower || end(of: index) > span.upper
      {
        return nil
      }
      if index > first, segments[index - 1].place.upper != segment.place.lower { return nil }
    }
    return Span(lower(of: span.lower), upper(of: span.upper))
  }

  /// The place of text in which every macro that takes part is used as a whole.
  private func placeOfWholeUses(_ span: Span, _ first: Int, _ last: Int) -> Span? {
    var lower = self.lower(of: span.lower)
    var upper = self.upper(of: span.upper)
    if let use = segments[first].use {
      guard segments[first].start == span.lower, first == 0 || segments[first - 1].use != use else {
        return nil
      }
      lower = use.lower
    }
    if let use = segments[last].use {
      guard end(of: last) == span.upper, last + 1 == segments.count || segments[last + 1].use != use
      else { return nil }
      upper = use.upper
    }
    // Outside of macros, what the document has between the pieces would be lost.
    var before = lower
    for index in first...last {
      let piece = segments[index].use ?? segments[index].place
      if segments[index].use == nil || index == first || segments[index - 1].use != piece {
        if index > first, piece.lower != before { return nil }
        if segments[index].origin == .spelled, segments[index].use == nil,
          segments[index].start < span.lower || end(of: index) > span.upper
        {
          return nil
        }
      }
      before = piece.upper
    }
    return Span(lower, upper)
  }

  /// The offset of what stands at a place of the document; of a text in the document's order.
  func offset(of place: Int) -> Int {
    var low = 0
    var high = segments.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if segments[middle].place.lower <= place { low = middle } else { high = middle }
    }
    guard low < segments.count else { return 0 }
    let segment = segments[low]
    if segment.origin != .copied {
      return place < segment.place.upper ? segment.start : end(of: low)
    }
    return min(max(segment.start, segment.start + place - segment.place.lower), end(of: low))
  }

  private func lower(of offset: Int) -> Int {
    let index = index(at: offset)
    let segment = segments[index]
    if segment.origin == .copied { return segment.place.lower + offset - segment.start }
    return offset >= end(of: index) ? segment.place.upper : segment.place.lower
  }

  private func upper(of offset: Int) -> Int {
    let segment = segments[index(at: offset - 1)]
    if segment.origin == .copied { return segment.place.lower + offset - segment.start }
    return segment.place.upper
  }

  /// The segment that an offset is in; the last one for the end.
  private func index(at offset: Int) -> Int {
    var low = 0
    var high = segments.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if segments[middle].start <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private func end(of index: Int) -> Int {
    index + 1 < segments.count ? segments[index + 1].start : count
  }
}
