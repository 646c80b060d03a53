import Arrays
@preconcurrency import CReadline
import Glibc

/// Reads what a user types at a terminal, with GNU readline.
///
/// readline's callback interface with a loop of our own, not its blocking call: that one loses the
/// keys typed after a Ctrl-C.
struct LineEditor {
  enum Input: Equatable {
    case text(String)
    /// Ctrl-C; on an empty line there was nothing to cancel.
    case cancelled(wasEmpty: Bool)
    case endOfInput
  }

  /// What the editor asks of the program.
  struct Behaviour {
    /// Whether RETURN goes on with the text on a new line.
    var isIncomplete: (String) -> Bool
    /// Names, functions and commands that start with a word.
    var names: (String) -> [String]
    /// Commands such as `\alpha` that start with a word, and the symbol of exactly that word.
    var symbols: (String) -> (commands: [String], exact: String?)
  }

  static var libraryVersion: String { String(cString: rl_library_version) }

  init(_ behaviour: Behaviour) {
    state.behaviour = behaviour
    // Before the user's inputrc is read, which may ask `$if mx`.
    rl_readline_name = UnsafePointer(strdup("mx"))
    // Else a resize or Ctrl-Z while we wait, outside readline, would be missed.
    rl_persistent_signal_handlers = 1
    rl_attempted_completion_function = candidates
    rl_completion_word_break_hook = wordBreaks
    rl_initialize()
    // Not before: readline takes a terminal for a dumb one if another function draws.
    rl_redisplay_function = redisplay
    bindKeys()
    // readline draws the typed text again after Ctrl-Z and fg only if it is told.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in isContinued = true }
    sigemptyset(&action.sa_mask)
    sigaction(SIGCONT, &action, nil)
  }

  /// Reads one input: a line, or a block of lines that belong together.
  func read(prompt: String, continuation: String) -> Input {
    var input = readEdited(prompt: prompt, continuation: continuation)
    // A terminal that can't show a block gets one line at a time.
    while !canShowBlocks, case .text(let text) = input, state.behaviour?.isIncomplete(text) == true,
      !Indentation.asksToRun(Array(text.utf8))
    {
      let next = readEdited(prompt: continuation, continuation: continuation)
      if case .cancelled = next { return .cancelled(wasEmpty: false) }
      guard case .text(let line) = next else { return next }
      input = .text(text + "\n" + line)
    }
    return input
  }

  /// Reads what readline edits at once.
  private func readEdited(prompt: String, continuation: String) -> Input {
    state.input = nil
    state.continuation = Array(continuation.utf8)
    var blocked = sigset_t()
    var normal = sigset_t()
    sigemptyset(&blocked)
    for signal in [SIGINT, SIGWINCH, SIGCONT] { sigaddset(&blocked, signal) }
    pthread_sigmask(SIG_BLOCK, &blocked, &normal)
    defer { pthread_sigmask(SIG_SETMASK, &normal, nil) }
    rl_callback_handler_install(prompt, receive)
    while true {
      let isReady = mx_wait_for_input(STDIN_FILENO, &normal)
      if isReady < 0 { receive(nil) }
      if isReady == 0, let cancelled = handleSignals(&normal, &blocked) { return cancelled }
      if isReady > 0 { rl_callback_read_char() }
      if let input = state.input { return input }
    }
  }

  /// Lets readline see the signals that came. Answers the cancelled input after Ctrl-C.
  private func handleSignals(_ normal: inout sigset_t, _ blocked: inout sigset_t) -> Input? {
    pthread_sigmask(SIG_SETMASK, &normal, nil)
    // readline redraws a resized line itself only if it knows the function that draws.
    withContinuationPrompts {
      rl_redisplay_function = rl_redisplay
      rl_check_signals()
      rl_redisplay_function = redisplay
    }
    pthread_sigmask(SIG_BLOCK, &blocked, nil)
    if isContinued {
      isContinued = false
      rl_on_new_line()
      redisplay()
    }
    if !Interrupt.isRequested { return nil }
    Interrupt.reset()
    let wasEmpty = rl_end == 0
    rl_callback_handler_remove()
    rl_crlf()
    return .cancelled(wasEmpty: wasEmpty)
  }

