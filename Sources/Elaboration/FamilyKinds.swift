import Primitives
import Syntax

/// Of which kind the members of families are by how they are used: `x_nᵀ`, `‖x_n − μ‖`, `W x_n` are
/// those of vectors, `Σ_k⁻¹`, `det(A_k)`, `|Σ_k|` those of matrices, in what functions make of them,
/// too.
package struct FamilyKinds {
  package private(set) var vectors: Set<String> = []
  package private(set) var matrices: Set<String> = []

  private let memberName: (Expression) -> String?
  private let function: (String) -> UserFunction?

  init() {
    memberName = { _ in nil }
    function = { _ in nil }
  }

  /// - Parameters:
  ///   - memberName: The family that an expression is one of.
  ///   - function: What the user's functions are.
  ///   - depth: How many functions are looked into, one within the other.
  package init(
    in expression: Expression, memberName: @escaping (Expression) -> String?, depth: Int = 2,
    function: @escaping (String) -> UserFunction?
  ) {
    self.memberName = memberName
    self.function = function
    var stack = [expression]
    while let part = stack.popLast() {
      meet(part, depth)
      stack += part.parts
    }
    vectors.subtract(matrices)
  }

  mutating func formUnion(_ other: FamilyKinds) {
    matrices.formUnion(other.matrices)
    vectors.formUnion(other.vectors)
    vectors.subtract(matrices)
  }

  /// How many axes each of a family has.
  func order(of name: String) -> Int {
    matrices.contains(name) ? 2 : vectors.contains(name) ? 1 : 0
  }

  private mutating func meet(_ expression: Expression, _ depth: Int) {
    switch expression.form {
    case .postfix(let operand, .transpose), .fence(.norm, let operand): collect(operand)
    case .postfix(let operand, .inverse):
      if let name = memberName(operand), Convention.isMatrix(name) { matrices.insert(name) }
    case .fence(.bar, let operand):
      if let name = memberName(operand), Convention.isGreekMatrix(name) { matrices.insert(name) }
    case .binary(let left, .juxtapose, let right, _), .binary(let left, .multiply, let right, _):
      if endsWithMatrix(left) { collect(right) }
    case .application(let callee, let arguments, _):
      guard case .name(let name) = callee.form else { return }
      switch name {
      case "softmax", "logsoftmax", "logsumexp":
        for argument in arguments { collect(argument.value) }
      case "det", "logdet", "tr": matrices.formUnion(arguments.compactMap { memberName($0.value) })
      default: meet(argumentsOf: name, arguments.map(\.value), depth)
      }
    default: break
    }
  }

  /// What a function makes of its arguments.
  private mutating func meet(argumentsOf name: String, _ arguments: [Expression], _ depth: Int) {
    guard depth > 0, let function = function(name), function.parameters.count == arguments.count
    else { return }
    let parameters = Set(function.parameters)
    let kinds = FamilyKinds(
      in: function.body,
      memberName: { part in
        guard case .name(let name) = part.form, parameters.contains(name) else { return nil }
        return name
      }, depth: depth - 1, function: self.function)
    for (parameter, argument) in zip(function.parameters, arguments) {
      if kinds.matrices.contains(parameter) {
        if let member = memberName(argument) { matrices.insert(member) }
      } else if kinds.vectors.contains(parameter) {
        collect(argument)
      }
    }
  }

  /// Whether what stands to the right of it is multiplied by a matrix or a row.
  private func endsWithMatrix(_ expression: Expression) -> Bool {
    switch expression.form {
    case .name(let name): Convention.letter(of: name) == .matrix
    case .postfix: true
    case .parenthesized(let inner): endsWithMatrix(inner)
    case .binary(_, .juxtapose, let right, _), .binary(_, .multiply, let right, _):
      endsWithMatrix(right)
    case .binary(let left, .add, _, _), .binary(let left, .subtract, _, _): endsWithMatrix(left)
    default: false
    }
  }

  /// The members that an array is made of entry by entry are vectors.
  private mutating func collect(_ expression: Expression) {
    if let name = memberName(expression) {
      vectors.insert(name)
      return
    }
    switch expression.form {
    case .parenthesized(let inner), .prefix(_, let inner): collect(inner)
    case .binary(let left, .add, let right, _), .binary(let left, .subtract, let right, _):
      collect(left)
      collect(right)
    case .binary(_, .juxtapose, let right, _), .binary(_, .multiply, let right, _): collect(right)
    case .application(let callee, let arguments, _):
      if case .name(let name) = callee.form, Catalogue.entrywise.contains(name) {
        for argument in arguments { collect(argument.value) }
      }
    default: break
    }
  }
}
