import Elaboration
import Graph
import Syntax

/// Notes write scalars and vectors in the same small letters. Where nothing but convention made
/// vectors of some, and a claim fails with them, it is tried with scalars before it is called wrong.
extension Session {
  /// Tries a claim, and where that is no good, with scalars for what convention alone made vectors.
  ///
  /// - Parameter isFinal: Whether another reading can't be better.
  package func withScalarReadings<Result>(
    of claim: Claim, isGood: (Result) -> Bool, isFinal: (Result) -> Bool = { _ in false },
    _ attempt: () throws(Stop) -> Result
  ) throws(Stop) -> Result {
    guard claim.dialect == .notes else { return try attempt() }
    let kept = keep()
    var failure: Stop?
    let first = try held(attempt, &failure)
    if let first, isGood(first.result) || isFinal(first.result) { return said(first) }
    let (stateOfFirst, candidates) = (keep(), assumedVectors(in: claim))
    var readings = candidates.prefix(6).map { [$0] }
    if candidates.count > 1 { readings.append(candidates) }
    for names in readings {
      restore(kept)
      takeAsScalars(names)
      var unused: Stop?
      guard let other = try held(attempt, &unused), isGood(other.result) else { continue }
      aside(
        "taking \(names.joined(separator: ", ")) as \(names.count == 1 ? "a scalar" : "scalars")")
      return said(other)
    }
    restore(stateOfFirst)
    if let first { return said(first) }
    throw failure ?? .interrupted("interrupted")
  }

  /// What equations use as a scalar is one in a claim about their derivatives, too, even if nothing
  /// but convention says so: `X'X + λ` lacks the identity, and makes no matrix of λ.
  package func keepScalars(in claim: Claim) {
    guard claim.left.mentionsDerivative || claim.right.mentionsDerivative else { return }
    for name in claim.left.names.union(claim.right.names).sorted() {
      guard let index = slot(of: name), basis(of: name) == .convention, isMentioned(index),
        graph.shape(of: state.slots[index].node).order == 0
      else { continue }
      _ = introduce(name, .scalar, .use)
    }
  }

  /// What an attempt gave, and what it would have said on the way.
  private struct Held<Result> {
    var result: Result
    var asides: [String]
  }

  /// Makes an attempt without a word; nil where it fails.
  private func held<Result>(
    _ attempt: () throws(Stop) -> Result, _ failure: inout Stop?
  ) throws(Stop) -> Held<Result>? {
    let outer = heldAsides
    heldAsides = []
    defer { heldAsides = outer }
    do throws(Stop) {
      let result = try attempt()
      return Held(result: result, asides: heldAsides ?? [])
    } catch {
      if case .interrupted = error { throw error }
      failure = error
      return nil
    }
  }

  private func said<Result>(_ held: Held<Result>) -> Result {
    for text in held.asides { aside(text) }
    return held.result
  }

  /// - Parameter always: Whether a declaration is forgotten, too.
  package func takeAsScalars(_ names: [String], always: Bool = false) {
    if always { forget(names) }
    for name in names { _ = introduce(name, .scalar, .convention) }
  }

  /// Makes names without a value what they would be if nothing had been said of them.
  package func forget(_ names: [String]) {
    for name in names {
      guard let index = slot(of: name), state.slots[index].isSymbol else { continue }
      var slot = state.slots[index]
      slot.declaration = nil
      slot.content = .absent
      setSlot(index, slot)
      epoch += 1
      if isMentioned(index) { needsSettling = true }
    }
  }

  /// What expressions rest on: they and the formulas of their names and functions, and the names in
  /// them that have neither a formula nor a value.
  package func closure(of trees: [Expression]) -> (trees: [Expression], symbols: [String]) {
    var (found, symbols) = (trees, Set<String>())
    var stack = trees.flatMap { $0.names.sorted() }
    var visited: Set<String> = []
    while let name = stack.popLast() {
      guard visited.insert(name).inserted, !isKnown(name) else { continue }
      guard let index = slot(of: name) else {
        symbols.insert(name)
        continue
      }
      switch state.slots[index].content {
      case .symbol, .absent: symbols.insert(name)
      case .input: break
      case .equation(let equation), .broken(let equation, _):
        found.append(equation.tree)
        stack += equation.tree.names.sorted()
      case .function(let function, _):
        found.append(function.body)
        stack += function.body.names.sorted()
      }
    }
    return (found, symbols.sorted())
  }

  /// Names without a value that convention alone made vectors, of all that a claim rests on.
  private func assumedVectors(in claim: Claim) -> [String] {
    var found: [String] = []
    var stack = claim.left.names.union(claim.right.names).sorted()
    var visited = Set(stack)
    while let name = stack.popLast() {
      guard let index = slot(of: name) else {
        if isConventionalVector(name) { found.append(name) }
        continue
      }
      if let equation = state.slots[index].equation {
        for other in equation.names.sorted() where visited.insert(other).inserted {
          stack.append(other)
        }
      }
      if basis(of: name) == .convention, graph.shape(of: state.slots[index].node).order == 1 {
        found.append(name)
      }
    }
    return found.sorted()
  }

  /// Tries something with numbers for what convention alone made vectors in a claim; where nothing
  /// comes of it, they are what they were.
  package func takingAsScalars<Result>(
    in claim: Claim, _ attempt: () throws(Stop) -> Result?
  ) throws(Stop) -> Result? {
    let kept = keep()
    takeAsScalars(assumedVectors(in: claim))
    do { try settle() } catch {
      restore(kept)
      throw error
    }
    let result = try attempt()
    if result == nil { restore(kept) }
    return result
  }

  /// Whether convention alone made all that an expression rests on what it is, but for numbers.
  package func isAssumed(_ tree: Expression) -> Bool {
    var stack = tree.names.sorted()
    var visited = Set(stack)
    while let name = stack.popLast() {
      guard let index = slot(of: name), !isKnown(name) else { continue }
      if let equation = state.slots[index].equation {
        stack += equation.names.sorted().filter { visited.insert($0).inserted }
        continue
      }
      let order = graph.shape(of: state.slots[index].node).order
      if order > 1 || order == 1 && basis(of: name) != .convention { return false }
    }
    return true
  }

  /// Whether a name that is met for the first time would be taken as a vector.
  private func isConventionalVector(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !isKnown(name) else { return false }
    return ("h"..."z").contains(first)
  }
}
