import Arrays
import Glibc
import Graph
import Synchronization

/// A function that notes use without saying what it is: `ϕ(z)`, `l(o, y)`.
///
/// Formulas with it are true of every smooth function, so they are tried with one that is made up: a
/// sum of waves over random directions, which the name alone decides,
///
///     f(x₁, …, xₙ) = Σ_r a_r · sin(Σ_k w_rk · x_k + b_r),
///
/// whose derivatives of every order are waves of the same kind. It never has a value: nobody may
/// take what was made up for a result.
package struct AbstractFunction: Hashable, Sendable {
  package var name: String
  /// Whether it works entry by entry; else it takes all entries of its arguments to one number.
  package var isEntrywise: Bool
  /// The arguments that it was differentiated by, in order.
  package var derivatives: [Int] = []

  package init(_ name: String, isEntrywise: Bool) {
    self.name = name
    self.isEntrywise = isEntrywise
  }

  /// The row of the graph that stands for it, always the same one.
  package var primitive: Primitive {
    if let known = Self.primitives.withLock({ $0.primitives[self] }) { return known }
    let made = make()
    return Self.primitives.withLock { table in
      if let known = table.primitives[self] { return known }
      table.primitives[self] = made
      table.functions[made] = self
      return made
    }
  }

  /// The abstract function that a primitive stands for.
  package init?(_ primitive: Primitive) {
    guard primitive.isMadeUp, let known = Self.primitives.withLock({ $0.functions[primitive] })
    else { return nil }
    self = known
  }

  private struct Table: Sendable {
    var primitives: [AbstractFunction: Primitive] = [:]
    var functions: [Primitive: AbstractFunction] = [:]
  }

  private static let primitives = Mutex(Table())

  private func derivative(by argument: Int) -> AbstractFunction {
    var result = self
    result.derivatives.append(argument)
    // Partial derivatives of smooth functions may be taken in any order.
    if isEntrywise { result.derivatives.sort() }
    return result
  }

  private func make() -> Primitive {
    let text = name + String(repeating: "'", count: derivatives.count)
    guard isEntrywise else {
      return Primitive(
        text,
        evaluation: .general { (tensors, attributes, _) throws(ArrayError) in
          valueOfAll(tensors, leading: attributes.integers.first ?? 0)
        },
        derivative: .general(vjp: { application, cotangent, index in
          vjp(application, cotangent, index)
        }),
        shape: { (_, shapes, attributes) throws(ShapeError) in
          let leading = attributes.integers.first ?? 0
          return Shape(
            shapes[0].sizes.prefix(leading)
              + derivatives.flatMap { shapes[$0].sizes.dropFirst(leading) })
        }, isMadeUp: true)
    }
    return Primitive(
      text,
      evaluation: .general { (tensors, _, _) throws(ArrayError) in valueOfEntries(tensors) },
      derivative: .elementwise(partial: { application, index in
        application.graph.applied(derivative(by: index).primitive, application.operands)
      }),
      shape: Primitive.sameShape, isMadeUp: true)
  }

  /// The cotangent's last axes go with this function's axes; those of the argument follow.
  private func vjp(
    _ application: Primitive.Application, _ cotangent: NodeID, _ index: Int
  ) -> NodeID {
    let graph = application.graph
    let slope = graph.applied(
      derivative(by: index).primitive, application.operands, attributes: application.attributes)
    let own = graph.shape(of: application.result).order
    let shared = application.attributes.integers.first ?? 0
    let leading = graph.shape(of: cotangent).order - own
    let argument = graph.shape(of: application.operands[index]).order - shared
    let first = Labels(0..<leading)
    let middle = Labels(leading..<leading + own)
    let last = Array((leading + own)..<(leading + own + argument))
    return graph.contract(
      [Factor(cotangent, first + middle), Factor(slope, middle + last)],
      to: first + middle.prefix(shared) + last)
  }

  // MARK: Values

  private static var waves: Range<Int> { 0..<3 }

  /// A number between −1 and 1 that the name and a place decide.
  private func noise(_ place: Int...) -> Double {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for number in place {
      state = (state ^ UInt64(truncatingIfNeeded: number + 17)) &* 0x100_0000_01B3
    }
    var random = RandomGenerator(seed: state)
    return 2 * random.uniform() - 1
  }

  /// How strongly a wave depends on an entry of an argument: never weakly.
  private func weight(_ wave: Int, _ argument: Int, _ entry: Int) -> Double {
    let number = noise(wave, argument, entry)
    return number + (number < 0 ? -0.4 : 0.4)
  }

  /// A wave, differentiated as often as this function, before the weights come out.
  private func wave(_ number: Int, at phase: Double) -> Double {
    let turn = Double(derivatives.count % 4) * Double.pi / 2
    return (1.5 + noise(number, -1)) * sin(phase + 2 * noise(number, -2) + turn)
  }

  private func valueOfEntries(_ tensors: [Tensor]) -> Tensor {
    var result = tensors[0]
    let pointer = result.mutablePointer()
    let weights = Self.waves.map { wave in tensors.indices.map { weight(wave, $0, 0) } }
    for entry in 0..<result.count {
      var value = 0.0
      for wave in Self.waves {
        var phase = 0.0
        for (argument, tensor) in tensors.enumerated() {
          phase += weights[wave][argument] * tensor[entry]
        }
        let factor = derivatives.reduce(1) { $0 * weights[wave][$1] }
        value += factor * self.wave(wave, at: phase)
      }
      pointer[entry] = value
    }
    return result
  }

  /// One value for each index of the leading axes, which all operands have.
  private func valueOfAll(_ tensors: [Tensor], leading: Int) -> Tensor {
    let lead = Array(tensors[0].shape.prefix(leading))
    let members = lead.reduce(1, *)
    let counts = tensors.map { $0.shape.dropFirst(leading).reduce(1, *) }
    let shape = lead + derivatives.flatMap { tensors[$0].shape.dropFirst(leading) }
    var result = Tensor(shape, repeating: 0)
    let pointer = result.mutablePointer()
    let block = derivatives.reduce(1) { $0 * counts[$1] }
    for wave in Self.waves {
      let weights = counts.enumerated().map { argument, count in
        (0..<count).map { weight(wave, argument, $0) }
      }
      for member in 0..<members {
        var phase = 0.0
        for (argument, tensor) in tensors.enumerated() {
          for entry in 0..<counts[argument] {
            phase += weights[argument][entry] * tensor[member * counts[argument] + entry]
          }
        }
        let value = self.wave(wave, at: phase)
        for entry in 0..<block {
          var rest = entry
          var factor = value
          for argument in derivatives.reversed() {
            factor *= weights[argument][rest % counts[argument]]
            rest /= counts[argument]
          }
          pointer[member * block + entry] += factor
        }
      }
    }
    return result
  }
}

extension Graph {
  /// The names of the functions under some nodes that nothing defines, through names or up to them.
  package func abstractNames(in roots: [NodeID], through: Bool = true) -> [String] {
    var names: [String] = []
    let below = postorder(roots, below: through ? meaning(of:) : nil)
    for id in below {
      guard case .primitive(let primitive, _, _) = self[id].form,
        let function = AbstractFunction(primitive), !names.contains(function.name)
      else { continue }
      names.append(function.name)
    }
    return names
  }
}
