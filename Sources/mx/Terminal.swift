import Arrays
import Glibc
import Interpreter

/// Where results, dim lines and errors go: standard output and standard error, with colours and a
/// progress line where these are terminals.
///
/// Output is buffered here, since `print` costs several times as much a line. What goes to standard
/// error flushes the buffer first, so that the two keep their order on a screen.
final class Terminal: Output {
  /// One of the two streams and what it can show.
  private struct Stream {
    let descriptor: Int32
    let isTerminal: Bool
    let isColoured: Bool

    init(_ descriptor: Int32, color: Settings.Color) {
      self.descriptor = descriptor
      isTerminal = isatty(descriptor) == 1
      isColoured =
        switch color {
        case .always: true
        case .never: false
        case .auto:
          isTerminal && Terminal.isCapable && (environment("NO_COLOR") ?? "").isEmpty
        }
    }
  }

  /// Whether escape codes mean something to the terminal.
  private static var isCapable: Bool {
    guard let kind = environment("TERM") else { return false }
    return !kind.isEmpty && kind != "dumb"
  }

  private static let newline = UInt8(ascii: "\n")
  private static let bufferSize = 1 << 16

  private let results: Stream
  private let messages: Stream
  private let isQuiet: Bool
  private var buffer: [UInt8] = []
  private var hasProgressLine = false
  private var lastProgress = timespec()

  /// - Parameter isQuiet: whether dim lines are left out.
  init(color: Settings.Color, isQuiet: Bool) {
    results = Stream(STDOUT_FILENO, color: color)
    messages = Stream(STDERR_FILENO, color: color)
    self.isQuiet = isQuiet
    buffer.reserveCapacity(Terminal.bufferSize)
  }

  /// Whether a session should colour what it says. A stream without colours drops them again.
  var isColoured: Bool { results.isColoured || messages.isColoured }
  /// Whether the prompt may be coloured.
  var isPromptColoured: Bool { results.isColoured }

  var width: Int? { results.isTerminal ? Terminal.size.columns : nil }
  var height: Int? { results.isTerminal ? Terminal.size.rows : nil }

  /// The size now, since a terminal may be resized at any time; 80×24 for one that doesn't know.
  private static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  func result(_ text: String) {
    eraseProgress()
    append(text, to: results)
    if results.isTerminal || buffer.count >= Terminal.bufferSize { flush() }
  }

  /// Writes bytes as they are among the results.
  func document(_ bytes: [UInt8]) {
    eraseProgress()
    flush()
    write(bytes, to: results)
  }

  func aside(_ text: String) {
    if isQuiet { return }
    emit(messages.isColoured ? "\u{1b}[2m\(text)\u{1b}[0m" : text)
  }

  func message(_ text: String) { emit(text) }

  func progress(_ text: String?) {
    guard messages.isTerminal, Terminal.isCapable else { return }
    guard let text else { return eraseProgress() }
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let passed =
      Double(now.tv_sec - lastProgress.tv_sec) + 1e-9 * Double(now.tv_nsec - lastProgress.tv_nsec)
    // Ten times a second is as often as an eye follows.
    if passed < 0.1 { return }
    lastProgress = now
    flush()
    hasProgressLine = true
    // A line that wraps couldn't be erased.
    let shown = String(text.prefix(max(Terminal.size.columns - 1, 1)))
    write(Array("\r\u{1b}[K\(shown)".utf8), to: messages)
  }

  /// Writes what is buffered. To be called before a prompt and before the program ends.
  func flush() {
    if buffer.isEmpty { return }
    write(buffer, to: results)
    buffer.removeAll(keepingCapacity: true)
  }

  private func emit(_ text: String) {
    eraseProgress()
    flush()
    append(text, to: messages)
    write(buffer, to: messages)
    buffer.removeAll(keepingCapacity: true)
  }

  private func eraseProgress() {
    if !hasProgressLine { return }
    hasProgressLine = false
    write(Array("\r\u{1b}[K".utf8), to: messages)
  }

  /// Puts a text and a newline into the buffer, without colours where the stream has none.
  private func append(_ text: String, to stream: Stream) {
    if isColoured && !stream.isColoured {
      appendUncoloured(text)
    } else {
      buffer.append(contentsOf: text.utf8)
    }
    buffer.append(Terminal.newline)
  }

  /// Leaves out the sequences `ESC [ … m`, which are all that mx writes.
  private func appendUncoloured(_ text: String) {
    var isInside = false
    for byte in text.utf8 {
      if byte == 0x1B {
        isInside = true
      } else if isInside {
        isInside = byte != UInt8(ascii: "m")
      } else {
        buffer.append(byte)
      }
    }
  }

  /// Writes bytes to the end. A reader that went away has ended the program by SIGPIPE already.
  private func write(_ bytes: [UInt8], to stream: Stream) {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Glibc.write(
          stream.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          // Another program made the shared terminal or pipe non-blocking.
          var wanted = pollfd(fd: stream.descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&wanted, 1, -1)
        } else if errno != EINTR {
          if stream.descriptor == STDERR_FILENO { return }
          let text = "mx: standard output: \(systemReason())\n"
          _ = Glibc.write(STDERR_FILENO, text, text.utf8.count)
          _exit(1)
        }
      }
    }
  }
}
