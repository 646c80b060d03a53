import Glibc

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func start(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
  return nil
}

/// Runs with a stack as large as the program's own: the threads of tests have 8 MiB, of which
/// unoptimised code needs more at the nesting limit.
func onLargeStack(_ body: @escaping @Sendable () -> Void) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, 120 << 20)
  var thread = pthread_t()
  let work = Unmanaged.passRetained(Work(body)).toOpaque()
  guard pthread_create(&thread, &attributes, start, work) == 0 else { return }
  pthread_join(thread, nil)
}
