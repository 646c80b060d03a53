import Arrays
import Elaboration
import Graph
import Interpreter
import Printing
import Support
import Syntax

/// A random expression and what is asked of it, first while nothing has a value: what is printed is
/// read back in a session of the same declarations, and then all have one value.
package struct RandomFormula {
  /// How the texts of a request fared.
  package enum Reading {
    case agrees
    /// The value doesn't exist or isn't moderate.
    case inadmissible
    /// There is no text that could be read back.
    case unspeakable(String)
    case disagrees(String)
  }

  /// What is asked of an expression: `grad(…, x)`.
  package struct Request {
    let text: String
    /// How many of the last pairs of axes are those of symmetric variables. What a derivative does
    /// to changes that aren't symmetric is undetermined, and not compared.
    let symmetricPairs: Int

    package init(_ text: String, symmetricPairs: Int = 0) {
      self.text = text
      self.symmetricPairs = symmetricPairs
    }
  }

  private static let notations: [Notation] = [.plain, .ascii, .unicode, .latex]

  /// A request as it was derived and as its texts were understood.
  private struct Derived {
    let request: Request
    var text: String { request.text }
    /// What computes it without a formula.
    let value: NodeID
    let formula: NodeID
    var texts: [(notation: Notation, text: String, name: String)] = []
    /// Why a text wasn't understood.
    var faults: [String] = []
    /// Whether a text has an array of more axes under another shape, which the language can't name.
    var isReshaped = false
  }

  private let inputs: RandomInputs
  private let environment = TestEnvironment()
  private let session: Session
  private let messages = Messages()
  private var derived: [Derived] = []

  package init(_ requests: [Request], inputs: RandomInputs) throws {
    self.inputs = inputs
    session = Session(options: SessionOptions(), output: messages)
    for input in inputs.inputs {
      environment.declare(input.name, input.kind(in: environment.graph.sizes))
      enter(input.declaration)
    }
    for request in requests { derived.append(try derive(request)) }
  }

  private mutating func derive(_ request: Request) throws -> Derived {
    let term = try environment.term(request.text)
    let differentiator = environment.differentiator
    let formula = differentiator.formula(term.node)
    var derived = Derived(
      request: request, value: differentiator.executable(term.node), formula: formula)
    for notation in Self.notations {
      let text = FormulaPrinter(environment.graph, notation: notation)
        .text(Term(formula, term.orientation))
      if derived.texts.contains(where: { $0.text == text }) { continue }
      let name = "q\(self.derived.count)\(derived.texts.count)"
      derived.texts.append((notation, text, name))
      if reasonNotToRead(text) != nil { continue }
      if let fault = enter(notation == .latex ? "$\(name) = \(text)$;" : "\(name) = \(text);") {
        if fault.contains("reshape takes at least") { derived.isReshaped = true }
        derived.faults.append("\(notation): \(text)\ndoesn't read back: \(fault)")
      }
    }
    return derived
  }

  /// Runs a line of the session; what it complains of.
  @discardableResult
  private func enter(_ line: String) -> String? {
    messages.last = nil
    return session.run(SourceText(line)) == .completed ? nil : messages.last ?? "it failed"
  }

  /// Gives the inputs values, and compares.
  package mutating func readings(at point: RandomPoint) throws -> [Reading] {
    let sizes = environment.graph.sizes
    for (name, count) in point.sizes where Int(name) == nil {
      try sizes.unify(sizes.symbol(named: name), Size(count))
    }
    for input in inputs.inputs {
      guard let value = point.values[input.name] else { continue }
      environment.set(input.name, value)
      if let fault = enter("\(input.name) <- \(value.literal);") {
        return derived.map { _ in .disagrees("\(input.declaration)\ntakes no value: \(fault)") }
      }
    }
    return try derived.map { try reading(of: $0) }
  }

  private func reading(of derived: Derived) throws -> Reading {
    guard let value = try value(of: derived.value, environment),
      value.entries.allSatisfy({ $0.isFinite && abs($0) < 1e6 })
    else { return .inadmissible }
    let pairs = derived.request.symmetricPairs
    if let how = difference(try self.value(of: derived.formula, environment), value, pairs) {
      if try isAtJump(derived, value) { return .inadmissible }
      return .disagrees("\(derived.text)\nhas another value as a formula: \(how)")
    }
    if derived.isReshaped { return .unspeakable("with parts that have no name") }
    if let fault = derived.faults.first { return .disagrees("\(derived.text)\n\(fault)") }
    for (notation, text, name) in derived.texts {
      if let reason = reasonNotToRead(text) { return .unspeakable(reason) }
      guard case .variable(let term)? = session.binding(of: name) else {
        return .disagrees("\(derived.text)\n\(notation): \(text)\ndefines nothing")
      }
      let read = try self.value(of: term.node, session)
      if let how = difference(read, value, pairs) {
        if try isAtJump(derived, value) { return .inadmissible }
        return .disagrees(
          "\(derived.text)\n\(notation): \(text)\nreads back with another value: \(how)")
      }
    }
    return .agrees
  }

  /// Whether the value jumps right beside the point: where `any(cross(z, z) > 0)` is decided by
  /// rounding, nothing can be told.
  private func isAtJump(_ derived: Derived, _ value: Tensor) throws -> Bool {
    var random = SplitMix(state: 7)
    let here = inputs.inputs.map { environment.value(ofName: $0.name) }
    defer {
      for (input, tensor) in zip(inputs.inputs, here) {
        if let tensor { environment.set(input.name, tensor) }
      }
    }
    for _ in 0..<8 {
      for (input, tensor) in zip(inputs.inputs, here) {
        guard var moved = tensor else { continue }
        for entry in 0..<moved.count {
          moved[entry] *= 1 + Double.random(in: -1e-10...1e-10, using: &random)
        }
        environment.set(input.name, moved.symmetrized(pairs: input.form == .symmetric ? 1 : 0))
      }
      guard let other = try self.value(of: derived.value, environment) else { return true }
      if difference(other, value, 0) != nil { return true }
    }
    return false
  }

  /// Parts of derivatives that no function of the catalogue computes.
  private static let nameless = [
    "permuted", "sorting_order", "product_of_others", "leading_singular_pair",
  ]

  /// Why a text is for reading only; nil where it isn't.
  private func reasonNotToRead(_ text: String) -> String? {
    if text.contains("…") || text.contains("\\dots") || text.contains("...") { return "too long" }
    return Self.nameless.contains { text.contains($0) } ? "with parts that have no name" : nil
  }

  /// The value of a node; nil where it rests on an inverse that doesn't exist.
  private func value(of node: NodeID, _ environment: any Environment) throws -> Tensor? {
    do { return try environment.value(of: node) } catch ArrayError.singular { return nil }
  }

  private func difference(_ got: Tensor?, _ want: Tensor, _ pairs: Int) -> String? {
    // Where a formula rests on an inverse that the point doesn't have, nothing can be told.
    guard let got else { return nil }
    guard got.count == want.count else { return "of shape \(got.shape), not \(want.shape)" }
    let (a, b) = (got.symmetrized(pairs: pairs), want.symmetrized(pairs: pairs))
    let scale = max(1, b.entries.map(abs).max() ?? 0)
    let entry = (0..<a.count).first { !(abs(a[$0] - b[$0]) <= 1e-7 * scale) }
    return entry.map { "entry \($0) is \(a[$0]), not \(b[$0])" }
  }
}

