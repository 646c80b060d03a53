import Syntax

/// What is struck out in a formula: `\cancel{x}`, `\sout{x}`.
enum Cancellation {
  static let commands: Set<String> = [
    "cancel", "bcancel", "xcancel", "sout", "st", "cancelto", "hcancel",
  ]

  enum Kept {
    case nothing
    case text(Range<Int>)
  }

  /// Reads what is struck out, after the command; nil if nothing is there.
  static func read(_ name: String, _ cursor: inout LaTeXCursor) -> Kept? {
    guard let first = cursor.argument() else { return nil }
    guard name == "cancelto" else { return .nothing }
    // `\cancelto{0}{x}` says what becomes of x.
    return cursor.argument() == nil ? nil : .text(first)
  }

  /// What must stand for something struck out, between what has been written and what follows.
  ///
  /// A factor can be left out. In the place of a whole numerator or denominator 1 is left, of a whole
  /// term 0, of a whole formula or row nothing.
  static func left(_ written: [UInt8], before rest: LaTeXCursor) -> [UInt8] {
    let before = edge(before: written)
    var rest = rest
    rest.skipSpace()
    let after = edge(after: rest)
    switch (before, after) {
    case (.factor, _), (_, .factor), (.row, .row): return []
    case (.brace, .brace): return [0x31]
    default: return [0x30]
    }
  }

  private enum Edge {
    case row
    case sign
    case brace
    case factor
  }

  private static func edge(before written: [UInt8]) -> Edge {
    guard let index = written.lastIndex(where: { !Bytes.isWhite($0) }) else { return .row }
    switch written[index] {
    case 0x5C: return index > 0 && written[index - 1] == 0x5C ? .row : .factor
    case 0x7B: return .brace
    case 0x2B, 0x2D, 0x3D, 0x28, 0x5B, 0x26, 0x2C: return .sign
    default: return .factor
    }
  }

  private static func edge(after rest: LaTeXCursor) -> Edge {
    switch rest.byte {
    case nil: return .row
    case 0x5C:
      let next = rest.place + 1 < rest.end ? rest.bytes[rest.place + 1] : 0
      if next == 0x5C || Bytes.starts(rest.bytes, rest.place, "\\end", before: rest.end) {
        return .row
      }
      return .factor
    case 0x7D: return .brace
    case 0x2B, 0x2D, 0x3D, 0x29, 0x5D, 0x26, 0x2C: return .sign
    default: return .factor
    }
  }
}
