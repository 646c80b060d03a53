import Foundation
import Glibc

/// The program at a terminal of its own, as a person sits at it.
final class Pseudoterminal {
  private let master: Int32
  private let process: pid_t
  private let folder: URL
  /// All bytes that the terminal was sent.
  private var received: [UInt8] = []
  /// How many characters without escape sequences expectations have passed.
  private var consumed = 0
  private var hasEnded = false

  /// Opens a terminal and runs `mx` in it, with a home of its own.
  init(
    _ arguments: [String] = [], terminal: String = "xterm-256color", columns: Int = 80,
    home: URL? = nil
  ) throws {
    folder =
      home ?? FileManager.default.temporaryDirectory.appending(path: "mx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    var size = winsize(ws_row: 30, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&ends.master, &ends.slave, nil, nil, &size) == 0, let name = ttyname(ends.slave)
    else { throw POSIXError(.EIO) }
    let path = String(cString: name)
    master = ends.master
    _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    defer { close(ends.slave) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // In a session of its own, the first terminal that is opened controls it: Ctrl-C is a signal.
    for descriptor: Int32 in 0...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, path, O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A session of its own (0x80), and no signal kept from it (0x04, 0x08) as runners of tests do.
    posix_spawnattr_setflags(&attributes, 0x80 | 0x04 | 0x08)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let line = "cd \"$0\" && exec \"$@\""
    var words =
      (["/bin/sh", "-c", line, folder.path, Binary.path.path] + arguments)
      .map { strdup($0) } + [nil]
    let variables = [
      "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TERM=\(terminal)", "HOME=\(folder.path)",
    ]
    var settings = variables.map { strdup($0) } + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, &settings)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .ENOENT) }
    self.process = process
  }

  deinit {
    close(master)
    kill(process, SIGKILL)
    var status: Int32 = 0
    if !hasEnded { waitpid(process, &status, 0) }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Sends keys.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      sent += count
    }
  }

  /// Types a line and RETURN.
  func enter(_ line: String) { type(line + "\r") }

  /// Pastes text as terminals do that mark what is pasted.
  func paste(_ text: String) { type("\u{1B}[200~\(text)\u{1B}[201~") }

  /// Waits until a text has come since the last expectation.
  ///
  /// - Returns: What came up to the end of the text, without escape sequences; nil after
  ///   some seconds.
  @discardableResult
  func expect(_ text: String, seconds: Double = 10) -> String? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while true {
      let fresh = Self.plain(received).dropFirst(consumed)
      if let range = fresh.range(of: text) {
        let passed = fresh[..<range.upperBound]
        consumed += passed.count
        return String(passed)
      }
      if Date() > deadline || !read() { return nil }
    }
  }

  /// What the terminal was sent so far, with its escape sequences.
  var raw: String { String(decoding: received, as: UTF8.self) }

  /// Everything until the program ends, and its exit status; nil if it doesn't end.
  func end(seconds: Double = 20) -> (text: String, status: Int32)? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline, read() {}
    var status: Int32 = 0
    while Date() < deadline {
      if waitpid(process, &status, WNOHANG) == process {
        hasEnded = true
        return (
          String(Self.plain(received).dropFirst(consumed)),
          status & 0x7F == 0 ? status >> 8 & 0xFF : -1
        )
      }
      usleep(10_000)
    }
    return nil
  }

  /// Reads what there is, waiting for a moment; false at the end.
  private func read() -> Bool {
    var poll = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, 50) > 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let count = Glibc.read(master, &buffer, buffer.count)
    if count <= 0 { return false }
    received += buffer[..<count]
    return true
  }

  /// Text without control sequences and carriage returns.
  private static func plain(_ bytes: [UInt8]) -> String {
    // "\r\n" is one character to a regular expression.
    String(decoding: bytes.filter { $0 != 0x0D && $0 != 0x07 }, as: UTF8.self)
      .replacing(/\u{1B}\[[0-9;?]*[A-Za-z]|\u{1B}[()=>][0-9A-Z]?/, with: "")
  }
}
