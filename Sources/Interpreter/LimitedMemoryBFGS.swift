/// L-BFGS: minimisation by the last few changes of point and gradient (Nocedal and Wright,
/// *Numerical Optimization*, algorithms 7.4 and 7.5), with a line search for the strong Wolfe
/// conditions by bracketing and bisection with cubic steps (algorithms 3.5 and 3.6).
struct LimitedMemoryBFGS {
  enum Reason: String {
    case converged = "the gradient vanished"
    case stalled = "no step makes it smaller"
    case exhausted = "stopped"
    case unbounded = "it falls without end"
    case undefined = "the value isn't finite at the start"
  }

  typealias Sample = (value: Double, gradient: [Double])

  private(set) var point: [Double]
  private(set) var value = Double.nan
  private(set) var iterations = 0
  private var gradient: [Double] = []
  /// The pairs (s, y) of the last steps, with 1/(y·s).
  private var pairs: [(step: [Double], change: [Double], rho: Double)] = []

  private let memory = 12
  private let iterationLimit = 1000
  /// Relative to 1 and the gradient at the start.
  private let tolerance = 1e-9

  /// The largest entry of the gradient.
  var slope: Double { gradient.reduce(0) { max($0, abs($1)) } }

  init(start: [Double]) { point = start }

  /// Runs until the gradient vanishes or nothing helps.
  mutating func run<Failure: Error>(
    _ function: ([Double]) throws(Failure) -> Sample,
    progress: (_ iteration: Int, _ value: Double, _ slope: Double) -> Void
  ) throws(Failure) -> Reason {
    (value, gradient) = try function(point)
    guard value.isFinite, slope.isFinite else { return .undefined }
    let target = tolerance * max(1, slope)
    while iterations < iterationLimit {
      if slope <= target { return .converged }
      var direction = descentDirection()
      if dot(direction, gradient) >= 0 {
        pairs = []
        direction = gradient.map { -$0 }
      }
      let first = pairs.isEmpty ? min(1, 1 / max(slope, 1e-300)) : 1
      guard let (sample, length) = try search(function, direction, first: first) else {
        if pairs.isEmpty { return .stalled }
        pairs = []
        continue
      }
      let step = direction.map { $0 * length }
      let change = zip(sample.gradient, gradient).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 1e-14 * dot(change, change).squareRoot() * dot(step, step).squareRoot() {
        pairs.append((step, change, 1 / curvature))
        if pairs.count > memory { pairs.removeFirst() }
      }
      let fall = value - sample.value
      point = zip(point, step).map { $0 + $1 }
      (value, gradient) = sample
      iterations += 1
      progress(iterations, value, slope)
      if value < -1e300 { return .unbounded }
      if fall <= 1e-16 * max(abs(value), 1e-300), slope > target, fall >= 0, pairs.count > 2 {
        // Rounding hides any further fall.
        return slope <= 1e-6 * max(1, abs(value)) ? .converged : .stalled
      }
    }
    return .exhausted
  }

  /// −H·∇f by the two-loop recursion.
  private func descentDirection() -> [Double] {
    var q = gradient
    var alphas: [Double] = []
    for pair in pairs.reversed() {
      let alpha = pair.rho * dot(pair.step, q)
      alphas.append(alpha)
      for index in q.indices { q[index] -= alpha * pair.change[index] }
    }
    if let last = pairs.last {
      let scale = 1 / (last.rho * dot(last.change, last.change))
      for index in q.indices { q[index] *= scale }
    }
    for (pair, alpha) in zip(pairs, alphas.reversed()) {
      let beta = pair.rho * dot(pair.change, q)
      for index in q.indices { q[index] += (alpha - beta) * pair.step[index] }
    }
    return q.map { -$0 }
  }

  private typealias Trial = (length: Double, value: Double, slope: Double, sample: Sample)

  /// A step that satisfies the strong Wolfe conditions; nil if none lowers the value.
  private func search<Failure: Error>(
    _ function: ([Double]) throws(Failure) -> Sample, _ direction: [Double], first: Double
  ) throws(Failure) -> (Sample, Double)? {
    let slopeAtStart = dot(direction, gradient)
    func trial(_ length: Double) throws(Failure) -> Trial {
      let sample = try function(zip(point, direction).map { $0 + length * $1 })
      return (length, sample.value, dot(sample.gradient, direction), sample)
    }
    func isLow(_ trial: Trial) -> Bool {
      trial.value <= value + 1e-4 * trial.length * slopeAtStart
    }
    var low: Trial = (0, value, slopeAtStart, (value, gradient))
    var high: Trial?
    var length = first
    var best: Trial?
    for _ in 0..<60 {
      let now = try trial(length)
      let isFinite = now.value.isFinite && now.slope.isFinite
      if isFinite, now.value < (best?.value ?? value) { best = now }
      if !isFinite || !isLow(now) || now.value >= low.value && low.length > 0 {
        high = now
      } else if abs(now.slope) <= -0.9 * slopeAtStart {
        return (now.sample, now.length)
      } else if now.slope * ((high?.length ?? .infinity) - now.length) >= 0 {
        // The slope leads back: the minimum lies between the low end and here.
        high = low
        low = now
      } else {
        low = now
      }
      guard let high else {
        length *= 4
        if length > 1e12 { break }
        continue
      }
      length = between(low, high)
      if abs(high.length - low.length) <= 1e-14 * max(abs(low.length), 1e-300) { break }
    }
    return best.map { ($0.sample, $0.length) }
  }

  /// The minimum of the cubic through two ends, kept away from both.
  private func between(_ low: Trial, _ high: Trial) -> Double {
    let width = high.length - low.length
    let middle = low.length + width / 2
    guard high.value.isFinite, high.slope.isFinite else { return low.length + width / 10 }
    let d1 = low.slope + high.slope - 3 * (low.value - high.value) / (low.length - high.length)
    let square = d1 * d1 - low.slope * high.slope
    guard square >= 0 else { return middle }
    let d2 = square.squareRoot() * (width < 0 ? -1 : 1)
    let cubic = high.length - width * (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2)
    let margin = 0.1 * abs(width)
    let (least, most) = (min(low.length, high.length), max(low.length, high.length))
    guard cubic.isFinite, cubic > least + margin, cubic < most - margin else { return middle }
    return cubic
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}
