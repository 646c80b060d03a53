import Arrays
import Elaboration
import Graph
import Primitives
import Syntax

/// `u = W1*x + b1`: what a name stands for from now on.
extension Session {
  /// Gives a name an equation; one whose formula mentions no name is an input with its value.
  ///
  /// - Returns: The name's slot.
  @discardableResult
  func define(
    _ name: Name, _ tree: Expression, in statement: Statement, saysRedefinition: Bool = true
  ) throws(Stop) -> Int {
    if let index = slot(of: name.text), let equation = state.slots[index].equation,
      equation.isFrom(source, statement.span), case .equation = state.slots[index].content
    {
      return try meetAgain(index, equation)
    }
    let tree = withAnswer(tree)
    let understood = try understand(tree)
    guard understood.terms.count == 1 || !understood.names.contains(name.text) else {
      throw failure("\(name.text) would take several results", at: tree.span)
    }
    let index = try assign(
      name, tree, understood, component: 0, in: statement, saysRedefinition: saysRedefinition)
    if case .equation = state.slots[index].content, let other = tree.bare.bareName,
      other != name.text, slot(of: other) != nil
    {
      aside("\(name.text) follows \(other); \(name.text) <- \(other) keeps today's value")
    }
    return index
  }

  /// An equation that a block states again: nothing changes but its random draws.
  private func meetAgain(_ index: Int, _ equation: Equation) throws(Stop) -> Int {
    guard !equation.draws.isEmpty else { return index }
    let renewed = equation.draws.map { redrawn($0) }
    var slot = state.slots[index]
    slot.content = .equation(
      Equation(
        tree: equation.tree, source: equation.source, span: equation.span,
        component: equation.component, entered: equation.entered, term: equation.term,
        names: equation.names, dependencies: equation.dependencies, guards: equation.guards,
        draws: renewed, dialect: equation.dialect))
    setSlot(index, slot)
    clock += 1
    epoch += 1
    changedSlots.append(index)
    return index
  }

  /// A new draw for the leaf of an earlier one.
  func redrawn(_ draw: Draw) -> Draw {
    let renewed = Draw(
      distribution: draw.distribution, literal: draw.literal,
      tensor: randomTensor(draw.distribution, draw.tensor.shape))
    refresh(renewed)
    return renewed
  }

  /// `U, S, V = svd(A)`.
  func defineSeveral(
    _ targets: [Name], _ value: Expression, in statement: Statement
  ) throws(Stop) {
    if Set(targets.map(\.text)).count != targets.count {
      throw failure("each result needs a name of its own", at: statement.span)
    }
    for target in targets where value.mentions(target.text) {
      throw failure(
        "\(target.text) stands on both sides", at: value.span, and: [target.span],
        hint: "\(targets.map(\.text).joined(separator: ", ")) <- … updates the names")
    }
    let understood = try understand(value)
    guard understood.terms.count == targets.count else {
      let count = understood.terms.count
      throw failure(
        "\(targets.count) names for \(count) result\(count == 1 ? "" : "s")", at: value.span)
    }
    var slots: [Int] = []
    for (component, target) in targets.enumerated() {
      slots.append(
        try assign(
          target, value, understood, component: component, in: statement, saysRedefinition: true))
    }
    for index in slots { try show(slot: index, at: statement.span) }
    sayWhatFollows()
  }

  /// Makes a name stand for what was understood.
  private func assign(
    _ name: Name, _ tree: Expression, _ understood: Understood, component: Int,
    in statement: Statement, saysRedefinition: Bool
  ) throws(Stop) -> Int {
    let term = understood.terms[component]
    let equation = Equation(
      tree: tree, source: source, span: statement.span, component: component, entered: clock,
      term: term, names: understood.names, dependencies: understood.dependencies,
      guards: understood.guards, draws: understood.draws, dialect: dialect)
    try checkCycle(name, equation)
    if saysRedefinition { sayRedefinition(of: name.text, by: tree) }
    let index: Int
    if understood.names.isEmpty, let value = try values([term], at: tree.span)?[0] {
      try settleSize(name, value)
      index = try setInput(name, value, term.orientation, equation)
    } else {
      index = try setEquation(name, equation)
    }
    changedSlots.append(index)
    return index
  }

