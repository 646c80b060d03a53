import Interpreter
import Syntax

/// Where a document defines its names: for names that are used before their equation.
struct EquationDirectory {
  /// By name, the equations that give it a formula, in order.
  private var formulas: [String: [Int]] = [:]
  /// By name, the literals that give it values.
  private var data: [String: [(equation: Int, literal: Expression)]] = [:]

  /// By name, the declarations that say what it is.
  private var declarations: [String: [Int]] = [:]

  /// The names that have entries at indices that run somewhere.
  private var namesOfEntries: Set<String> = []

  init(_ equations: [NoteEquation]) {
    for equation in equations {
      guard case .success(let statement) = equation.result,
        case .chain(let links, _) = statement.form
      else { continue }
      for link in links { namesOfEntries.formUnion(link.namesOfEntries) }
    }
    for (index, equation) in equations.enumerated() {
      guard case .success(let statement) = equation.result else { continue }
      if case .declaration(let names, _) = statement.form {
        for name in names { declarations[name.text, default: []].append(index) }
        continue
      }
      if let function = NoteReader.function(definedBy: statement) {
        formulas[function, default: []].append(index)
        continue
      }
      guard case .chain(let links, let relations) = statement.form, links.count > 1 else {
        continue
      }
      for (place, link) in links.enumerated() {
        guard let name = link.bareName else { continue }
        let isNamed = place + 1 < links.count && relations[place] == .equal
        let next =
          isNamed ? links[(place + 1)...].first { $0.extremeByNames == nil } : nil
        if let next, next.isNumber, isEntry(link) { continue }
        if let next, next.isLiteral {
          data[name, default: []].append((index, next))
        } else if let next, !next.mentions(name), next.entriesNamed(after: name) == nil {
          formulas[name, default: []].append(index)
          // What a formula comes to says what kind its name is.
          if let value = links.last, value.isLiteral {
            data[name, default: []].append((index, value))
          }
        }
      }
    }
  }

  /// Whether a link is one of the entries that a name has elsewhere: to be 1 is a condition of it.
  func isEntry(_ link: Expression) -> Bool {
    link.nameOfEntry.map(namesOfEntries.contains) ?? false
  }

  /// The first equation after a place that gives a name a formula.
  func formula(of name: String, after position: Int) -> Int? {
    formulas[name]?.first { $0 > position }
  }

  /// Whether an equation gives a name a meaning anywhere.
  func defines(_ name: String) -> Bool { formulas[name] != nil || data[name] != nil }

  /// The first declaration of a name after a place.
  func declaration(of name: String, after position: Int) -> Int? {
    declarations[name]?.first { $0 > position }
  }

  /// The first literal from a place on that gives a name its value.
  func datum(of name: String, after position: Int) -> Expression? {
    data[name]?.first { $0.equation > position }?.literal
  }
}

extension Expression {
  /// The names of `[x_1, x_2]^T`, where they are those of the entries of a name and in order.
  func entriesNamed(after name: String) -> [String]? {
    var array = bare
    if case .postfix(let operand, .transpose) = array.form { array = operand.bare }
    guard case .array(let rows) = array.form, rows.count == 1 || rows.allSatisfy({ $0.count == 1 })
    else { return nil }
    let entries = rows.flatMap { $0 }.compactMap(\.bareName)
    guard entries.count > 1, entries.count == rows.joined().count,
      entries.enumerated().allSatisfy({
        $1 == "\(name)\($0 + 1)" || $1 == "\(name)_\($0 + 1)"
      })
    else { return nil }
    return entries
  }
}
