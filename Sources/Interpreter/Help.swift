import Graph
import Primitives
import Syntax

/// A word that asks for something that no function can be: it takes names, or acts.
struct FormRow: Sendable {
  let name: String
  let usage: String
  let summary: String
  let examples: [String]
  let seeAlso: [String]

  static func row(named name: String) -> FormRow? { all.first { $0.name == name } }

  static let all: [FormRow] = [
    FormRow(
      name: "grad", usage: "grad(J, W1), ∂J/∂W1, grad(J, W1, seed=c)",
      summary:
        "the gradient of a scalar, in the shape of W1; seed sets the cotangent ∂J/∂J, which is 1",
      examples: ["grad(x'*A*x, x)", "grad(J, W1)"],
      seeAlso: ["jacobian", "hessian", "d", "check_grad"]),
    FormRow(
      name: "jacobian", usage: "jacobian(f, x)",
      summary: "the Jacobian, output × input: m×n for vectors",
      examples: ["jacobian(softmax(v), v)"], seeAlso: ["d", "jvp", "vjp"]),
    FormRow(
      name: "hessian", usage: "hessian(J, x), ∂²J/∂x²",
      summary:
        "the second derivatives of a scalar: n×n for a vector; order 4 for a matrix, n·m×n·m with vec(X)",
      examples: ["hessian(x'*A*x, x)"], seeAlso: ["hvp", "grad"]),
    FormRow(
      name: "d", usage: "d(Y, X), ∂Y/∂X",
      summary: "the derivative array: the axes of Y, then those of X",
      examples: ["d(W2*h, h)"], seeAlso: ["jacobian", "prod"]),
    FormRow(
      name: "jvp", usage: "jvp(f, x, t)",
      summary: "the derivative of f along t, without forming the Jacobian",
      examples: ["jvp(A*x, x, t)"], seeAlso: ["vjp", "hvp"]),
    FormRow(
      name: "vjp", usage: "vjp(f, x, c)",
      summary: "c times the derivative of f, in the shape of x, without forming the Jacobian",
      examples: ["vjp(A*x, x, c)"], seeAlso: ["jvp", "grad"]),
    FormRow(
      name: "hvp", usage: "hvp(J, x, t)",
      summary: "the Hessian of a scalar times t, without forming it",
      examples: ["hvp(x'*A*x, x, t)"], seeAlso: ["hessian"]),
    FormRow(
      name: "prod", usage: "prod(∂J/∂o, ∂o/∂v); prod(A), prod(A, 1)",
      summary:
        "the chain rule's product: the last axes of the first with the first of the second; of one array, the product of its entries",
      examples: ["prod(d(J, o), d(o, v))"], seeAlso: ["d"]),
    FormRow(
      name: "check_grad", usage: "check_grad(J, W1)",
      summary: "compares the gradient with central differences",
      examples: ["check_grad(J, W1, b1)"], seeAlso: ["grad"]),
    FormRow(
      name: "formula", usage: "formula(grad(J, W1))",
      summary: "shows the formula, even where there are values", examples: ["formula(grad(J, W1))"],
      seeAlso: ["grad"]),
    FormRow(
      name: "minimize", usage: "minimize(J, W1, b1)",
      summary: "changes the names until the gradient of J vanishes, by L-BFGS",
      examples: ["minimize(J, W1, b1)"], seeAlso: ["grad"]),
    FormRow(
      name: "print", usage: "print(\"J\", J)",
      summary: "shows texts and values, also within a block", examples: ["print(\"J\", J)"],
      seeAlso: []),
    FormRow(
      name: "load", usage: "load(\"x.csv\")",
      summary: "an array from a file: .csv, .tsv, .npy or .mtx", examples: ["X = load(\"x.csv\")"],
      seeAlso: ["save"]),
    FormRow(
      name: "save", usage: "save(W1, \"w1.npy\")",
      summary: "writes an array to a file: .csv, .tsv, .npy or .mtx",
      examples: ["save(W1, \"w1.npy\")"], seeAlso: ["load"]),
    FormRow(
      name: "include", usage: "include(\"forward.mx\")",
      summary: "runs the statements of a file", examples: ["include(\"forward.mx\")"],
      seeAlso: ["load"]),
  ]
}

extension Session {
  func help(_ argument: String, at span: Span) throws(Stop) {
    var word = argument
    if word.first == ":" { word.removeFirst() }
    if word.hasSuffix("()") { word.removeLast(2) }
    if word.isEmpty {
      show(Self.generalHelp)
    } else if argument.first != ":", let index = slot(of: word) {
      show(help(onSlot: index))
    } else if let form = FormRow.row(named: word), argument.first != ":" {
      show(help(on: form))
    } else if let function = Catalogue.function(named: word), argument.first != ":" {
      show(help(on: function))
    } else if let command = CommandRow.row(named: word) {
      let operand = command.operand.isEmpty ? "" : " " + command.operand
      show(":\(command.words[0])\(operand)  \(command.summary)")
    } else if let constant = Catalogue.constant(named: word) {
      show("\(word) = \(ValueText.number(constant))")
    } else if let topic = Self.topics[word] {
      show(topic)
    } else if let found = functions(about: word) {
      show(found)
    } else {
      throw failure(
        "there is no help on \(word)", at: span,
        hint: Catalogue.suggestion(for: word) ?? "help alone shows what there is")
    }
  }

  private func show(_ help: String) { answer(Wrapping.wrapped(help, width: output.width)) }

