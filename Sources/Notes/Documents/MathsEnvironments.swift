/// The environments of LaTeX that are set apart as mathematics wherever they stand.
enum MathsEnvironments {
  /// Without the star that leaves out numbers.
  private static let names: Set<String> = [
    "equation", "align", "alignat", "flalign", "xalignat", "gather", "multline", "eqnarray",
    "displaymath", "math", "dmath", "dgroup", "darray", "IEEEeqnarray",
  ]

  static func contains(_ name: String) -> Bool {
    names.contains(name.hasSuffix("*") ? String(name.dropLast()) : name)
  }
}
