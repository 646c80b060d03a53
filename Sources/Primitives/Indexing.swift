import Arrays
import Graph

/// What an index in brackets picks of the last axes of an array: the attributes of
/// ``Primitive/slice`` and ``Primitive/scatter``, three integers an axis.
public struct Indexing: Hashable, Sendable {
  public enum Axis: Hashable, Sendable {
    /// `:`
    case all
    /// One entry, from 0; the axis is dropped.
    case entry(Int)
    /// Entries from `start`, each `step` (which may be negative) after the last.
    case range(start: Int, step: Int, count: Int)

    var isDropped: Bool {
      if case .entry = self { return true }
      return false
    }

    var integers: [Int] {
      switch self {
      case .all: [0, 1, -2]
      case .entry(let position): [position, 0, -1]
      case .range(let start, let step, let count): [start, step, count]
      }
    }

    init(_ integers: ArraySlice<Int>) {
      let values = Array(integers)
      switch values[2] {
      case -2: self = .all
      case -1: self = .entry(values[0])
      default: self = .range(start: values[0], step: values[1], count: values[2])
      }
    }
  }

  /// What is picked of each of the last axes.
  public var axes: [Axis]

  public init(_ axes: [Axis]) { self.axes = axes }

  public init(_ attributes: Attributes) {
    axes = stride(from: 0, to: attributes.integers.count, by: 3).map {
      Axis(attributes.integers[$0..<($0 + 3)])
    }
  }

  public var attributes: Attributes { Attributes(axes.flatMap(\.integers)) }

  /// The shape of what is picked; fails where a position lies outside.
  func shape(of shape: Shape) throws(ShapeError) -> Shape {
    guard shape.order >= axes.count else {
      throw .needs(operand: 0, .phrase("an array with \(axes.count) axes"))
    }
    let leading = shape.order - axes.count
    var sizes = Array(shape.sizes[..<leading])
    for (index, axis) in axes.enumerated() {
      let size = shape[leading + index]
      switch axis {
      case .all: sizes.append(size)
      case .entry(let position):
        try check(position, position, size, axis: leading + index)
      case .range(let start, let step, let count):
        if count > 0 { try check(start, start + step * (count - 1), size, axis: leading + index) }
        sizes.append(Size(count))
      }
    }
    return Shape(sizes)
  }

  private func check(_ first: Int, _ last: Int, _ size: Size, axis: Int) throws(ShapeError) {
    let largest = max(first, last)
    guard min(first, last) >= 0, largest < size.known ?? Int.max else {
      throw .needs(operand: 0, .phrase("at least \(largest + 1) entries along axis \(axis + 1)"))
    }
  }

  /// The smallest and the largest position that is picked of an axis, from 0; nil where none is.
  static func positions(of axis: Axis) -> ClosedRange<Int>? {
    switch axis {
    case .all: nil
    case .entry(let position): position...position
    case .range(_, _, 0): nil
    case .range(let start, let step, let count):
      min(start, start + step * (count - 1))...max(start, start + step * (count - 1))
    }
  }

  /// Refuses positions outside of a shape, whose sizes perhaps weren't known when it was indexed.
  private func check(_ shape: [Int]) throws(ArrayError) {
    for (axis, size) in zip(axes, shape.suffix(axes.count)) {
      guard let positions = Self.positions(of: axis) else { continue }
      if positions.lowerBound < 0 || positions.upperBound >= size {
        throw .outOfRange(
          position: (positions.lowerBound < 0 ? positions.lowerBound : positions.upperBound) + 1,
          count: size)
      }
    }
  }

  /// Calls `body` for each run of picked entries in row-major order: its first position among the
  /// picked, its offset in an array of the whole shape, the step from entry to entry, their count.
  ///
  /// - Throws: ``ArrayError/outOfRange(position:count:)`` before the first call.
  func forEachRun(
    of shape: [Int], _ body: (Int, Int, Int, Int) -> Void
  ) throws(ArrayError) {
    try check(shape)
    let leading = shape.count - axes.count
    var steps = Array(repeating: 1, count: shape.count)
    for axis in stride(from: shape.count - 2, through: 0, by: -1) {
      steps[axis] = steps[axis + 1] * shape[axis + 1]
    }
    var start = 0
    // Every kept axis as how many entries it has and how far they lie apart.
    var kept: [(count: Int, step: Int)] = (0..<leading).map { (shape[$0], steps[$0]) }
    for (index, axis) in axes.enumerated() {
      let step = steps[leading + index]
      switch axis {
      case .all: kept.append((shape[leading + index], step))
      case .entry(let position): start += position * step
      case .range(let first, let stride, let count):
        start += first * step
        kept.append((count, stride * step))
      }
    }
    let run = kept.popLast() ?? (count: 1, step: 0)
    let runs = kept.reduce(1) { $0 * $1.count }
    if run.count == 0 || runs == 0 { return }
    var counters = Array(repeating: 0, count: kept.count)
    var offset = start
    for position in 0..<runs {
      body(position * run.count, offset, run.step, run.count)
      var axis = kept.count - 1
      while axis >= 0 {
        counters[axis] += 1
        offset += kept[axis].step
        if counters[axis] < kept[axis].count { break }
        offset -= kept[axis].step * counters[axis]
        counters[axis] = 0
        axis -= 1
      }
    }
  }
}

extension Graph {
  /// How many entries a node needs along axes of a symbolic size, as far as positions that are picked
  /// of them say: positions of arrays whose sizes aren't known are checked when they are.
  package func neededCounts(_ id: NodeID) -> [(size: Size, count: Int)] {
    guard case .primitive(let primitive, let operands, let attributes) = self[id].form else {
      return []
    }
    let axes: [Size]
    switch primitive {
    case .slice, .gather: axes = shape(of: operands[0]).sizes
    case .scatter, .ungather: axes = shape(of: id).sizes
    default: return []
    }
    if primitive == .gather || primitive == .ungather {
      guard let largest = attributes.integers.dropFirst().max() else { return [] }
      return [(axes[axes.count - 1 - attributes.integers[0]], largest + 1)]
    }
    let picked = Indexing(attributes).axes
    return zip(axes.suffix(picked.count), picked).compactMap { size, axis in
      Indexing.positions(of: axis).map { (size, $0.upperBound + 1) }
    }
  }
}
