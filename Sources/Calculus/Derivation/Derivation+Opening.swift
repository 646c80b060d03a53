import Elaboration
import Graph
import Primitives
import Syntax

/// Names and functions opened where their differentials stand, and sizes in the user's terms.
extension Derivation {
  /// The differential of a name is that of its formula.
  func expanded(_ tree: Expression) -> (Expression, String)? {
    var expandedName: String?
    func expand(_ tree: Expression) -> Expression {
      if let operand = tree.differentialOperand, case .name(let name) = operand.form,
        let definition = definitions[name], expandedName == nil || expandedName == name
      {
        expandedName = name
        return .call("d", definition)
      }
      return tree.mapParts(expand)
    }
    let result = expand(tree)
    guard let name = expandedName, let definition = definitions[name] else { return nil }
    return (result.normalized, "\(name) = \(definition.text)")
  }

  /// A function that is given by a formula, the user's or the catalogue's, is opened where its
  /// differential stands.
  func opened(_ tree: Expression) -> (Expression, String)? {
    var reason: String?
    func open(_ tree: Expression) -> Expression {
      if reason == nil, let operand = tree.differentialOperand, let body = formula(of: operand) {
        reason = "\(operand.text) = \(body.text)"
        return .call("d", body)
      }
      return tree.mapParts(open)
    }
    let result = open(tree)
    return reason.map { (result.normalized, $0) }
  }

  /// The formula of a call with its arguments put in; nil for all else.
  func formula(of call: Expression) -> Expression? {
    guard case .application(let callee, let arguments, at: _) = call.form,
      case .name(let name) = callee.form, arguments.allSatisfy({ $0.label == nil })
    else { return nil }
    let parameters: [String]
    let body: Expression
    if case .function(let function)? = environment.binding(of: name) {
      parameters = function.parameters
      body = function.body
    } else if let row = Catalogue.function(named: name), case .formula(let text) = row.meaning {
      parameters = row.parameters.map(\.name)
      do { body = try Parser.parseExpression(SourceText(text)) } catch { return nil }
    } else {
      return nil
    }
    guard parameters.count == arguments.count else { return nil }
    let values = Dictionary(
      zip(parameters, arguments.map(\.value)), uniquingKeysWith: { a, _ in a })
    func filled(_ tree: Expression) -> Expression {
      if case .name(let name) = tree.form { return values[name] ?? tree }
      return tree.mapParts(filled)
    }
    return filled(body.withoutPlaces).normalized
  }

  /// What `rows(U)`, `cols(U)` or `numel(U)` is in the user's terms, if a differential is in U.
  func countedSize(_ function: String, _ operand: Expression) -> Expression? {
    guard ["rows", "cols", "numel"].contains(function),
      let term = term(operand)
    else { return nil }
    let shape = graph.shape(of: term.node)
    switch (function, shape.order) {
    case ("numel", 1),
      ("rows", 1) where term.orientation == .column:
      return size(shape[0])
    case ("numel", 2):
      guard let rows = size(shape[0]), let columns = size(shape[1]) else { return nil }
      return .binary(rows, .multiply, columns)
    case ("rows", 2): return size(shape[0])
    case ("cols", 2): return size(shape[1])
    default: return nil
    }
  }

  /// A size: a number, the user's name for it, or the count of a name that has it.
  func size(_ size: Size) -> Expression? {
    let size = graph.sizes.resolve(size)
    if let number = size.known {
      return Expression(.number(.init(value: Double(number), lastDigit: 0)), Span(0, 0))
    }
    let text = graph.sizes.text(size)
    if graph.sizes.hasSymbol(named: text), environment.binding(of: text) == nil {
      return .name(text)
    }
    for name in names {
      guard case .variable(let term)? = environment.binding(of: name) else { continue }
      let shape = graph.shape(of: term.node)
      if shape.order == 1, shape[0] == size { return .call("numel", .name(name)) }
      if shape.order == 2, shape[0] == size { return .call("rows", .name(name)) }
      if shape.order == 2, shape[1] == size { return .call("cols", .name(name)) }
    }
    return nil
  }
}