  private func help(on form: FormRow) -> String {
    var lines = [form.usage, "  " + form.summary]
    lines += ["", "examples"] + form.examples.map { "  " + $0 }
    if !form.seeAlso.isEmpty { lines += ["", "see also " + form.seeAlso.joined(separator: ", ")] }
    return lines.joined(separator: "\n")
  }

  private func help(on function: Function) -> String {
    let parameters = function.parameters.map { $0.isOptional ? "[\($0.name)]" : $0.name }
    var lines = [
      "\(function.name)(\(parameters.joined(separator: ", ")))", "  " + function.summary,
    ]
    let facts = [
      ("also", function.aliases.joined(separator: ", ")), ("is", function.definition),
      ("derivative", function.derivative), ("domain", function.domain),
      ("at kinks", function.kinks),
    ].filter { !$0.1.isEmpty }
    if !facts.isEmpty { lines.append("") }
    for (head, text) in facts {
      lines.append(head + String(repeating: " ", count: 12 - head.count) + text)
    }
    if !function.examples.isEmpty {
      lines += ["", "examples"]
      for example in function.examples {
        lines.append("  " + example.input)
        lines += example.output.split(separator: "\n").map { "    " + $0 }
      }
    }
    if !function.seeAlso.isEmpty {
      lines += ["", "see also " + function.seeAlso.joined(separator: ", ")]
    }
    return lines.joined(separator: "\n")
  }

  private func help(onSlot index: Int) -> String {
    let slot = state.slots[index]
    let head = "\(slot.text) is \(kindText(slot))"
    switch slot.content {
    case .function(let function, _): return text(function)
    case .equation(let equation), .broken(let equation, _):
      let names = equation.dependencies.map { state.slots[$0].text }.joined(separator: ", ")
      return head + ", \(slot.text) = \(short(equation.tree))"
        + (names.isEmpty ? "" : "\n  follows \(names)")
    case .input: return head + " with a value"
    case .symbol(_, .convention): return head + " by convention, without a value"
    case .absent, .symbol: return head + ", without a value"
    }
  }

  private static let topics: [String: String] = [
    "repeat": "repeat 100 { W1 <- W1 - 0.1*grad(J, W1) }  runs a block a number of times",
    "for": "for k = 1:10 { … }  runs a block for each entry; k keeps its last value",
    "while": "while c { … }  runs a block as long as c is not 0",
    "if": "if c { … } else { … }  runs one of two blocks; as an expression, has one of two values",
    "ans": "ans is the last result, frozen",
    "scalar": "a : scalar  says that a is a number, without giving it a value",
    "vector": "x : vector(n), x ∈ R^n  says that x is a column of n numbers; x = [1; 2] is one",
    "row": "r : row(n)  says that r is a row of n numbers; r = [1 2] is one",
    "matrix": "A : matrix(m, n), A ∈ R^{m×n}  says that A is a matrix; A = [1 2; 3 4] is one",
    "symmetric": "P : symmetric(n)  says that P is a matrix that is its transpose",
    "functions": familyHelp,
    "list": familyHelp,
  ]

  /// All functions, by family.
  private static let familyHelp: String = {
    let families =
      [("Derivatives and files", FormRow.all.map(\.name))]
      + Catalogue.families.map { ($0.title, $0.functions.map(\.name)) }
    return families.map { title, names in
      title + "\n" + wrapped(names.joined(separator: " "), indent: 2)
    }.joined(separator: "\n")
  }()

  /// Words in lines that fit any terminal.
  private static func wrapped(_ text: String, indent: Int) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= 76 {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(repeating: " ", count: indent) + word)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The functions whose help has a word, each with what it is; nil if there is none.
  private func functions(about word: String) -> String? {
    let wanted = word.lowercased()
    func isAbout(_ texts: String...) -> Bool {
      texts.contains { text in
        text.lowercased().split { !$0.isLetter }.contains { $0 == wanted || $0 == wanted + "s" }
      }
    }
    let forms = FormRow.all.filter { isAbout($0.summary) }.map { ($0.name, $0.summary) }
    let functions = Catalogue.families.flatMap { family in
      family.functions.filter { isAbout($0.summary, family.title) }.map { ($0.name, $0.summary) }
    }
    let found = forms + functions
    guard !found.isEmpty, wanted.count > 2 else { return nil }
    let width = found.map(\.0.count).max() ?? 0
    return found.map { name, summary in
      name + String(repeating: " ", count: width - name.count + 2) + summary
    }.joined(separator: "\n")
  }

  static let generalHelp = """
    A name is an equation: it follows what it is made of.

      W = [1 2; 3 4]            a matrix: rows between ;
      x = [5; 6]                a vector
      y = W*x + 1               follows W and x
      J = ½ ‖y‖²                a scalar
      grad(J, W)                its gradient; also ∂J/∂W
      W <- W - 0.01*grad(J, W)  an update: y and J follow
      A : matrix(m, n)          a symbol; results are formulas
      grad(z'*B*z, z)           (B + B')*z
      J = 1.5                   a check: ✓ or ✗
      f(t) = t^2 + 1            a function

      A'  A*B  A .* B  A ⊙ B  A \\ b  x^2  A[1, :]  1:5  sum(A, 1)
      repeat 100 { … }   for k = 1:3 { … }   if c { … } else { … }

    help grad   a page on one function; help functions lists all; help inverse finds some
    :vars :undo :backward :forward :latex :digits :seed :save :load :clear :time :quit
    """
}
