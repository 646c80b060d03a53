/// A number as it was written: its value, and which digit was the last.
package struct NumberLiteral: Hashable, Sendable {
  package var value: Double
  /// The power of ten of the last digit written: -2 for `0.10`, 0 for `12`, 3 for `5e3`.
  package var lastDigit: Int

  package init(value: Double, lastDigit: Int) {
    self.value = value
    self.lastDigit = lastDigit
  }

  /// Whether it has a decimal point or a negative exponent, so that its digits say a precision.
  package var isDecimal: Bool { lastDigit < 0 }
}

package enum PrefixOperator: String, Hashable, Sendable {
  case minus = "-"
  case plus = "+"
  case not = "not"
  case squareRoot = "√"
  /// `Σ`: the sum of the entries of the product that follows.
  case sum = "Σ"
  /// `∏`: the product of the entries of the product that follows.
  case product = "∏"
}

package enum PostfixOperator: String, Hashable, Sendable {
  /// `'`, `ᵀ`, `^T`, `.T`, `^⊤`; after a function's name, `'` is its derivative.
  case transpose = "'"
  /// `⁻¹`, which is the same as `^-1`.
  case inverse = "⁻¹"
}

package enum BinaryOperator: String, Hashable, Sendable {
  case or, and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  /// `*`, `·`, `×`: the matrix product, or scaling.
  case multiply = "*"
  /// Two factors side by side: the same product as `*`.
  case juxtapose = " "
  case divide = "/"
  case leftDivide = "\\"
  case elementwiseMultiply = ".*"
  case elementwiseDivide = "./"
  case kronecker = "⊗"
  case power = "^"
  case elementwisePower = ".^"
}

/// A pair of bars around an expression.
package enum Fence: Hashable, Sendable {
  /// `|x|`: the absolute value; of a square matrix, the determinant.
  case bar
  /// `‖x‖`, `||x||`, with the subscript written after it: `F`, `2`, `1`, `∞` (as "inf"), or none.
  case norm(subscript: String?)
}

/// An argument of a call: `f(x)`, `sum(A, axis=1)`.
package struct Argument: Sendable {
  /// The word before `=` in `axis=1` and where it stands.
  package var label: Name?
  package var value: Expression

  package init(label: Name? = nil, value: Expression) {
    self.label = label
    self.value = value
  }
}

/// A name at a place. `text` is the canonical spelling (`W1` for `W_1`, `y_hat` for `ŷ`).
package struct Name: Hashable, Sendable {
  package var text: String
  package var span: Span

  package init(_ text: String, _ span: Span) {
    self.text = text
    self.span = span
  }
}

/// A sign over indices: `Σ_i`, `max_j`.
package enum IndexedOperator: String, Hashable, Sendable {
  case sum = "Σ"
  case product = "∏"
  case maximum = "max"
  case minimum = "min"
}

/// An index under a sign and where it runs; all of its axis where that isn't said.
package struct IndexRange: Sendable {
  package var name: Name
  package var lower: Expression?
  package var upper: Expression?
  /// The one place that is left out: `j \neq i`.
  package var exception: Expression?
  /// Whether another side of the equation says how far it runs.
  package var isShared: Bool

  package init(
    name: Name, lower: Expression? = nil, upper: Expression? = nil, exception: Expression? = nil,
    isShared: Bool = false
  ) {
    self.name = name
    self.lower = lower
    self.upper = upper
    self.exception = exception
    self.isShared = isShared
  }

  /// What it is said with.
  var parts: [Expression] { [lower, upper, exception].compactMap { $0 } }

  /// The range with what it is said with changed.
  package func changing(_ change: (Expression) -> Expression) -> IndexRange {
    IndexRange(
      name: name, lower: lower.map(change), upper: upper.map(change),
      exception: exception.map(change), isShared: isShared)
  }
}

