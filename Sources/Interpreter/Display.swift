import Arrays
import Calculus
import Graph
import Printing
import Syntax

/// Equations one below the other, their `=` in one column: how passes and derivations are shown.
struct Display {
  /// What stands after one `=`.
  enum Step {
    case tree(Expression)
    case formula(Term)
    case value(Tensor, Orientation)
    /// A step of a derivation and its rule.
    case derived(Expression, by: String)
    /// A formula, and what its being equal to the one before rests on, perhaps (`if`).
    case resting(Term, on: Condition, isMet: Bool)
  }

  struct Line {
    var head: Expression
    var steps: [Step]
  }

  var lines: [Line]
}

extension Session {
  /// Lines are at most this wide where nothing else says how wide they may be.
  private static let displayWidth = 100

  // MARK: Text

  func text(_ display: Display) -> String {
    let heads = display.lines.map { notation.text($0.head) }
    let column = heads.map(\.count).max() ?? 0
    let width = output.width ?? Self.displayWidth
    let room = max(width - column - 3, 20)
    // Rules stand in a column of their own, beside the longest formula that leaves them room.
    let formulas = display.lines.flatMap(\.steps).compactMap { step -> Int? in
      guard case .derived(let tree, by: _) = step else { return nil }
      return notation.text(tree).count
    }
    let reasonColumn = formulas.filter { $0 <= room - 24 }.max() ?? 0
    return zip(heads, display.lines).map { head, line in
      let padding = String(repeating: " ", count: column - head.count)
      let blocks = line.steps.map { block($0, room: room, reasonColumn: reasonColumn) }
      return head + padding + joined(distinct(blocks), indent: column, width: width)
    }.joined(separator: "\n")
  }

  /// The lines of one step, and whether another step may stand on the same line.
  private struct Block: Equatable {
    var lines: [String]
    var isAlone = false
    /// The lines without a rule beside them.
    var formula: [String]

    init(lines: [String], isAlone: Bool = false, formula: [String]? = nil) {
      self.lines = lines
      self.isAlone = isAlone
      self.formula = formula ?? lines
    }
  }

  /// ` = a = b`; on several lines where one would be too long.
  private func joined(_ blocks: [Block], indent: Int, width: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    func mayJoin(_ block: Block) -> Bool { block.lines.count == 1 && !block.isAlone }
    if blocks.allSatisfy(mayJoin) {
      let line = blocks.map { " = " + $0.lines[0] }.joined()
      if indent + line.count <= width { return line }
    }
    // A matrix stands below its formula, and what is before it stays on one line if it can.
    var lines: [String] = []
    for (position, block) in blocks.enumerated() {
      if position > 0, mayJoin(block), mayJoin(blocks[position - 1]), let last = lines.last,
        last.count + 3 + block.lines[0].count <= width
      {
        lines[lines.count - 1] = last + " = " + block.lines[0]
        continue
      }
      for (number, text) in block.lines.enumerated() {
        let sign = number == 0 ? " = " : "   "
        lines.append((lines.isEmpty ? "" : margin) + sign + text)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Steps without those that say what the one before said.
  private func distinct(_ blocks: [Block]) -> [Block] {
    var result: [Block] = []
    for block in blocks where block != result.last {
      if !block.isAlone, block.formula == result.last?.formula { continue }
      result.append(block)
    }
    return result
  }

  private func block(_ step: Display.Step, room: Int, reasonColumn: Int) -> Block {
    switch step {
    case .tree(let tree): return Block(lines: broken(tree, notation.text(tree), room: room))
    case .formula(let term):
      let printer = formulaPrinter(notation)
      return Block(lines: broken(printer.expression(term), printer.text(term), room: room))
    case .resting(let term, on: let condition, let isMet):
      let formula = formulaPrinter(notation).text(term)
      return Block(lines: ["\(formula) (\(isMet ? "because" : "if") \(text(condition)))"])
    case .derived(let tree, by: let words):
      let reason = options.isASCII ? ReasonText.ascii(words) : words
      var lines = broken(tree, notation.text(tree), room: room)
      let formula = lines
      if !reason.isEmpty {
        let last = lines[lines.count - 1]
        let column = max(reasonColumn, last.count) + 2
        if output.width == nil || column + reason.displayWidth <= room {
          let padding = String(repeating: " ", count: column - last.count)
          lines[lines.count - 1] = last + padding + palette.wrap(reason, .dim)
        } else {
          // Below the formula where there is no room beside it.
          lines += Wrapping.lines("    " + reason, width: room, hang: 4)
            .map { palette.wrap($0, .dim) }
        }
      }
      return Block(lines: lines, isAlone: true, formula: formula)
    case .value(let value, let orientation):
      let text = valuePrinter(width: room).text(value, orientation: orientation).text
      return Block(
        lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
  }

  /// A formula that is too long for a line, broken before the signs of its outermost sum.
  private func broken(_ tree: Expression, _ text: String, room: Int) -> [String] {
    guard text.count > room else { return [text] }
    var terms: [String] = []
    var rest = tree
    while case .binary(let left, let sign, let right, at: _) = rest.form,
      sign == .add || sign == .subtract
    {
      let part = Expression(
        .binary(Expression(.name(""), left.span), sign, right, at: left.span),
        left.span)
      terms.append(String(notation.text(part).drop { $0 == " " }))
      rest = left
    }
    func fitting(_ line: String) -> [String] {
      output.width == nil ? [line] : Wrapping.lines(line, width: room, hang: 4)
    }
    guard !terms.isEmpty else { return fitting(text) }
    var lines = [notation.text(rest)]
    for term in terms.reversed() {
      if lines[lines.count - 1].count + 1 + term.count <= room {
        lines[lines.count - 1] += " " + term
      } else {
        lines.append("  " + term)
      }
    }
    return lines.flatMap(fitting)
  }

  // MARK: LaTeX

  /// An `aligned` block, to be put between `\[` and `\]`.
  func latex(_ display: Display) -> String {
    var rows: [String] = []
    for line in display.lines {
      let steps = distinct(line.steps.map { Block(lines: [latex($0)]) }).map { $0.lines[0] }
      for (position, step) in steps.enumerated() {
        rows.append((position == 0 ? Notation.latex.text(line.head) : "  ") + " &= " + step)
      }
    }
    return "\\begin{aligned}\n" + rows.joined(separator: " \\\\\n") + "\n\\end{aligned}"
  }

  private func latex(_ step: Display.Step) -> String {
    switch step {
    case .tree(let tree): return Notation.latex.text(tree)
    case .formula(let term): return formulaPrinter(.latex).text(term)
    case .resting(let term, on: let condition, let isMet):
      let formula = formulaPrinter(.latex).text(term)
      return "\(formula) \\quad (\\text{\(isMet ? "because" : "if")}~\(latex(condition)))"
    case .derived(let tree, by: let reason):
      let formula = Notation.latex.text(tree)
      return reason.isEmpty ? formula : "\(formula) && \\text{\(ReasonText.latex(reason))}"
    case .value(let value, let orientation):
      return valuePrinter(width: nil).latex(value, orientation: orientation)
    }
  }
}