/// Keeps the last message of a session.
private final class Messages: Output {
  var last: String?

  func result(_ text: String) {}
  func aside(_ text: String) {}
  func message(_ text: String) { last = text }
  func progress(_ text: String?) {}
  var width: Int? { nil }
  var height: Int? { nil }
}

extension Tensor {
  /// The symmetric part in the last pairs of axes, which are square.
  fileprivate func symmetrized(pairs: Int) -> Tensor {
    var result = self
    var inner = 1
    for axis in stride(from: order - 2, to: order - 2 - 2 * pairs, by: -2) where axis >= 0 {
      let n = shape[axis]
      let block = n * n * inner
      for start in stride(from: 0, to: count, by: block) {
        for row in 0..<n {
          for column in 0..<row {
            for lane in 0..<inner {
              let (a, b) = (
                start + (row * n + column) * inner + lane, start + (column * n + row) * inner + lane
              )
              let mean = (result[a] + result[b]) / 2
              (result[a], result[b]) = (mean, mean)
            }
          }
        }
      }
      inner = block
    }
    return result
  }

  /// As a literal of the language.
  fileprivate var literal: String {
    if order == 0 { return "\(self[0])" }
    let length = order == 1 ? 1 : shape[1]
    let rows = stride(from: 0, to: count, by: length).map { start in
      (start..<start + length).map { "\(self[$0])" }.joined(separator: ", ")
    }
    return "[" + rows.joined(separator: "; ") + "]"
  }
}
