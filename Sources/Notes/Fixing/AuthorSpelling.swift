import Printing
import Syntax

/// How a document's author writes: names, the transpose, products and matrices, each as it is
/// written first.
struct AuthorSpelling {
  private let document: NoteDocument
  private var names: [String: String] = [:]
  private var transpose: String?
  private var operators: [BinaryOperator: String] = [:]
  private var matrix: String?

  init(_ document: NoteDocument, _ equations: [NoteEquation]) {
    self.document = document
    for equation in equations {
      guard case .success(let statement) = equation.result,
        case .chain(let links, _) = statement.form
      else { continue }
      for link in links {
        _ = link.contains {
          note($0, in: equation.passage)
          return false
        }
      }
    }
  }

  /// The spelling of what is put into a passage, where some expressions stay as they are.
  ///
  /// - Parameter originals: What stands in the passage.
  func spelling(in passage: Passage, keeping originals: [Expression]) -> Spelling {
    var kept: Set<String> = []
    // The same formula at another place is written in the same way.
    var places: [String: Span] = [:]
    var ownTranspose: String?
    for original in originals {
      _ = original.contains {
        kept.insert(Self.key($0))
        let text = Self.mark($0) + $0.text
        if places[text] == nil { places[text] = $0.span }
        if ownTranspose == nil { ownTranspose = transposeMark(of: $0, in: passage) }
        return false
      }
    }
    let names = names
    var spelling = Spelling { expression in
      if kept.contains(Self.key(expression)) {
        return source(of: expression.span, in: passage)
      }
      if let place = places[Self.mark(expression) + expression.text],
        let own = source(of: place, in: passage)
      {
        return own
      }
      return expression.bareName.flatMap { names[$0] }
    }
    spelling.transpose = ownTranspose ?? transpose
    spelling.operators = operators
    spelling.matrix = matrix
    return spelling
  }

  private static func key(_ expression: Expression) -> String {
    "\(expression.span.lower)-\(expression.span.upper)\(mark(expression)) \(expression.text)"
  }

  /// A part with parentheses put around it has the place of the part alone.
  private static func mark(_ expression: Expression) -> String {
    if case .parenthesized = expression.form { "()" } else { "" }
  }

  /// The author's own text of a place, macros and all; nil where it is no whole.
  func source(of span: Span, in passage: Passage) -> String? {
    guard span.lower < span.upper else { return nil }
    var text = passage.text[span]
    // A notebook's file has the text in another spelling.
    if passage.cell == nil {
      guard let place = passage.replaceablePlace(of: span) else { return nil }
      text = document.text[place]
    }
    return Self.isWhole(text) ? text : nil
  }

  /// Whether all that is opened in a text is closed in it.
  private static func isWhole(_ text: String) -> Bool {
    var depth = 0
    var isCommand = false
    for byte in text.utf8 {
      if isCommand {
        isCommand = false
      } else if byte == 0x5C {
        isCommand = true
      } else if byte == 0x7B {
        depth += 1
      } else if byte == 0x7D {
        depth -= 1
        if depth < 0 { return false }
      }
    }
    func count(_ command: String) -> Int { text.ranges(of: command).count }
    return depth == 0 && count("\\left(") == count("\\right)")
      && count("\\begin{") == count("\\end{")
  }

  /// How a transpose is written, where it is by `^`.
  private func transposeMark(of expression: Expression, in passage: Passage) -> String? {
    guard case .postfix(let operand, .transpose) = expression.form,
      operand.span.upper < expression.span.upper,
      let mark = source(of: Span(operand.span.upper, expression.span.upper), in: passage)?.trimmed,
      mark.hasPrefix("^")
    else { return nil }
    return mark
  }

  private mutating func note(_ expression: Expression, in passage: Passage) {
    if let name = expression.bareName {
      guard names[name] == nil else { return }
      names[name] = source(of: expression.span, in: passage)
      return
    }
    switch expression.form {
    case .postfix where transpose == nil: transpose = transposeMark(of: expression, in: passage)
    case .binary(_, let sign, _, let place) where operators[sign] == nil:
      guard sign == .elementwiseMultiply || sign == .multiply || sign == .kronecker else { return }
      guard let text = source(of: place, in: passage)?.trimmed, !text.isEmpty else { return }
      operators[sign] = text
    case .array where matrix == nil:
      guard let text = source(of: expression.span, in: passage),
        let name = Bytes.environmentName(Array(text.utf8), 6, before: text.utf8.count)?.name,
        text.hasPrefix("\\begin"), name.hasSuffix("matrix")
      else { return }
      matrix = name
    default: break
    }
  }
}
