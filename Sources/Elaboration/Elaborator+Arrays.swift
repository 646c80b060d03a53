import Arrays
import Graph
import Primitives
import Syntax

extension Elaborator {
  // MARK: Literals

  /// `[a b; c d]`: numbers make a literal, anything else is put together from blocks.
  func array(_ rows: [[Expression]], at span: Span) throws(Failure) -> Term {
    if let nested = nestedRows(rows) { return try array(nested, at: span) }
    if rows.isEmpty || rows.allSatisfy(\.isEmpty) {
      return Term(graph.literal(Tensor([0], repeating: 0)))
    }
    if let numbers = try literalNumbers(rows) {
      let width = numbers[0].count
      if let ragged = numbers.firstIndex(where: { $0.count != width }) {
        throw raggedRow(rows, ragged, width)
      }
      let entries = numbers.flatMap { $0 }
      if numbers.count == 1, width == 1 { return Term(graph.constant(entries[0])) }
      if width == 1 { return Term(graph.literal(Tensor([entries.count], entries))) }
      if numbers.count == 1 { return Term(graph.literal(Tensor([width], entries)), .row) }
      return Term(graph.literal(Tensor([numbers.count, width], entries)))
    }
    return try blocks(rows, at: span)
  }

  private func raggedRow(_ rows: [[Expression]], _ index: Int, _ width: Int) -> Failure {
    let row = rows[index]
    let span = row.first.map { $0.span.union(row[row.count - 1].span) } ?? Span(0, 0)
    return fail(
      Diagnostic(
        "row \(index + 1) has \(row.count) \(row.count == 1 ? "entry" : "entries"), "
          + "the first row has \(width)", at: span))
  }

  /// NumPy's and Julia's paste: every entry is a literal of one row, with commas between them, as in
  /// `[[1, 2], [3, 4]]`. Without commas they stand side by side.
  private func nestedRows(_ rows: [[Expression]]) -> [[Expression]]? {
    guard rows.count == 1, rows[0].count > 1 else { return nil }
    var result: [[Expression]] = []
    for (index, entry) in rows[0].enumerated() {
      guard case .array(let inner) = entry.form, inner.count == 1 else { return nil }
      if index > 0 {
        let gap = Span(rows[0][index - 1].span.upper, entry.span.lower)
        guard source[gap].contains(",") else { return nil }
      }
      result.append(inner[0])
    }
    say("reading [[…], […]] as rows, as NumPy and Julia do")
    return result
  }

  /// The entries as numbers, if all of them are written as numbers (`-1`, `1/2` and `2^-3` too).
  private func literalNumbers(_ rows: [[Expression]]) throws(Failure) -> [[Double]]? {
    var numbers: [[Double]] = []
    for row in rows {
      var entries: [Double] = []
      for entry in row {
        guard let number = literalNumber(entry) else { return nil }
        entries.append(number)
      }
      numbers.append(entries)
    }
    return numbers
  }

  private func literalNumber(_ expression: Expression) -> Double? {
    switch expression.form {
    case .number(let literal): return literal.value
    case .parenthesized(let inner): return literalNumber(inner)
    case .prefix(.minus, let operand): return literalNumber(operand).map { -$0 }
    case .prefix(.plus, let operand): return literalNumber(operand)
    case .name(let name):
      guard locals[name] == nil, environment.binding(of: name) == nil else { return nil }
      return Catalogue.constants[name]
    default: return nil
    }
  }

