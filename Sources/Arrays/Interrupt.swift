import Glibc
import Synchronization

/// How often Ctrl-C was pressed since the last reset. Global, since a signal handler sees nothing
/// else; here, since the kernels of this room poll it.
public let interruptCount = Atomic<Int>(0)

/// The wish of the user to stop what runs.
public enum Interrupt {
  /// Whether Ctrl-C was pressed since the last ``reset()``. A plain load: cheap enough to poll.
  @inlinable
  public static var isRequested: Bool { interruptCount.load(ordering: .relaxed) > 0 }

  /// Forgets what was pressed.
  public static func reset() { interruptCount.store(0, ordering: .relaxed) }

  /// Makes Ctrl-C count instead of ending the program; the third without a poll still ends it.
  public static func install() {
    // A debug build makes the global on first use; that must not happen inside the handler.
    reset()
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      if interruptCount.add(1, ordering: .relaxed).newValue >= 3 { _exit(130) }
    }
    sigemptyset(&action.sa_mask)
    action.sa_flags = 0
    sigaction(SIGINT, &action, nil)
  }
}
