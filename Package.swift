// swift-tools-version:6.2
import PackageDescription

/// A target of tests. Its dependencies are all rooms that it imports: one that is only reached
/// through another isn't seen to have changed, and the tests would be built against what it was.
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
    tests("GraphTests", "Arrays", "Graph"),
    tests("RowTests", "Arrays", "Calculus", "Elaboration", "Graph", "Primitives", "Syntax"),
    tests("PrintingTests", "Arrays", "Graph", "Primitives", "Printing", "Syntax"),
    tests("CalculusTests", "Arrays", "Calculus", "Graph", "Syntax"),
    tests("ExecutionTests", "Arrays", "Execution", "Graph"),
    tests("RandomExpressionTests", "Arrays", "Execution", "Graph", "Primitives", "Syntax"),
    tests("InterpreterTests", "Arrays", "Interpreter", "Syntax"),
    .testTarget(
      name: "GoldenTests", dependencies: ["Interpreter", "Primitives", "Syntax"],
      exclude: ["data", "errors", "examples", "readings.txt"]),
  ],
  swiftLanguageModes: [.v6]
)
