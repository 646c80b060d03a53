import Graph

/// All functions and constants of the language, by name.
package enum Catalogue {
  /// Every row, by family.
  package static let functions: [Function] =
    Function.exponentials + Function.trigonometric + Function.activations + Function.steps
    + Function.sums + Function.extremes + Function.norms + Function.tallies
    + Function.softmaxFamily + Function.products + Function.matrixFunctions + Function.shapes
    + Function.sizes + Function.creation + Function.losses

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

  /// The constants that a user needn't define. `I`, whose size comes from its use, is none.
  package static let constants: [String: Double] = [
    "e": 2.718281828459045, "pi": Double.pi, "π": Double.pi, "inf": Double.infinity,
    "nan": Double.nan, "Inf": Double.infinity, "NaN": Double.nan,
  ]

  /// The value of a constant; nil if the name is none.
  package static func constant(named name: String) -> Double? { constants[name] }
}
