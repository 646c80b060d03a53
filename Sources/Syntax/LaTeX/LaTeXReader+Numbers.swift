/// Numbers whose digits are set in groups.
extension LaTeXReader {
  /// The tokens with `1,000,000`, `10{,}000` and `10\,000` as one number each, and `0{,}5` as the
  /// decimal that it is.
  ///
  /// A bare comma also sets things apart: it is taken into a number where nothing else can be meant.
  static func joiningGroups(_ tokens: [LaTeXToken], in source: SourceText) -> [LaTeXToken] {
    guard tokens.contains(where: { if case .number = $0.kind { true } else { false } }) else {
      return tokens
    }
    var result: [LaTeXToken] = []
    result.reserveCapacity(tokens.count)
    var level = 0
    var place = 0
    while place < tokens.count {
      let token = tokens[place]
      switch token.kind {
      case .symbol(.openParenthesis), .symbol(.openBracket), .symbol(.openBrace), .begin,
        .command("{"):
        level += 1
      case .symbol(.closeParenthesis), .symbol(.closeBracket), .symbol(.closeBrace), .end,
        .command("}"):
        level -= 1
      case .number:
        if let (number, next) = joined(tokens, place, in: source, isOutside: level <= 0) {
          result.append(number)
          place = next
          continue
        }
      default: break
      }
      result.append(token)
      place += 1
    }
    return result
  }

  /// The number that begins at a place and has more groups than one, and the place after it.
  private static func joined(
    _ tokens: [LaTeXToken], _ start: Int, in source: SourceText, isOutside: Bool
  ) -> (LaTeXToken, Int)? {
    // A script takes one digit.
    if start > 0, tokens[start - 1].kind == .under || tokens[start - 1].is(.caret) { return nil }
    let first = source[tokens[start].span]
    guard first.utf8.allSatisfy(isDigit) else { return nil }
    var groups: [String] = []
    var separator: String?
    var place = start
    while let (sign, next) = groupAfter(place, tokens, in: source),
      separator == nil || separator == sign
    {
      groups.append(source[tokens[next].span])
      (separator, place) = (sign, next)
    }
    guard let separator else { return nil }
    let areThousands =
      first.count <= 3 && first.first != "0"
      && groups.dropLast().allSatisfy { $0.count == 3 && $0.utf8.allSatisfy(isDigit) }
      && groups[groups.count - 1].prefix { $0 != "." }.count == 3
    let text: String
    if areThousands, separator != "," || isOutside || groups.contains(where: { $0.hasPrefix("0") })
    {
      text = first + groups.joined()
    } else if separator == "{,}", groups.count == 1, groups[0].utf8.allSatisfy(isDigit) {
      text = first + "." + groups[0]
    } else {
      return nil
    }
    guard let value = Double(text) else { return nil }
    let decimals = text.drop { $0 != "." }.dropFirst().count
    var number = tokens[start]
    number.kind = .number(NumberLiteral(value: value, lastDigit: -decimals))
    number.span = tokens[start].span.union(tokens[place].span)
    return (number, place + 1)
  }

  /// The digits that follow a number after nothing but a separator: what that is, and their place.
  private static func groupAfter(
    _ place: Int, _ tokens: [LaTeXToken], in source: SourceText
  ) -> (String, Int)? {
    var next = place + 1
    while next < tokens.count, next <= place + 3,
      !source[tokens[next].span].utf8.contains(where: isDigit)
    {
      next += 1
    }
    guard next < tokens.count, next <= place + 4, case .number = tokens[next].kind,
      let lead = source[tokens[next].span].utf8.first, isDigit(lead),
      tokens[place].span.upper <= tokens[next].span.lower
    else { return nil }
    let between = source[Span(tokens[place].span.upper, tokens[next].span.lower)]
    guard [",", "{,}", "\\,"].contains(between) else { return nil }
    return (between, next)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
