import Graph

/// Labels of a product by other names, each by one of its own.
struct Renaming {
  /// By label, its name and 1; 0 for one without.
  private var names: Labels

  init(count: Int) { names = Labels(repeatElement(0, count: count)) }

  subscript(label: Int) -> Int? { names[label] == 0 ? nil : names[label] - 1 }

  mutating func add(_ label: Int, as name: Int) { names[label] = name + 1 }

  /// The label that got a name.
  func original(of name: Int) -> Int? { names.firstIndex(of: name + 1) }

  /// Whether another gives the same names to all of these labels.
  func isPart(of other: Renaming) -> Bool {
    zip(names, other.names).allSatisfy { $0 == 0 || $0 == $1 }
  }
}
