import Syntax

extension Expression {
  /// The expressions that this one is made of.
  var parts: [Expression] {
    switch form {
    case .number, .string, .name, .colon, .end: []
    case .array(let rows): rows.flatMap { $0 }
    case .range(let lower, let step, let upper): [lower, step, upper].compactMap { $0 }
    case .prefix(_, let operand), .postfix(let operand, _), .fence(_, let operand),
      .parenthesized(let operand):
      [operand]
    case .binary(let left, _, let right, _): [left, right]
    case .application(let function, let arguments, _): [function] + arguments.map(\.value)
    case .index(let array, let indices, _): [array] + indices
    case .derivative(let function, let variables): [function] + variables
    case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
    }
  }

  /// Whether any part passes a test. Iterative, since sums may be longer than the stack is deep.
  func contains(where isWanted: (Expression) -> Bool) -> Bool {
    var stack = [self]
    while let expression = stack.popLast() {
      if isWanted(expression) { return true }
      stack += expression.parts
    }
    return false
  }

  /// Whether a name is mentioned as a value; as the function of a call it isn't one.
  func mentions(_ name: String) -> Bool {
    var stack = [self]
    while let expression = stack.popLast() {
      if case .name(name) = expression.form { return true }
      if case .application(let function, let arguments, _) = expression.form,
        case .name(name) = function.form
      {
        stack += arguments.map(\.value)
        continue
      }
      stack += expression.parts
    }
    return false
  }

  /// All names in it, those of functions too.
  var names: Set<String> {
    var names: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if case .name(let name) = expression.form { names.insert(name) }
      stack += expression.parts
    }
    return names
  }

  /// Whether it is made of numbers alone: what restates a result instead of defining a name.
  var isLiteral: Bool {
    !contains {
      switch $0.form {
      case .number, .array, .prefix, .binary, .parenthesized: false
      case .postfix(_, .transpose), .postfix(_, .inverse): false
      default: true
      }
    }
  }

  /// The name, where it is nothing but one.
  var bareName: String? {
    if case .name(let name) = form { return name }
    return nil
  }

  /// The function's name and the arguments, where it is a call of a name.
  var call: (name: String, arguments: [Argument])? {
    guard case .application(let function, let arguments, _) = form,
      case .name(let name) = function.form
    else { return nil }
    return (name, arguments)
  }

  /// The expression with another in the place of a name.
  func replacing(_ name: String, with other: Expression) -> Expression {
    func replaced(_ expression: Expression) -> Expression {
      expression.replacing(name, with: other)
    }
    let changed: Form
    switch form {
    case .name(name): changed = .parenthesized(other)
    case .number, .string, .name, .colon, .end: return self
    case .array(let rows): changed = .array(rows: rows.map { $0.map(replaced) })
    case .range(let lower, let step, let upper):
      changed = .range(replaced(lower), step: step.map(replaced), replaced(upper))
    case .prefix(let sign, let operand): changed = .prefix(sign, replaced(operand))
    case .postfix(let operand, let mark): changed = .postfix(replaced(operand), mark)
    case .fence(let fence, let operand): changed = .fence(fence, replaced(operand))
    case .parenthesized(let operand): changed = .parenthesized(replaced(operand))
    case .binary(let left, let sign, let right, let place):
      changed = .binary(replaced(left), sign, replaced(right), at: place)
    case .application(let function, let arguments, let place):
      let values = arguments.map { Argument(label: $0.label, value: replaced($0.value)) }
      changed = .application(replaced(function), values, at: place)
    case .index(let array, let indices, let place):
      changed = .index(replaced(array), indices.map(replaced), at: place)
    case .derivative(let function, let variables):
      changed = .derivative(replaced(function), variables: variables)
    case .conditional(let condition, let then, let otherwise):
      changed = .conditional(replaced(condition), replaced(then), otherwise: replaced(otherwise))
    }
    return Expression(changed, span)
  }
}
