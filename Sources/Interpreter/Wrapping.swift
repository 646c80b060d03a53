import Syntax

/// Breaks lines that are wider than a terminal at words, and formulas after a sign where no space is.
enum Wrapping {
  /// A text whose lines fit, what goes on below where it began: beside its head, in a table of heads.
  static func wrapped(_ text: String, width: Int?) -> String {
    guard let width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { lines($0, width: width, hang: hang(of: $0, width: width)).joined(separator: "\n") }
      .joined(separator: "\n")
  }

  /// A line as several that are at most as wide as said, where it can be broken; those after the
  /// first are indented.
  static func lines(_ line: some StringProtocol, width: Int, hang: Int) -> [String] {
    guard line.displayWidth > width else { return [String(line)] }
    let margin = String(repeating: " ", count: hang)
    var result: [String] = []
    var rest = Array(line)
    var indent = ""
    while (indent + String(rest)).displayWidth > width {
      let room = width - indent.count
      let first = rest.firstIndex { $0 != " " } ?? 0
      guard let place = breakPlace(rest, from: first + 1, room: room) else { break }
      result.append(indent + String(rest[..<place]).trimmingEnd)
      rest = Array(rest[place...].drop { $0 == " " })
      indent = margin
    }
    return result + [indent + String(rest)]
  }

  /// Where to break: at the last space within the room, else after the last sign, else at the first
  /// of either.
  private static func breakPlace(_ text: [Character], from start: Int, room: Int) -> Int? {
    var width = 0
    var (space, sign): (Int?, Int?)
    for (index, character) in text.enumerated() {
      let isWithin = width <= room
      if index >= start, index < text.count - 1 {
        if character == " ", isWithin || (space == nil && sign == nil) { space = index }
        if "*/,".contains(character), text[index + 1] != " ", text[index + 1] != "*",
          width + 1 <= room || (space == nil && sign == nil)
        {
          sign = index + 1
        }
      }
      width += String(character).displayWidth
      if width > room, space != nil || sign != nil { break }
    }
    return space ?? sign
  }

  /// How far what goes on is indented: to the column of a text beside a head, if there is room.
  private static func hang(of line: Substring, width: Int) -> Int {
    let indent = line.prefix { $0 == " " }.count
    let body = line.dropFirst(indent)
    if let gap = body.range(of: "  ") {
      let head = body[..<gap.lowerBound].displayWidth
      let space = body[gap.lowerBound...].prefix { $0 == " " }.count
      let column = indent + head + space
      if width - column >= 12 { return column }
    }
    return min(indent + 2, width / 2)
  }
}

extension String {
  /// Without spaces at its end.
  fileprivate var trimmingEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension Substring {
  /// Where a text first stands in it.
  fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
