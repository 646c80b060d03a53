import Interpreter
import Syntax

/// The axis that a softmax of a matrix works along. A column is a sample in mx; notes on attention have
/// a sample in each row, and say so in words, or show it by their numbers.
extension NoteChecker {
  private static let wordsForRows = [
    "row-wise softmax", "rowwise softmax", "row wise softmax", "softmax over each row",
    "softmax of each row", "softmax over the rows", "softmax along the rows", "softmax row by row",
    "softmax to each row", "softmax is applied row", "softmax is taken row", "softmax along rows",
    "softmax over rows", "softmax of the rows", "row-wise $\\mathrm{softmax", "softmax row-wise",
    "softmax rowwise", "softmax is row-wise", "softmax (row-wise)",
  ]

  /// Links with each softmax of a matrix along its rows, where the note means that.
  func withSoftmaxOfRows(_ links: [Expression], in statement: Statement) -> [Expression] {
    guard links.contains(where: { $0.contains { $0.softmaxArgument != nil } }) else { return links }
    if !softmaxIsOfRows {
      softmaxIsOfRows = says(Self.wordsForRows)
    }
    if !softmaxIsOfRows {
      let byRows = links.map { $0.softmaxOfRows { _ in true } }
      for place in links.indices.dropLast() where links[place + 1].isLiteral {
        guard links[place].contains(where: { $0.softmaxArgument != nil }) else { continue }
        softmaxIsOfRows =
          !shows(links[place], links[place + 1], statement)
          && shows(byRows[place], links[place + 1], statement)
      }
    }
    guard softmaxIsOfRows else { return links }
    return links.map { link in link.softmaxOfRows { isMatrix($0, statement) } }
  }

  /// Whether a formula comes to a literal, within its digits.
  private func shows(
    _ formula: Expression, _ literal: Expression, _ statement: Statement
  ) -> Bool {
    let claim = Claim(
      left: formula, right: literal, relation: .equal, source: passage.text,
      span: statement.span, dialect: .notes)
    return session.rehearsal(passage.text, statement.span) { () throws(Stop) in
      try compared(claim)?.verdict == .holds
    } ?? false
  }

  private func isMatrix(_ tree: Expression, _ statement: Statement) -> Bool {
    session.rehearsal(passage.text, statement.span) { () throws(Stop) in
      session.graph.shape(of: try session.term(of: tree).node).order == 2
    } ?? false
  }
}

extension Expression {
  /// What a softmax without an axis is of.
  fileprivate var softmaxArgument: Expression? {
    guard let (name, arguments) = call, name == "softmax" || name == "logsoftmax",
      arguments.count == 1, arguments[0].label == nil
    else { return nil }
    return arguments[0].value
  }

  fileprivate func softmaxOfRows(_ isMatrix: (Expression) -> Bool) -> Expression {
    if let argument = softmaxArgument, isMatrix(argument),
      case .application(let callee, let arguments, let place) = form
    {
      let inner = argument.softmaxOfRows(isMatrix)
      let axis = Argument(value: Expression(.number(NumberLiteral(value: 2, lastDigit: 0)), place))
      return Expression(
        .application(callee, [Argument(label: arguments[0].label, value: inner), axis], at: place),
        span)
    }
    return Expression(form(changing: { $0.softmaxOfRows(isMatrix) }, at: nil), span)
  }
}
