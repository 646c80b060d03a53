import Syntax

/// Puts what macros stand for in their places, and leaves out what is struck out in formulas.
///
/// What a use becomes, and what all uses of a document become, is limited: the macros of a document
/// could go on for ever. A use without an end stays as it is and is said.
struct MacroExpander {
  private(set) var definitions = MacroDefinitions()
  /// How many bytes macros may still add to the document.
  private var budget: Int
  private var isExhausted = false

  /// How many bytes one use may become.
  private static let useLimit = 100_000
  /// How deep macros may stand in macros.
  private static let depthLimit = 40

  /// - Parameter count: The bytes of the document.
  init(count: Int) { budget = 1_000_000 + 4 * count }

  /// Another file has come in.
  mutating func allow(_ count: Int) { budget += 4 * count }

  /// Why a use has no end.
  private enum Failure {
    case endless
    case argumentsMissing
    /// The place of a definition that can't be read.
    case unreadable(Span)
  }

  // MARK: Definitions

  /// Reads the definition at a place of a text, if there is one.
  mutating func define(_ cursor: inout LaTeXCursor, _ diagnostics: inout [Diagnostic]) -> Bool {
    let start = cursor.place
    guard let name = cursor.commandName(), MacroDefinitions.commands.contains(name) else {
      cursor.place = start
      return false
    }
    define(name, from: start, &cursor, &diagnostics)
    return true
  }

  private mutating func define(
    _ command: String, from start: Int, _ cursor: inout LaTeXCursor,
    _ diagnostics: inout [Diagnostic]
  ) {
    do throws(Diagnostic) {
      try definitions.read(command, from: start, &cursor)
    } catch {
      diagnostics.append(error)
    }
  }

  // MARK: Uses

  /// The text with its macros expanded, and without the definitions in it.
  mutating func expanded(_ text: MappedText, _ diagnostics: inout [Diagnostic]) -> MappedText {
    var output = Output()
    let cursor = LaTeXCursor(text)
    var limit = Self.useLimit
    // Uses of macros fail, and those at the top have been taken back where they stand.
    _ = expand(cursor, in: nil, depth: 0, &limit, &output, &diagnostics)
    return output.text
  }

  /// What one use of a macro stands for; nothing if it has no end. The cursor, which is after its
  /// name, goes past its arguments.
  mutating func expansion(
    ofUseAt start: Int, _ cursor: inout LaTeXCursor, _ diagnostics: inout [Diagnostic]
  ) -> MappedText {
    let name = String(decoding: cursor.bytes[start + 1..<cursor.place], as: UTF8.self)
    guard let macro = definitions[name] else { return MappedText() }
    var output = Output()
    var limit = Self.useLimit
    let span = cursor.text.place(of: Span(start, cursor.place))
    let failure = expandUse(
      of: macro, from: start, &cursor, in: nil, depth: 0, &limit, &output, &diagnostics)
    guard let failure else { return output.text }
    say(failure, name, macro, at: span, &diagnostics)
    return MappedText()
  }

  /// The text that is put together.
  private struct Output {
    var text = MappedText()
    /// Whether the end of a macro is the end of the text so far.
    var endsMacro = false

    /// Adds a part of a text, apart from a word before it that it would lengthen.
    mutating func append(_ other: MappedText, _ range: Range<Int>, in use: Span?) {
      guard !range.isEmpty else { return }
      separate(
        from: other.bytes[range.lowerBound],
        at: other.place(of: Span(range.lowerBound, range.lowerBound)), in: use)
      text.append(other, range, in: use)
    }

    private mutating func separate(from next: UInt8, at place: Span, in use: Span?) {
      defer { endsMacro = false }
      guard Bytes.isLetter(next), let last = text.bytes.last, Bytes.isLetter(last) else { return }
      guard endsMacro || text.endsWithCommand else { return }
      text.append([0x20], for: use ?? place, .expanded, in: use ?? place)
    }
  }

  private mutating func expand(
    _ start: LaTeXCursor, in use: Span?, depth: Int, _ limit: inout Int, _ output: inout Output,
    _ diagnostics: inout [Diagnostic]
  ) -> Failure? {
    var cursor = start
    let text = cursor.text
    var copied = cursor.place
    while let (place, command) = cursor.nextCommand() {
      guard let name = command else { continue }
      if MacroDefinitions.commands.contains(name) {
        output.append(text, copied..<place, in: use)
        define(name, from: place, &cursor, &diagnostics)
        copied = cursor.place
      } else if Cancellation.commands.contains(name) {
        output.append(text, copied..<place, in: use)
        if let kept = Cancellation.read(name, &cursor) {
          // What has become nothing, or one of a fraction's parts that is one.
          switch kept {
          case .nothing:
            let span = text.place(of: Span(place, cursor.place))
            let left = Cancellation.left(output.text.bytes, before: cursor)
            output.text.append(left, for: use ?? span, .expanded, in: use ?? span)
          case .text(let range): output.append(text, range, in: use)
          }
        } else {
          cursor.place = max(cursor.place, place + 1)
          output.append(text, place..<cursor.place, in: use)
        }
        copied = cursor.place
      } else if let macro = definitions[name] ?? environment(name, &cursor) {
        output.append(text, copied..<place, in: use)
        copied = place
        let mark = output.text.mark
        let span = use ?? text.place(of: Span(place, cursor.place))
        if use == nil { limit = Self.useLimit }
        let failure = expandUse(
          of: macro, from: place, &cursor, in: use, depth: depth, &limit, &output, &diagnostics)
        if let failure {
          if use != nil { return failure }
          output.text.cut(to: mark)
          say(failure, name, macro, at: span, &diagnostics)
        } else {
          copied = cursor.place
        }
      }
    }
    output.append(text, copied..<cursor.end, in: use)
    return nil
  }

