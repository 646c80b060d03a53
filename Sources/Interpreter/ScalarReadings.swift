import Elaboration
import Graph
import Syntax

/// Notes write scalars and vectors in the same small letters. Where nothing but convention made
/// vectors of some, and a claim fails with them, it is tried with scalars before it is called wrong.
extension Session {
  /// What came of a claim, and the names that were taken as numbers for it.
  package struct Reading<Result> {
    package var result: Result
    package var numbers: [String] = []
    /// Names that are vectors elsewhere, and numbers in it alone.
    package var ownNumbers: [String] = []
  }

  /// Tries a claim, and where that is no good, with scalars for what convention alone made vectors.
  /// Of elementary calculus, where nothing is about arrays, scalars are tried first, and are what a
  /// mistake is told of.
  ///
  /// - Parameter isFinal: Whether another reading can't be better.
  package func withScalarReadings<Result>(
    of claim: Claim, isGood: (Result) -> Bool, isFinal: (Result) -> Bool = { _ in false },
    _ attempt: (Claim) throws(Stop) -> Result
  ) throws(Stop) -> Reading<Result> {
    guard claim.dialect == .notes else { return Reading(result: try attempt(claim)) }
    func held(_ claim: Claim, _ failure: inout Stop?) throws(Stop) -> Held<Result>? {
      try self.held({ () throws(Stop) in try attempt(claim) }, &failure)
    }
    let kept = keep()
    let matter = matter(of: claim)
    var unused: Stop?
    var elementary: Held<Result>?
    if matter.isElementary, !matter.vectors.isEmpty {
      takeAsScalars(matter.vectors)
      elementary = try held(claim, &unused)
      if let elementary, isGood(elementary.result) { return said(elementary, matter.vectors) }
      restore(kept)
    }
    var failure: Stop?
    let first = try held(claim, &failure)
    if let first, isGood(first.result) || isFinal(first.result) { return said(first, []) }
    // The attempt may have met names.
    let stateOfFirst = keep()
    let later = self.matter(of: claim)
    let candidates = later.vectors.filter { !later.transposed.contains($0) }
    var readings = candidates.prefix(6).map { [$0] }
    if candidates.count > 1 { readings.append(candidates) }
    for names in readings {
      restore(kept)
      takeAsScalars(names)
      guard let other = try held(claim, &unused), isGood(other.result) else { continue }
      aside(
        "taking \(names.joined(separator: ", ")) as \(names.count == 1 ? "a scalar" : "scalars")")
      return said(other, names)
    }
    if matter.mayBeElementary, !matter.isElementary {
      // Vectors elsewhere, and numbers here: `dσ/dx = σ(x)(1 - σ(x))`.
      restore(kept)
      let other = try held(withOwnNumbers(matter.arrays, claim), &unused)
      restore(stateOfFirst)
      if let other, isGood(other.result) {
        return Reading(result: other.result, ownNumbers: matter.arrays)
      }
    }
    restore(stateOfFirst)
    if let elementary { return said(elementary, matter.vectors) }
    if let first { return said(first, []) }
    throw failure ?? .interrupted("interrupted")
  }

  /// Makes an attempt with numbers for some names, and undoes that.
  package func withNumbers<Result>(
    _ names: [String], _ attempt: () throws(Stop) -> Result
  ) throws(Stop) -> Result {
    if names.isEmpty { return try attempt() }
    let kept = keep()
    defer { restore(kept) }
    takeAsScalars(names)
    try settle()
    return try attempt()
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

  private func said<Result>(_ held: Held<Result>, _ numbers: [String]) -> Reading<Result> {
    for text in held.asides { aside(text) }
    return Reading(result: held.result, numbers: numbers)
  }

  /// A claim about numbers of its own for some names.
  private func withOwnNumbers(_ names: [String], _ claim: Claim) -> Claim {
    var claim = claim
    for name in names {
      let own = Expression(.name("\(name)_number"), claim.span)
      claim.left = claim.left.replacing(name, with: own)
      claim.right = claim.right.replacing(name, with: own)
      takeAsScalars(["\(name)_number"])
    }
    return claim
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

  /// What a claim is about, with all that it rests on.
  private struct Matter {
    /// Names without a value that convention alone made vectors.
    var vectors: [String] = []
    /// Those, and others that are vectors without having been declared so.
    var arrays: [String] = []
    /// Names in what is transposed, or has a norm.
    var transposed: Set<String> = []
    /// Whether nothing in it is about arrays.
    var isElementary = true
    /// Whether nothing in it is, but that some name is a vector elsewhere; and it rests on no equation.
    var mayBeElementary = true
  }

  private func matter(of claim: Claim) -> Matter {
    var matter = Matter()
    var trees = [claim.left, claim.right]
    var visited: Set<String> = []
    while let tree = trees.popLast() {
      matter.transposed.formUnion(tree.namesOfArrays)
      for name in tree.names.sorted() where visited.insert(name).inserted {
        guard let index = slot(of: name) else {
          if isConventionalVector(name), tree.mentions(name) {
            matter.vectors.append(name)
            matter.arrays.append(name)
          }
          continue
        }
        let slot = state.slots[index]
        switch slot.content {
        case .equation(let equation):
          matter.mayBeElementary = false
          trees.append(equation.tree)
        case .function(let function, _):
          visited.formUnion(function.parameters)
          trees.append(function.body)
        case .symbol(_, let basis)
        where slot.declaration == nil && graph.shape(of: slot.node).order == 1:
          if basis == .convention { matter.vectors.append(name) }
          matter.arrays.append(name)
        case .symbol, .input, .absent, .broken: break
        }
      }
      if tree.speaksOfArrays({ isArray($0, unlessUsed: true) }) { matter.mayBeElementary = false }
      if tree.speaksOfArrays({ isArray($0, unlessUsed: false) }) { matter.isElementary = false }
    }
    matter.vectors.sort()
    matter.arrays.sort()
    return matter
  }

  /// Whether a name is known to be an array; nil where nothing but convention says what it is.
  private func isArray(_ name: String, unlessUsed: Bool) -> Bool? {
    guard let index = slot(of: name) else { return nil }
    let slot = state.slots[index]
    let isArray = graph.shape(of: slot.node).order > 0
    switch slot.content {
    case .equation, .function, .absent, .broken: return false
    case .input: return isArray
    case .symbol(_, let basis):
      if slot.declaration != nil { return isArray }
      if basis == .convention || unlessUsed && graph.shape(of: slot.node).order == 1 { return nil }
      return isArray
    }
  }

  /// Tries something with numbers for what convention alone made vectors in a claim; where nothing
  /// comes of it, they are what they were.
  package func takingAsScalars<Result>(
    in claim: Claim, _ attempt: () throws(Stop) -> Result?
  ) throws(Stop) -> Result? {
    let kept = keep()
    takeAsScalars(matter(of: claim).vectors)
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

extension Expression {
  /// The names in what is transposed, or has a norm.
  fileprivate var namesOfArrays: Set<String> {
    var found: Set<String> = []
    _ = contains { part in
      switch part.form {
      case .postfix(let operand, .transpose), .fence(.norm, let operand):
        found.formUnion(operand.names)
      default: break
      }
      return false
    }
    return found
  }
}
