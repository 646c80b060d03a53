import Graph
import Primitives
import Syntax

/// Functions that notes apply without saying what they are: `\phi(\mathbf{z})`, `l(\mathbf{o}, y)`.
extension Elaborator {
  /// How a letter before parentheses reads in notes, where nothing is known of it.
  private enum Application { case function, factor }

  /// The application of a name of which nothing is known; nil where that is a mistake.
  func application(
    ofUnknown name: String, _ whole: Expression, _ arguments: [Argument], _ callee: Expression,
    _ parentheses: Span
  ) throws(Failure) -> Term? {
    guard dialect == .notes, callDepth == 0, !arguments.isEmpty,
      arguments.allSatisfy({ $0.label == nil }),
      let reading = Self.application(of: name, to: arguments.map(\.value))
    else { return nil }
    switch reading {
    case .factor:
      say("reading \(text(whole)) as a product")
      return try product(of: try term(callee), callee, arguments, parentheses)
    case .function:
      var terms: [Term] = []
      for argument in arguments { terms.append(try term(argument.value)) }
      return try abstract(name, terms, arguments.map(\.value))
    }
  }

  /// An abstract function applied to terms.
  func abstract(_ name: String, _ terms: [Term], _ arguments: [Expression]) throws(Failure) -> Term
  {
    let function = AbstractFunction(
      name, isEntrywise: isEntrywise(name, orders: terms.map { order($0) }))
    if !name.hasPrefix("loss_") {
      say(
        "taking \(name) as any smooth function"
          + (terms.allSatisfy { order($0) == 0 }
            ? "" : function.isEntrywise ? ", entry by entry" : " with a number as its value"))
    }
    guard function.isEntrywise else {
      return Term(graph.applied(function.primitive, terms.map(\.node)))
    }
    return try applied(function.primitive, terms, arguments)
  }

  /// Activations work entry by entry; losses and functions of several arrays give one number.
  func isEntrywise(_ name: String, orders: [Int]) -> Bool {
    if orders.allSatisfy({ $0 == 0 }) { return true }
    if environment.isNumberValued(name) { return false }
    guard orders.count == 1, let first = name.unicodeScalars.first else { return false }
    let isLoss =
      ("A"..."Z").contains(first) || "lℓp".unicodeScalars.contains(first) || isWord(name)
    return !isLoss
  }

  private func isWord(_ name: String) -> Bool {
    let letters = name.prefix { $0 != "_" && !$0.isNumber }
    return letters.count > 2 && letters.allSatisfy { $0.isASCII }
  }

  /// Whether a name of which nothing is known is a factor before parentheses.
  func isFactorOfNote(_ name: String, _ arguments: [Expression]) -> Bool {
    dialect == .notes && callDepth == 0
      && Self.application(of: name, to: arguments) == .factor
  }

  /// `\phi'(z)`, where nothing is known of ϕ.
  func isAbstractFunction(_ name: String) -> Bool {
    guard dialect == .notes, locals[name] == nil, environment.binding(of: name) == nil else {
      return false
    }
    let variable = Expression(.name("·"), Span(0, 0))
    return !isKnownWord(name) && Self.application(of: name, to: [variable]) == .function
  }

  /// Letters by what they are used for before parentheses: f, g, h, l, φ and capitals are
  /// functions, t to z and the Greek letters of coefficients are factors, and any other letter is a
  /// function of bare names and a factor before formulas.
  private static func application(
    of name: String, to arguments: [Expression]
  ) -> Application? {
    guard let first = name.unicodeScalars.first else { return nil }
    let letters = name.prefix { $0 != "_" && !$0.isNumber }
    if letters.unicodeScalars.count > 1 {
      if name.hasPrefix("loss") { return .function }
      // A word that is nearly a function's is a slip.
      if Catalogue.suggestion(for: name) != nil { return nil }
      return Convention.isSpelledGreek(name) ? .factor : .function
    }
    if "fghlℓφϕψχΦΨ".unicodeScalars.contains(first) || arguments.count > 1 { return .function }
    if ("t"..."z").contains(first) || !first.isASCII { return .factor }
    if case .name = arguments[0].bare.form { return .function }
    return .factor
  }

}
