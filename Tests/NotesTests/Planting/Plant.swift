import Syntax

@testable import Notes

/// A mistake that is put into a note: a small change of its text.
struct Plant: CustomStringConvertible {
  enum Kind: String, CaseIterable {
    case digit, sign, factor, transpose, operand, term, product

    /// What a mismatch that comes of it is to be called.
    var causes: Set<Cause> {
      switch self {
      // Of a copied array it is said which one is meant.
      case .digit: [.digit, .rounding, .factor, .name]
      case .sign: [.sign, .operation, .factor, .name]
      case .factor: [.factor]
      case .transpose: [.transpose]
      case .operand: [.name]
      case .term: [.term]
      case .product: [.product]
      }
    }
  }

  let kind: Kind
  /// Where in the document, and what stands there instead.
  let place: Span
  let replacement: String
  let original: String
  /// The equation that it is in.
  let equation: Int

  var description: String { "\(kind.rawValue): '\(original)' → '\(replacement)'" }

  /// The line, from 1, that it is on.
  func line(in bytes: [UInt8]) -> Int { bytes[..<place.lower].count { $0 == 0x0A } + 1 }

  func planted(in bytes: [UInt8]) -> [UInt8] {
    Array(bytes[..<place.lower]) + Array(replacement.utf8) + Array(bytes[place.upper...])
  }
}
