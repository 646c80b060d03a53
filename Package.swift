// swift-tools-version:6.2
import PackageDescription

/// A target of tests, each with the rooms it speaks of.
func tests(_ name: String, _ rooms: Target.Dependency...) -> Target {
  .testTarget(name: name, dependencies: rooms + ["Support"])
}

// The rooms of mx. An arrow here is an arrow of the architecture: text goes through Syntax,
// Elaboration, Calculus, Execution and Printing, and nothing points back.
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
    .target(name: "Primitives", dependencies: ["Graph"]),
    .target(name: "Elaboration", dependencies: ["Syntax", "Primitives"]),
    .target(name: "Calculus", dependencies: ["Elaboration"]),
    .target(name: "Execution", dependencies: ["Graph"]),
    .target(name: "Printing", dependencies: ["Graph", "Primitives", "Syntax"]),
    .target(name: "Interpreter", dependencies: ["Calculus", "Execution", "Printing"]),
    .executableTarget(
      name: "mx",
      dependencies: ["Interpreter", "CReadline"],
      linkerSettings: [
        .unsafeFlags(["-static-stdlib"], .when(configuration: .release))
      ]),
    .target(name: "Support", dependencies: ["Calculus"], path: "Tests/Support"),
    tests("SyntaxTests", "Syntax"),
    tests("ArraysTests", "Arrays", "CKernels"),
    tests("GraphTests", "Graph"),
    tests("RowTests", "Primitives", "Calculus"),
    tests("PrintingTests", "Printing"),
    tests("CalculusTests", "Calculus"),
    tests("ExecutionTests", "Execution"),
    tests("RandomExpressionTests", "Calculus", "Execution"),
    tests("InterpreterTests", "Interpreter"),
    .target(name: "FormulaTables", path: "Tests/FormulaTables"),
    tests("FormulaTests", "FormulaTables", "Calculus", "Printing"),
    .testTarget(
      name: "GoldenTests", dependencies: ["Interpreter", "Support"],
      exclude: ["data", "errors", "examples", "readings.txt"]),
  ],
  swiftLanguageModes: [.v6]
)