  /// A number for a name that arrays were declared with is their size.
  private func settleSize(_ name: Name, _ value: Tensor) throws(Stop) {
    guard dialect != .notes, value.order == 0, graph.sizes.hasSymbol(named: name.text),
      let count = Int(exactly: value[0]), count >= 0, count <= Call.largestCount
    else { return }
    let size = graph.sizes.symbol(named: name.text)
    do { try graph.sizes.unify(size, Size(count)) } catch {
      let known = graph.sizes.text(size)
      throw failure(
        "\(name.text) is a size, and it is \(known) by now", at: statementSpan,
        hint: "arrays of that size have values or declarations")
    }
  }

  private func setEquation(_ name: Name, _ equation: Equation) throws(Stop) -> Int {
    let term = equation.term
    let shape = graph.shape(of: term.node)
    let index = try place(
      name, shape, term.orientation, .equation(equation), isValue: false)
    graph.define(state.slots[index].node, as: term.node)
    if state.slots[index].born != clock || isMentioned(index) { forgetPlans() }
    if !equation.guards.isEmpty { findGuardLeaves() }
    return index
  }

  /// Makes a name an input with a value.
  func setInput(
    _ name: Name, _ value: Tensor, _ orientation: Orientation, _ equation: Equation?
  ) throws(Stop) -> Int {
    var value = value
    var orientation = orientation
    if let index = slot(of: name.text), let declaration = state.slots[index].declaration {
      (value, orientation) = try fitted(value, orientation, to: declaration, name)
    }
    let hadDefinition = slot(of: name.text).map { state.slots[$0].isEquation } ?? false
    let index = try place(
      name, Shape(value.shape), orientation, .input(equation), isValue: true)
    if hadDefinition {
      graph.define(state.slots[index].node, as: nil)
      forgetPlans()
      findGuardLeaves()
    }
    setValue(index, value)
    return index
  }

  /// A value in the kind that a declaration gives: unit axes are ignored.
  private func fitted(
    _ value: Tensor, _ orientation: Orientation, to declaration: Declaration, _ name: Name
  ) throws(Stop) -> (Tensor, Orientation) {
    let kind = kind(declaration.kind)
    if value.order == kind.shape.order, value.order != 1 || orientation == kind.orientation {
      if case .symmetric = kind, let (row, column) = value.asymmetricEntry {
        throw failure(
          "\(name.text) is declared symmetric, and entries [\(row), \(column)] and "
            + "[\(column), \(row)] differ", at: name.span)
      }
      return (value, kind.orientation)
    }
    let long = value.shape.filter { $0 != 1 }
    let shape: [Int]?
    switch kind {
    case .scalar: shape = long.isEmpty ? [] : nil
    case .vector, .row: shape = long.count <= 1 ? [value.count] : nil
    case .matrices: shape = value.order == 3 ? value.shape : nil
    case .matrix(let m, let n):
      if value.order == 1 {
        shape = orientation == .row ? [1, value.count] : [value.count, 1]
      } else {
        let isUnit = [m, n].allSatisfy { (graph.sizes.resolve($0).known ?? 1) == 1 }
        shape = value.order == 0 && isUnit ? [1, 1] : nil
      }
      // A vector for a one-row matrix and the like: the declared unit axis says where it lies.
      if value.order == 1, graph.sizes.resolve(m).known == 1 {
        return (value.reshaped([1, value.count]), .column)
      }
      if value.order == 1, graph.sizes.resolve(n).known == 1 {
        return (value.reshaped([value.count, 1]), .column)
      }
      if value.order == 1, value.count != 1 {
        throw contradictedValue(declaration, value, orientation, name)
      }
    case .symmetric(let n):
      let isUnit = (graph.sizes.resolve(n).known ?? 1) == 1
      shape = value.count == 1 && isUnit ? [1, 1] : nil
    }
    guard let shape else { throw contradictedValue(declaration, value, orientation, name) }
    return (value.reshaped(shape), kind.orientation)
  }

