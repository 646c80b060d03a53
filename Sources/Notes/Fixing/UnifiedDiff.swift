/// The difference of two texts as `diff -u` shows it and `patch` takes it.
package struct UnifiedDiff {
  private let name: String
  private let old: [ArraySlice<UInt8>]
  private let new: [ArraySlice<UInt8>]

  /// Unchanged lines around what is changed.
  private static let context = 3
  /// Beyond this many changed lines, all from the first to the last is shown as changed.
  private static let limit = 2000

  package init(_ name: String, _ old: [UInt8], _ new: [UInt8]) {
    self.name = name
    self.old = Self.lines(old)
    self.new = Self.lines(new)
  }

  /// The lines with their ends.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (offset, byte) in bytes.enumerated() where byte == 0x0A {
      lines.append(bytes[start...offset])
      start = offset + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  /// A run of lines that another run stands for.
  private struct Edit {
    var old: Range<Int>
    var new: Range<Int>
  }

  /// The text of the difference; empty if there is none.
  package var bytes: [UInt8] {
    let edits = edits()
    if edits.isEmpty { return [] }
    var result = Array("--- \(name)\n+++ \(name)\n".utf8)
    var index = 0
    while index < edits.count {
      var last = index
      while last + 1 < edits.count,
        edits[last + 1].old.lowerBound - edits[last].old.upperBound <= 2 * Self.context
      {
        last += 1
      }
      write(edits[index...last], to: &result)
      index = last + 1
    }
    return result
  }

  private func write(_ edits: ArraySlice<Edit>, to result: inout [UInt8]) {
    guard let first = edits.first, let last = edits.last else { return }
    let before = min(Self.context, first.old.lowerBound)
    let after = min(Self.context, old.count - last.old.upperBound)
    let oldRange = first.old.lowerBound - before..<last.old.upperBound + after
    let newRange = first.new.lowerBound - before..<last.new.upperBound + after
    result += "@@ -\(Self.header(oldRange)) +\(Self.header(newRange)) @@\n".utf8
    var place = oldRange.lowerBound
    for edit in edits {
      for line in old[place..<edit.old.lowerBound] { write(" ", line, to: &result) }
      for line in old[edit.old] { write("-", line, to: &result) }
      for line in new[edit.new] { write("+", line, to: &result) }
      place = edit.old.upperBound
    }
    for line in old[place..<oldRange.upperBound] { write(" ", line, to: &result) }
  }

  private static func header(_ range: Range<Int>) -> String {
    if range.count == 1 { return "\(range.lowerBound + 1)" }
    return "\(range.isEmpty ? range.lowerBound : range.lowerBound + 1),\(range.count)"
  }

  private func write(_ mark: String, _ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
    result += mark.utf8
    result += line
    if line.last != 0x0A { result += "\n\\ No newline at end of file\n".utf8 }
  }

  // MARK: What is changed

  private func edits() -> [Edit] {
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var end = 0
    while end < min(old.count, new.count) - start,
      old[old.count - 1 - end] == new[new.count - 1 - end]
    {
      end += 1
    }
    let oldRange = start..<old.count - end
    let newRange = start..<new.count - end
    if oldRange.isEmpty && newRange.isEmpty { return [] }
    return shortest(oldRange, newRange) ?? [Edit(old: oldRange, new: newRange)]
  }

  /// The fewest lines taken out and put in (Myers 1986); nil beyond the limit.
  private func shortest(_ oldRange: Range<Int>, _ newRange: Range<Int>) -> [Edit]? {
    let (rows, columns) = (oldRange.count, newRange.count)
    var reached = [1: 0]
    var history: [[Int: Int]] = []
    for distance in 0...min(rows + columns, Self.limit) {
      history.append(reached)
      for diagonal in stride(from: -distance, through: distance, by: 2) {
        let takesNew =
          diagonal == -distance
          || (diagonal != distance
            && reached[diagonal - 1, default: -1] < reached[diagonal + 1, default: -1])
        var row =
          takesNew ? reached[diagonal + 1, default: 0] : reached[diagonal - 1, default: 0] + 1
        while row < rows, row - diagonal < columns, row - diagonal >= 0,
          old[oldRange.lowerBound + row] == new[newRange.lowerBound + row - diagonal]
        {
          row += 1
        }
        reached[diagonal] = row
        if row >= rows, row - diagonal >= columns {
          return edits(history, rows, columns, oldRange.lowerBound, newRange.lowerBound)
        }
      }
    }
    return nil
  }

  /// Goes back along the way that was found.
  private func edits(
    _ history: [[Int: Int]], _ rows: Int, _ columns: Int, _ oldStart: Int, _ newStart: Int
  ) -> [Edit] {
    var edits: [Edit] = []
    var (row, column) = (rows, columns)
    for (distance, reached) in history.enumerated().reversed() where distance > 0 {
      let diagonal = row - column
      let takesNew =
        diagonal == -distance
        || (diagonal != distance
          && reached[diagonal - 1, default: -1] < reached[diagonal + 1, default: -1])
      let before = takesNew ? diagonal + 1 : diagonal - 1
      let beforeRow = reached[before, default: 0]
      let beforeColumn = beforeRow - before
      let edit = Edit(
        old: oldStart + beforeRow..<oldStart + beforeRow + (takesNew ? 0 : 1),
        new: newStart + beforeColumn..<newStart + beforeColumn + (takesNew ? 1 : 0))
      if let last = edits.last, last.old.lowerBound == edit.old.upperBound,
        last.new.lowerBound == edit.new.upperBound
      {
        edits[edits.count - 1] = Edit(
          old: edit.old.lowerBound..<last.old.upperBound,
          new: edit.new.lowerBound..<last.new.upperBound)
      } else {
        edits.append(edit)
      }
      (row, column) = (beforeRow, beforeColumn)
    }
    return edits.reversed()
  }
}
