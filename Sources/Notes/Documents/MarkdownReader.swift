import Syntax

/// Finds the mathematics of Markdown.
struct MarkdownReader {
  static func read(_ text: MappedText, into builder: inout DocumentBuilder) {
    let bytes = text.bytes
    var place = 0
    var open: Int?
    while place + 1 < bytes.count {
      if bytes[place] == 0x5C {
        place += 2
      } else if bytes[place] == 0x24, bytes[place + 1] == 0x24 {
        if let start = open {
          var inside = MappedText()
          inside.append(text, start + 2..<place)
          builder.add(.display, inside, at: text.place(of: Span(start, place + 2)))
          open = nil
        } else {
          open = place
        }
        place += 2
      } else {
        place += 1
      }
    }
    if let open {
      builder.add(
        Diagnostic("'$$' isn't closed", at: text.place(of: Span(open, open + 2))))
    }
  }
}
