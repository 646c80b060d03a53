import Graph
import Primitives
import Syntax

/// Derivatives of functions: `f'`, `f''(x)`, `relu'(u)`.
extension Elaborator {
  /// `relu'(u)`, `softmax'(v)`: entry by entry for an elementwise function, else the Jacobian.
  func derivativeOfFunction(
    _ name: String, order: Int, _ arguments: [Argument], at span: Span
  ) throws(Failure) -> Term {
    guard arguments.count == 1 else {
      throw fail(
        Diagnostic(
          "\(name)' needs a function of one argument, got \(arguments.count)", at: span,
          hint: "d(\(name)(…), x) by one of several"))
    }
    return try derivative(
      ofFunction: name, order: order, at: term(arguments[0].value), arguments[0].value, span)
  }

  /// The function and the number of primes of `f''`; nil for all else.
  func primedFunction(_ expression: Expression) -> (name: String, order: Int)? {
    var (inner, order) = (expression, 0)
    while case .postfix(let next, .transpose) = inner.form, order < 8 {
      (inner, order) = (next, order + 1)
    }
    guard order > 0, case .name(let name) = inner.form,
      isFunction(name) || (isAbstractFunction(name) && !isRaised(expression))
    else { return nil }
    return (name, order)
  }

  /// Whether a transpose is written as one, `H^\top`: what has it is no function that nothing defines.
  func isRaised(_ transpose: Expression) -> Bool {
    guard case .postfix(let operand, .transpose) = transpose.form,
      operand.span.upper < transpose.span.upper, transpose.span.upper <= source.bytes.count
    else { return false }
    let mark = source[Span(operand.span.upper, transpose.span.upper)]
    return mark.contains("^") && !mark.contains("prime") && !mark.contains("'")
  }

  /// `f'` alone: the derivative's formula, at a symbol x: a number, unless what defines the function
  /// speaks of an array.
  func derivativeOfFunction(_ operand: Expression, at span: Span) throws(Failure) -> Term? {
    let whole = Expression(.postfix(operand, .transpose), span)
    guard let (name, order) = primedFunction(whole), isFunction(name) else { return nil }
    let primes = String(repeating: "'", count: order)
    guard case .function(let function)? = environment.binding(of: name),
      let parameter = function.parameters.first, function.body.usesAsArray(parameter)
    else {
      say("\(name)\(primes)(x), at any number x")
      let x = graph.named(graph.addName("x"), .scalar)
      return try derivative(ofFunction: name, order: order, at: Term(x), operand, span)
    }
    let isMatrix = Convention.letter(of: parameter) == .matrix
    say("\(name)\(primes)(\(parameter)), at any \(isMatrix ? "matrix" : "vector") \(parameter)")
    let sizes = (0..<(isMatrix ? 2 : 1)).map { _ in graph.sizes.fresh() }
    let point = graph.named(graph.addName(parameter), Shape(sizes))
    return try derivative(ofFunction: name, order: order, at: Term(point), operand, span)
  }

  private func derivative(
    ofFunction name: String, order count: Int, at point: Term, _ expression: Expression,
    _ span: Span
  ) throws(Failure) -> Term {
    let point = named(point)
    let parameter = "·"
    let call = Expression(
      .application(
        Expression(.name(name), span), [Argument(value: Expression(.name(parameter), span))],
        at: span), span)
    let outer = locals
    locals[parameter] = point
    defer { locals = outer }
    let value = try term(call)
    let hasEntries = isEntrywise(value.node, in: point.node)
    let seed = hasEntries ? graph.ones(shape(value)) : nil
    var node = value.node
    for _ in 0..<count {
      node = graph.derivative(DerivativeRequest(of: node, by: point.node, cotangent: seed))
    }
    let isLikePoint = hasEntries || (count == 1 && order(value) == 0)
    return Term(node, isLikePoint ? point.orientation : .column)
  }

  /// Whether a node is computed from another entry by entry, so that its Jacobian is diagonal.
  private func isEntrywise(_ root: NodeID, in variable: NodeID) -> Bool {
    guard graph[root].shape.order == graph[variable].shape.order else { return false }
    var rests: Set<NodeID> = [variable]
    let below: (NodeID) -> [NodeID] = { id in
      if id == variable { return [] }
      return self.graph.meaning(of: id)
    }
    for id in graph.postorder([root], below: below) where id != variable {
      let moving = below(id).filter { rests.contains($0) }
      guard !moving.isEmpty else { continue }
      rests.insert(id)
      switch graph[id].form {
      case .named, .sum: continue
      case .contraction(let contraction):
        let isPlain = zip(contraction.operands, contraction.subscripts).allSatisfy {
          !rests.contains($0) || $1 == contraction.output
        }
        if !isPlain || contraction.output.hasRepeats { return false }
      case .primitive(let primitive, _, _):
        if !primitive.isEntrywise { return false }
      case .literal, .derivative: return false
      }
    }
    return true
  }
}

extension Expression {
  /// Whether a name can't be a number here: it is transposed, or in a norm, or a function of arrays
  /// is taken of it.
  func usesAsArray(_ name: String) -> Bool {
    contains { part in
      switch part.form {
      case .postfix(let operand, .transpose): return operand.bare.bareName == name
      case .fence(.norm, let operand): return operand.names.contains(name)
      case .application(let callee, let arguments, _):
        guard let word = callee.bareName, Catalogue.function(named: word) != nil,
          !Catalogue.entrywise.contains(word)
        else { return false }
        return arguments.contains { $0.value.names.contains(name) }
      default: return false
      }
    }
  }
}
