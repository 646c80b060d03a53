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
    /// The value doesn't exist or isn't moderate, or a function on the way jumps right beside it.
    case inadmissible
    /// There is no text that could be read back.
    case unspeakable(String)
    case disagrees(String)
  }

  /// What is asked of an expression: `grad(…, x)`.

  private static let notations: [Notation] = [.plain, .ascii, .unicode, .latex]

  /// A request as it was derived and as its texts were understood.
  private struct Derived {
    /// What is asked.
    let text: String
    /// What computes it without a formula.
    let value: NodeID
    let formula: NodeID
    var texts: [(notation: Notation, text: String, name: String)] = []
    /// Why a text wasn't understood.
    var faults: [String] = []
  }

  private let inputs: RandomInputs
  private let environment = TestEnvironment()
  private let session: Session
  private let messages = Messages()
  private var derived: [Derived] = []

  package init(_ requests: [String], inputs: RandomInputs) throws {
    self.inputs = inputs
    session = Session(options: SessionOptions(), output: messages)
    for input in inputs.inputs {
      environment.declare(input.name, input.kind(in: environment.graph.sizes))
      enter(input.declaration)
    }
    for request in requests { derived.append(try derive(request)) }
  }

  private mutating func derive(_ request: String) throws -> Derived {
    let term = try environment.term(request)
    let differentiator = environment.differentiator
    let formula = differentiator.formula(term.node)
    var derived = Derived(
      text: request, value: differentiator.executable(term.node), formula: formula)
    for notation in Self.notations {
      let text = FormulaPrinter(environment.graph, notation: notation)
        .text(Term(formula, term.orientation))
      if derived.texts.contains(where: { $0.text == text }) { continue }
      let name = "q\(self.derived.count)\(derived.texts.count)"
      derived.texts.append((notation, text, name))
      if reasonNotToRead(text) != nil { continue }
      if let fault = enter(notation == .latex ? "$\(name) = \(text)$;" : "\(name) = \(text);") {
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
    if let how = difference(try self.value(of: derived.formula, environment), value) {
      if try isAtJump(derived) { return .inadmissible }
      return .disagrees("\(derived.text)\nhas another value as a formula: \(how)")
    }
    if let fault = derived.faults.first { return .disagrees("\(derived.text)\n\(fault)") }
    for (notation, text, name) in derived.texts {
      if let reason = reasonNotToRead(text) { return .unspeakable(reason) }
      guard case .variable(let term)? = session.binding(of: name) else {
        return .disagrees("\(derived.text)\n\(notation): \(text)\ndefines nothing")
      }
      let read = try self.value(of: term.node, session)
      if let how = difference(read, value) {
        if try isAtJump(derived) { return .inadmissible }
        return .disagrees(
          "\(derived.text)\n\(notation): \(text)\nreads back with another value: \(how)")
      }
    }
    return .agrees
  }

  /// Whether a function on the way to the value or the formula jumps when its operands are moved in
  /// their ninth digit: where `norm_inf(tanh(x))` is decided by rounding, nothing can be told.
  private func isAtJump(_ derived: Derived) throws -> Bool {
    let graph = environment.graph
    let nodes = [derived.value, derived.formula].map { environment.differentiator.executable($0) }
    var random = SplitMix(state: 7)
    var evaluator = Evaluator(graph) { environment.leaf($0) }
    for node in graph.postorder(nodes) {
      guard case .primitive(_, let operands, _) = graph[node].form,
        let value = try evaluator(node)
      else { continue }
      for _ in 0..<4 {
        var moved: [NodeID: Tensor] = [:]
        for operand in operands {
          moved[operand] = try evaluator(operand).map { moving($0, &random) }
        }
        var beside = Evaluator(graph, holding: moved) { environment.leaf($0) }
        if difference(try beside(node), value, 1e-4) != nil { return true }
      }
    }
    return false
  }

  /// The array with its entries moved by a billionth of the largest, or of 1.
  private func moving(_ tensor: Tensor, _ random: inout SplitMix) -> Tensor {
    let step = 1e-9 * max(1, tensor.entries.map(abs).max() ?? 0)
    var moved = tensor
    for entry in 0..<moved.count { moved[entry] += Double.random(in: -step...step, using: &random) }
    return moved
  }

  /// Why a text is for reading only; nil where it isn't.
  private func reasonNotToRead(_ text: String) -> String? {
    text.contains("…") || text.contains("\\dots") || text.contains("...") ? "too long" : nil
  }

  /// The value of a node; nil where it rests on an inverse that doesn't exist.
  private func value(of node: NodeID, _ environment: any Environment) throws -> Tensor? {
    do { return try environment.value(of: node) } catch ArrayError.singular { return nil }
  }

  private func difference(
    _ got: Tensor?, _ want: Tensor, _ tolerance: Double = 1e-7
  ) -> String? {
    // Where a formula rests on an inverse that the point doesn't have, nothing can be told.
    guard let got else { return nil }
    guard got.count == want.count else { return "of shape \(got.shape), not \(want.shape)" }
    let scale = max(1, want.entries.filter(\.isFinite).map(abs).max() ?? 0)
    let entry = (0..<got.count).first { entry in
      let (a, b) = (got[entry], want[entry])
      return a != b && !(a.isNaN && b.isNaN) && !(abs(a - b) <= tolerance * scale)
    }
    return entry.map { "entry \($0) is \(got[$0]), not \(want[$0])" }
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
