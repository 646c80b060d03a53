import Elaboration
import Graph
import Primitives
import Syntax

/// `W1 : matrix(3, 2)`, `x : vector(n)`: kind and shape of names, whether they have values or not.
extension Session {
  func declare(
    _ names: [Name], _ declared: DeclaredKind, in statement: Statement
  ) throws(Stop) {
    for name in names {
      let declaration = Declaration(kind: declared, span: statement.span, source: source)
      let kind = kind(declared)
      guard let index = slot(of: name.text) else {
        var slot = newSlot(name.text, kind.shape, kind.orientation, .symbol(kind, .use))
        slot.declaration = declaration
        _ = addSlot(slot)
        sayWhatIsHidden(by: name.text)
        continue
      }
      try redeclare(index, declaration, kind, at: name.span)
    }
    if blockDepth == 0, !isQuiet {
      aside(names.map(\.text).joined(separator: ", ") + " : " + text(declared))
    }
  }

  private func redeclare(
    _ index: Int, _ declaration: Declaration, _ kind: Kind, at span: Span
  ) throws(Stop) {
    var slot = state.slots[index]
    switch slot.content {
    case .absent: return
    case .function:
      throw failure(
        "\(slot.text) is a function", at: span, hint: ":clear \(slot.text) makes the name free")
    case .symbol:
      slot.content = .symbol(kind, .use)
      slot.declaration = declaration
      reshape(&slot, to: kind.shape, kind.orientation)
    case .input, .equation, .broken:
      let shape = graph.shape(of: slot.node)
      guard kind.orientation == slot.orientation || shape.order != 1, unify(kind.shape, shape)
      else {
        throw contradiction(slot, declaration, shape, slot.orientation)
      }
      slot.declaration = declaration
    }
    setSlot(index, slot)
    state.slotsByName[slot.name] = index
    if isMentioned(index) { needsSettling = true }
  }

  /// A value or an equation that isn't what its name was declared to be.
  func contradiction(
    _ slot: Slot, _ declaration: Declaration, _ shape: Shape, _ orientation: Orientation
  ) -> Stop {
    var diagnostic = Diagnostic(
      "\(slot.text) is declared \(text(declaration.kind)), and this is \(noun(shape, orientation))")
    diagnostic.labels.append(Diagnostic.Label(statementSpan, isPrimary: true))
    let sizes = knownSizes(of: declaration.kind)
    if !sizes.isEmpty { diagnostic.notes = [sizes.joined(separator: ", ")] }
    diagnostic.labels.append(
      Diagnostic.Label(
        declaration.span, isPrimary: false, text: "declared here",
        source: declaration.source === source ? nil : declaration.source))
    return .failure(diagnostic, source)
  }

  /// The kind that a declaration means; sizes with names are symbols, those left out are new ones.
  package func kind(_ declared: DeclaredKind) -> Kind {
    func size(_ declared: DeclaredSize?) -> Size {
      switch declared {
      case .number(let count): Size(max(count, 0))
      case .name(let name): self.size(named: name)
      case nil: graph.sizes.fresh()
      }
    }
    switch declared {
    case .scalar: return .scalar
    case .vector(let n): return .vector(size(n))
    case .row(let n): return .row(size(n))
    case .matrix(let m, let n): return .matrix(size(m), size(n))
    case .symmetric(let n): return .symmetric(size(n))
    }
  }

  /// The size that a declaration calls by a name: the number that the name stands for, or a symbol.
  private func size(named name: String) -> Size {
    if let index = slot(of: name), state.slots[index].isInput,
      let value = state.values[index].tensor, value.order == 0,
      let count = Int(exactly: value[0]), count >= 0, count <= Call.largestCount
    {
      return Size(count)
    }
    return graph.sizes.symbol(named: name)
  }

  /// `n is 3`: what is known of the sizes that a declaration names.
  private func knownSizes(of declared: DeclaredKind) -> [String] {
    let sizes: [DeclaredSize?] =
      switch declared {
      case .scalar: []
      case .vector(let n), .row(let n), .symmetric(let n): [n]
      case .matrix(let m, let n): [m, n]
      }
    return sizes.compactMap { size in
      guard case .name(let name)? = size,
        let count = graph.sizes.resolve(self.size(named: name)).known
      else { return nil }
      return "\(name) is \(count)"
    }
  }

  /// A declaration's right side as it is written.
  func text(_ declared: DeclaredKind) -> String {
    func list(_ sizes: DeclaredSize?...) -> String {
      let texts = sizes.compactMap { size -> String? in
        switch size {
        case .number(let count): "\(count)"
        case .name(let name): name
        case nil: nil
        }
      }
      return texts.isEmpty ? "" : "(" + texts.joined(separator: ", ") + ")"
    }
    switch declared {
    case .scalar: return "scalar"
    case .vector(let n): return "vector" + list(n)
    case .row(let n): return "row" + list(n)
    case .matrix(let m, let n): return "matrix" + list(m, n)
    case .symmetric(let n): return "symmetric" + list(n)
    }
  }

  /// What a value is: `a scalar`, `vector(3)`.
  func noun(_ shape: Shape, _ orientation: Orientation) -> String {
    (shape.order == 0 ? "a " : "") + text(shape, orientation)
  }

  /// A shape in words: `scalar`, `vector(3)`, `row(n)`, `matrix(3, 2)`, `an array 2×3×4`.
  func text(_ shape: Shape, _ orientation: Orientation) -> String {
    let sizes = shape.sizes.map { graph.sizes.text($0) }
    switch shape.order {
    case 0: return "scalar"
    case 1: return (orientation == .row ? "row(" : "vector(") + sizes[0] + ")"
    case 2: return "matrix(\(sizes[0]), \(sizes[1]))"
    default: return "an array " + sizes.joined(separator: options.isASCII ? "x" : "×")
    }
  }
}
