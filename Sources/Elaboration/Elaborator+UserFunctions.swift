import Graph
import Primitives
import Syntax

/// Functions that the user defined.
extension Elaborator {
  /// How deep functions may call each other before that is taken for a recursion without an end.
  private static var callLimit: Int { 1000 }

  func call(
    _ function: UserFunction, _ arguments: [Argument], at span: Span
  ) throws(Failure) -> Term {
    guard arguments.count == function.parameters.count else {
      let needs = function.parameters.count
      throw fail(
        Diagnostic(
          "\(function.name) takes \(needs) argument\(needs == 1 ? "" : "s"), got \(arguments.count)",
          at: span, hint: "\(function.name)(\(function.parameters.joined(separator: ", ")))"))
    }
    var scope: [String: Term] = [:]
    nameSizes(in: function.body)
    let isDifferentiating = function.body.mayAskForDerivative
    for (parameter, argument) in zip(function.parameters, arguments) {
      // J(θ) after J(θ) = …, where only its formula says what θ is.
      if dialect == .notes, case .name(parameter) = argument.value.form,
        undetermined(argument.value) != nil
      {
        continue
      }
      let term = try term(argument.value)
      scope[parameter] = isDifferentiating ? named(term) : term
    }
    try enter(function, at: span)
    defer { entered.removeLast() }
    do {
      return try inside(function.source, scope) { () throws(Failure) in
        try self.term(function.body)
      }
    } catch {
      guard case .diagnostic(var diagnostic) = error, callDepth == 0 else { throw error }
      diagnostic.labels.append(
        .init(span, isPrimary: false, text: "in this call of \(function.name)", source: nil))
      throw .diagnostic(diagnostic)
    }
  }

  /// Enters the body of a function. In notes, one that leads back to itself without a condition on
  /// the way has no end, however deep the stack is.
  private func enter(_ function: UserFunction, at span: Span) throws(Failure) {
    let isConditional =
      dialect != .notes
      || function.body.contains { if case .conditional = $0.form { true } else { false } }
    if !isConditional, let start = entered.lastIndex(where: { $0.name == function.name }),
      !entered[start...].contains(where: \.isConditional)
    {
      throw fail(
        Diagnostic("\(function.name) would follow itself: it calls itself without an end", at: span)
      )
    }
    entered.append((function.name, isConditional))
  }

  /// A named node for a term, so that it can be differentiated by.
  func named(_ term: Term) -> Term {
    if case .named = graph[term.node].form { return term }
    let name = graph.addName("", orientation: term.orientation)
    let node = graph.named(name, shape(term))
    graph.define(node, as: term.node)
    return Term(node, term.orientation)
  }

  /// Elaborates in the scope of a function's parameters and its own text.
  func inside(
    _ text: SourceText, _ scope: [String: Term], _ body: () throws(Failure) -> Term
  ) throws(Failure) -> Term {
    let outer = (source, locals, isUnderSum)
    guard callDepth < Self.callLimit else {
      throw .diagnostic(
        Diagnostic(
          "functions call each other more than \(Self.callLimit) deep",
          hint: "does the recursion end? 'if c { … } else { … }' can end it"))
    }
    try checkInterrupt(at: nil)
    source = text
    locals = scope
    isUnderSum = false
    callDepth += 1
    defer {
      (source, locals, isUnderSum) = outer
      callDepth -= 1
    }
    return try body()
  }
}

extension Expression {
  /// Whether a derivative is asked for somewhere in it, or may be: by `dy/dx`, or a chain rule's product.
  var mayAskForDerivative: Bool {
    mentionsDerivative
      || contains {
        if case .binary(_, .divide, let right, _) = $0.form, case .name(let name) = right.form {
          return name.hasPrefix("d")
        }
        return $0.call?.name == "prod"
      }
  }
}
