import Primitives
import Syntax

/// Calls, fences and derivatives.
extension NotationWriter {
  // MARK: Calls

  mutating func writeCall(_ function: Expression, _ arguments: [Argument]) {
    if !isPlain, case .name(let name) = function.form, arguments.count == 1 || name == "kron",
      arguments.allSatisfy({ $0.label == nil }), writeSign(name, arguments.map(\.value))
    {
      return
    }
    let call = Expression.form(.application(function, arguments, at: function.span))
    if let (inside, _, degree) = call.gradientBySeveral {
      text += isLaTeX ? degree == 1 ? "\\nabla " : "\\nabla^2 " : degree == 1 ? "∇" : "∇²"
      return write(inside, .atom)
    }
    var callee = function
    var primes = ""
    while case .postfix(let inside, .transpose) = callee.form {
      primes += "'"
      callee = inside
    }
    if case .name(let name) = callee.form {
      text += isLaTeX ? spelled(function: name) : name
    } else {
      write(callee, .atom)
    }
    let list = arguments.map { argument in
      let label = argument.label.map { (isLaTeX ? "\\text{\($0.text)}" : $0.text) + "=" }
      return (label ?? "") + enclosed(argument.value)
    }
    text += primes + fenced("(", list.joined(separator: ", "), ")")
  }

  /// A function's name in LaTeX: the author's own, a letter as it is, else a word.
  private func spelled(function name: String) -> String {
    if let own = spelling?.expression(.name(name)) { return own }
    if let row = Catalogue.function(named: name) { return row.latex }
    return name.count == 1 ? inner(.name(name)) : "\\operatorname{\(name)}"
  }

  /// Functions that have a sign of their own.
  private mutating func writeSign(_ name: String, _ operands: [Expression]) -> Bool {
    switch (name, operands.count) {
    case ("inv", 1): writeBare(.form(.postfix(operands[0], .inverse)))
    case ("norm2", 1): writeFence(.norm(subscript: nil), operands[0])
    case ("frob", 1): writeFence(.norm(subscript: "F"), operands[0])
    case ("sqrt", 1): writePrefix(.squareRoot, operands[0])
    case ("cbrt", 1) where isLaTeX: text += "\\sqrt[3]{\(enclosed(operands[0]))}"
    case ("kron", 2):
      // Set off: ⊗ is of the level of all products.
      text += fenced(
        "(",
        inner(operands[0], .prefix) + (isLaTeX ? " \\otimes " : " ⊗ ")
          + inner(operands[1], .prefix), ")")
    default: return false
    }
    return true
  }

  mutating func writeFence(_ fence: Fence, _ operand: Expression) {
    let inside = enclosed(operand)
    switch fence {
    case .bar: text += isLaTeX ? "\\lvert \(inside) \\rvert" : "|\(inside)|"
    case .norm(let label):
      text += isLaTeX ? "\\lVert \(inside) \\rVert" : "‖\(inside)‖"
      if let label { text += "_" + (label == "inf" && isLaTeX ? "\\infty" : label) }
    }
  }

  // MARK: Derivatives

  mutating func writeDerivative(_ function: Expression, _ variables: [Expression]) {
    let degree = variables.count
    func power(_ count: Int) -> String {
      count == 1 ? "" : isLaTeX ? "^\(count)" : NameSpelling.raised("\(count)")
    }
    let sign = isLaTeX ? "\\partial" : "∂"
    var below = ""
    var position = 0
    while position < degree {
      let variable = variable(variables[position])
      var count = 1
      while position + count < degree, self.variable(variables[position + count]) == variable {
        count += 1
      }
      if !below.isEmpty, isLaTeX { below += " " }
      below += sign + (isLaTeX ? " " : "") + variable + power(count)
      position += count
    }
    let isName: Bool
    if case .name = function.form { isName = true } else { isName = false }
    let above = isName ? inner(function) : fenced("(", inner(function), ")")
    if !isLaTeX {
      text += sign + power(degree) + above + "/" + below
    } else if isName {
      text += "\\frac{\(sign)\(power(degree)) \(above)}{\(below)}"
    } else {
      text += "\\frac{\(sign)\(power(degree))}{\(below)} \(above)"
    }
  }

  private func variable(_ expression: Expression) -> String {
    switch expression.form {
    case .name, .index: inner(expression)
    default: fenced("(", inner(expression), ")")
    }
  }
}
