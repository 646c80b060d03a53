import Graph

/// All functions and constants of the language, by name.
package enum Catalogue {
  /// Functions of one kind, as the tables of the reference show them.
  package struct Family: Sendable {
    package let title: String
    package let functions: [Function]
  }

  package static let families = [
    Family(title: "Exponentials and roots", functions: Function.exponentials),
    Family(title: "Trigonometric and hyperbolic", functions: Function.trigonometric),
    Family(title: "Activations", functions: Function.activations),
    Family(title: "Steps and bounds", functions: Function.steps),
    Family(title: "Sums and averages", functions: Function.sums),
    Family(title: "Extremes", functions: Function.extremes),
    Family(title: "Norms", functions: Function.norms),
    Family(title: "Counts", functions: Function.tallies),
    Family(title: "Softmax", functions: Function.softmaxFamily),
    Family(
      title: "Products of vectors and matrices", functions: Function.products + [Function.einsum]),
    Family(title: "Matrices", functions: Function.matrixFunctions),
    Family(title: "Shapes", functions: Function.shapes),
    Family(title: "Sizes", functions: Function.sizes),
    Family(title: "Making arrays", functions: Function.creation),
    Family(title: "Losses", functions: Function.losses),
  ]

  /// Every row, by family.
  package static let functions = families.flatMap(\.functions)

  /// The row of a name or an alias; nil if there is none.
  package static func function(named name: String) -> Function? {
    byName[name].map { functions[$0] }
  }

  private static let byName: [String: Int] = {
    var indices: [String: Int] = [:]
    for (index, function) in functions.enumerated() {
      for name in [function.name] + function.aliases { indices[name] = index }
    }
    return indices
  }()

  /// The function that notes call by a word, in whatever case: `ReLU`, `Softmax`, `LeakyReLU`.
  package static func name(inNotes word: String) -> String? {
    if word.utf8.count < 2 { return nil }
    if byName[word] != nil { return word }
    return bySound[sound(word)].map { functions[$0].name }
  }

  private static func sound(_ word: String) -> String {
    word.lowercased().replacing("_", with: "").replacing("-", with: "")
  }

  private static let bySound: [String: Int] = {
    var indices: [String: Int] = [:]
    for (index, function) in functions.enumerated() {
      for name in [function.name] + function.aliases { indices[sound(name)] = index }
    }
    return indices
  }()

  /// Functions that work entry by entry, whatever they are built of: `log(x, base)`, `elu`.
  package static let entrywise: Set<String> = Set(
    (Function.exponentials + Function.trigonometric + Function.activations + Function.steps)
      .flatMap { [$0.name] + $0.aliases }
  ).union(["max", "min", "where"])

  /// The constants that a user needn't define. `I`, whose size comes from its use, is none.
  package static let constants: [String: Double] = [
    "e": 2.718281828459045, "pi": Double.pi, "π": Double.pi, "inf": Double.infinity,
    "nan": Double.nan, "Inf": Double.infinity, "NaN": Double.nan,
  ]

  /// The value of a constant; nil if the name is none.
  package static func constant(named name: String) -> Double? { constants[name] }
}
