import Arrays
import Elaboration
import Graph
import Syntax

/// `minimize(J, W1, b1)`: changes the names until the gradient of the scalar vanishes.
extension Session {
  func minimize(_ arguments: [Argument], at span: Span) throws(Stop) {
    guard arguments.count >= 2, arguments.allSatisfy({ $0.label == nil }) else {
      throw failure(
        "minimize takes a scalar and the names to change", at: span, hint: "minimize(J, W1, b1)")
    }
    let function = arguments[0].value
    let objective = try understand(function).term
    guard graph[objective.node].shape.order == 0 else {
      throw failure(
        "minimize needs a scalar", at: function.span,
        label: "this is \(text(graph.shape(of: objective.node), objective.orientation))")
    }
    var slots: [Int] = []
    var terms = [objective]
    for argument in arguments.dropFirst() {
      let variable = argument.value
      guard let name = variable.bareName, let index = slot(of: name), state.slots[index].isInput
      else {
        throw failure(
          "minimize changes names that have a value of their own", at: variable.span,
          hint: "give it a start first, as in W1 = randn(3, 2)")
      }
      guard !slots.contains(index) else {
        throw failure("\(name) is given twice", at: variable.span)
      }
      slots.append(index)
      terms.append(
        try understand(
          Expression(
            .application(
              Expression(.name("grad"), span), [arguments[0], Argument(value: variable)], at: span),
            span)
        ).term)
    }
    let prepared: Prepared?
    do { prepared = try prepare(terms.map(\.node)) } catch { throw failure(error, at: span) }
    guard let prepared else { throw noValue(terms, for: "minimize", at: span) }
    try minimize(prepared, function.text, slots, at: span)
    changedSlots += slots
    for slot in slots { try show(slot: slot, at: span) }
    sayWhatFollows()
  }

  private func minimize(
    _ prepared: Prepared, _ name: String, _ slots: [Int], at span: Span
  ) throws(Stop) {
    let shapes = slots.map { state.values[$0].tensor?.shape ?? [] }
    let start = slots.flatMap { state.values[$0].tensor?.entries ?? [] }
    func store(_ point: [Double]) {
      var offset = 0
      for (slot, shape) in zip(slots, shapes) {
        let count = shape.reduce(1, *)
        setValue(slot, Tensor(shape, Array(point[offset..<offset + count])))
        offset += count
      }
    }
    var search = LimitedMemoryBFGS(start: start)
    var lastShown = now()
    let reason: LimitedMemoryBFGS.Reason
    do throws(Stop) {
      reason = try search.run { point throws(Stop) in
        if isInterrupted() { throw .interrupted("interrupted") }
        store(point)
        let results: [Tensor]
        do throws(ArrayError) {
          results = try run(prepared)
        } catch {
          throw failure(error, at: span)
        }
        return (results[0][0], results.dropFirst().flatMap(\.entries))
      } progress: { iteration, value, slope in
        guard options.isInteractive, now() - lastShown > 0.2 else { return }
        lastShown = now()
        let printer = valuePrinter(width: nil)
        output.progress(
          "iteration \(iteration): \(printer.number(value)), gradient \(printer.number(slope))")
      }
    } catch {
      output.progress(nil)
      guard case .interrupted = error, search.iterations > 0 else { throw error }
      store(search.point)
      keepsInterrupted = true
      for slot in slots { forgetInputLiteral(slot) }
      throw .interrupted("interrupted: kept iteration \(search.iterations)")
    }
    output.progress(nil)
    store(search.point)
    for slot in slots { forgetInputLiteral(slot) }
    let printer = valuePrinter(width: nil)
    let count = "\(search.iterations) iteration\(search.iterations == 1 ? "" : "s")"
    var report = "\(name) is \(printer.number(search.value)) after \(count): \(reason.rawValue)"
    if reason == .stalled || reason == .exhausted {
      report += "; the gradient's largest entry is \(printer.number(search.slope))"
    }
    aside(report)
  }

  private func forgetInputLiteral(_ index: Int) {
    guard case .input(.some) = state.slots[index].content else { return }
    var slot = state.slots[index]
    slot.content = .input(nil)
    setSlot(index, slot)
  }
}