  private func bindKeys() {
    rl_add_defun("mx-accept-or-continue", acceptOrContinue, -1)
    rl_add_defun("mx-insert-newline", insertNewline, -1)
    rl_add_defun("mx-complete", completeWord, -1)
    for name in ["emacs", "vi-insert", "vi-command"] {
      let map = rl_get_keymap_by_name(name)
      rl_bind_key_in_map(carriageReturn, acceptOrContinue, map)
      rl_bind_key_in_map(lineFeed, acceptOrContinue, map)
      // A user's own choice for TAB, such as menu-complete, stays.
      if mx_is_bound_to_completion("\t", map) != 0 {
        rl_bind_key_in_map(tabulator, completeWord, map)
      }
    }
    let emacs = rl_get_keymap_by_name("emacs")
    rl_bind_keyseq_in_map("\\e\\C-m", insertNewline, emacs)
    rl_bind_keyseq_in_map("\\e\\C-j", insertNewline, emacs)
  }
}

// MARK: - What readline's callbacks share

// readline is a library of globals and C callbacks, which can't capture: this state is a global too,
// touched only by the thread that reads.
private struct State {
  var input: LineEditor.Input?
  var behaviour: LineEditor.Behaviour?
  var continuation: [UInt8] = []
  /// The candidates that readline has yet to fetch.
  var candidates: [String] = []
  /// The text and the cursor after the last TAB: the same again is a second TAB.
  var lastTab: (text: [UInt8], point: Int32)?
}

private nonisolated(unsafe) var state = State()
/// Set by the handler of SIGCONT.
private nonisolated(unsafe) var isContinued = false

private let carriageReturn: Int32 = 13
private let lineFeed: Int32 = 10
private let tabulator: Int32 = 9

/// Whether the cursor can go up a line; else readline shows a newline as `^J`.
private var canShowBlocks: Bool { rl_get_termcap("up") != nil }

/// The bytes being edited, or those before the cursor.
private func editedBytes(upTo end: Int32 = rl_end) -> [UInt8] {
  guard let line = rl_line_buffer else { return [] }
  return Array(UnsafeRawBufferPointer(start: line, count: Int(end)))
}

/// Takes a finished line; nil is the end of the input.
private func receive(_ line: UnsafeMutablePointer<CChar>?) {
  rl_callback_handler_remove()
  state.lastTab = nil
  guard let line else {
    state.input = .endOfInput
    return
  }
  state.input = .text(String(cString: line))
  free(line)
}

// MARK: - Keys

/// RETURN: a new line if the text is incomplete, else the end of the input.
private func acceptOrContinue(_ count: Int32, _ key: Int32) -> Int32 {
  let bytes = editedBytes()
  let isIncomplete = state.behaviour?.isIncomplete(String(decoding: bytes, as: UTF8.self)) ?? false
  if isIncomplete && canShowBlocks && !Indentation.asksToRun(bytes) { return insertNewline(1, key) }
  rl_point = rl_end
  return rl_newline(count, key)
}

/// Alt-RETURN: a new line, indented.
private func insertNewline(_ count: Int32, _ key: Int32) -> Int32 {
  rl_insert_text("\n" + Indentation.next(after: editedBytes(upTo: rl_point)))
  return 0
}

