import Glibc
import Synchronization

/// How often Ctrl-C was pressed since the last reset. Global, since a signal handler sees nothing
/// else; here, since the kernels of this room poll it.
public let interruptCount = Atomic<Int>(0)

/// How many calls run that nothing can stop. Global for the same reason.
private let unstoppableCount = Atomic<Int>(0)
private let waitingText: StaticString = "waiting for a factorization to finish\n"

/// The wish of the user to stop what runs.
public enum Interrupt {
  /// Whether Ctrl-C was pressed since the last ``reset()``. A plain load: cheap enough to poll.
  @inlinable
  public static var isRequested: Bool { interruptCount.load(ordering: .relaxed) > 0 }

  /// Forgets what was pressed.
  public static func reset() { interruptCount.store(0, ordering: .relaxed) }

  /// Runs a call of a library that can't be stopped: who presses Ctrl-C meanwhile is told to wait.
  static func uninterrupted(_ call: () -> Void) {
    unstoppableCount.add(1, ordering: .relaxed)
    call()
    unstoppableCount.subtract(1, ordering: .relaxed)
  }

  /// Makes Ctrl-C count instead of ending the program; the third without a poll still ends it.
  public static func install() {
    // A debug build makes the global on first use; that must not happen inside the handler.
    reset()
    _ = unstoppableCount.load(ordering: .relaxed)
    _ = waitingText.utf8CodeUnitCount
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      if interruptCount.add(1, ordering: .relaxed).newValue >= 3 { _exit(130) }
      if unstoppableCount.load(ordering: .relaxed) > 0 {
        _ = write(STDERR_FILENO, waitingText.utf8Start, waitingText.utf8CodeUnitCount)
      }
    }
    sigemptyset(&action.sa_mask)
    action.sa_flags = 0
    sigaction(SIGINT, &action, nil)
  }
}