  /// Blocks side by side and on top of each other. One entry a row, each a scalar or a vector, is a
  /// vector; one row of scalars and rows is a row; all else is a matrix.
  private func blocks(_ rows: [[Expression]], at span: Span) throws(Failure) -> Term {
    var blocks: [[Term]] = []
    for row in rows {
      var terms: [Term] = []
      for entry in row {
        let term = try term(entry)
        guard order(term) <= 2 else {
          throw fail(
            Diagnostic("an array of order \(order(term)) can't be a block", at: entry.span))
        }
        terms.append(term)
      }
      blocks.append(terms)
    }
    let width = blocks[0].count
    if blocks.allSatisfy({ $0.count == width && $0.allSatisfy { order($0) == 0 } }) {
      return try joined(blocks[0], axis: 1, rows[0], span) { () throws(ShapeError) in
        try graph.array(rows: blocks)
      }
    }
    var bands: [Term] = []
    for (row, terms) in zip(rows, blocks) {
      bands.append(
        try joined(terms, axis: 1, row, span) { () throws(ShapeError) in
          try graph.besideEachOther(terms)
        })
    }
    return try joined(bands, axis: 0, rows.map { $0[0] }, span) { () throws(ShapeError) in
      try graph.belowEachOther(bands)
    }
  }

  private func joined(
    _ blocks: [Term], axis: Int, _ entries: [Expression], _ span: Span,
    _ join: () throws(ShapeError) -> Term
  ) throws(Failure) -> Term {
    do {
      return try join()
    } catch {
      let side = axis == 1 ? "rows" : "columns"
      let sizes = zip(entries, blocks).map { entry, block in
        "\(text(entry)) has \(graph.sizes.text(sides(block)[1 - axis]))"
      }
      throw fail(
        Diagnostic(
          axis == 1
            ? "blocks side by side need as many rows each"
            : "blocks on top of each other need as many columns each",
          at: span, notes: ["\(side): " + sizes.joined(separator: ", ")]))
    }
  }

  /// How many rows and columns a block has.
  private func sides(_ term: Term) -> [Size] {
    let shape = shape(term)
    return switch shape.order {
    case 0: [1, 1]
    case 1: term.orientation == .row ? [1, shape[0]] : [shape[0], 1]
    default: shape.sizes
    }
  }

  // MARK: Ranges

  /// `1:5`, `0:0.1:1`: a vector. Its ends are needed as numbers.
  func range(
    _ lower: Expression, _ step: Expression?, _ upper: Expression, at span: Span
  ) throws(Failure) -> Term {
    if step == nil, let mistake = unknownKind(lower, upper) { throw mistake }
    return Term(graph.literal(try rangeEntries(lower, step, upper, at: span)))
  }

  /// `A : real(3, 3)`: a range that has no ends, since a kind was meant.
  private func unknownKind(_ lower: Expression, _ upper: Expression) -> Failure? {
    guard let name = lower.bareName, let word = upper.bareName ?? upper.call?.name,
      locals[name] == nil, locals[word] == nil, environment.binding(of: word) == nil,
      Catalogue.constants[word] == nil, !graph.sizes.hasSymbol(named: word),
      environment.binding(of: name) == nil || Catalogue.function(named: word) == nil
    else { return nil }
    let near = nearestName(to: word, in: DeclaredKind.words)
    // From a number on, it is a range.
    if near == nil, upper.bareName != nil, environment.binding(of: name) != nil,
      !environment.isSymbol(name)
    {
      return nil
    }
    let sizes = source[
      Span(min(upper.span.lower + word.utf8.count, upper.span.upper), upper.span.upper)]
    return fail(
      Diagnostic(
        "\(word) is no kind, and no number for the end of a range", at: upper.span,
        hint: near.map { "\(name) : \($0)\(sizes)" }
          ?? "the kinds are scalar, vector(n), row(n), matrix(m, n), symmetric(n)"))
  }

