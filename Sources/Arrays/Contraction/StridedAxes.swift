/// How the entries of an array lie in memory: a label and a stride (in entries) for each axis.
public struct StridedAxes: Sendable {
  public var labels: [Int]
  public var strides: [Int]

  public init(labels: [Int], strides: [Int]) {
    precondition(labels.count == strides.count, "a stride for every axis")
    self.labels = labels
    self.strides = strides
  }

  /// Axes in row-major order.
  public init(_ labels: [Int], sizes: [Int: Int]) {
    self.labels = labels
    strides = Array(repeating: 1, count: labels.count)
    var stride = 1
    for axis in labels.indices.reversed() {
      strides[axis] = stride
      stride *= sizes[labels[axis], default: 1]
    }
  }

  /// What one step of a label moves: the sum of its axes' strides, since all of them step at once.
  func stride(of label: Int) -> Int {
    var sum = 0
    for (axis, other) in labels.enumerated() where other == label { sum += strides[axis] }
    return sum
  }

  /// Whether a label occurs twice: a diagonal.
  var hasRepeatedLabel: Bool { Set(labels).count < labels.count }
}

/// One loop of a contraction: how often it runs and what a step of it moves in each array.
struct Loop: Equatable {
  var size: Int
  var a = 0
  var b = 0
  var out = 0

  /// Whether this loop around the other is one longer loop.
  func merges(around inner: Loop) -> Bool {
    a == inner.a * inner.size && b == inner.b * inner.size && out == inner.out * inner.size
  }
}

extension [Loop] {
  /// Fewer and longer loops over the same entries.
  func merged() -> [Loop] {
    var result: [Loop] = []
    for loop in self {
      if let last = result.last, last.merges(around: loop) {
        result[result.count - 1] = Loop(
          size: last.size * loop.size, a: loop.a, b: loop.b, out: loop.out)
      } else {
        result.append(loop)
      }
    }
    return result
  }

  /// How often the innermost body runs; a Double, which no product of sizes overflows.
  var iterations: Double { reduce(1) { $0 * Double($1.size) } }
}

/// The loops around a kernel: offsets into three arrays that step like an odometer.
///
/// It owns its counters, so that a walk allocates nothing.
final class LoopNest {
  let loops: [Loop]
  private let counters: UnsafeMutablePointer<Int>

  init(_ loops: [Loop]) {
    self.loops = loops
    counters = .allocate(capacity: Swift.max(loops.count, 1))
    counters.initialize(repeating: 0, count: Swift.max(loops.count, 1))
  }

  deinit { counters.deallocate() }

  /// Calls a body with the offsets of every iteration, until Ctrl-C is pressed.
  @inline(__always)
  func walk(_ body: (_ a: Int, _ b: Int, _ out: Int) -> Void) {
    var a = 0
    var b = 0
    var out = 0
    loops.withUnsafeBufferPointer { loops in
      for axis in loops.indices { counters[axis] = 0 }
      while true {
        body(a, b, out)
        var axis = loops.count - 1
        while axis >= 0 {
          let loop = loops[axis]
          counters[axis] += 1
          a += loop.a
          b += loop.b
          out += loop.out
          if counters[axis] < loop.size { break }
          counters[axis] = 0
          a -= loop.a * loop.size
          b -= loop.b * loop.size
          out -= loop.out * loop.size
          axis -= 1
        }
        if axis < 0 || Interrupt.isRequested { return }
      }
    }
  }
}
