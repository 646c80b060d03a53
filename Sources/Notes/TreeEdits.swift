import Syntax

/// A small change of an expression: what an author may have meant.
struct TreeEdit {
  let tree: Expression
  /// What is put into the tree; its place is that of what was there.
  let part: Expression
  let cause: Cause
  /// What stands there and what was meant, in plain notation.
  let phrase: String
}

/// The small changes of an expression, the likelier ones first.
struct TreeEdits {
  /// A name that may stand for another: of one kind with it.
  struct Neighbour {
    let name: String
    let order: Int
  }

  private(set) var edits: [TreeEdit] = []
  private let neighbours: [Neighbour]
  private let order: (String) -> Int?

  /// - Parameter order: The number of axes of a name.
  init(
    of tree: Expression, neighbours: [Neighbour], order: @escaping (String) -> Int?
  ) {
    self.neighbours = neighbours
    self.order = order
    let sites = tree.sites(limit: Self.siteLimit)
    for site in sites { changeOperator(site) }
    for site in sites { changeSign(site) }
    for site in sites { turn(site) }
    for site in sites { exchange(site) }
    addTerm(tree)
    for site in sites { drop(site) }
    for site in sites { changeNumber(site) }
    for site in sites { changeName(site) }
    for site in sites where site.isTerm { scale(site) }
  }

  private static let siteLimit = 48

  private mutating func add(
    _ site: Site, _ part: Expression.Form, _ cause: Cause, _ phrase: String? = nil
  ) {
    let part = Expression(part, site.part.span)
    // That something should be what it is explains nothing.
    if phrase == nil, part.text == site.part.text { return }
    edits.append(
      TreeEdit(
        tree: site.put(part), part: part, cause: cause,
        phrase: phrase ?? "\(site.part.text) should be \(part.text)"))
  }

  private static let productSigns: Set<BinaryOperator> = [
    .multiply, .juxtapose, .elementwiseMultiply,
  ]

  // MARK: Operators

  private mutating func changeOperator(_ site: Site) {
    guard case .binary(let left, let sign, let right, let place) = site.part.form else {
      if case .application(let function, let arguments, let place) = site.part.form,
        arguments.count == 2
      {
        add(site, .application(function, [arguments[0]], at: place), .operation)
      }
      return
    }
    func with(_ other: BinaryOperator) -> Expression.Form {
      .binary(left.grouped, other, right.grouped, at: place)
    }
    switch sign {
    case .elementwiseMultiply, .multiply, .juxtapose:
      if let jacobian = right.jacobian {
        // A Jacobian stands beside a cotangent.
        let turned = Expression(.postfix(right.grouped, .transpose), right.span)
        add(
          site, .binary(turned, .multiply, left.grouped, at: place), .product,
          "\(jacobian) is no diagonal matrix: \(turned.text)*\(left.grouped.text) is meant, "
            + "a product")
      }
      if sign == .elementwiseMultiply {
        add(site, with(.multiply), .product)
        add(
          site,
          .binary(
            Expression(.postfix(left.grouped, .transpose), left.span), .multiply, right.grouped,
            at: place), .product)
        add(
          site,
          .binary(
            left.grouped, .multiply, Expression(.postfix(right.grouped, .transpose), right.span),
            at: place), .product)
      } else {
        add(site, with(.elementwiseMultiply), .product)
      }
      add(site, with(.add), .operation)
      add(site, with(.divide), .operation)
    case .add:
      add(site, with(.subtract), .sign)
      add(site, with(.multiply), .operation)
      add(site, with(.elementwiseMultiply), .operation)
    case .subtract:
      add(site, with(.add), .sign)
      add(site, .binary(right.grouped, .subtract, left.grouped, at: place), .sign)
    case .divide:
      add(site, with(.multiply), .operation)
      add(site, .binary(right.grouped, .divide, left.grouped, at: place), .operation)
    case .elementwiseDivide: add(site, with(.elementwiseMultiply), .operation)
    case .power, .elementwisePower:
      if case .number(let number) = right.form {
        for exponent in [number.value - 1, number.value + 1] where exponent >= 1 {
          let other = Expression(
            .number(NumberLiteral(value: exponent, lastDigit: 0)), right.span)
          add(site, .binary(left, sign, other, at: place), .operation)
        }
      }
    default: break
    }
  }

  private mutating func changeSign(_ site: Site) {
    if case .prefix(.minus, let operand) = site.part.form {
      add(site, operand.grouped.form, .sign)
    } else if site.isTerm {
      add(site, .prefix(.minus, site.part.grouped), .sign)
    }
  }