  private func rangeEntries(
    _ lower: Expression, _ step: Expression?, _ upper: Expression, at span: Span
  ) throws(Failure) -> Tensor {
    let last = try number(upper, "a range's end")
    let first = try number(lower, "a range's start")
    var stride = 1.0
    if let step { stride = try number(step, "a range's step") }
    guard stride != 0, first.isFinite, last.isFinite, stride.isFinite else {
      throw fail(Diagnostic("a range needs finite ends and a step that is not 0", at: span))
    }
    // Half a unit of rounding more, so that 0:0.1:1 ends at 1.
    let steps = ((last - first) / stride * (1 + 4 * Double.ulpOfOne) + 1e-10).rounded(.down)
    guard steps >= 0 else { return Tensor([0], []) }
    guard steps < 1e8 else {
      throw fail(Diagnostic("this range has more than 100 million entries", at: span))
    }
    do { try Tensor.checkFits([Int(steps) + 1]) } catch {
      throw fail(Diagnostic(describing: error, at: span))
    }
    var entries = Tensor(uninitialized: [Int(steps) + 1])
    let pointer = entries.mutablePointer()
    for index in 0..<entries.count {
      if index & 0xFFFF == 0 { try checkInterrupt(at: span) }
      pointer[index] = first + Double(index) * stride
    }
    return entries
  }

  /// The value of an expression that must be one number now.
  func number(_ expression: Expression, _ what: String) throws(Failure) -> Double {
    let term = try term(expression, expecting: .scalar)
    guard order(term) == 0 else {
      throw fail(
        Diagnostic("\(what) is one number; this is \(noun(term))", at: expression.span))
    }
    guard let value = try value(of: term.node, at: expression.span) else {
      throw fail(
        Diagnostic(
          "\(what) must have a value; \(text(expression)) has none", at: expression.span
        ))
    }
    return value[0]
  }

  // MARK: Indices

  func index(
    _ base: Expression, _ indices: [Expression], at brackets: Span, in whole: Expression
  ) throws(Failure) -> Term {
    if case .name(let name) = base.form, isFunction(name) {
      throw fail(
        Diagnostic(
          "\(name) is a function: its arguments stand in parentheses", at: whole.span,
          hint: "\(name)(\(indices.map { text($0) }.joined(separator: ", ")))"))
    }
    let term = try term(base)
    let picked = try index(
      term.node, axes: 0..<order(term), by: indices, of: term, at: brackets, in: whole)
    return Term(picked.node, picked.orientation)
  }

  /// Entries along some axes of a node: those of `term`, which the indices speak of.
  func index(
    _ node: NodeID, axes: Range<Int>, by indices: [Expression], of term: Term, at brackets: Span,
    in whole: Expression
  ) throws(Failure) -> (node: NodeID, orientation: Orientation, keptAxes: Int) {
    guard !axes.isEmpty else {
      throw fail(
        Diagnostic(
          "a scalar has no entries to index", at: brackets, and: [whole.span]))
    }
    guard indices.count == axes.count else {
      let count = axes.count
      throw fail(
        Diagnostic(
          "\(noun(term)) takes \(count) ind\(count == 1 ? "ex" : "ices"), got \(indices.count)",
          at: brackets, hint: count == 2 ? "A[i, j], A[i, :], A[:, j]" : nil))
    }
    // Indices of the axes that this speaks of and of all after them, since those are the last.
    let total = graph[node].shape.order
    var picked: [Indexing.Axis] = []
    var gathered: [(axis: Int, entries: [Int])] = []
    var sought: [(axis: Int, positions: NodeID)] = []
    var kept: [Int] = []
    for (position, expression) in indices.enumerated() {
      let size = graph.shape(of: node)[axes.lowerBound + position]
      switch try selection(expression, size) {
      case .all: picked.append(.all)
      case .one(let entry): picked.append(.entry(entry))
      case .run(let start, let step, let count):
        picked.append(.range(start: start, step: step, count: count))
      case .list(let entries):
        picked.append(.all)
        gathered.append((kept.count, entries))
      case .unknown(let positions):
        picked.append(.all)
        sought.append((kept.count, positions))
      }
      if case .entry? = picked.last { continue }
      kept.append(position)
    }
    picked += Array(repeating: .all, count: total - axes.upperBound)
    var result = node
    if picked.contains(where: { $0 != .all }) {
      result = graph.applied(.slice, node, attributes: Indexing(picked).attributes)
    }
    let order = graph[result].shape.order
    for (axis, entries) in gathered {
      let fromEnd = order - 1 - (axes.lowerBound + axis)
      result = graph.applied(.gather, result, attributes: Attributes([fromEnd] + entries))
    }
    for (axis, positions) in sought {
      let fromEnd = order - 1 - (axes.lowerBound + axis)
      result = graph.applied(.pick, result, positions, attributes: Attributes([fromEnd]))
    }
    let isRow: Bool
    if self.order(term) == 2 { isRow = kept == [1] } else { isRow = term.orientation == .row }
    return (result, isRow && kept.count == 1 ? .row : .column, kept.count)
  }