  private func contradictedValue(
    _ declaration: Declaration, _ value: Tensor, _ orientation: Orientation, _ name: Name
  ) -> Stop {
    var diagnostic = Diagnostic(
      "\(name.text) is declared \(text(declaration.kind)), and this is "
        + noun(Shape(value.shape), orientation), at: name.span)
    diagnostic.labels.append(
      Diagnostic.Label(
        declaration.span, isPrimary: false, text: "declared here",
        source: declaration.source === source ? nil : declaration.source))
    return .failure(diagnostic, source)
  }

  /// Puts new content into a name's slot. Where the shape stays, or a symbol's sizes become known,
  /// nothing that mentions the name needs to be elaborated again.
  private func place(
    _ name: Name, _ shape: Shape, _ orientation: Orientation, _ content: Content, isValue: Bool
  ) throws(Stop) -> Int {
    guard let index = slot(of: name.text) else {
      sayWhatIsHidden(by: name.text)
      return addSlot(newSlot(name.text, shape, orientation, content))
    }
    var slot = state.slots[index]
    let earlier = slot
    slot.content = content
    slot.entered = clock
    if let declaration = slot.declaration {
      try checkDeclaration(declaration, shape, orientation, name)
    }
    let known = graph.shape(of: slot.node)
    let isSameKind = known.order == shape.order && slot.orientation == orientation
    var fits = isSameKind && known == shape
    if !fits, isSameKind, case .symbol = earlier.content {
      let knowledge = graph.sizes.knowledge
      fits = unify(known, shape)
      if !fits { graph.sizes.knowledge = knowledge }
    }
    if case .function = earlier.content { fits = false }
    if !fits {
      if graph.definitions[slot.node] != nil { graph.define(slot.node, as: nil) }
      reshape(&slot, to: shape, orientation)
      if isMentioned(index) || slot.declaration != nil {
        needsSettling = true
      } else {
        forgetPlans()
      }
    }
    setSlot(index, slot)
    state.slotsByName[slot.name] = index
    return index
  }

  private func checkDeclaration(
    _ declaration: Declaration, _ shape: Shape, _ orientation: Orientation, _ name: Name
  ) throws(Stop) {
    let kind = kind(declaration.kind)
    var fits = kind.shape.order == shape.order && kind.orientation == orientation
    if fits {
      // Sizes that are numbers must be those; sizes that are symbols are found when all is settled.
      for axis in 0..<shape.order {
        if let declared = declaredNumber(declaration.kind, axis), let size = shape[axis].known,
          declared != size
        {
          fits = false
        }
      }
      if case .symmetric = declaration.kind, shape[0] != shape[1],
        !unify(Shape([shape[0]]), Shape([shape[1]]))
      {
        fits = false
      }
    }
    if fits { return }
    var diagnostic = Diagnostic(
      "\(name.text) is declared \(text(declaration.kind)), and this is \(noun(shape, orientation))",
      at: name.span)
    diagnostic.labels.append(
      Diagnostic.Label(
        declaration.span, isPrimary: false, text: "declared here",
        source: declaration.source === source ? nil : declaration.source))
    throw .failure(diagnostic, source)
  }

  private func declaredNumber(_ kind: DeclaredKind, _ axis: Int) -> Int? {
    let sizes: [DeclaredSize?] =
      switch kind {
      case .scalar: []
      case .vector(let n), .row(let n): [n]
      case .matrix(let m, let n): [m, n]
      case .symmetric(let n): [n, n]
      }
    guard axis < sizes.count, case .number(let count)? = sizes[axis] else { return nil }
    return count
  }

  // MARK: Cycles

