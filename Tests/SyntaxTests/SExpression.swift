@testable import Syntax

extension NumberLiteral {
  fileprivate var shown: String {
    let plain = value.description
    return plain.hasSuffix(".0") ? String(plain.dropLast(2)) : plain
  }
}

extension Expression {
  /// The tree as an S-expression, for golden tables; parentheses show as `(paren x)`.
  var tree: String { tree(keepingParentheses: true) }

  func tree(keepingParentheses keeps: Bool) -> String {
    func all(_ parts: [Expression]) -> String {
      parts.map { " " + $0.tree(keepingParentheses: keeps) }.joined()
    }
    switch form {
    case .number(let literal): return literal.shown
    case .string(let text): return text.quoted
    case .name(let name): return name
    case .colon: return ":"
    case .end: return "end"
    case .array(let rows):
      return "[" + rows.map { all($0).dropFirst() }.joined(separator: "; ") + "]"
    case .range(let first, let step, let last):
      return "(range\(all([first] + (step.map { [$0] } ?? []) + [last])))"
    case .prefix(let prefix, let operand): return "(\(prefix.rawValue)\(all([operand])))"
    case .postfix(let operand, let postfix): return "(\(postfix.rawValue)\(all([operand])))"
    case .binary(let left, let binary, let right, at: _):
      return "(\(binary == .juxtapose ? "_" : binary.rawValue)\(all([left, right])))"
    case .application(let function, let arguments, at: _):
      let shown = arguments.map { argument in
        (argument.label.map { " \($0.text)=" } ?? " ")
          + argument.value.tree(keepingParentheses: keeps)
      }
      return "(call\(all([function]))\(shown.joined()))"
    case .index(let base, let indices, at: _): return "(at\(all([base] + indices)))"
    case .fence(.bar, let inner): return "(bars\(all([inner])))"
    case .fence(.norm(let label), let inner):
      return "(norm\(label.map { "_" + $0 } ?? "")\(all([inner])))"
    case .derivative(let operand, let variables): return "(d\(all([operand] + variables)))"
    case .subscripted(let base, let indices, let name):
      return "(sub\(all([base] + indices)) \(name))"
    case .indexed(let sign, let ranges, let operand):
      let shown = ranges.map { range in
        range.name.text + (range.lower.map { "=" + $0.tree(keepingParentheses: keeps) } ?? "")
          + (range.upper.map { ".." + $0.tree(keepingParentheses: keeps) } ?? "")
      }
      return "(\(sign.rawValue)_\(shown.joined(separator: ","))\(all([operand])))"
    case .entries(let operand, let indices):
      return "(entries\(all([operand])) \(indices.map(\.name.text).joined(separator: " ")))"
    case .conditional(let condition, let first, otherwise: let second):
      return "(if\(all([condition, first, second])))"
    case .parenthesized(let inner):
      return keeps ? "(paren\(all([inner])))" : inner.tree(keepingParentheses: false)
    }
  }
}

extension DeclaredSize {
  fileprivate var shown: String {
    switch self {
    case .number(let number): "\(number)"
    case .name(let name): name
    }
  }
}

extension DeclaredKind {
  fileprivate var shown: String {
    let (word, sizes): (String, [DeclaredSize?]) =
      switch self {
      case .scalar: ("scalar", [])
      case .vector(let size): ("vector", [size])
      case .row(let size): ("row", [size])
      case .matrix(let rows, let columns): ("matrix", [rows, columns])
      case .symmetric(let size): ("symmetric", [size])
      }
    return word + sizes.map { " " + ($0?.shown ?? "?") }.joined()
  }
}

extension Block {
  fileprivate var tree: String { "{" + statements.map(\.tree).joined(separator: " ") + "}" }
}

extension Statement {
  /// The statement as an S-expression; `;` at the end if it is quiet.
  var tree: String {
    let shown: String
    switch form {
    case .chain(let links, let relations):
      if links.count == 1 {
        shown = links[0].tree
        break
      }
      var text = "(" + links[0].tree
      for (relation, link) in zip(relations, links.dropFirst()) {
        text += (relation == .equal ? " = " : " ≈ ") + link.tree
      }
      shown = text + ")"
    case .several(let targets, let value):
      shown = "(" + targets.map(\.text).joined(separator: ",") + " = " + value.tree + ")"
    case .update(let targets, let update, let values, at: _):
      let left = targets.map { target in
        target.name.text
          + (target.indices.map { "[" + $0.map(\.tree).joined(separator: " ") + "]" } ?? "")
      }
      shown =
        "(" + left.joined(separator: ",") + " \(update.rawValue) "
        + values.map(\.tree).joined(separator: ",") + ")"
    case .declaration(let names, let kind):
      shown = "(declare " + names.map(\.text).joined(separator: ",") + " " + kind.shown + ")"
    case .command(let name, let argument): shown = "(:\(name.text) <\(argument.text)>)"
    case .repeating(let count, let block): shown = "(repeat \(count.tree) \(block.tree))"
    case .iteration(let name, let range, let block):
      shown = "(for \(name.text) \(range.tree) \(block.tree))"
    case .whileLoop(let condition, let block): shown = "(while \(condition.tree) \(block.tree))"
    case .conditional(let condition, let first, let second):
      shown = "(if \(condition.tree) \(first.tree)\(second.map { " " + $0.tree } ?? ""))"
    }
    return shown + (isQuiet ? ";" : "")
  }
}

/// All statements of a text as S-expressions, or the rendered message.
func trees(_ text: String) -> String {
  do {
    return try Parser.parse(SourceText(text)).map(\.tree).joined(separator: " | ")
  } catch {
    return error.rendered(in: SourceText(text), palette: .plain)
  }
}
