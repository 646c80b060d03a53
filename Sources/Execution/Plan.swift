import Arrays
import Graph
import Synchronization

private let planCount = Atomic<Int>(0)

/// A graph prepared for running many times: ordered, shared, with all products classified and all
/// buffers chosen.
///
/// Named nodes are inputs, whatever their equations say: who plans looks through names first. The
/// memory for what lies between inputs and results is made by the first run and kept.
public final class Plan {
  /// How many plans were made since the program started.
  public static var madeCount: Int { planCount.load(ordering: .relaxed) }

  /// The leaves that ``run(_:)`` wants arrays of: names and literals.
  public let inputs: [NodeID]

  private let executor: Executor

  /// Prepares a graph for the values of some of its nodes.
  ///
  /// - Throws: a size that is still a symbol, a derivative that nobody expanded, or an array that
  ///   is too large for any memory.
  public init(_ graph: Graph, roots: [NodeID]) throws(PlanError) {
    let program = try Lowering.program(for: graph, roots: roots)
    inputs = program.inputs
    executor = Executor(program)
    planCount.add(1, ordering: .relaxed)
  }

  /// How many steps a run takes, besides what is computed once.
  var instructionCount: Int { executor.instructionCount }

  /// How many numbers the plan keeps room for between runs, besides its constants.
  var bufferEntryCount: Int { executor.bufferEntryCount }

  /// Computes the roots, in their order, from arrays for ``inputs``, of their shapes.
  ///
  /// Results are the caller's: no later run writes to them. A root that is an input is that array.
  ///
  /// - Throws: what a primitive throws, ``ArrayError`` for memory that isn't there, or an
  ///   interruption; the plan can be run again after each of them.
  public func run(_ inputs: [Tensor]) throws(ArrayError) -> [Tensor] { try executor.run(inputs) }
}
