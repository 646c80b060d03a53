import Arrays
import Graph

/// A function of the language: the row that the elaborator, completion, help, the printers and the
/// tests read. Adding a function is adding its row.
package struct Function: Sendable {
  /// A parameter as help shows it; optional ones have a default in words.
  package struct Parameter: Sendable {
    package var name: String
    package var isOptional: Bool
    /// The last parameter of functions that take any number of arguments.
    package var isRepeated: Bool

    package init(_ name: String, isOptional: Bool = false, isRepeated: Bool = false) {
      self.name = name
      self.isOptional = isOptional || isRepeated
      self.isRepeated = isRepeated
    }
  }

  /// What a call means.
  package enum Meaning: Sendable {
    /// Applied entry by entry; scalars are broadcast to the shape of the others.
    case elementwise(Primitive)
    /// A formula in mx notation over the parameters, elaborated where it is called.
    case formula(String)
    /// Builds graph; more than one result where several names may take them (`U, S, V = svd(A)`).
    case construction(@Sendable (Call) throws(CallError) -> [Term])
  }

  /// An input line and what mx answers; run by the tests.
  package struct Example: Sendable {
    package var input: String
    package var output: String

    package init(_ input: String, _ output: String) {
      self.input = input
      self.output = output
    }
  }

  package var name: String
  /// Other spellings: `σ` for sigmoid.
  package var aliases: [String]
  package var parameters: [Parameter]
  package var meaning: Meaning
  /// One sentence: what it is.
  package var summary: String
  /// The definition as a formula, for help.
  package var definition: String
  /// The derivative as a formula, for help.
  package var derivative: String
  /// Where it is defined and smooth; empty for everywhere.
  package var domain: String
  /// What its derivative is taken to be at kinks; empty where there are none.
  package var kinks: String
  package var examples: [Example]
  package var seeAlso: [String]
  /// How LaTeX writes the name: `\tanh`, `\operatorname{softmax}`.
  package var latex: String
  /// Whether the value and the derivatives are finite and accurate at ±1000.
  package var isFiniteAtExtremes: Bool
  /// A range in which random test points lie strictly inside the domain, away from kinks.
  package var samplingRange: ClosedRange<Double>

  package init(
    _ name: String, aliases: [String] = [], _ parameters: [Parameter], _ meaning: Meaning,
    summary: String, definition: String = "", derivative: String = "", domain: String = "",
    kinks: String = "", examples: [Example], seeAlso: [String] = [], latex: String? = nil,
    isFiniteAtExtremes: Bool = false, samplingRange: ClosedRange<Double> = -2...2
  ) {
    self.name = name
    self.aliases = aliases
    self.parameters = parameters
    self.meaning = meaning
    self.summary = summary
    self.definition = definition
    self.derivative = derivative
    self.domain = domain
    self.kinks = kinks
    self.examples = examples
    self.seeAlso = seeAlso
    self.latex = latex ?? "\\operatorname{\(name)}"
    self.isFiniteAtExtremes = isFiniteAtExtremes
    self.samplingRange = samplingRange
  }
}

/// Why a call can't be built: facts, of which the Elaborator makes sentences with the caller's
/// names and shapes.
package enum CallError: Error, Sendable {
  case shape(ShapeError)
  case array(ArrayError)
  /// Argument number `argument` (from 0) is wrong in a way the phrase says:
  /// "must be a whole number that is not negative".
  case argument(Int, String)
}

/// A call as a row's construction sees it.
package struct Call {
  package enum Argument: Sendable {
    case term(Term)
    case string(String)
  }

  /// What random entries are drawn from: `rand`, `randn`.
  package enum Distribution: Hashable, Sendable { case uniform, normal }

  package let graph: Graph
  package let arguments: [Argument]
  /// The number in `axis=1`, from 1; nil if it is not given.
  package let axis: Int?
  /// The value of a node now; nil if it has none. Whoever asks makes the equation rest on it.
  package let value: (NodeID) -> Tensor?
  /// A random draw of a shape, made when the statement runs.
  package let draw: (Distribution, [Int]) -> NodeID
  /// The size symbol that an argument names (`eye(n)` where n is a size); nil if it is none.
  package let sizeSymbol: (Int) -> Size?
  /// Tells the user how the call is understood, where one used to another tool may expect otherwise.
  package let say: (String) -> Void

  package init(
    graph: Graph, arguments: [Argument], axis: Int?, value: @escaping (NodeID) -> Tensor?,
    draw: @escaping (Distribution, [Int]) -> NodeID, sizeSymbol: @escaping (Int) -> Size?,
    say: @escaping (String) -> Void
  ) {
    self.graph = graph
    self.arguments = arguments
    self.axis = axis
    self.value = value
    self.draw = draw
    self.sizeSymbol = sizeSymbol
    self.say = say
  }
}
