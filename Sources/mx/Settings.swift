import Interpreter

/// How mx shows things, as the command line or the configuration file says; nil where neither does.
struct Settings: Equatable, Sendable {
  enum Color: String, Sendable { case auto, always, never }

  var digits: Int?
  var color: Color?
  var isASCII: Bool?
  var isQuiet: Bool?

  /// Sets what one option says; other options are none of its business.
  ///
  /// - Parameter value: an operand that the option's row has no objection to; nil for a flag.
  mutating func set(_ key: CommandLineOption.Key, to value: String?) {
    switch key {
    case .digits: digits = value.flatMap { Int($0) }
    case .color: color = value.flatMap { Color(rawValue: $0) }
    case .ascii: isASCII = value != "no"
    case .quiet: isQuiet = value != "no"
    default: break
    }
  }

  /// These settings, with the gaps filled from others.
  func filled(from others: Settings) -> Settings {
    var filled = self
    filled.digits = digits ?? others.digits
    filled.color = color ?? others.color
    filled.isASCII = isASCII ?? others.isASCII
    filled.isQuiet = isQuiet ?? others.isQuiet
    return filled
  }
}
