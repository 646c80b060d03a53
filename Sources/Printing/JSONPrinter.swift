import Arrays
import Graph

/// Writes results as JSON, one object on one line each, as `--json` gives them.
package enum JSONPrinter {
  /// How a check ended.
  package enum Check: String, Sendable { case holds, mismatch, unchecked }

  /// `{"name": "u", "shape": [3], "value": [3.4, 3.5, 2.1]}`: numbers at round-trip precision.
  package static func line(
    name: String, value: Tensor, orientation: Orientation = .column, check: Check? = nil,
    detail: String? = nil
  ) -> String {
    let shape = value.order == 1 && orientation == .row ? [1, value.count] : value.shape
    var fields = nameField(name) + ", \"shape\": [" + list(shape) + "], \"value\": "
    append(value.pointer, shape[...], to: &fields)
    return "{" + fields + checkFields(check, detail) + "}"
  }

  /// A formula without a value; sizes are numbers as text, or the names of sizes.
  package static func line(
    name: String, formula: String, sizes: [String], orientation: Orientation = .column,
    check: Check? = nil, detail: String? = nil
  ) -> String {
    let shape = sizes.count == 1 && orientation == .row ? ["1"] + sizes : sizes
    let texts = shape.map { Int($0) == nil ? string($0) : $0 }
    return "{" + nameField(name) + ", \"shape\": [" + texts.joined(separator: ", ")
      + "], \"formula\": " + string(formula) + checkFields(check, detail) + "}"
  }

  /// A check of something that has neither a value nor a formula to show.
  package static func line(name: String, check: Check, detail: String) -> String {
    "{" + nameField(name) + checkFields(check, detail) + "}"
  }

  /// A string with quotes and escapes.
  package static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "\0"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A number at round-trip precision; NaN and the infinities are strings.
  package static func number(_ x: Double) -> String {
    if x.isNaN { return "\"NaN\"" }
    if x.isInfinite { return x < 0 ? "\"-Infinity\"" : "\"Infinity\"" }
    let text = x.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func nameField(_ name: String) -> String { "\"name\": " + string(name) }

  private static func checkFields(_ check: Check?, _ detail: String?) -> String {
    var text = ""
    if let check { text += ", \"check\": " + string(check.rawValue) }
    if let detail { text += ", \"detail\": " + string(detail) }
    return text
  }

  private static func list(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ", ")
  }

  private static func append(
    _ entries: UnsafePointer<Double>, _ shape: ArraySlice<Int>, to text: inout String
  ) {
    guard let size = shape.first else {
      text += number(entries.pointee)
      return
    }
    let inner = shape.dropFirst()
    let step = inner.reduce(1, *)
    text += "["
    for index in 0..<size {
      if index > 0 { text += ", " }
      append(entries + index * step, inner, to: &text)
    }
    text += "]"
  }
}