  // MARK: Transposes

  private mutating func turn(_ site: Site) {
    if case .postfix(let operand, .transpose) = site.part.form {
      add(site, operand.form, .transpose)
      return
    }
    let canTurn: Bool
    switch site.part.form {
    case .name(let name): canTurn = (order(name) ?? 0) > 0
    case .derivative, .array: canTurn = true
    case .parenthesized: canTurn = true
    default: canTurn = false
    }
    if canTurn { add(site, .postfix(site.part, .transpose), .transpose) }
  }

  /// The factors of a product in the other order.
  private mutating func exchange(_ site: Site) {
    guard case .binary(let left, let sign, let right, let place) = site.part.form,
      Self.productSigns.contains(sign)
    else { return }
    if let (scalars, rest) = leadingScalars(left) {
      // A number stays in front.
      let first = Expression(
        .binary(scalars, .juxtapose, right.grouped, at: place), site.part.span)
      return add(site, .binary(first, sign, rest.grouped, at: place), .transpose)
    }
    add(site, .binary(right.grouped, sign, left.grouped, at: place), .transpose)
  }

  /// The numbers that a product begins with, and what they stand before.
  private func leadingScalars(_ product: Expression) -> (Expression, Expression)? {
    guard case .binary(let left, let sign, let right, at: let place) = product.form,
      Self.productSigns.contains(sign)
    else { return nil }
    if isScalar(left) { return isScalar(right) ? nil : (left, right) }
    return leadingScalars(left).map { scalars, rest in
      (scalars, Expression(.binary(rest, sign, right, at: place), product.span))
    }
  }

  private func isScalar(_ expression: Expression) -> Bool {
    if expression.bare.isMadeOfNumbers { return true }
    return expression.bare.bareName.flatMap { order($0) } == 0
  }

  // MARK: Names

  /// A small whole number: an exponent, the 1 of `1 - x^2`, the 0 of `u > 0`.
  private mutating func changeNumber(_ site: Site) {
    guard case .number(let literal) = site.part.form, literal.lastDigit == 0, literal.value < 10
    else { return }
    for value in [2.0, 1, 0, 3] where value != literal.value {
      add(site, .number(NumberLiteral(value: value, lastDigit: 0)), .digit)
    }
  }

  private mutating func changeName(_ site: Site) {
    if case .derivative(let function, let variables) = site.part.form {
      return changeDerivative(site, function, variables)
    }
    if case .fence(.norm(let mark), let operand) = site.part.form {
      for other in ["2", "1", "inf"] where other != mark && !(other == "2" && mark == nil) {
        add(site, .fence(.norm(subscript: other), operand), .name)
      }
      return
    }
    guard let name = site.part.bareName, let own = order(name) else { return }
    let like = neighbours.filter { $0.name != name && $0.order == own }
    // W1 for W2 before b1 for x.
    let near = like.sorted { Self.distance($0.name, name) < Self.distance($1.name, name) }
    for other in near.prefix(8) { add(site, .name(other.name), .name) }
  }

  /// Another function or another variable, those an index away first.
  private mutating func changeDerivative(
    _ site: Site, _ function: Expression, _ variables: [Expression]
  ) {
    guard variables.count == 1 else { return }
    func near(_ expression: Expression) -> [Expression] {
      guard let name = expression.bareName else { return [] }
      // Of a name of which nothing is known, nothing is known of its axes.
      let own = order(name)
      return neighbours.filter { $0.name != name && (own == nil || $0.order == own) }
        .sorted { Self.distance($0.name, name) < Self.distance($1.name, name) }
        .prefix(8).map { Expression(.name($0.name), expression.span) }
    }
    for other in near(variables[0]) {
      add(site, .derivative(function, variables: [other]), .name)
    }
    for other in near(function) { add(site, .derivative(other, variables: variables), .name) }
  }

  /// How unlike two names are: 0 where they differ by an index.
  static func distance(_ a: String, _ b: String) -> Int {
    func stem(_ name: String) -> Substring { name.prefix { !$0.isNumber && $0 != "_" } }
    if stem(a) == stem(b) { return 0 }
    return a.lowercased() == b.lowercased() ? 1 : 2
  }

  // MARK: Terms and factors

