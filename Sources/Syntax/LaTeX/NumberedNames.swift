/// Names as a text writes them with numbers: in brackets above, `w^{(1)}`, below, `w_1`, or without any.
package struct NumberedNames: Equatable, Sendable {
  package internal(set) var above: Set<String> = []
  package internal(set) var below: Set<String> = []
  package internal(set) var alone: Set<String> = []

  package init() {}

  package mutating func formUnion(_ other: NumberedNames) {
    above.formUnion(other.above)
    below.formUnion(other.below)
    alone.formUnion(other.alone)
  }

  /// Names of which `w^{(1)}` is one of many, and `w_1` an entry of w.
  package var distinct: Set<String> { above.intersection(below).intersection(alone) }
}
