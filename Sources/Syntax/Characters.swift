/// What single characters of mathematical text mean, beyond the operators.
enum Characters {
  /// Raised characters and their plain spelling. `ˣ` and `×` both occur in `ℝᵐˣⁿ`.
  static let superscripts: [UInt32: String] = table(
    "⁰0 ¹1 ²2 ³3 ⁴4 ⁵5 ⁶6 ⁷7 ⁸8 ⁹9 ⁺+ ⁻- ᵀT ᵗT ⁿn ⁱi ᵏk ᵐm ʲj ˡl ᵖp ʳr ˢs ᵈd ᵉe ˣx ʸy ᵃa ᵇb ᶜc")

  /// Lowered characters and their plain spelling.
  static let subscripts: [UInt32: String] = table(
    "₀0 ₁1 ₂2 ₃3 ₄4 ₅5 ₆6 ₇7 ₈8 ₉9 ₊+ ₋- ₐa ₑe ₕh ᵢi ⱼj ₖk ₗl ₘm ₙn ₒo ₚp ᵣr ₛs ₜt ᵤu ᵥv ₓx")

  /// Fractions of one character: they are exact, unlike the decimals that they equal.
  static let fractions: [UInt32: Double] = [
    0xBC: 1.0 / 4, 0xBD: 1.0 / 2, 0xBE: 3.0 / 4, 0x2150: 1.0 / 7, 0x2151: 1.0 / 9,
    0x2152: 1.0 / 10, 0x2153: 1.0 / 3, 0x2154: 2.0 / 3, 0x2155: 1.0 / 5, 0x2156: 2.0 / 5,
    0x2157: 3.0 / 5, 0x2158: 4.0 / 5, 0x2159: 1.0 / 6, 0x215A: 5.0 / 6, 0x215B: 1.0 / 8,
    0x215C: 3.0 / 8, 0x215D: 5.0 / 8, 0x215E: 7.0 / 8,
  ]

  /// Marks over a letter and the ending that they give its name: `ŷ` is `y_hat`.
  static let decorations: [UInt32: String] = [
    0x302: "_hat", 0x303: "_tilde", 0x304: "_bar", 0x305: "_bar", 0x307: "_dot",
    0x308: "_ddot", 0x20D7: "",
  ]

  /// Letters that come with such a mark in one character, as their letter and its ending.
  ///
  /// Vowels with a diaeresis are left out: those are letters of ordinary words.
  static let decorated: [UInt32: (letter: String, ending: String)] = {
    let groups = [
      ("_hat", "ÂAâaĈCĉcÊEêeĜGĝgĤHĥhÎIîiĴJĵjÔOôoŜSŝsÛUûuŴWŵwŶYŷyẐZẑz"),
      ("_tilde", "ÃAãaẼEẽeĨIĩiÑNñnÕOõoŨUũuṼVṽvỸYỹy"),
      ("_bar", "ĀAāaĒEēeḠGḡgĪIīiŌOōoŪUūuȲYȳy"),
      ("_dot", "ȦAȧaḂBḃbĊCċcḊDḋdĖEėeḞFḟfĠGġgḢHḣhṀMṁmṄNṅnȮOȯoṖPṗpṘRṙrṠSṡsṪTṫtẆWẇwẊXẋxẎYẏyŻZżz"),
      ("_ddot", "ẌXẍxẄWẅwŸYÿyḦHḧh"),
    ]
    var table: [UInt32: (letter: String, ending: String)] = [:]
    for (ending, pairs) in groups {
      let scalars = Array(pairs.unicodeScalars)
      for position in stride(from: 0, to: scalars.count - 1, by: 2) {
        table[scalars[position].value] = (String(scalars[position + 1]), ending)
      }
    }
    return table
  }()

  /// White space that takes room.
  static func isSpace(_ value: UInt32) -> Bool {
    switch value {
    case 0x20, 0x09, 0x0D, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
      true
    default: false
    }
  }

  /// Characters without width that text from elsewhere carries along and that mean nothing here.
  static func isInvisible(_ value: UInt32) -> Bool {
    switch value {
    case 0x200B...0x200F, 0x2060...0x2064, 0xFEFF, 0xFE00...0xFE0F: true
    default: false
    }
  }

  /// Whether a name may start with it or go on with it.
  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  /// Whether it is set over, under or beside the letter before it.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// The plain letter for a letter of a mathematical alphabet (bold, italic, script …), as text
  /// from a typeset document has them; nil for what is plain already.
  static func plain(_ value: UInt32) -> Unicode.Scalar? {
    let code: UInt32
    switch value {
    case 0x1D400...0x1D6A3:
      let letter = (value - 0x1D400) % 52
      code = letter < 26 ? 0x41 + letter : 0x61 + letter - 26
    case 0x1D6A8...0x1D7C9:
      let letter = (value - 0x1D6A8) % 58
      switch letter {
      case 0..<17: code = 0x391 + letter
      case 17: code = 0x398
      case 18..<25: code = 0x391 + letter
      case 25: code = 0x2207
      case 26..<51: code = 0x3B1 + letter - 26
      case 51: code = 0x2202
      default: code = [0x3F5, 0x3D1, 0x3F0, 0x3D5, 0x3F1, 0x3D6][Int(letter - 52)]
      }
    case 0x1D7CE...0x1D7FF: code = 0x30 + (value - 0x1D7CE) % 10
    case 0x210E: code = 0x68
    case 0x212C: code = 0x42
    case 0x2130: code = 0x45
    case 0x2131: code = 0x46
    case 0x210B: code = 0x48
    case 0x2110: code = 0x49
    case 0x2112: code = 0x4C
    case 0x2133: code = 0x4D
    case 0x211B: code = 0x52
    case 0x212F: code = 0x65
    case 0x210A: code = 0x67
    case 0x2134: code = 0x6F
    case 0xB5: code = 0x3BC
    case 0x2126: code = 0x3A9
    case 0x2206: code = 0x394
    default: return nil
    }
    return Unicode.Scalar(code)
  }

  private static func table(_ pairs: String) -> [UInt32: String] {
    var result: [UInt32: String] = [:]
    for pair in pairs.split(separator: " ") {
      let scalars = Array(pair.unicodeScalars)
      result[scalars[0].value] = String(scalars[1])
    }
    return result
  }
}
