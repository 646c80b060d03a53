import Arrays
import Graph

/// Writes values as text that can be pasted back.
///
/// A column is `[a; b; c]`, a row `[a b c]`, a matrix has a line for each row:
/// ```
/// W1 = [0.3  0.5
///       0.2  0.7]
/// ```
/// Arrays of higher order are written slice by slice. What doesn't fit the given width and height
/// is left out in the middle; without them, nothing is.
package struct ValuePrinter {
  private let format: NumberFormat
  private let width: Int?
  private let height: Int?
  private let isASCII: Bool

  /// `digits` are significant ones, nil for the default (5, short decimals whole), 17 for the
  /// shortest text that reads back as the same number. `width` and `height` are the terminal's.
  package init(
    digits: Int? = nil, width: Int? = nil, height: Int? = nil, isASCII: Bool = false
  ) {
    format = NumberFormat(digits: digits)
    self.width = width
    self.height = height
    self.isASCII = isASCII
  }

  /// A value with `name = ` before it, and whether entries were left out.
  package func text(
    _ value: Tensor, orientation: Orientation = .column, name: String? = nil
  ) -> (text: String, isElided: Bool) {
    let head = name.map { $0 + " = " } ?? ""
    if value.count == 0, value.order > 0 { return (head + "[]  # \(sizes(value.shape))", false) }
    switch value.order {
    case 0: return (head + number(value[0]), false)
    case 1:
      return orientation == .row
        ? matrix(value, offset: 0, rows: 1, columns: value.count, head: head, lines: lineLimit)
        : column(value, head: head)
    case 2:
      return matrix(
        value, offset: 0, rows: value.shape[0], columns: value.shape[1], head: head,
        lines: lineLimit)
    default: return slices(value, name: name)
    }
  }

  /// One number as it is written in an array on its own.
  package func number(_ x: Double) -> String { format.text(x) }

  /// A shape in words: `scalar`, `3`, `row of 3`, `3×2`.
  package func shape(_ value: Tensor, orientation: Orientation = .column) -> String {
    switch value.order {
    case 0: "scalar"
    case 1: orientation == .row ? "row of \(value.count)" : "\(value.count)"
    default: sizes(value.shape)
    }
  }

  private func sizes(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: isASCII ? "x" : "×")
  }

  private var ellipsis: String { isASCII ? "..." : "…" }

  /// Lines that a result may take: the prompt and the line typed stay in sight.
  private var lineLimit: Int? { height.map { max(5, $0 - 3) } }

  // MARK: Columns

  /// `[a; b; c]`, on one line if it fits, else on several.
  private func column(_ value: Tensor, head: String) -> (text: String, isElided: Bool) {
    guard let width else {
      return (head + "[" + value.entries.map(number).joined(separator: "; ") + "]", false)
    }
    // No more entries can be seen than fill the lines with one character each.
    let indent = head.count + 1
    let limit = lineLimit ?? .max
    let room = max(width - indent, 12)
    let perScreen = limit == .max ? value.count : min(value.count, (room / 3 + 1) * limit)
    for shown in [value.count, perScreen] where shown <= perScreen {
      let lines = filled(texts(value, shown: shown), room: room)
      if lines.count <= limit {
        return (joined(lines, head: head, indent: indent), shown < value.count)
      }
    }
    // The widest count that fits, by halving.
    var (low, high) = (2, perScreen)
    while high - low > 1 {
      let middle = (low + high) / 2
      if filled(texts(value, shown: middle), room: room).count <= limit {
        low = middle
      } else {
        high = middle
      }
    }
    return (joined(filled(texts(value, shown: low), room: room), head: head, indent: indent), true)
  }

  /// The entries as texts, with an ellipsis in the middle where not all are shown.
  private func texts(_ value: Tensor, shown: Int) -> [String] {
    if shown >= value.count { return value.entries.map(number) }
    let front = (shown + 1) / 2
    let back = value.count - shown / 2
    return (0..<front).map { number(value[$0]) } + [ellipsis]
      + (back..<value.count).map { number(value[$0]) }
  }

  /// Entries with `; ` between them, broken into lines.
  private func filled(_ texts: [String], room: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for (index, text) in texts.enumerated() {
      let piece = text + (index == texts.count - 1 ? "]" : ";")
      if !line.isEmpty, line.count + 1 + piece.count > room {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + piece
    }
    lines.append(line)
    return lines
  }

  private func joined(_ lines: [String], head: String, indent: Int) -> String {
    head + "[" + lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }

  // MARK: Matrices

  private func matrix(
    _ value: Tensor, offset: Int, rows: Int, columns: Int, head: String, lines: Int?
  ) -> (text: String, isElided: Bool) {
    let rowPicks = Self.picks(rows, limit: lines ?? rows)
    // Every column takes two characters at least.
    let most = width.map { min(columns, max(1, ($0 - head.count) / 2)) } ?? columns
    var columnPicks = Self.picks(columns, limit: most)
    var cells = table(value, offset, columns, rowPicks, columnPicks)
    if let width {
      let room = max(width - head.count - 2, 12)
      var total = Self.width(of: cells)
      if total > room {
        // Columns leave from the middle outwards until the rest fits.
        var shown = columns
        let widths = cells.map { $0.first?.count ?? 0 }
        var front = (widths.count + 1) / 2
        var back = front
        while front + (widths.count - back) > 1 {
          if front >= widths.count - back { front -= 1 } else { back += 1 }
          total = (widths[..<front] + widths[back...]).reduce(0) { $0 + $1 + 2 } + ellipsis.count
          if total <= room { break }
        }
        shown = front + widths.count - back
        columnPicks = Self.split(columns, front: (shown + 1) / 2, back: shown / 2)
        cells = table(value, offset, columns, rowPicks, columnPicks)
      }
    }
    let separator = rows == 1 ? " " : "  "
    let indent = String(repeating: " ", count: head.count + 1)
    var text = head + "["
    for row in rowPicks.indices {
      if row > 0 { text += "\n" + indent }
      text += cells.map { $0[row] }.joined(separator: separator)
    }
    let isElided = rowPicks.contains(nil) || columnPicks.contains(nil)
    return (text + "]", isElided)
  }

  /// The cells by column, each column padded to one width.
  private func table(
    _ value: Tensor, _ offset: Int, _ columns: Int, _ rowPicks: [Int?], _ columnPicks: [Int?]
  ) -> [[String]] {
    let entries: [[Double]] = columnPicks.compactMap { $0 }.map { column in
      rowPicks.compactMap { $0 }.map { value[offset + $0 * columns + column] }
    }
    let layout = ColumnLayout(format)
    var texts =
      rowPicks.count == 1
      ? entries.map { [number($0[0])] }[...] : layout.texts(entries)[...]
    return columnPicks.map { column in
      guard column != nil, var cells = texts.popFirst() else {
        return Array(repeating: ellipsis, count: rowPicks.count)
      }
      if let gap = rowPicks.firstIndex(of: nil) {
        let width = cells.first?.count ?? 0
        let padding = String(repeating: " ", count: max(0, width - ellipsis.count))
        cells.insert(padding + ellipsis, at: gap)
      }
      return cells
    }
  }

  private static func width(of cells: [[String]]) -> Int {
    cells.reduce(0) { $0 + ($1.first?.count ?? 0) + 2 } - 2
  }

  /// Positions to show, with nil for what is left out.
  private static func picks(_ count: Int, limit: Int) -> [Int?] {
    if count <= limit { return Array(0..<count) }
    let shown = max(2, limit - 1)
    return split(count, front: (shown + 1) / 2, back: shown / 2)
  }

  private static func split(_ count: Int, front: Int, back: Int) -> [Int?] {
    if front + back >= count { return Array(0..<count) }
    return Array(0..<front) + [nil] + Array(count - back..<count)
  }

  // MARK: Higher orders

  /// `T[1, :, :] = …` for each position of the leading axes.
  private func slices(_ value: Tensor, name: String?) -> (text: String, isElided: Bool) {
    let shape = value.shape
    let leading = Array(shape.dropLast(2))
    let count = leading.reduce(1, *)
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    let fitting = lineLimit.map { max(2, $0 / (rows + 1)) } ?? count
    var texts: [String] = []
    var isElided = false
    for slice in Self.picks(count, limit: fitting) {
      guard let slice else {
        texts.append(ellipsis)
        isElided = true
        continue
      }
      var rest = slice
      var indices: [String] = []
      for size in leading.reversed() {
        indices.insert("\(rest % size + 1)", at: 0)
        rest /= size
      }
      let head = (name ?? "") + "[" + (indices + [":", ":"]).joined(separator: ", ") + "] = "
      let part = matrix(
        value, offset: slice * rows * columns, rows: rows, columns: columns, head: head,
        lines: lineLimit)
      texts.append(part.text)
      isElided = isElided || part.isElided
    }
    return (texts.joined(separator: "\n"), isElided)
  }
}
