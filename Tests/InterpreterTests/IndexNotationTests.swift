import Syntax
import Testing

@testable import Interpreter

/// Indices as numbers, and where they run.
@Suite struct IndexNotationTests {
  private static let x = "x = [1; 2; 3]"
  private static let y = "y : vector(n)"

  @Test(arguments: [
    Line("Σ_{i=1}^{10} i", answers: "55"),
    Line(#"\sum_{i=1}^{10} i^2"#, answers: "385"),
    Line("Σ_{k=0}^{5} 2^k", answers: "63"),
    Line("Σ_{k=-1}^{1} (k + 1)^2", answers: "5"),
    Line(#"\prod_{i=1}^4 i"#, answers: "24"),
    Line(#"\prod_{i=2}^4 3"#, answers: "27"),
    Line("m = 3", "Σ_{i=1}^m i", answers: "6"),
    Line("i = 5", "Σ_{i=1}^3 i", answers: "6"),
    Line("Σ_{i=1}^{3} Σ_{j=1}^{2} i j", answers: "18"),
    Line(x, "Σ_{i=1}^3 i x_i", answers: "14"),
    Line(x, "Σ_i i x_i", answers: "14"),
    Line(x, "Σ_{i=1}^2 x_i", answers: "3"),
    Line(x, "Σ_{i=2}^3 x_i", answers: "5"),
    Line(x, "Σ_{i=2}^3 i x_i", answers: "13"),
    Line(x, "∏_{i=2}^3 x_i", answers: "6"),
    Line(x, "Σ_{i=1}^4 x_i", answers: "! error: the index i runs to 3, not to 4"),
    Line(x, "Σ_{i=0}^2 x_i", answers: "6"),
    Line(x, "Σ_{i=0}^2 i x_i", answers: "8"),
    Line(x, "Σ_{i=-1}^1 x_i", answers: "! error: entries count from 1, and i runs from -1"),
    Line(y, "Σ_{i=1}^n i y_i", answers: "y'*cumsum(ones(n))"),
    Line(y, "grad(Σ_{i=1}^n i y_i, y)", answers: "cumsum(ones(n))"),
    Line(y, "Σ_{i=2}^n y_i", answers: "y'*(cumsum(ones(n)) >= 2)"),
    Line(
      y, "Σ_{i=1}^{n-1} y_i",
      answers: "! error: an index runs to a number or to a size"),
    Line(
      y, "Σ_{i=1}^n Σ_{j=1}^i y_j",
      answers: "! error: how far an index runs can't change with another index"),
  ])
  func numbers(_ line: Line) { #expect(line.actual() == line.answer) }

  private static let a = "A = [1 2; 3 4]"
  private static let pair = "summed over"
  private static let only = "nothing else here has this index"

  /// An index whose place is left out is summed over, too, where nothing else has it.
  @Test(arguments: [
    Line(a, #"\sum_{i \neq j} A_{ij}"#, answers: "~ \(pair) j, too: \(only)", "5"),
    Line(
      a, #"$s = 1 + 2 \sum_{j \ne i} A_{ij}^2$"#, answers: "~ \(pair) i, too: \(only)", "s = 27"),
    Line(a, #"\sum_{i \neq j}^2 A_{ij}"#, answers: "~ \(pair) j, too: \(only)", "5"),
    Line(a, #"\sum_{j \neq i} A_{ij} + A_{ii}"#, answers: "[3; 7]"),
    Line(a, #"r_i = \sum_{j \neq i} A_{ij}"#, answers: "r = [2; 3]"),
    Line(a, #"\sum_{j \neq i} A_{ij}"#, answers: "[2; 3]"),
    Line(a, #"\sum_i \sum_{j \neq i} A_{ij}"#, answers: "5"),
  ])
  func pairs(_ line: Line) { #expect(line.actual() == line.answer) }

  private static let p = "P = [0.3 0.7; 0.5 0.5]"
  private static let symmetric = "S = [1 2; 2 5]"
  private static let zero = "z = [0; 0]"

  /// What a side has no index of, it is for each of its places.
  @Test(arguments: [
    Line(p, #"\sum_j P_{ij} = 1"#, answers: "✓ Σ_j P[i, j] = 1 for each i"),
    Line(p, #"1 = \sum_j P_{ij}"#, answers: "✓ 1 = Σ_j P[i, j] for each i"),
    Line(
      p, "Σ_j P_ij = 1", answers: "~ '_ij' is read as one label", "✓ Σ_j P[i, j] = 1 for each i"),
    Line(
      p, #"\sum_i P_{ij} = 1"#,
      answers: "✗ Σ_i P[i, j] = 1 for each j: Σ_i P[i, j] at j = 1 is 0.8, off by -0.2"),
    Line(
      p, #"$\sum_i P_{ij} = 0.8$"#,
      answers: "✗ Σ_i P[i, j] = 0.8 for each j: Σ_i P[i, j] at j = 2 is 1.2, off by 0.4"),
    Line(p, #"$\sum_j P_{ij} = 1.00$"#, answers: "✓ Σ_j P[i, j] = 1.00 for each i"),
    Line(p, "c = 1", #"\sum_j P_{ij} = c"#, answers: "✓ Σ_j P[i, j] = c for each i"),
    Line(p, "s = [1; 1]", #"\sum_j P_{ij} = s_i"#, answers: "✓ Σ_j P[i, j] = s[i] for each i"),
    Line(p, #"\sum_i \sum_j P_{ij} = 2"#, answers: "✓ Σ_i (Σ_j P[i, j]) = 2"),
    Line(p, "[i] = Σ_j P[i, j] = 1", answers: "✓ Σ_j P[i, j] = 1 for each i"),
    Line(
      #"\sum_j P_{ij} = 1"#,
      answers: "? Σ_j P[i, j] = 1 for each i: waits for a value of P"),
    Line(
      #"\sum_j P_{ij} = 1"#, p, answers: "P = [0.3  0.7", "     0.5  0.5]",
      "✓ Σ_j P[i, j] = 1 for each i"),
    Line(
      p, #"\sum_j P_{ij} = a"#, answers: "~ taking a as a scalar",
      "? Σ_j P[i, j] = a for each i: waits for a value of a"),
    Line(
      p, #"\sum_j P_{ij} = a_i"#, answers: "? Σ_j P[i, j] = a[i] for each i: waits for a value of a"
    ),
    Line(zero, "z_i = 0", answers: "✓ z[i] = 0 for each i"),
    Line(zero, "$z_i = 0$", answers: "✓ z[i] = 0 for each i"),
    Line(zero, "z_i = 1", answers: "✗ z[i] = 1 for each i: z[1] is 0, off by -1"),
    Line(symmetric, "S_{ij} = S_{ji}", answers: "✓ S[i, j] = S[j, i] for each i, j"),
    Line(symmetric, "$S_{ij} = S_{ji}$", answers: "✓ S[i, j] = S[j, i] for each i, j"),
    Line(
      symmetric, "S_ij = -S_ji",
      answers: "✗ S[i, j] = -S[j, i] for each i, j: S[2, 2] is 5, off by 10"),
    Line(
      "A_{ij} = A_{ji}", answers: "✓ A[i, j] = A[j, i] for each i, j (only if A is symmetric)"),
    Line(symmetric, "B_{ij} = S_{ji}", answers: "B = [1  2", "     2  5]"),
    // What may be a name of its own stays one.
    Line("w = [3; 4]", "w_n = w/norm(w)", answers: "w_n = [0.6; 0.8]"),
    Line("x_i = 3", answers: "x_i = 3"),
    Line("W_{out} = [1 2]", answers: "W_out = [1 2]"),
  ])
  func places(_ line: Line) { #expect(line.actual() == line.answer) }

  private static let family = ["x = [1; 2]", "S_1 = [2 0; 0 4]", "S_2 = [1 1; 0 1]"]

  /// Members of families may be matrices, where they are inverted or have determinants.
  @Test(arguments: [
    (#"$\sum_k x^\top S_k^{-1} x$"#, ["4.5"]),
    (#"$\sum_k \det S_k$"#, ["9"]),
    (#"$\sum_k \log \det S_k = \log 8$"#, ["✓ Σ_k log(det(S[k])) = log(8)"]),
    (#"$v_k = x^\top S_k^{-1} x$"#, ["v = [1.5; 3]"]),
  ])
  func matrices(_ line: String, _ answer: [String]) {
    let output = RecordingOutput()
    let session = Session(options: SessionOptions(), output: output)
    for line in Self.family { _ = session.run(SourceText(line)) }
    let before = output.lines.count
    _ = session.run(SourceText(line))
    #expect(output.lines[before...].filter { !$0.hasPrefix("~") } == answer)
  }

  /// A letter that says how many there are is no family, and an index may be a name's own.
  @Test(arguments: [
    Line("$e_{ij} = q_i^\\top k_j$", answers: "e_all = [i, j] = q[i]' k[j]"),
    Line("$(2\\pi)^{D/2}$", answers: "~ taking D as a scalar", "(2*pi)^(1/2*D)"),
  ])
  func letters(_ line: Line) { #expect(line.actual() == line.answer) }

  /// A number before all terms stands before or under them once.
  @Test(arguments: [
    Line(
      "C : matrix(m, n)", "A : matrix(n, m)", "d(log2(C*A*C)/3, C)",
      answers: "[i, j, k, l] = (Σ_p C[p, j]*A[l, p]*(1 ./ (C*A*C))[i, j]*δ[i, k]"
        + " + Σ_p C[i, p]*A[p, k]*(1 ./ (C*A*C))[i, j]*δ[j, l])/(3*log(2))")
  ])
  func numberOfAllTerms(_ line: Line) { #expect(line.actual() == line.answer) }
}
