import Graph
import Syntax

/// A part of a formula in matrix notation: it has rows, columns, both or neither, and can be
/// transposed, so that of the equivalent writings the shortest can be chosen.
struct Piece {
  enum Kind {
    case scalar, column, row, matrix
    /// An array of order 3 or more, which has no transpose.
    case array

    var transposed: Kind {
      switch self {
      case .column: .row
      case .row: .column
      default: self
      }
    }
  }

  indirect enum Form {
    /// What is written with a mark when it is transposed.
    case atom(Expression)
    /// What is its own transpose: scalars, `diag(v)`, symmetric names.
    case symmetric(Expression)
    case transposed(Piece)
    /// A function of every entry of operands of one shape (or scalars).
    case entrywise([Piece], ([Expression]) -> Expression)
    /// `matrix \ right`; `right / matrix` if the matrix stands on the right.
    case solved(matrix: Piece, Piece, isRight: Bool)
    /// A chain of matrix products.
    case product([Piece])
    /// Entry by entry: all of `factors`, divided by all of `divisors`.
    case hadamard(factors: [Piece], divisors: [Piece])
    /// Entry by entry; the exponent is a scalar.
    case power(Piece, Expression)
    case sum([Piece])
    /// A coefficient and scalars times a piece; the piece is nil where all of it is scalar.
    case scaled(Coefficient, by: [Piece], over: [Piece], Piece?)
    /// A smaller piece in every row or column: a scalar fills, a column goes over the columns, a
    /// row over the rows. The sizes are those of the axes that it lacks.
    case spread(Piece, rows: Size?, columns: Size?)
    case identity(Size)
  }

  let form: Form
  let kind: Kind
  /// About how long it is written.
  let cost: Int
  let depth: Int

  private init(_ form: Form, _ kind: Kind, cost: Int, depth: Int) {
    self.form = form
    self.kind = kind
    self.cost = cost
    self.depth = depth
  }

  /// Beyond these a formula is no longer read by anyone, and writing it may take forever.
  static let costLimit = 8000
  static let depthLimit = 200

  private init(_ form: Form, _ kind: Kind, own: Int, parts: [Piece]) {
    let cost = parts.reduce(own) { $0 + $1.cost }
    let depth = 1 + (parts.map(\.depth).max() ?? 0)
    if cost > Self.costLimit || depth > Self.depthLimit {
      self.init(.atom(.name("…")), kind, cost: 2, depth: 1)
    } else {
      self.init(form, kind, cost: cost, depth: depth)
    }
  }

  // MARK: Making pieces

  /// A name: the cheapest to transpose.
  static func name(_ text: String, _ kind: Kind, isSymmetric: Bool = false) -> Piece {
    let isFixed = isSymmetric || kind == .scalar || kind == .array
    let expression = Expression.name(text)
    return Piece(isFixed ? .symmetric(expression) : .atom(expression), kind, cost: 2, depth: 1)
  }

  /// Anything that is written as one operand, made of parts.
  static func atom(
    _ expression: Expression, _ kind: Kind, parts: [Piece] = [], own: Int = 3
  ) -> Piece {
    let isFixed = kind == .scalar || kind == .array
    return Piece(isFixed ? .symmetric(expression) : .atom(expression), kind, own: own, parts: parts)
  }

  static func symmetric(_ expression: Expression, parts: [Piece] = []) -> Piece {
    Piece(.symmetric(expression), .matrix, own: 3, parts: parts)
  }

  static func number(_ coefficient: Coefficient) -> Piece {
    Piece(.scaled(coefficient, by: [], over: [], nil), .scalar, cost: 2, depth: 1)
  }

  static func identity(_ size: Size) -> Piece { Piece(.identity(size), .matrix, cost: 2, depth: 1) }

  static func spread(_ inner: Piece, rows: Size? = nil, columns: Size? = nil) -> Piece {
    if case .spread(let core, let innerRows, let innerColumns) = inner.form {
      return spread(core, rows: rows ?? innerRows, columns: columns ?? innerColumns)
    }
    let kind: Kind
    switch (inner.kind, rows, columns) {
    case (.scalar, _?, nil): kind = .column
    case (.scalar, nil, _?): kind = .row
    default: kind = .matrix
    }
    return Piece(.spread(inner, rows: rows, columns: columns), kind, own: 4, parts: [inner])
  }

