import Arrays
import Elaboration
import Graph
import Syntax

/// `check_grad(J, W1)`: the gradient against central differences.
extension Session {
  func checkGradient(_ arguments: [Argument], at span: Span) throws(Stop) {
    guard arguments.count >= 2, arguments.allSatisfy({ $0.label == nil }) else {
      throw failure(
        "check_grad takes a scalar and the names to differentiate it by", at: span,
        hint: "check_grad(J, W1)")
    }
    let function = arguments[0].value
    for argument in arguments.dropFirst() {
      let variable = argument.value
      guard let name = variable.bareName else {
        throw failure("check_grad differentiates by a name", at: variable.span)
      }
      let gradient = Expression(
        .application(
          Expression(.name("grad"), span), [arguments[0], Argument(value: variable)], at: span),
        span)
      // Whatever is wrong with the gradient is said as of a gradient.
      _ = try understand(gradient)
      guard let index = slot(of: name) else {
        throw failure("check_grad differentiates by a name", at: variable.span)
      }
      let slot = state.slots[index]
      if slot.isSymbol { throw noValue([slot.term], for: "check_grad", at: variable.span) }
      guard slot.isInput else {
        throw failure(
          "check_grad moves a name that has a value of its own", at: variable.span,
          label: "\(name) follows an equation")
      }
      let error = try largestError(of: gradient, function, index)
      let printer = valuePrinter(width: nil)
      let isRight = error <= 1e-6
      if !isRight { hasFailed = true }
      guard !isQuiet || !isRight else { continue }
      let text = "grad(\(function.text), \(name))"
      let mark = isRight ? (options.isASCII ? "ok" : "✓") : (options.isASCII ? "wrong:" : "✗")
      if options.format == .json {
        emit(
          Shown(name: nil, content: .value(Tensor(error), .column)),
          check: (isRight ? .holds : .mismatch, "largest relative error of \(text)"))
      } else {
        output.result(
          palette.wrap(mark, isRight ? .success : .error)
            + " \(text): largest relative error \(printer.number(error))")
      }
    }
  }

  /// The largest difference between the gradient's entries and central differences, relative to the
  /// gradient's largest entry. Fourth-order differences with steps of ε^(1/5) keep rounding and
  /// truncation both near 1e-12. A gradient below what rounding of the function's value leaves in
  /// differences, as at a minimum, is as good as zero.
  private func largestError(
    of gradient: Expression, _ function: Expression, _ index: Int
  ) throws(Stop) -> Double {
    let (analytic, _) = try evaluate(gradient, for: "check_grad")
    let term = try understand(function).term
    guard let at = state.values[index].tensor else { return 0 }
    guard let prepared = try preparedFunction(term, at: function.span) else {
      throw noValue([term], for: "check_grad", at: function.span)
    }
    let kept = state.values[index]
    defer {
      state.values[index] = kept
      stamp(index)
    }
    var largestDifference = 0.0
    var scale = 0.0
    var floor = 1e-8
    let isSymmetric = at.order == 2 && graph.name(of: state.slots[index].node)?.isSymmetric == true
    for entry in 0..<at.count {
      // A symmetric matrix stays so: an entry moves with its mirror image, each by half.
      let n = isSymmetric ? at.shape[0] : 1
      let mirrored = isSymmetric ? entry % n * n + entry / n : entry
      if isInterrupted() { throw .interrupted("interrupted") }
      let step = 7e-4 * max(1, abs(at[entry]))
      func value(_ offset: Double) throws(Stop) -> Double {
        var moved = at
        moved[entry] += offset * step * (mirrored == entry ? 1 : 0.5)
        if mirrored != entry { moved[mirrored] += offset * step * 0.5 }
        state.values[index].tensor = moved
        do { return try run(prepared)[0][0] } catch { throw failure(error, at: function.span) }
      }
      let above = try value(1)
      let near = try above - value(-1)
      let far = try value(2) - value(-2)
      let numeric = (8 * near - far) / (12 * step)
      largestDifference = max(largestDifference, abs(numeric - analytic[entry]))
      scale = max(scale, abs(analytic[entry]), abs(numeric))
      if above.isFinite { floor = max(floor, 1e-5 * abs(above) / max(1, abs(at[entry]))) }
      if numeric.isNaN || analytic[entry].isNaN { return .nan }
    }
    return scale == 0 ? 0 : largestDifference / max(scale, floor)
  }

  func preparedFunction(_ term: Term, at span: Span) throws(Stop) -> Prepared? {
    do { return try prepare([term.node]) } catch { throw failure(error, at: span) }
  }
}
