import Interpreter
import Primitives
import Syntax

/// An equation of a document as it was read, or why it couldn't be.
struct NoteEquation {
  let passage: Passage
  private(set) var result: Result<Statement, Diagnostic>
  /// How its passage writes names with numbers.
  var numbered = NumberedNames()

  /// The sides of its equalities; none of what is no chain, or can't be read.
  var links: [Expression] {
    guard case .success(let statement) = result, case .chain(let links, _) = statement.form else {
      return []
    }
    return links
  }

  /// What is differentiated anywhere in it by a function's name: the call, by what, and where.
  func derivativesOfCalls() -> [(
    call: (name: String, arguments: [Argument]), by: [Expression], at: Span
  )] {
    var found: [(call: (name: String, arguments: [Argument]), by: [Expression], at: Span)] = []
    for link in links {
      _ = link.contains { part in
        if case .derivative(let function, let variables) = part.form, let call = function.bare.call
        {
          found.append((call, variables, part.span))
        }
        return false
      }
    }
    return found
  }

  /// The same equation, read as something else.
  func saying(_ statement: Statement) -> NoteEquation {
    var equation = self
    equation.result = .success(statement)
    return equation
  }
}

/// Reads the equations of a document: once, and again with the words that its equations define.
struct NoteReader {
  private(set) var equations: [NoteEquation] = []

  init(_ document: NoteDocument) {
    equations = Self.read(document, NoteWords())
    let words = NoteWords(equations)
    if words.changesReading { equations = Self.read(document, words) }
    let steps = Steps(equations)
    let layers = Layers(equations)
    equations = Self.splitting(
      Self.rooting(
        equations.map(steps.naming).map(layers.naming).map(Self.withoutAim), words))
  }

  private static func read(_ document: NoteDocument, _ words: NoteWords) -> [NoteEquation] {
    let vocabulary = words.vocabulary
    var equations: [NoteEquation] = []
    for passage in document.passages {
      var reader = LaTeXReader(passage.text, vocabulary: vocabulary)
      let results = reader.read(Span(0, passage.text.bytes.count))
      for result in results {
        // Inline maths is full of words and signs that claim nothing.
        if case .failure = result, passage.kind == .inline, !passage.hasRelation { continue }
        equations.append(
          NoteEquation(passage: passage, result: result, numbered: reader.numbered))
      }
    }
    return equations
  }

  /// `f` in `f(x, A) = …`.
  static func function(definedBy statement: Statement) -> String? {
    guard case .chain(let links, _) = statement.form, links.count == 2 else { return nil }
    return function(definableBy: links[0])
  }

  private static func function(definableBy link: Expression) -> String? {
    guard let (name, arguments) = link.entryOfCall?.call.call ?? link.call,
      Catalogue.function(named: name) == nil, !Session.isMoment(name),
      !arguments.isEmpty,
      Set(arguments.compactMap(\.value.bareName)).count == arguments.count
    else { return nil }
    return name
  }

  // MARK: What is asked for

  /// `\min f(x) = …` says what f is, and that its least value is sought.
  private static func withoutAim(_ equation: NoteEquation) -> NoteEquation {
    guard case .success(var statement) = equation.result,
      case .chain(var links, let relations) = statement.form, links.count == 2,
      let (name, arguments) = links[0].call, name == "min" || name == "max", arguments.count == 1,
      function(definableBy: arguments[0].value) != nil, !links[1].isLiteral
    else { return equation }
    links[0] = arguments[0].value
    statement.form = .chain(links: links, relations: relations)
    return equation.saying(statement)
  }

  // MARK: Definitions of squares

  /// The equations with the first one that gives the square of a name, `\sigma^2 = …`, as what it
  /// says of the name, which has no equation of its own.
  private static func rooting(_ equations: [NoteEquation], _ words: NoteWords) -> [NoteEquation] {
    var defined = words.names
    return equations.map { equation in
      guard case .success(var statement) = equation.result,
        case .chain(var links, let relations) = statement.form, relations.first == .equal,
        case .binary(let base, .power, let exponent, at: _) = links[0].form,
        case .number(let literal) = exponent.form, literal.value == 2,
        case .name(let name) = base.form,
        !links[1].isLiteral, !links[1].mentions(name), defined.insert(name).inserted
      else { return equation }
      let rest = links.dropFirst()
      links[0] = base
      for place in rest.indices {
        let span = links[place].span
        links[place] = Expression(
          .prefix(.squareRoot, Expression(.parenthesized(links[place]), span)), span)
      }
      statement.form = .chain(links: links, relations: relations)
      return equation.saying(statement)
    }
  }

  // MARK: Definitions within chains

  /// The equations with a chain in which a function gets its formula, `f(x) = A = B`, as the
  /// definition of it and what is said of it: `f(x) = A`, then `A = B`.
  private static func splitting(_ equations: [NoteEquation]) -> [NoteEquation] {
    var defined: Set<String> = []
    var result: [NoteEquation] = []
    for equation in equations {
      guard case .success(let statement) = equation.result,
        case .chain(let links, let relations) = statement.form
      else {
        result.append(equation)
        continue
      }
      let place = relations.indices.first { place in
        guard relations[place] == .equal, let name = function(definableBy: links[place]) else {
          return false
        }
        return !defined.contains(name) && !links[place + 1].isCall(of: name)
      }
      if let place, let name = function(definableBy: links[place]) { defined.insert(name) }
      guard let place, links.count > 2 || links[place].entryOfCall != nil else {
        result.append(equation)
        continue
      }
      func add(_ range: ClosedRange<Int>) {
        guard range.count > 1 else { return }
        var part = statement
        let (first, last) = (links[range.lowerBound], links[range.upperBound])
        var tied = Array(links[range])
        // An entry of what the function gives says it of all of them.
        if range == place...place + 1, let (call, letter) = tied[0].entryOfCall {
          tied = [
            call,
            Expression(
              .entries(tied[1], over: [IndexRange(name: Name(letter, tied[1].span))]), tied[1].span),
          ]
        }
        part.form = .chain(
          links: tied, relations: Array(relations[range.lowerBound..<range.upperBound]))
        part.span = first.span.union(last.span)
        if range.lowerBound > 0 { part.notes = [] }
        result.append(equation.saying(part))
      }
      add(place...place + 1)
      add(0...place)
      add(place + 1...links.count - 1)
    }
    return result
  }
}

extension Expression {
  /// `s(x)_i` and `s_i(x)`: the call of s, and the letter of the entry.
  fileprivate var entryOfCall: (call: Expression, letter: String)? {
    switch form {
    case .index(let call, let indices, at: _):
      guard call.call != nil, indices.count == 1, let letter = indices[0].bareName else {
        return nil
      }
      return (call, letter)
    case .application(let callee, let arguments, at: let place):
      guard case .subscripted(let base, let indices, _) = callee.form, base.bareName != nil,
        indices.count == 1, let letter = indices[0].bareName, "ijk".contains(letter)
      else { return nil }
      return (Expression(.application(base, arguments, at: place), span), letter)
    default: return nil
    }
  }

  fileprivate func isCall(of name: String) -> Bool { call?.name == name }
}

extension Passage {
  /// Whether it says that something equals something.
  fileprivate var hasRelation: Bool {
    let content = String(decoding: text.bytes, as: UTF8.self)
    return ["=", "\\approx", "\\equiv"].contains { content.contains($0) }
  }
}
