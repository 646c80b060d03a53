extension Expression {
  /// The expressions that this one is made of.
  package var parts: [Expression] {
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
    case .subscripted(let base, let indices, _): [base] + indices
    case .indexed(_, let ranges, let operand):
      ranges.flatMap(\.parts) + [operand]
    case .entries(let operand, let ranges): ranges.flatMap(\.parts) + [operand]
    case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
    }
  }

  /// Whether any part passes a test. Iterative, since sums may be longer than the stack is deep.
  package func contains(where isWanted: (Expression) -> Bool) -> Bool {
    var stack = [self]
    while let expression = stack.popLast() {
      if isWanted(expression) { return true }
      stack += expression.parts
    }
    return false
  }

  /// How many expressions it is made of.
  package var partCount: Int {
    var count = 0
    _ = contains { _ in
      count += 1
      return false
    }
    return count
  }

  /// Whether a name is mentioned as a value; as the function of a call it isn't one.
  package func mentions(_ name: String) -> Bool {
    var stack = [self]
    while let expression = stack.popLast() {
      if expression.bareName == name { return true }
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
  package var names: Set<String> {
    var names: Set<String> = []
    var stack = [self]
    while let expression = stack.popLast() {
      if let name = expression.bareName { names.insert(name) }
      stack += expression.parts
    }
    return names
  }

  /// Whether it is made of numbers alone: what restates a result instead of defining a name.
  package var isLiteral: Bool {
    !contains {
      switch $0.form {
      case .number, .array, .prefix, .binary, .parenthesized: false
      case .postfix(_, .transpose), .postfix(_, .inverse): false
      case .entries(_, let ranges): !ranges.allSatisfy(\.isShared)
      default: true
      }
    }
  }

  /// The name, where it is nothing but one.
  package var bareName: String? {
    switch form {
    case .name(let name), .subscripted(_, _, let name): name
    default: nil
    }
  }

  /// The function's name and the arguments, where it is a call of a name.
  package var call: (name: String, arguments: [Argument])? {
    guard case .application(let function, let arguments, _) = form,
      case .name(let name) = function.form
    else { return nil }
    return (name, arguments)
  }

  /// Whether it has entries `A[i, j]` at one of the indices.
  package func hasEntries(at letters: Set<String>) -> Bool {
    contains {
      guard case .index(_, let indices, _) = $0.form else { return false }
      return indices.contains { index in index.bareName.map { letters.contains($0) } ?? false }
    }
  }

  /// The expression with another in the place of a name.
  package func replacing(_ name: String, with other: Expression) -> Expression {
    if case .name(name) = form {
      let isAtom = other.parts.isEmpty
      let moved = other.moved(to: span)
      return isAtom ? moved : Expression(.parenthesized(moved), span)
    }
    return Expression(form(changing: { $0.replacing(name, with: other) }, at: nil), span)
  }

  /// The expression as if all of it stood at one place, of another text perhaps.
  package func moved(to place: Span) -> Expression {
    Expression(form(changing: { $0.moved(to: place) }, at: place), place)
  }

  /// The form with all parts changed; operators move to a place if one is given.
  package func form(changing change: (Expression) -> Expression, at place: Span?) -> Form {
    switch form {
    case .number, .string, .name, .colon, .end: form
    case .array(let rows): .array(rows: rows.map { $0.map(change) })
    case .range(let lower, let step, let upper):
      .range(change(lower), step: step.map(change), change(upper))
    case .prefix(let sign, let operand): .prefix(sign, change(operand))
    case .postfix(let operand, let mark): .postfix(change(operand), mark)
    case .fence(let fence, let operand): .fence(fence, change(operand))
    case .parenthesized(let operand): .parenthesized(change(operand))
    case .binary(let left, let sign, let right, let own):
      .binary(change(left), sign, change(right), at: place ?? own)
    case .application(let function, let arguments, let own):
      .application(
        change(function),
        arguments.map { Argument(label: $0.label, value: change($0.value)) }, at: place ?? own)
    case .index(let array, let indices, let own):
      .index(change(array), indices.map(change), at: place ?? own)
    case .derivative(let function, let variables):
      .derivative(change(function), variables: variables.map(change))
    case .subscripted(let base, let indices, let name):
      .subscripted(change(base), indices.map(change), name: name)
    case .indexed(let sign, let ranges, let operand):
      .indexed(
        sign, over: ranges.map { $0.changing(change) }, change(operand))
    case .entries(let operand, let ranges):
      .entries(change(operand), over: ranges.map { $0.changing(change) })
    case .conditional(let condition, let then, let otherwise):
      .conditional(change(condition), change(then), otherwise: change(otherwise))
    }
  }
}

extension Expression {
  /// The numbers of a literal in row-major order, with their digits; nil for other expressions.
  package var writtenNumbers: [NumberLiteral]? {
    var numbers: [NumberLiteral] = []
    var stack = [self]
    while let expression = stack.popLast() {
      switch expression.form {
      case .number(let number): numbers.append(number)
      case .prefix(.minus, let operand), .prefix(.plus, let operand), .parenthesized(let operand),
        .postfix(let operand, .transpose):
        stack.append(operand)
      case .array(let rows): stack += rows.flatMap { $0 }.reversed()
      case .entries(let operand, let ranges) where ranges.allSatisfy(\.isShared):
        stack.append(operand)
      default: return nil
      }
    }
    return numbers
  }

  /// Whether a derivative is asked for in it.
  package var mentionsDerivative: Bool {
    contains {
      if case .derivative = $0.form { return true }
      guard let (name, _) = $0.call else { return false }
      return DerivativeForm(rawValue: name) != nil
    }
  }
}