  /// An equation that leads back to its own name through others is an error that spells it out.
  private func checkCycle(_ name: Name, _ equation: Equation) throws(Stop) {
    // A way through a function is spelled with the function.
    let functions = equation.dependencies.filter {
      if case .function = state.slots[$0].content { return true }
      return false
    }
    guard
      let path = pathBack(to: name.text, from: functions)
        ?? pathBack(to: name.text, from: equation.dependencies)
    else { return }
    let spelled = ([name.text] + path).joined(separator: " → ")
    var diagnostic = Diagnostic(
      "\(name.text) would follow itself: \(spelled)", at: equation.tree.span,
      hint: "\(name.text) <- … sets a value once")
    diagnostic.fact = .cycle
    throw .failure(diagnostic, source)
  }

  /// The names on the way from some slots to a name, through equations and functions; nil if there
  /// is none.
  func pathBack(to name: String, from starts: [Int]) -> [String]? {
    guard let target = slot(of: name) else { return nil }
    var cameFrom: [Int: Int] = [:]
    var isSeen = Set(starts)
    var stack = starts
    while let index = stack.popLast() {
      if index == target {
        var path = [index]
        while let last = path.last, let before = cameFrom[last] { path.append(before) }
        return path.reversed().map { state.slots[$0].text }
      }
      var next = state.slots[index].equation?.dependencies ?? []
      if case .function(let function, _) = state.slots[index].content {
        next = slots(of: function)
      } else if !state.slots[index].isEquation {
        continue
      }
      for other in next where isSeen.insert(other).inserted {
        cameFrom[other] = index
        stack.append(other)
      }
    }
    return nil
  }

  /// The session's names that a function's body speaks of.
  func slots(of function: UserFunction) -> [Int] {
    function.body.names.subtracting(function.parameters).compactMap { slot(of: $0) }
  }

  // MARK: What is said

  /// Binding a name of the catalogue says what it hides.
  func sayWhatIsHidden(by name: String) {
    if let constant = Catalogue.constant(named: name) {
      aside("\(name) hides the constant \(ValueText.number(constant))")
    } else if name == "I" {
      aside("I hides the identity matrix; eye(n) still is one")
    } else if let function = Catalogue.function(named: name), name.first?.isASCII == true {
      aside("\(name) hides the function; \(function.name)(…) still is it")
    }
  }

  private func sayRedefinition(of name: String, by tree: Expression) {
    guard let index = slot(of: name) else { return }
    let slot = state.slots[index]
    switch slot.content {
    case .absent, .symbol: return
    case .function: aside("\(name) was a function")
    case .input(let equation?), .equation(let equation), .broken(let equation, _):
      if equation.tree.text != tree.text { aside("\(name) was \(short(equation.tree))") }
    case .input(nil): aside("\(name) had a value")
    }
  }

  /// A formula in one short line.
  func short(_ tree: Expression) -> String {
    let text = tree.text
    let line = text.prefix { $0 != "\n" }
    return line.count == text.count && line.count <= 60 ? text : line.prefix(57) + "…"
  }

  /// How many names a line lists.
  private static let mostFollowers = 20

  /// The line `updates u, h, J` after inputs changed: all names with values that follow from them.
  func sayWhatFollows() {
    guard blockDepth == 0, !changedSlots.isEmpty else { return }
    defer { changedSlots = [] }
    guard changedSlots.contains(where: state.isMentioned) else { return }
    let changed = Set(changedSlots)
    var follows = changed
    var valued: Set<Int> = []
    var names: [String] = []
    for index in dependencyOrder() {
      guard case .equation(let equation) = state.slots[index].content else { continue }
      let hasValue = equation.dependencies.allSatisfy {
        state.slots[$0].isInput || valued.contains($0)
      }
      if hasValue { valued.insert(index) }
      guard !changed.contains(index), equation.dependencies.contains(where: follows.contains)
      else { continue }
      follows.insert(index)
      if hasValue, state.slots[index].text != "ans" { names.append(state.slots[index].text) }
    }
    guard !names.isEmpty else { return }
    let rest = names.count - Self.mostFollowers
    aside(
      "updates " + names.prefix(Self.mostFollowers).joined(separator: ", ")
        + (rest > 0 ? " and \(rest) more" : ""))
  }
}