  private mutating func drop(_ site: Site) {
    guard case .binary(let left, let sign, let right, _) = site.part.form else {
      if case .application(_, let arguments, _) = site.part.form, arguments.count == 1 {
        add(site, arguments[0].value.grouped.form, .operation)
      }
      return
    }
    switch sign {
    case .add, .subtract:
      add(site, left.grouped.form, .term, "\(right.text) is too much")
      if sign == .add { add(site, right.grouped.form, .term, "\(left.text) is too much") }
    case _ where Self.productSigns.contains(sign):
      add(site, left.grouped.form, .factor, "the factor \(right.text) is too much")
      add(site, right.grouped.form, .factor, "the factor \(left.text) is too much")
    case .divide:
      add(site, left.grouped.form, .factor, "the divisor \(right.text) is too much")
    default: break
    }
  }

  private mutating func scale(_ site: Site) {
    func number(_ value: Double) -> Expression {
      Expression(.number(NumberLiteral(value: value, lastDigit: 0)), site.part.span)
    }
    let half = Expression(
      .binary(number(1), .divide, number(2), at: site.part.span), site.part.span)
    for (text, factor) in [("2", number(2)), ("1/2", half)] {
      add(
        site, scaled(site.part, by: factor), .factor,
        "the factor \(text) is missing before \(site.part.text)")
    }
    if let name = site.part.bareName, order(name) == 0 {
      add(
        site,
        .binary(
          site.part, .juxtapose, Expression(.name("I"), site.part.span),
          at: Span(site.part.span.upper, site.part.span.upper)), .factor,
        "\(name) I is meant: the identity is missing")
    }
    for other in neighbours where other.order == 0 {
      let name = Expression(.name(other.name), site.part.span)
      add(
        site, scaled(site.part, by: name), .factor,
        "the factor \(other.name) is missing before \(site.part.text)")
    }
  }

  /// A product with one more factor in front.
  private func scaled(_ product: Expression, by factor: Expression) -> Expression.Form {
    if case .binary(let left, let sign, let right, at: let place) = product.form,
      Self.productSigns.contains(sign)
    {
      return .binary(
        Expression(scaled(left, by: factor), left.span), sign, right, at: place)
    }
    return .binary(factor, .multiply, product.grouped, at: product.span)
  }

  private mutating func addTerm(_ tree: Expression) {
    let whole = Site(part: tree, isTerm: true, put: { $0 })
    for other in neighbours where tree.bareName != other.name {
      let name = Expression(.name(other.name), tree.span)
      add(
        whole, .binary(tree.grouped, .add, name, at: tree.span), .term,
        "the term \(other.name) is missing: this holds only if \(other.name) = 0")
      add(
        whole, .binary(tree.grouped, .subtract, name, at: tree.span), .term,
        "the term -\(other.name) is missing: this holds only if \(other.name) = 0")
    }
  }
}

/// A part of an expression, and the expression with another in its place.
struct Site {
  let part: Expression
  /// Whether it is the whole or a term of a sum.
  let isTerm: Bool
  let put: (Expression) -> Expression
}

extension Expression {
  /// The parts of an expression, outer ones first. Of a derivative those of the formula that is
  /// differentiated.
  func sites(limit: Int) -> [Site] {
    var sites: [Site] = [Site(part: self, isTerm: true, put: { $0 })]
    var next = 0
    while next < sites.count, sites.count < limit {
      let site = sites[next]
      next += 1
      var isDerivative = false
      switch site.part.form {
      case .derivative(let function, _):
        if function.bareName != nil { continue }
        isDerivative = true
      case .subscripted, .number: continue
      case .array where site.part.writtenNumbers != nil: continue
      default: break
      }
      let keepsTerms = site.isTerm && site.part.isSum
      var count = 0
      _ = site.part.form(
        changing: { part in
          let index = count
          count += 1
          if case .name = part.form, index == 0, case .application = site.part.form {
            return part  // a function's name
          }
          if isDerivative, index > 0 { return part }
          sites.append(
            Site(part: part, isTerm: keepsTerms) { other in
              var place = 0
              let form = site.part.form(
                changing: {
                  defer { place += 1 }
                  return place == index ? other : $0
                }, at: nil)
              return site.put(Expression(form, site.part.span))
            })
          return part
        }, at: nil)
    }
    return sites
  }

  private var isSum: Bool {
    switch form {
    case .binary(_, .add, _, _), .binary(_, .subtract, _, _), .parenthesized: true
    default: false
    }
  }

  /// The expression as one operand.
  var grouped: Expression {
    switch form {
    case .binary, .prefix, .range, .conditional, .indexed:
      Expression(.parenthesized(self), span)
    default: self
    }
  }

  /// `softmax'(v)`: the derivative of a function, as it is written; nil for what is none.
  var jacobian: String? {
    guard case .application(let function, _, _) = bare.form,
      case .postfix(let name, .transpose) = function.form, let name = name.bareName
    else { return nil }
    return "\(name)'"
  }
}