  /// What `\begin{name}` or `\end{name}` stands for of an environment that the document defines; the
  /// name is taken if it is one.
  private func environment(_ command: String, _ cursor: inout LaTeXCursor) -> Macro? {
    guard command == "begin" || command == "end",
      let (name, after) = Bytes.environmentName(cursor.bytes, cursor.place, before: cursor.end),
      let macro = definitions.environment(name, command)
    else { return nil }
    cursor.place = after
    return macro
  }

  /// Expands one use of a macro, whose arguments follow at the cursor.
  private mutating func expandUse(
    of macro: Macro, from place: Int, _ cursor: inout LaTeXCursor, in outer: Span?,
    depth: Int, _ limit: inout Int, _ output: inout Output, _ diagnostics: inout [Diagnostic]
  ) -> Failure? {
    if let place = macro.unreadable { return .unreadable(place) }
    guard depth < Self.depthLimit else { return .endless }
    var arguments: [Argument] = []
    for parameter in macro.parameters {
      let before = cursor.place
      switch parameter {
      case .size:
        cursor.skipSpace()
        if !cursor.take(0x2A), cursor.bracketed() == nil { cursor.place = before }
      case .optional(let value):
        cursor.skipSpace()
        if let range = cursor.bracketed() {
          arguments.append(.given(range))
        } else {
          cursor.place = before
          arguments.append(.omitted(value))
        }
      case .required:
        guard let range = cursor.argument() else { return .argumentsMissing }
        arguments.append(.given(range))
      }
    }
    let use = outer ?? cursor.text.place(of: Span(place, cursor.place))
    guard let expansion = body(of: macro, arguments, cursor.text, use, &limit) else {
      return .endless
    }
    output.endsMacro = true
    if macro.isFinal {
      output.append(expansion, 0..<expansion.count, in: use)
    } else {
      let failure = expand(
        LaTeXCursor(expansion), in: use, depth: depth + 1, &limit, &output, &diagnostics)
      if let failure { return failure }
    }
    output.endsMacro = true
    return nil
  }

  private enum Argument {
    case given(Range<Int>)
    case omitted([UInt8])
  }

  /// A macro's body with the arguments in it; nil if that is too long.
  private mutating func body(
    of macro: Macro, _ arguments: [Argument], _ text: MappedText, _ use: Span, _ limit: inout Int
  ) -> MappedText? {
    var result = Output()
    var start = 0
    var place = 0
    let body = macro.body
    let whole = MappedText(body, for: use)
    while place < body.count {
      if body[place] == 0x5C {
        place += 2
        continue
      }
      guard body[place] == 0x23, place + 1 < body.count, Bytes.isDigit(body[place + 1]) else {
        place += 1
        continue
      }
      result.append(whole, start..<place, in: use)
      let index = Int(body[place + 1]) - 0x31
      if index >= 0, index < arguments.count {
        switch arguments[index] {
        case .given(let range): result.append(text, range, in: use)
        case .omitted(let value):
          result.append(MappedText(value, for: use), 0..<value.count, in: use)
        }
      }
      place += 2
      start = place
      if result.text.count > limit { return nil }
    }
    result.append(whole, min(start, body.count)..<body.count, in: use)
    limit -= result.text.count
    budget -= result.text.count
    return limit >= 0 && budget >= 0 ? result.text : nil
  }

  private mutating func say(
    _ failure: Failure, _ name: String, _ macro: Macro, at span: Span,
    _ diagnostics: inout [Diagnostic]
  ) {
    switch failure {
    case .unreadable(let definition):
      var diagnostic = Diagnostic("can't read the definition of \\\(name)", at: span)
      diagnostic.labels.append(Diagnostic.Label(definition, isPrimary: false))
      diagnostics.append(diagnostic)
    case .argumentsMissing:
      let count = macro.argumentCount
      diagnostics.append(
        Diagnostic("\\\(name) takes \(count) argument\(count == 1 ? "" : "s")", at: span))
    case .endless where budget >= 0:
      diagnostics.append(
        Diagnostic(
          "\\\(name) stands for a text without an end", at: span,
          hint: "its definition uses \\\(name) itself, or another that does"))
    case .endless:
      if isExhausted { return }
      isExhausted = true
      diagnostics.append(
        Diagnostic("the macros of this document stand for too long a text", at: span))
    }
  }
}
