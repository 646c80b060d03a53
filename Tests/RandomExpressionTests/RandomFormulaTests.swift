import Arrays
import Elaboration
import Graph
import Printing
import Support
import Syntax
import Testing

/// Derivatives of random compositions as formulas: what is printed reads back, and both have the
/// value that the derivative has.
///
/// `MX_RANDOM_FORMULAS` says how many are tried in each of the four parts, `MX_RANDOM_SEED` where
/// they begin.
@Suite struct RandomFormulaTests {
  private static let count = setting("MX_RANDOM_FORMULAS", 60)
  private static let first = setting("MX_RANDOM_SEED", 1)

  @Test(arguments: 0..<4)
  func printedFormulasReadBack(_ part: Int) throws {
    var random = RandomExpressions(seed: UInt64(Self.first + part) &* 104_729)
    var (checked, tried, unspeakable) = (0, 0, 0)
    while checked < Self.count, tried < 20 * Self.count {
      tried += 1
      let (text, rows) = random.expression(.scalar, depth: 2 + tried % 4)
      var formula = FormulaReading(text, seed: UInt64(tried))
      guard try formula.isAdmissible() else { continue }
      checked += 1
      random.record(rows)
      for name in ["a", "x", "A"] {
        switch try formula.reading(by: name) {
        case .agrees: break
        case .unspeakable: unspeakable += 1
        case .disagrees(let fault): Issue.record("grad(\(text), \(name)):\n\(fault)")
        }
      }
    }
    print("part \(part): \(3 * checked) formulas, \(unspeakable) of them for reading only")
    #expect(checked == Self.count)
    #expect(unspeakable < 3 * checked / 10)
  }
}

/// One expression at one random point, and its gradients as formulas.
private struct FormulaReading {
  let text: String
  let environment = TestEnvironment()
  private var random: SplitMix

  init(_ text: String, seed: UInt64) {
    self.text = text
    random = SplitMix(state: seed)
    for (name, shape) in [
      ("a", []), ("b", []), ("x", [3]), ("y", [3]), ("A", [3, 3]), ("B", [3, 3]),
    ] as [(String, [Int])] {
      let count = shape.reduce(1, *)
      environment.bind(
        name, Tensor(shape, (0..<count).map { _ in Double.random(in: -1...1, using: &random) }))
    }
  }

  /// Whether the expression has a moderate value at the point.
  mutating func isAdmissible() throws -> Bool {
    do {
      let value = try environment.value(text)
      return value.map { $0.entries.allSatisfy { $0.isFinite && abs($0) < 1e4 } } ?? false
    } catch ArrayError.singular {
      return false
    }
  }

  enum Reading {
    /// All have one value, or the gradient is no moderate number.
    case agrees
    /// It has the right value, but its text is for reading only: with indices, or too long.
    case unspeakable
    case disagrees(String)
  }

  /// Whether the gradient's formula, and what it reads back as, have the gradient's value.
  func reading(by name: String) throws -> Reading {
    let gradient = try environment.term("grad(\(text), \(name))")
    guard let value = try value(gradient.node),
      value.entries.allSatisfy({ $0.isFinite && abs($0) < 1e6 })
    else { return .agrees }
    let node = environment.differentiator.formula(gradient.node)
    guard agrees(try self.value(node), value) else {
      return .disagrees("another value as a formula")
    }
    for notation in [Notation.plain, .ascii] {
      let printed = FormulaPrinter(environment.graph, notation: notation)
        .text(Term(node, gradient.orientation))
      if isForReadingOnly(printed) { return .unspeakable }
      let read: Term
      do {
        read = try environment.term(printed)
      } catch {
        return .disagrees("\(printed)\ndoesn't read back: \(error)")
      }
      guard agrees(try self.value(read.node), value) else {
        return .disagrees("\(printed)\nreads back with another value")
      }
    }
    return .agrees
  }

  private func isForReadingOnly(_ printed: String) -> Bool {
    printed.hasPrefix("[i") || printed.contains("…")
  }

  private func value(_ node: NodeID) throws -> Tensor? {
    do { return try environment.value(of: node) } catch ArrayError.singular { return nil }
  }

  private func agrees(_ got: Tensor?, _ want: Tensor) -> Bool {
    // Where a formula rests on an inverse that the point doesn't have, nothing can be told.
    guard let got else { return true }
    guard got.count == want.count else { return false }
    let scale = max(1, want.entries.map(abs).max() ?? 0)
    return (0..<got.count).allSatisfy { abs(got[$0] - want[$0]) <= 1e-7 * scale }
  }
}