  /// A function of every entry; operands are of one kind, or scalars.
  static func entrywise(
    _ operands: [Piece], _ build: @escaping ([Expression]) -> Expression
  ) -> Piece {
    let kind = operands.first { $0.kind != .scalar }?.kind ?? .scalar
    return Piece(.entrywise(operands, build), kind, own: 3, parts: operands)
  }

  /// `matrix \ right`, or `right / matrix`.
  static func solved(_ matrix: Piece, _ right: Piece, isRight: Bool = false) -> Piece {
    Piece(
      .solved(matrix: matrix, right, isRight: isRight), right.kind, own: 1, parts: [matrix, right])
  }

  /// A product in matrix notation; chains are flattened.
  static func product(_ factors: [Piece]) -> Piece {
    var chain: [Piece] = []
    for factor in factors {
      if case .product(let inner) = factor.form { chain += inner } else { chain.append(factor) }
    }
    if chain.count == 1 { return chain[0] }
    let kind: Kind
    switch (chain[0].kind, chain[chain.count - 1].kind) {
    case (.row, .column): kind = .scalar
    case (.row, _): kind = .row
    case (_, .column): kind = .column
    default: kind = .matrix
    }
    return Piece(.product(chain), kind, own: chain.count - 1, parts: chain)
  }

  static func hadamard(_ factors: [Piece], over divisors: [Piece] = []) -> Piece {
    if factors.count == 1, divisors.isEmpty { return factors[0] }
    var above: [Piece] = []
    var below = divisors
    for factor in factors {
      if case .hadamard(let inner, let innerDivisors) = factor.form {
        above += inner
        below += innerDivisors
      } else {
        above.append(factor)
      }
    }
    let all = above + below
    return Piece(
      .hadamard(factors: above, divisors: below), all[0].kind,
      own: all.count - 1 + (above.isEmpty ? 2 : 0), parts: all)
  }

  static func power(_ base: Piece, _ exponent: Expression) -> Piece {
    Piece(.power(base, exponent), base.kind, own: 2, parts: [base])
  }

  /// Entry by entry to a whole power; a quotient's power is a quotient of powers.
  func raised(to count: Int) -> Piece {
    let exponent = Expression.number(Double(count))
    switch form {
    case .hadamard(let factors, let divisors) where factors.isEmpty:
      return .hadamard([], over: divisors.map { $0.raised(to: count) })
    case .scaled(let coefficient, let by, let over, nil) where coefficient.isOne:
      return .scaled(
        .one, by: by.map { $0.raised(to: count) }, over: over.map { $0.raised(to: count) }, nil)
    default: return .power(self, exponent)
    }
  }

  /// Terms of one kind; sums in it are opened.
  static func sum(_ terms: [Piece]) -> Piece {
    var opened: [Piece] = []
    for term in terms {
      if case .sum(let inner) = term.form { opened += inner } else { opened.append(term) }
    }
    if opened.count == 1 { return opened[0] }
    return Piece(.sum(opened), opened[0].kind, own: opened.count + 1, parts: opened)
  }

  /// A coefficient and scalars times a piece (nil: nothing else).
  static func scaled(
    _ coefficient: Coefficient, by scalars: [Piece] = [], over divisors: [Piece] = [],
    _ piece: Piece?
  ) -> Piece {
    var coefficient = coefficient
    var above: [Piece] = []
    var below: [Piece] = []
    func take(_ piece: Piece, isDivisor: Bool) {
      if case .scaled(let c, let by, let over, nil) = piece.form {
        coefficient = isDivisor ? coefficient / c : coefficient * c
        if isDivisor {
          above += over
          below += by
        } else {
          above += by
          below += over
        }
      } else if isDivisor {
        below.append(piece)
      } else {
        above.append(piece)
      }
    }
    for scalar in scalars { take(scalar, isDivisor: false) }
    for divisor in divisors { take(divisor, isDivisor: true) }
    var core = piece
    switch piece?.form {
    case .spread(let inner, let rows, let columns):
      return spread(
        scaled(coefficient, by: above, over: below, inner), rows: rows, columns: columns)
    case .scaled(let c, let by, let over, let inner):
      coefficient = coefficient * c
      above += by
      below += over
      core = inner
    default: break
    }
    if let scalar = core, scalar.kind == .scalar {
      above.append(scalar)
      core = nil
    }
    if coefficient.isOne, below.isEmpty {
      if above.isEmpty, let core { return core }
      if core == nil, above.count == 1 { return above[0] }
    }
    let parts = above + below + (core.map { [$0] } ?? [])
    let isNumber = parts.isEmpty
    let own = (coefficient.isOne ? 0 : 2) + parts.count
    return Piece(
      .scaled(coefficient, by: above, over: below, core), core?.kind ?? .scalar,
      own: isNumber ? 2 : own, parts: parts)
  }

