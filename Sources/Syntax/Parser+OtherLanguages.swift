/// Statements that begin with a word of another language.
extension Parser {
  /// A word that begins a statement elsewhere, what is wrong with it here, and how it is written.
  private struct Habit {
    let words: Set<String>
    let message: String
    /// What to write, given the rest of the line.
    let hint: @Sendable (Substring) -> String

    init(_ words: Set<String>, _ message: String, _ hint: @escaping @Sendable (Substring) -> String)
    {
      (self.words, self.message, self.hint) = (words, message, hint)
    }
  }

  private static let habits = [
    Habit(["import", "from", "using"], "mx has no modules") { _ in
      "every function is there: log, inv, softmax; help functions lists them"
    },
    Habit(["def"], "a function is an equation") { rest in
      functionHead(rest.prefix { $0 != ":" }) ?? "f(x) = x^2"
    },
    Habit(["function", "fn"], "a function is an equation") { rest in
      functionHead(rest.drop { $0 != "=" }.dropFirst())
        ?? functionHead(rest.prefix { $0 != "{" }) ?? "f(x) = x^2"
    },
    Habit(["lambda"], "a function has a name") { _ in "f(x) = x^2" },
    Habit(["return"], "a function is an equation and returns its right side") { _ in
      "f(x) = x^2"
    },
    Habit(["let", "const", "local", "global"], "an equation has no word before it") { rest in
      String(rest)
    },
    Habit(["syms", "sym", "symbols"], "names need no declaration") { _ in
      "x : vector(n) declares what x is"
    },
    Habit(["print", "disp", "println", "echo", "display"], "print is a function") { rest in
      "print(\(rest)); an expression alone is shown, too"
    },
    Habit(["format"], "mx has no formats of other programs") { _ in
      ":digits 10 shows ten digits"
    },
  ]

  /// The mistake of a statement that begins with a word of another language and a space, where
  /// no name of the session is meant.
  mutating func statementOfAnotherLanguage(_ word: String, _ first: Token) -> Diagnostic? {
    guard let habit = Self.habits.first(where: { $0.words.contains(word) }) else { return nil }
    let next = ahead(1)
    guard next.hasSpaceBefore, isWord(next), !vocabulary.isName(word) else { return nil }
    let line = source[Span(next.span.lower, lineEnd(from: next.span.lower))]
    let rest = line.prefix { $0 != ";" && $0 != "#" }
    return Diagnostic(habit.message, at: first.span, hint: habit.hint(rest[...]))
  }

  /// The mistake of `lambda t: t^2`, where the word at hand is no name.
  mutating func functionWithoutName(_ word: String) -> Diagnostic? {
    guard word == "lambda", !vocabulary.isName(word), isWord(ahead(1)) else { return nil }
    var offset = 2
    while ahead(offset).is(.comma), isWord(ahead(offset + 1)) { offset += 2 }
    guard ahead(offset).is(.colon) else { return nil }
    let colon = ahead(offset).span
    let parameters = source[Span(ahead(1).span.lower, colon.lower)]
    let body = source[Span(colon.upper, lineEnd(from: colon.upper))].drop { $0 == " " }
    return Diagnostic(
      "a function is an equation with a name", at: token.span,
      hint: "f(\(parameters)) = \(body.prefix { $0 != ";" && $0 != "#" })")
  }

  /// Whether a token can follow such a word: a name, a number or a string.
  private func isWord(_ token: Token) -> Bool {
    switch token.kind {
    case .name, .number, .string: true
    default: false
    }
  }

  /// `f(x) = …` for the head `f(x)`; nil for a text that is none.
  private static func functionHead(_ text: Substring) -> String? {
    let text = text.drop { $0 == " " }
    guard let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")"),
      open < close, open > text.startIndex
    else { return nil }
    return "\(text[...close]) = …"
  }
}
