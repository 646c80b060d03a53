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

  func contains(_ label: Int) -> Bool { contains(.label(label)) }

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

/// Labels of one product by those of another, each for one.
struct Renaming {
  /// By label, its name and 1; 0 for one without.
  private var names: Labels
  /// The names that are given.
  private(set) var taken = LabelSet()

  init(count: Int) { names = Labels(repeatElement(0, count: count)) }

  subscript(label: Int) -> Int? { names[label] == 0 ? nil : names[label] - 1 }

  mutating func add(_ label: Int, as name: Int) {
    names[label] = name + 1
    taken.insert(.label(name))
  }

  /// The label that got a name.
  func original(of name: Int) -> Int? { names.firstIndex(of: name + 1) }

  /// Whether another gives the same names to all of these labels.
  func isPart(of other: Renaming) -> Bool {
    zip(names, other.names).allSatisfy { $0 == 0 || $0 == $1 }
  }
}
