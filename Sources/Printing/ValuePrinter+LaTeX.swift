import Arrays
import Graph

extension ValuePrinter {
  /// A value in LaTeX (amsmath): `bmatrix` for arrays; those of order 3 and more as a list of
  /// slices. Nothing is left out.
  package func latex(_ value: Tensor, orientation: Orientation = .column) -> String {
    if value.order == 0 { return latex(value[0]) }
    if value.order > 2 {
      let leading = value.shape[0]
      let inner = Array(value.shape.dropFirst())
      let count = inner.reduce(1, *)
      let slices = (0..<leading).map { slice in
        latex(Tensor(inner, Array(value.entries[slice * count..<(slice + 1) * count])))
      }
      return "\\left(" + slices.joined(separator: ", ") + "\\right)"
    }
    let isRow = value.order == 1 && orientation == .row
    let columns = value.order == 2 ? value.shape[1] : isRow ? value.count : 1
    if value.count == 0 { return "[\\,]" }
    let rows = stride(from: 0, to: value.count, by: columns).map { start in
      (start..<start + columns).map { latex(value[$0]) }.joined(separator: " & ")
    }
    return "\\begin{bmatrix} " + rows.joined(separator: " \\\\ ") + " \\end{bmatrix}"
  }

  /// A number in LaTeX: `1.2346 \cdot 10^{-9}`, `\infty`.
  package func latex(_ x: Double) -> String {
    if x.isInfinite { return x < 0 ? "-\\infty" : "\\infty" }
    if x.isNaN { return "\\mathrm{NaN}" }
    let text = number(x)
    guard let mark = text.firstIndex(of: "e") else { return text }
    let power = Int(text[text.index(after: mark)...]) ?? 0
    return "\(text[..<mark]) \\cdot 10^{\(power)}"
  }
}
