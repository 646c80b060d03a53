import Graph

/// Some of the first labels of a product, as bits.
struct LabelSet: OptionSet {
  let rawValue: UInt64

  /// Labels from here on have no place.
  static let capacity = UInt64.bitWidth

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(_ labels: Labels) {
    var bits: UInt64 = 0
    for label in labels { bits |= 1 << UInt64(label) }
    rawValue = bits
  }

  static func label(_ label: Int) -> LabelSet { LabelSet(rawValue: 1 << UInt64(label)) }

  var count: Int { rawValue.nonzeroBitCount }

  /// The labels in order.
  var labels: Labels {
    var result = Labels()
    var rest = rawValue
    while rest != 0 {
      result.append(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
    return result
  }
}
