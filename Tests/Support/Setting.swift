import Foundation

/// A number that the environment may set for a run, as `MX_RANDOM_SEED=7` does.
package func setting(_ name: String, _ usual: Int) -> Int {
  ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
}
