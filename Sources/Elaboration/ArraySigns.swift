import Graph
import Primitives
import Syntax

/// Elementary calculus is about numbers: `grad(x^2 + y^2, x)`, `d/dx x*sin(x)`. Convention would make
/// vectors of x and y, of which these have no derivative, or one that nobody asks for.
extension Expression {
  /// Whether something in it is about arrays: a transpose, a norm, entries, sums over indices, an operator
  /// that works entry by entry, a function of arrays, a letter that stands for a matrix.
  ///
  /// - Parameter isArray: What is known of a name; nil where nothing but convention is.
  package func speaksOfArrays(_ isArray: (String) -> Bool?) -> Bool {
    var stack = [self]
    while let part = stack.popLast() {
      switch part.form {
      case .number, .parenthesized, .derivative, .conditional, .fence(.bar, _),
        .postfix(_, .inverse):
        stack += part.parts
      case .name(let name):
        if isArray(name) ?? (Convention.letter(of: name) == .matrix) { return true }
      case .prefix(let sign, let operand):
        if sign == .sum || sign == .product { return true }
        stack.append(operand)
      case .binary(let left, let sign, let right, _):
        if sign.isAboutArrays { return true }
        stack += [left, right]
      case .application(let callee, let arguments, _):
        guard arguments.allSatisfy({ $0.label == nil }) else { return true }
        if !callee.isFunctionOfNumbers {
          if callee.isFunctionOfArrays { return true }
          stack.append(callee)
        }
        stack += arguments.map(\.value)
      case .string, .colon, .end, .array, .range, .postfix, .index, .fence, .subscripted, .indexed,
        .entries:
        return true
      }
    }
    return false
  }

  private var isFunctionOfArrays: Bool {
    guard case .name(let name) = form else { return false }
    return Catalogue.function(named: name) != nil || DerivativeForm(rawValue: name) != nil
  }

  /// Whether it stands before parentheses as what takes a number, and gives one.
  private var isFunctionOfNumbers: Bool {
    switch form {
    case .postfix(let function, .transpose): return function.isFunctionOfNumbers
    case .name(let name):
      if name == DerivativeForm.grad.rawValue || name == DerivativeForm.hessian.rawValue {
        return true
      }
      return Catalogue.isFunctionOfNumbers(name)
    default: return false
    }
  }
}

extension BinaryOperator {
  fileprivate var isAboutArrays: Bool {
    switch self {
    case .elementwiseMultiply, .elementwiseDivide, .elementwisePower, .kronecker, .leftDivide: true
    case .or, .and, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .add,
      .subtract, .multiply, .juxtapose, .divide, .power:
      false
    }
  }
}

extension Elaborator {
  /// Whether convention alone makes arrays of what an expression is about.
  func isAssumed(_ expression: Expression) -> Bool {
    !expression.speaksOfArrays { name in
      if environment.binding(of: name) == nil, locals[name] == nil { return nil }
      if environment.basis(of: name) == .convention { return nil }
      guard let term = locals[name] ?? variable(name) else { return true }
      return order(term) > 0
    }
  }

  private func variable(_ name: String) -> Term? {
    if case .variable(let term) = environment.binding(of: name) { term } else { nil }
  }

  /// The names that are numbers in a derivative of elementary calculus: those of which nothing but
  /// convention says what they are, where nothing in it, nor in the equations that it rests on, is about
  /// arrays.
  func numbers(in expression: Expression) -> Set<String> {
    guard dialect == .plain, locals.isEmpty, expression.mayAskForDerivative else { return [] }
    var found: Set<String> = []
    var visited: Set<String> = []
    var trees = [expression]
    while let tree = trees.popLast() {
      var equations: [Expression] = []
      let isAboutArrays = tree.speaksOfArrays { name in
        guard visited.insert(name).inserted else { return false }
        if name.isDifferential, environment.binding(of: name) == nil {
          equations.append(Expression(.name(String(name.dropFirst())), tree.span))
          return false
        }
        if let equation = environment.formula(of: name) {
          equations.append(equation)
          return false
        }
        switch environment.binding(of: name) {
        case .variable(let term):
          if environment.basis(of: name) != .convention { return order(term) > 0 }
        case .function, .broken: return true
        case nil: if isKnownWord(name) { return name == "I" }
        }
        // h of h(x) is a function, or whatever it is found to be.
        guard Convention.letter(of: name) != .matrix, tree.mentions(name) else { return nil }
        if variable(name).map({ order($0) == 0 }) != true { found.insert(name) }
        return false
      }
      if isAboutArrays { return [] }
      trees += equations
    }
    return found.filter { Convention.letter(of: $0) == .vector }
  }
}

extension String {
  /// `dx`: what a derivative is by.
  fileprivate var isDifferential: Bool { first == "d" && count > 1 }
}
