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
  ///
  /// - Parameter seconds: how much of the processor's time it may take.
  static func run(
    _ arguments: [String], input: Data = Data(), environment: [String: String] = [:],
    seconds: Int = 300
  ) throws -> Run {
    try run(
      program: path.path, ["--no-config"] + arguments, input: input, environment: environment,
      seconds: seconds)
  }

  static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Run {
    try run(arguments, input: Data(input.utf8), environment: environment)
  }

  /// Runs a line of the shell.
  static func shell(_ line: String) throws -> Run {
    try run(program: "/bin/sh", ["-c", line], input: Data(), environment: [:], seconds: 300)
  }

  /// Tests run in parallel, which Foundation's `Process` doesn't bear: this is `posix_spawn` alone.
  private static func run(
    program: String, _ arguments: [String], input: Data, environment: [String: String], seconds: Int
  ) throws -> Run {
    // Files have room for what no pipe would hold.
    let folder = FileManager.default.temporaryDirectory.appending(path: "mx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["input", "output", "messages"].map { folder.appending(path: $0).path }
    try input.write(to: URL(fileURLWithPath: files[0]))

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, file) in files.enumerated() {
      posix_spawn_file_actions_addopen(
        &actions, Int32(descriptor), file, descriptor == 0 ? O_RDONLY : O_WRONLY | O_CREAT, 0o600)
    }
    // Without the backtracer, a crash ends at once.
    let usual = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
    let variables = usual.merging(environment) { $1 }
    // The shell goes to the folder and becomes the program.
    let line = [
      "/bin/sh", "-c", "ulimit -t \(seconds); cd \"$0\" && exec \"$@\"", Folder.project.path,
      program,
    ]
    var words = (line + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/bin/sh", &actions, nil, &words, &settings)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .ENOENT) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    func text(_ file: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
    }
    // The low seven bits are the signal that ended it, if one did.
    return Run(
      output: try text(files[1]), messages: try text(files[2]),
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : -1)
  }
}
