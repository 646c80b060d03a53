import Interpreter
import Syntax

/// Two formulas for one name that aren't the same: which of them is wrong is told by all else.
extension NoteChecker {
  /// Where everything else agrees with one formula and not with the other, the other is the mistake.
  func judgeRedefinitions() throws(Stop) {
    for name in definitions.keys.sorted() {
      guard let places = definitions[name], places.count == 2, let finding = places[1].finding,
        findings[finding].cause == .redefinition, let first = tree(of: places[0]),
        let second = tree(of: places[1])
      else { continue }
      let withFirst = try mistakesGone(
        with: first.moved(to: second.span), for: places[1], instead: [finding])
      let withSecond = try mistakesGone(
        with: second.moved(to: first.span), for: places[0], instead: [finding])
      let isFirstWrong: Bool
      switch (withFirst, withSecond) {
      case (nil, nil): continue
      case (nil, _): isFirstWrong = true
      case (_, nil): isFirstWrong = false
      case (let a?, let b?):
        if a.count == b.count { continue }
        isFirstWrong = a.count < b.count
      }
      let (wrong, right) = isFirstWrong ? (places[0], places[1]) : (places[1], places[0])
      let phrase =
        isFirstWrong ? "the rest agrees with this one" : "the rest agrees with \(right.line)"
      findings[finding].detail = [findings[finding].detail, phrase].compactMap { $0 }
        .joined(separator: "; ")
      for index in (isFirstWrong ? withSecond : withFirst) ?? [] {
        findings[index].root = finding
        findings[index].detail = "holds with the right \(name)"
        findings[index].correction = nil
      }
      guard proposesCorrections, let span = tree(of: wrong)?.span, let tree = tree(of: right),
        let text = authorSpelling.source(of: tree.span, in: equations[right.equation].passage)
      else { continue }
      findings[finding].correction = correction(
        [Change(span: span, text: text)], of: wrong.equation)
    }
  }
}