  // MARK: Transposes

  /// The transpose, in the shortest way to write it.
  var transposed: Piece {
    if kind == .scalar || kind == .array { return self }
    switch form {
    case .symmetric, .identity: return self
    case .transposed(let inner): return inner
    case .atom(let expression):
      // A mark on a name reads better than one on a call.
      var own = 2
      if case .name = expression.form { own = 1 }
      return marked(own)
    case .entrywise(let operands, let build):
      return distributed(.entrywise(operands.map(\.transposed), build))
    case .solved(let matrix, let right, let isRight):
      return distributed(.solved(matrix.transposed, right.transposed, isRight: !isRight))
    case .product(let factors): return .product(factors.reversed().map(\.transposed))
    case .hadamard(let factors, let divisors):
      return distributed(
        .hadamard(factors.map(\.transposed), over: divisors.map(\.transposed)))
    case .power(let base, let exponent): return .power(base.transposed, exponent)
    case .sum(let terms): return distributed(.sum(terms.map(\.transposed)))
    case .scaled(let coefficient, let scalars, let divisors, let inner):
      return .scaled(coefficient, by: scalars, over: divisors, inner?.transposed)
    case .spread(let inner, let rows, let columns):
      return .spread(inner.transposed, rows: columns, columns: rows)
    }
  }

  private func marked(_ own: Int) -> Piece {
    Piece(.transposed(self), kind.transposed, own: own, parts: [self])
  }

  /// The transpose with its marks inside, if they aren't more than there were; else one around it.
  private func distributed(_ inner: Piece) -> Piece { inner.cost <= cost ? inner : marked(2) }

  /// The piece, or one mark around its transpose where that saves marks: `(X*B + B*X)'`.
  var withFewestMarks: Piece {
    guard kind == .matrix else { return self }
    switch form {
    case .product(let factors):
      let other = Piece.product(factors.reversed().map(\.transposed))
      return other.cost + 4 <= cost ? other.marked(2) : self
    case .sum(let terms):
      let other = Piece.sum(terms.map(\.transposed))
      return other.cost + 4 <= cost ? other.marked(2) : self
    case .scaled(let coefficient, let scalars, let divisors, let inner?):
      return .scaled(coefficient, by: scalars, over: divisors, inner.withFewestMarks)
    default: return self
    }
  }

  /// A scalar may be written either way round.
  var shortestScalar: Piece {
    guard kind == .scalar, case .product(let factors) = form else { return self }
    let reversed = Piece.product(factors.reversed().map(\.transposed))
    return reversed.cost < cost ? reversed : self
  }

  // MARK: Looking at pieces

  /// Whether both are the same name or call.
  func isSame(as other: Piece) -> Bool {
    switch (form, other.form) {
    case (.atom(let a), .atom(let b)), (.symmetric(let a), .symmetric(let b)): a.text == b.text
    default: false
    }
  }

  /// The sign, and the piece without it.
  var signAndMagnitude: (isNegative: Bool, Piece) {
    switch form {
    case .scaled(let coefficient, let scalars, let divisors, let inner)
    where coefficient.value < 0:
      return (true, .scaled(-coefficient, by: scalars, over: divisors, inner))
    case .spread(let inner, let rows, let columns):
      let (isNegative, magnitude) = inner.signAndMagnitude
      return isNegative ? (true, .spread(magnitude, rows: rows, columns: columns)) : (false, self)
    default: return (false, self)
    }
  }

  /// Whether it is a multiple of the identity.
  var isIdentity: Bool {
    switch form {
    case .identity: true
    case .scaled(_, _, _, let inner?): inner.isIdentity
    default: false
    }
  }

  /// What is spread, where it is; else the piece itself.
  var core: Piece {
    if case .spread(let inner, _, _) = form { return inner }
    return self
  }

  var isSpread: Bool {
    if case .spread = form { return true }
    return false
  }
}