/// An expression and its place in the text.
package struct Expression: Sendable {
  package indirect enum Form: Sendable {
    case number(NumberLiteral)
    case string(String)
    /// A name in canonical spelling.
    case name(String)
    /// `:` alone, as in `W1[1, :]`.
    case colon
    /// `end` within an index.
    case end
    /// `[a b; c d]`: rows of entries. One row: a row; rows of one entry each: a column.
    case array(rows: [[Expression]])
    /// `a:b`, `a:step:b`.
    case range(Expression, step: Expression?, Expression)
    case prefix(PrefixOperator, Expression)
    case postfix(Expression, PostfixOperator)
    /// `at` is the operator's place (for juxtaposition, the empty span between the factors).
    case binary(Expression, BinaryOperator, Expression, at: Span)
    /// `a(…)`: a call if `a` is a function, a product if it is a value; the Elaborator decides.
    /// `at` covers the parentheses.
    case application(Expression, [Argument], at: Span)
    /// `a[…]`; `at` covers the brackets.
    case index(Expression, [Expression], at: Span)
    case fence(Fence, Expression)
    /// `∂J/∂W`, `∂²J/∂x∂y`, `∂(…)/∂x`, `∂/∂x (…)`, `∇_x J`: the variables in the order written,
    /// each as often as it is differentiated.
    case derivative(Expression, variables: [Expression])
    /// `W_{ij}`: an entry of `W` if `i` and `j` are indices, else the name `W_ij`; notes write both
    /// alike, and whoever knows the names decides.
    case subscripted(Expression, [Expression], name: String)
    /// `Σ_{i=1}^{n} y_i log(o_i)`: over indices that the operand's entries are taken at.
    case indexed(IndexedOperator, over: [IndexRange], Expression)
    /// The array whose entries an expression gives, with an axis for each index.
    case entries(Expression, over: [IndexRange])
    /// `if c { a } else { b }` as an expression; evaluated lazily.
    case conditional(Expression, Expression, otherwise: Expression)
    /// `(a)`: kept so that printing back and `2(x)` read as they were written.
    case parenthesized(Expression)
  }

  package var form: Form
  package var span: Span

  package init(_ form: Form, _ span: Span) {
    self.form = form
    self.span = span
  }
}

/// What stands between the links of a chain.
package enum Relation: Hashable, Sendable {
  /// `=`
  case equal
  /// `≈`, `~~`
  case approximate
}

package enum UpdateOperator: String, Hashable, Sendable {
  /// `<-`, `←`, `:=`
  case set = "<-"
  case add = "+="
  case subtract = "-="
  case multiply = "*="
  case divide = "/="
}

/// What an update changes: a name, or some entries of one.
package struct UpdateTarget: Sendable {
  package var name: Name
  /// The indices in `W1[1, 2] <- 5`; nil for the whole.
  package var indices: [Expression]?

  package init(name: Name, indices: [Expression]? = nil) {
    self.name = name
    self.indices = indices
  }
}

/// A size in a declaration: a number or a name.
package enum DeclaredSize: Hashable, Sendable {
  case number(Int)
  case name(String)
}

/// The kind and the shape that a declaration gives.
package enum DeclaredKind: Hashable, Sendable {
  case scalar
  case vector(DeclaredSize?)
  case row(DeclaredSize?)
  case matrix(DeclaredSize?, DeclaredSize?)
  case symmetric(DeclaredSize?)

  /// The words of kinds.
  package static let words = ["scalar", "vector", "row", "matrix", "symmetric"]
}

/// How strictly a statement is to be understood: as a program or as a lecture note.
package enum Dialect: Hashable, Sendable { case plain, notes }

/// One statement of the language and its place.
package struct Statement: Sendable {
  package indirect enum Form: Sendable {
    /// `a = b ≈ c`; a single link is an expression. `relations.count == links.count - 1`.
    case chain(links: [Expression], relations: [Relation])
    /// `U, S, V = svd(A)`.
    case several(targets: [Name], value: Expression)
    case update(targets: [UpdateTarget], UpdateOperator, values: [Expression], at: Span)
    case declaration(names: [Name], DeclaredKind)
    /// `:vars`, `?softmax`: the command's word without the colon, and the rest of the line, which
    /// may be empty.
    case command(Name, argument: Name)
    case repeating(Expression, Block)
    case iteration(Name, over: Expression, Block)
    case whileLoop(Expression, Block)
    case conditional(Expression, Block, otherwise: Block?)
  }

  package var form: Form
  package var span: Span
  /// Whether a semicolon closed it: do it, show nothing.
  package var isQuiet: Bool
  /// Readings that are to be said: `1/2x` as `(1/2)x`, `[[1, 2], [3, 4]]` as two rows.
  package var notes: [Diagnostic]
  /// Where it comes from: notes are looser than programs.
  package var dialect = Dialect.plain
  /// The links as they were written, where they stand for something else now: with moments.
  package var written: [Expression]?

  package init(_ form: Form, _ span: Span, isQuiet: Bool = false, notes: [Diagnostic] = []) {
    self.form = form
    self.span = span
    self.isQuiet = isQuiet
    self.notes = notes
  }
}

/// The statements between braces.
package struct Block: Sendable {
  package var statements: [Statement]
  package var span: Span

  package init(statements: [Statement], span: Span) {
    self.statements = statements
    self.span = span
  }
}
