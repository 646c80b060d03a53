import Foundation

/// The built program, run as users and other programs run it.
enum Binary {
  struct Run: Equatable {
    var output: String
    var messages: String
    var status: Int32
  }

  /// `swift test` builds the program beside the bundle of tests.
  static let path: URL = {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return folder.appending(path: "mx")
  }()

  /// Runs `mx --no-config` with arguments, in the project's folder.
  static func run(
    _ arguments: [String], input: Data = Data(), environment: [String: String] = [:]
  ) throws -> Run {
    let process = Process()
    process.executableURL = path
    process.arguments = ["--no-config"] + arguments
    process.currentDirectoryURL = Folder.project
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
      .merging(environment) { $1 }
    // Files have room for what no pipe would hold.
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "mx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ data: Data = Data()) throws -> URL {
      let url = folder.appending(path: name)
      try data.write(to: url)
      return url
    }
    let (output, messages) = (try file("output"), try file("messages"))
    process.standardInput = try FileHandle(forReadingFrom: try file("input", input))
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
    process.waitUntilExit()
    func text(_ url: URL) throws -> String {
      String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
    return Run(
      output: try text(output), messages: try text(messages),
      status: process.terminationReason == .exit ? process.terminationStatus : -1)
  }

  static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Run {
    try run(arguments, input: Data(input.utf8), environment: environment)
  }
}
