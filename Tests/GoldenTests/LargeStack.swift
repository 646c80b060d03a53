import Glibc

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private final class Box<Value>: @unchecked Sendable {
  var value: Value?
}

private func start(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
  return nil
}

/// Runs with a stack as large as the program's own: the threads of tests have 8 MiB, of which
/// unoptimised code needs more at the nesting limit.
func onLargeStack<Value>(_ body: @escaping @Sendable () -> Value) -> Value? {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, 120 << 20)
  var thread = pthread_t()
  let box = Box<Value>()
  let work = Unmanaged.passRetained(Work { box.value = body() }).toOpaque()
  guard pthread_create(&thread, &attributes, start, work) == 0 else { return nil }
  pthread_join(thread, nil)
  return box.value
}