/// TAB. A symbol's whole name becomes the symbol; if longer names start with it, they are listed
/// first and a second TAB decides for the short one. All else is readline's completion.
private func completeWord(_ count: Int32, _ key: Int32) -> Int32 {
  let before = editedBytes(upTo: rl_point)
  let isAgain = state.lastTab.map { $0.text == editedBytes() && $0.point == rl_point } ?? false
  defer { state.lastTab = (editedBytes(), rl_point) }
  let context = CompletionContext(before: before)
  if context.kind == .symbol {
    let word = String(decoding: before[context.start...], as: UTF8.self)
    if let found = state.behaviour?.symbols(word), let symbol = found.exact {
      if found.commands.count > 1 && !isAgain { return rl_possible_completions(count, key) }
      rl_begin_undo_group()
      rl_delete_text(Int32(context.start), rl_point)
      rl_point = Int32(context.start)
      rl_insert_text(symbol)
      rl_end_undo_group()
      return 0
    }
  }
  // readline lists the candidates when its own function is called twice.
  if isAgain { rl_last_func = rl_complete }
  return rl_complete(count, key)
}

// MARK: - Completion

/// Tells readline where the word at the cursor starts.
private func wordBreaks() -> UnsafeMutablePointer<CChar>? {
  let context = CompletionContext(before: editedBytes(upTo: rl_point))
  // A prefix breaks words and yet belongs to them.
  rl_special_prefixes =
    switch context.kind {
    case .symbol: breaks.backslash
    case .command: breaks.colon
    default: nil
    }
  if context.kind != .file { return breaks.all }
  let isString = context.start > 0 && editedBytes()[context.start - 1] == UInt8(ascii: "\"")
  return isString ? breaks.quote : breaks.space
}

/// readline keeps these pointers, so they live as long as the program.
private struct Breaks: @unchecked Sendable {
  let all = strdup(" \t\n\"'`@$><=;|&{}()[]+-*/^,.:!~?%\\")
  let quote = strdup("\"")
  let space = strdup(" ")
  let backslash = UnsafePointer(strdup("\\"))
  let colon = UnsafePointer(strdup(":"))
}

private let breaks = Breaks()

/// The candidates for a word, as readline wants them.
private func candidates(
  _ text: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32
) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
  // No fall back on names of files.
  rl_attempted_completion_over = 1
  rl_completion_append_character = 0
  guard let text, let behaviour = state.behaviour else { return nil }
  let word = String(cString: text)
  switch CompletionContext(before: editedBytes(upTo: end)).kind {
  case .nothing: return nil
  case .file:
    rl_filename_completion_desired = 1
    return rl_completion_matches(text, rl_filename_completion_function)
  case .symbol: state.candidates = behaviour.symbols(word).commands
  case .command, .name: state.candidates = behaviour.names(word)
  }
  return rl_completion_matches(text, nextCandidate)
}

private func nextCandidate(
  _ text: UnsafePointer<CChar>?, _ index: Int32
) -> UnsafeMutablePointer<CChar>? {
  guard !state.candidates.isEmpty else { return nil }
  return strdup(state.candidates.removeFirst())
}

// MARK: - Display

/// Draws the text with a prompt before each line of a block, as a transcript has it.
private func redisplay() { withContinuationPrompts { rl_redisplay() } }

/// Lets readline see the text as it is shown while something runs, with `... ` after each newline;
/// readline itself has no prompt but the first.
private func withContinuationPrompts(_ body: () -> Void) {
  let bytes = editedBytes()
  guard let line = rl_line_buffer, bytes.contains(UInt8(ascii: "\n")) else { return body() }
  var shown: [CChar] = []
  // Where each offset of the text has moved to.
  var moved: [Int32] = []
  for byte in bytes {
    moved.append(Int32(shown.count))
    shown.append(CChar(bitPattern: byte))
    if byte == UInt8(ascii: "\n") {
      shown.append(contentsOf: state.continuation.map { CChar(bitPattern: $0) })
    }
  }
  moved.append(Int32(shown.count))
  shown.append(0)
  let (point, end, mark) = (rl_point, rl_end, rl_mark)
  shown.withUnsafeMutableBufferPointer { buffer in
    rl_line_buffer = buffer.baseAddress
    rl_point = moved[Int(min(point, end))]
    rl_mark = moved[Int(min(max(mark, 0), end))]
    rl_end = Int32(buffer.count - 1)
    body()
    rl_line_buffer = line
  }
  (rl_point, rl_end, rl_mark) = (point, end, mark)
}
