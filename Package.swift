// swift-tools-version:6.2
import PackageDescription

/// A target of tests, with the rooms that it imports.
func tests(_ name: String, _ rooms: Target.Dependency...) -> Target {
  .testTarget(name: name, dependencies: rooms + ["Support"])
}

// The rooms of mx. An arrow here is an arrow of the architecture: text goes through Syntax,
// Elaboration, Calculus, Execution and Printing, and nothing points back. Every room that a target
// imports is named: one that is only reached through another isn't seen to have changed, and the
// target would go on being built against what it was.
let package = Package(
  name: "mx",
  targets: [
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
    .target(
      name: "CKernels",
      linkerSettings: [.linkedLibrary("mvec"), .linkedLibrary("m")]),
    .target(name: "Syntax"),
    .target(name: "Arrays", dependencies: ["CKernels"]),
    .target(name: "Graph", dependencies: ["Arrays"]),
    .target(name: "Primitives", dependencies: ["Arrays", "Graph"]),
    .target(name: "Elaboration", dependencies: ["Arrays", "Graph", "Primitives", "Syntax"]),
    .target(name: "Calculus", dependencies: ["Elaboration", "Graph", "Primitives"]),
    .target(name: "Execution", dependencies: ["Arrays", "Graph"]),
    .target(name: "Printing", dependencies: ["Arrays", "Graph", "Primitives", "Syntax"]),
    .target(
      name: "Interpreter",
      dependencies: [
        "Arrays", "Calculus", "Elaboration", "Execution", "Graph", "Primitives", "Printing",
        "Syntax",
      ]),
    .target(
      name: "Notes",
      dependencies: [
        "Arrays", "Calculus", "Elaboration", "Graph", "Interpreter", "Primitives", "Printing",
        "Syntax",
      ]),
    .executableTarget(
      name: "mx",
      dependencies: [
        "Arrays", "CReadline", "Elaboration", "Interpreter", "Notes", "Primitives", "Syntax",
      ],
      linkerSettings: [
        .unsafeFlags(["-static-stdlib"], .when(configuration: .release))
      ]),
    .target(
      name: "Support",
      dependencies: ["Arrays", "Calculus", "Elaboration", "FormulaTables", "Graph", "Syntax"],
      path: "Tests/Support"),
    tests("SyntaxTests", "Syntax"),
    tests("ArraysTests", "Arrays", "CKernels"),
    tests("GraphTests", "Arrays", "Graph"),
    tests(
      "RowTests", "Arrays", "Calculus", "Elaboration", "Graph", "Primitives", "Printing", "Syntax"),
    tests("PrintingTests", "Arrays", "Elaboration", "Graph", "Primitives", "Printing", "Syntax"),
    tests("ElaborationTests", "Arrays", "Elaboration", "Graph", "Syntax"),
    tests("CalculusTests", "Arrays", "Calculus", "Graph", "Syntax"),
    tests("ExecutionTests", "Arrays", "Execution", "Graph"),
    .target(
      name: "RandomFormulas",
      dependencies: [
        "Arrays", "Elaboration", "Graph", "Interpreter", "Primitives", "Printing", "Support",
        "Syntax",
      ], path: "Tests/RandomFormulas"),
    tests(
      "RandomExpressionTests", "Arrays", "Elaboration", "Execution", "Graph", "Primitives",
      "RandomFormulas", "Syntax"),
    tests("InterpreterTests", "Arrays", "Interpreter", "Syntax"),
    .testTarget(
      name: "NotesTests", dependencies: ["Arrays", "Interpreter", "Notes", "Support", "Syntax"],
      exclude: ["Corpus", "examples"]),
    .target(name: "FormulaTables", path: "Tests/FormulaTables"),
    tests(
      "FormulaTests", "Arrays", "Elaboration", "FormulaTables", "Graph", "Printing", "Syntax"),
    .testTarget(
      name: "GoldenTests", dependencies: ["Interpreter", "Primitives", "Support", "Syntax"],
      exclude: ["data", "errors", "examples", "readings.txt"]),
  ],
  swiftLanguageModes: [.v6]
)

// That no two accesses to a variable overlap is checked as debug builds run, which the tests do; in
// release builds the checks would be a tenth of a derivation.
for target in package.targets where target.type == .regular {
  target.swiftSettings = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
  ]
}

// Measurements and long runs, built only where they are asked for: `Benchmarks/derivations.sh`,
// `Tests/random-formulas.sh`.
if Context.environment["MX_BENCHMARKS"] != nil {
  package.targets += [
    .executableTarget(
      name: "Derivations",
      dependencies: ["Elaboration", "FormulaTables", "Graph", "Printing", "Support"],
      path: "Benchmarks/Derivations"),
    .executableTarget(
      name: "FormulaRuns", dependencies: ["RandomFormulas", "Support"],
      path: "Benchmarks/RandomFormulas"),
  ]
}
