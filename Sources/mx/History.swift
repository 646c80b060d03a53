import Arrays
@preconcurrency import CReadline
import Glibc

/// What was entered at the prompt, kept in a file that only its user can read.
///
/// Each input is appended when it is made, so a crash loses nothing and two sessions can share the
/// file.
struct History {
  /// How many inputs are kept when the file is shortened.
  private static let kept: Int32 = 10_000

  /// The file; nil if there is none to write to.
  private var path: String?
  /// What is wrong with the file, for one warning.
  private(set) var warning: String?

  init() {
    // Blocks of several lines come back as one entry only between time stamps.
    history_comment_char = CChar(UInt8(ascii: "#"))
    history_write_timestamps = 1
    using_history()
    if let named = environment("MX_HISTORY") {
      if named.isEmpty { return }
      open(named)
    } else if let folder = Folders.state {
      if Folders.make(folder) {
        open(folder + "/history")
      } else {
        warning = "no history: \(folder): \(systemReason())"
      }
    }
  }

  private mutating func open(_ path: String) {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      warning = "no history: \(path): \(systemReason())"
      return
    }
    close(descriptor)
    self.path = path
    read_history(path)
    // Seldom, since shortening writes the file anew.
    if history_length > 2 * History.kept {
      history_truncate_file(path, History.kept)
      stifle_history(History.kept)
      unstifle_history()
    }
  }

  /// Remembers an input, unless it repeats the one before.
  mutating func add(_ text: String) {
    if history_length > 0, let last = history_get(history_base + history_length - 1),
      let line = last.pointee.line, String(cString: line) == text
    {
      return
    }
    add_history(text)
    guard let path else { return }
    let code = append_history(1, path)
    if code != 0 {
      warning = "no history: \(path): \(systemReason(code))"
      self.path = nil
    }
  }

  /// The warning, the first time it is asked for.
  mutating func takeWarning() -> String? {
    defer { warning = nil }
    return warning
  }
}