  private enum Selection {
    case all
    case one(Int)
    case run(start: Int, step: Int, count: Int)
    case list([Int])
    /// A vector of positions, from 1, that has no value yet.
    case unknown(NodeID)
  }

  /// The entries that an index means, from 0.
  private func selection(_ expression: Expression, _ size: Size) throws(Failure) -> Selection {
    endSizes.append(size)
    defer { endSizes.removeLast() }
    switch expression.form {
    case .colon: return .all
    case .range(let lower, let step, let upper):
      let entries = try rangeEntries(lower, step, upper, at: expression.span)
      let positions = try entries.entries.map { (entry) throws(Failure) in
        try position(entry, size, at: expression.span)
      }
      guard let first = positions.first else { return .list([]) }
      let stride = positions.count > 1 ? positions[1] - positions[0] : 1
      let isEven = zip(positions, positions.dropFirst()).allSatisfy { $1 - $0 == stride }
      return isEven && stride > 0
        ? .run(start: first, step: stride, count: positions.count) : .list(positions)
    default:
      if expression.bare.isMask { throw maskAsIndex(expression) }
      let term = try term(expression)
      guard order(term) <= 1, let value = try value(of: term.node, at: expression.span) else {
        if order(term) == 1, !isGuessed(expression) { return .unknown(term.node) }
        throw fail(
          Diagnostic(
            order(term) <= 1
              ? "an index must have a value; \(text(expression)) has none"
              : "an index is a whole number, a range or a list of them",
            at: expression.span))
      }
      if order(term) == 0 {
        return .one(try position(value[0], size, at: expression.span))
      }
      let isMask = value.entries.contains(0) && value.entries.allSatisfy { $0 == 0 || $0 == 1 }
      if isMask { throw maskAsIndex(expression) }
      return .list(
        try value.entries.map { (entry) throws(Failure) in
          try position(entry, size, at: expression.span)
        })
    }
  }

  private func maskAsIndex(_ expression: Expression) -> Failure {
    let mask = text(expression.bare)
    return fail(
      Diagnostic(
        "a mask is no index: \(mask) is 0 or 1 for each entry", at: expression.span,
        hint: "where(\(mask), a, b) chooses by it; .* keeps the entries where it is 1"))
  }

  /// Whether only the field's convention says what kind a name is.
  private func isGuessed(_ expression: Expression) -> Bool {
    if case .name(let name) = expression.form { return environment.basis(of: name) == .convention }
    return false
  }

  /// An index from 1 as a position from 0, within the axis.
  private func position(_ entry: Double, _ size: Size, at span: Span) throws(Failure) -> Int {
    guard let index = Int(exactly: entry) else {
      throw fail(Diagnostic("an index is a whole number, this is \(entry)", at: span))
    }
    guard index >= 1 else {
      throw fail(Diagnostic("indices count from 1, this is \(index)", at: span))
    }
    if let count = graph.sizes.resolve(size).known, index > count {
      throw fail(
        Diagnostic(
          "index \(index) is beyond the last, \(count)", at: span,
          hint: count > 0 ? "end is the last" : nil))
    }
    return index - 1
  }
}

extension Expression {
  /// Whether it compares, so that its entries are 0 and 1.
  fileprivate var isMask: Bool {
    switch form {
    case .binary(_, let binary, _, at: _):
      switch binary {
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or: true
      default: false
      }
    case .prefix(.not, _): true
    default: false
    }
  }
}
