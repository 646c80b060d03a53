extension Lexer {
  /// A name in canonical spelling: `W1` for `W_1` and `W₁`, `W_out` for `W_{out}`, `y_hat` for
  /// `ŷ`, `λ` for `\lambda`, `pi` for `π`.
  ///
  /// - Parameter first: What the name starts with, where a command has been read already.
  mutating func name(startingWith first: String = "") -> Token.Kind {
    var text = first
    let start = position
    // Only a command or a lone letter takes the ending of a mark; within a word, an accent is part
    // of how the word is written.
    if first.isEmpty, let decorated = decoratedLetter() {
      text = decorated
    } else {
      letters(into: &text)
      if position == start, first.isEmpty {
        // Σ with a number under it is a name, though Σ alone sums.
        text.unicodeScalars.append(scalar(at: position)?.scalar ?? "Σ")
        position += scalar(at: position)?.length ?? 1
        letters(into: &text)
      }
    }
    labels(into: &text)
    if first.isEmpty, let dotted = dottedName(text, from: start) { return dotted }
    if text == "π" { return .name("pi") }
    if let word = OperatorTable.words[text] { return .symbol(word) }
    return .name(text)
  }

  /// `np.linalg.inv(`, as other tools have it: the name of a function, so that what mx says for it
  /// can be offered. A dot after any other name is an error, but for the transpose `.T`.
  private mutating func dottedName(_ first: String, from start: Int) -> Token.Kind? {
    var end = position
    var text = first
    while end + 1 < bytes.count, bytes[end] == 0x2E, isLetter(bytes[end + 1]) {
      var stop = end + 1
      while stop < bytes.count, isWordByte(bytes[stop]) { stop += 1 }
      let part = String(decoding: bytes[end + 1..<stop], as: UTF8.self)
      if part == "T" { break }
      text += "." + part
      end = stop
    }
    guard end > position else { return nil }
    position = end
    if byte(0) == 0x28 { return .name(text) }
    return invalid(
      Diagnostic(
        "a name has no dots", at: Span(start, end),
        hint: "what is done to an array is a function of it, as in size(A)"))
  }

  /// Whether a number or a label stands right there, so that a sign before it is a name's.
  func isNameGoingOn(at place: Int) -> Bool {
    guard let (scalar, _) = scalar(at: place) else { return false }
    if let plain = Characters.subscripts[scalar.value] { return plain.first?.isNumber ?? false }
    if scalar.value == 0x5F, place + 1 < bytes.count { return isDigit(bytes[place + 1]) }
    return isDigit(UInt8(exactly: scalar.value))
  }

  /// One letter with a mark over it that no other letter follows: `ŷ`, `x̄`.
  mutating func decoratedLetter() -> String? {
    guard let (scalar, length) = scalar(at: position) else { return nil }
    var end = position + length
    var text: String
    if let (letter, ending) = Characters.decorated[scalar.value] {
      text = letter + ending
    } else {
      let letter = Characters.plain(scalar.value) ?? scalar
      guard let (mark, markLength) = self.scalar(at: end),
        let ending = Characters.decorations[mark.value]
      else { return nil }
      // Vowels with a diaeresis are letters of ordinary words, in either encoding.
      if mark.value == 0x308, "aeiouAEIOU".unicodeScalars.contains(letter) { return nil }
      text = String(letter) + ending
      end += markLength
    }
    if let (next, _) = self.scalar(at: end),
      Characters.isLetter(Characters.plain(next.value) ?? next) || Characters.isMark(next)
    {
      if Characters.superscripts[next.value] == nil && Characters.subscripts[next.value] == nil {
        return nil
      }
    }
    position = end
    return text
  }

  /// Letters, digits and `_` before one of those, as far as they go.
  private mutating func letters(into text: inout String) {
    while position < bytes.count {
      let byte = bytes[position]
      if isLetter(byte) || (isDigit(byte) && !text.isEmpty) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
        position += 1
      } else if byte == 0x5F, !text.isEmpty, isWordByte(self.byte(1)), self.byte(1) != 0x5F {
        if !dropsUnderscore(after: text) { text += "_" }
        position += 1
      } else if byte >= 0x80, let (scalar, length) = scalar(at: position) {
        if OperatorTable.unicode[scalar.value] != nil
          || Characters.superscripts[scalar.value] != nil
          || Characters.subscripts[scalar.value] != nil
        {
          return
        }
        let plain = Characters.plain(scalar.value) ?? scalar
        guard
          Characters.isLetter(plain) || (Characters.isMark(scalar) && !text.isEmpty)
            || (plain.value < 0x80 && isDigit(UInt8(plain.value)) && !text.isEmpty)
        else { return }
        text.unicodeScalars.append(plain)
        position += length
      } else {
        return
      }
    }
  }

  /// Whether the `_` at the place only lowers a number: `W_1` is W1. After a digit it stays, since
  /// `W1_2` isn't W12.
  private func dropsUnderscore(after text: String) -> Bool {
    guard isDigit(byte(1)), let last = text.unicodeScalars.last,
      !isDigit(UInt8(exactly: last.value))
    else { return false }
    var end = position + 1
    while end < bytes.count, isDigit(bytes[end]) { end += 1 }
    return end >= bytes.count || !isWordByte(bytes[end]) || bytes[end] == 0x5F
  }

  /// Lowered characters and `_{…}` after a name's letters.
  private mutating func labels(into text: inout String) {
    while position < bytes.count {
      let label: String
      let before = position
      if bytes[position] == 0x5F, byte(1) == 0x7B {
        position += 2
        guard let content = bracedLabel() else {
          position = before
          return
        }
        label = content
      } else if bytes[position] == 0x5F, let command = commandLabel() {
        label = command
      } else {
        label = loweredCharacters()
        if label.isEmpty { return }
      }
      text = Self.labelled(text, label)
    }
  }

  /// `_\infty` and `_\lambda`: a command as a label.
  private mutating func commandLabel() -> String? {
    guard byte(1) == 0x5C, isLetter(byte(2)) else { return nil }
    var end = position + 2
    while end < bytes.count, isLetter(bytes[end]) { end += 1 }
    let command = String(decoding: bytes[position + 2..<end], as: UTF8.self)
    guard let character = Symbols.character(for: command) else { return nil }
    position = end
    return character == "∞" ? "inf" : character
  }

  /// A name with a label under it, in canonical spelling.
  static func labelled(_ name: String, _ label: String) -> String {
    let isNumber = label.unicodeScalars.allSatisfy { $0.value >= 0x30 && $0.value <= 0x39 }
    if isNumber, let last = name.unicodeScalars.last, !(last.value >= 0x30 && last.value <= 0x39) {
      return name + label
    }
    let isWord = label.unicodeScalars.allSatisfy {
      Characters.isLetter($0) || ($0.value >= 0x30 && $0.value <= 0x39)
    }
    return isWord ? "\(name)_\(label)" : "\(name)_{\(label)}"
  }

  /// The plain spelling of the lowered characters at the place.
  private mutating func loweredCharacters() -> String {
    var label = ""
    while let (scalar, length) = scalar(at: position),
      let plain = Characters.subscripts[scalar.value]
    {
      label += plain
      position += length
    }
    return label
  }

  /// The inside of `_{…}`, without spaces, up to and with the brace; nil if it isn't a plain label.
  private mutating func bracedLabel() -> String? {
    var label = ""
    while let (scalar, length) = scalar(at: position) {
      let value = scalar.value
      switch value {
      case 0x7D:
        position += length
        return label.isEmpty ? nil : label
      case 0x20: break
      case 0x5F:
        // W_{a_1} is W_{a1}: a label has no room for a label of its own.
        if !isDigit(byte(1)) { label += "_" }
      case 0x2B, 0x2C, 0x2D, 0x2A, 0x221E: label += value == 0x221E ? "inf" : String(scalar)
      case 0x2212: label += "-"
      case 0x5C:
        guard let character = commandInLabel() else { return nil }
        label += character
        continue
      default:
        guard Characters.isLetter(scalar) || isDigit(UInt8(exactly: value)) else { return nil }
        label.unicodeScalars.append(scalar)
      }
      position += length
    }
    return nil
  }

  private mutating func commandInLabel() -> String? {
    var end = position + 1
    while end < bytes.count, isLetter(bytes[end]) { end += 1 }
    let command = String(decoding: bytes[position + 1..<end], as: UTF8.self)
    guard let character = Symbols.character(for: command) else { return nil }
    position = end
    return character == "∞" ? "inf" : character
  }

  /// A label that follows no name: `_F`, `_2`, `_{W_1}`, `₂`, `_∞`, `_*`.
  mutating func lowered() -> Token.Kind {
    let start = position
    guard bytes[position] == 0x5F else { return .subscript(loweredCharacters()) }
    if let label = commandLabel() { return .subscript(label) }
    position += 1
    if byte(0) == 0x7B {
      position += 1
      if let label = bracedLabel() { return .subscript(Self.labelled("", label).droppingMark()) }
      position = start + 2
      return latex("_{", from: start)
    }
    if byte(0) == 0x2A {
      position += 1
      return .subscript("*")
    }
    if let (scalar, length) = scalar(at: position), scalar.value == 0x221E {
      position += length
      return .subscript("inf")
    }
    var label = ""
    if isDigit(byte(0)) {
      while isDigit(byte(0)) {
        label.unicodeScalars.append(Unicode.Scalar(bytes[position]))
        position += 1
      }
    } else {
      letters(into: &label)
      labels(into: &label)
    }
    guard label.isEmpty else { return .subscript(label) }
    return invalid(
      isAfterOperand && start > 0 && !Characters.isSpace(UInt32(bytes[start - 1]))
        ? Diagnostic(
          "a label follows '_'", at: Span(start, start + 1),
          hint: "x_1, x_new and W_{out} are names")
        : Diagnostic("a name starts with a letter", at: Span(start, start + 1)))
  }
}

extension String {
  /// A label without the `_` and the braces that ``Lexer/labelled(_:_:)`` may have put round it.
  fileprivate func droppingMark() -> String {
    var text = self[...]
    if text.hasPrefix("_") { text = text.dropFirst() }
    if text.hasPrefix("{"), text.hasSuffix("}") { text = text.dropFirst().dropLast() }
    return String(text)
  }
}
