import Testing

@testable import Interpreter

/// Forward and backward passes, as a lecture note writes them.
@Suite struct PassTests {
  private static let net = """
    u = W1*x + b1
    h = relu(u)
    v = W2*h + b2
    o = softmax(v)
    L = -sum(y .* log(o))
    s1 = 1/2*frob(W1)^2
    s2 = 1/2*frob(W2)^2
    s = s1 + s2
    J = L + s
    """

  private static let numbers = """
    x = [6; 3]
    W1 = [0.3 0.5; 0.2 0.7; 0.1 0.4]
    b1 = [0.1; 0.2; 0.3]
    W2 = [0.3 0.5 0.1; 0.2 0.7 0.8]
    b2 = [0.3; 0.5]
    y = [0; 1]
    """

  @Test func forwardOfTheNet() {
    let line = Line(Self.net, Self.numbers, "J", ":forward J")
    #expect(
      line.actual() == [
        "u  = W1*x + b1 = [3.4; 3.5; 2.1]",
        "h  = relu(u) = [3.4; 3.5; 2.1]",
        "v  = W2*h + b2 = [3.28; 5.31]",
        "o  = softmax(v) = [0.11609; 0.88391]",
        "L  = -sum(y .* log(o)) = 0.1234",
        "s1 = 1/2*frob(W1)^2 = 0.52",
        "s2 = 1/2*frob(W2)^2 = 0.76",
        "s  = s1 + s2 = 1.28",
        "J  = L + s = 1.4034",
      ])
  }

  @Test func backwardOfTheNet() {
    let line = Line(Self.net, ":backward J")
    #expect(
      line.actual() == [
        "∂J/∂L  = 1",
        "∂J/∂s  = 1",
        "∂J/∂s1 = prod(∂J/∂s, ∂s/∂s1) = 1",
        "∂J/∂s2 = prod(∂J/∂s, ∂s/∂s2) = 1",
        "∂J/∂y  = prod(∂J/∂L, ∂L/∂y) = -log(o)",
        "∂J/∂o  = prod(∂J/∂L, ∂L/∂o) = -y ./ o",
        "∂J/∂v  = prod(∂J/∂o, ∂o/∂v) = (diag(o) - o*o')*∂J/∂o = o - y (if Σy = 1)",
        "∂J/∂W2 = prod(∂J/∂v, ∂v/∂W2) + prod(∂J/∂s2, ∂s2/∂W2) = ∂J/∂v*h' + W2",
        "∂J/∂b2 = prod(∂J/∂v, ∂v/∂b2) = ∂J/∂v",
        "∂J/∂h  = prod(∂J/∂v, ∂v/∂h) = W2'*∂J/∂v",
        "∂J/∂u  = prod(∂J/∂h, ∂h/∂u) = ∂J/∂h .* relu'(u)",
        "∂J/∂W1 = prod(∂J/∂u, ∂u/∂W1) + prod(∂J/∂s1, ∂s1/∂W1) = ∂J/∂u*x' + W1",
        "∂J/∂x  = prod(∂J/∂u, ∂u/∂x) = W1'*∂J/∂u",
        "∂J/∂b1 = prod(∂J/∂u, ∂u/∂b1) = ∂J/∂u",
        "~ relu'(0) taken as 0",
      ])
  }

  @Test func backwardWithValues() {
    let line = Line(Self.net, Self.numbers, ":backward J")
    let answer = line.actual()
    #expect(
      answer.contains(
        "∂J/∂v  = prod(∂J/∂o, ∂o/∂v) = (diag(o) - o*o')*∂J/∂o = o - y (because Σy = 1)"
          + " = [0.11609; -0.11609]"))
    // A matrix stands below its formula.
    let start = answer.firstIndex { $0.hasPrefix("∂J/∂W2") } ?? 0
    #expect(
      Array(answer[start..<start + 3]) == [
        "∂J/∂W2 = prod(∂J/∂v, ∂v/∂W2) + prod(∂J/∂s2, ∂s2/∂W2) = ∂J/∂v*h' + W2",
        "       = [ 0.6947  0.90631  0.34379",
        "          -0.1947  0.29369  0.55621]",
      ])
  }

  @Test func aLabelThatDoesNotSumToOneIsNotTakenToDo() {
    let line = Line(Self.net, Self.numbers, "y = [0; 2]", ":backward J")
    #expect(!line.actual().contains { $0.contains("because") })
  }

  /// What a pass says can be typed back, and is found to be right.
  @Test(arguments: [
    net, net + "\n" + numbers, net + "\n" + numbers + "\ny = [1; 2]",
    // Shared weights, and a step that skips another: the steps' derivatives overlap.
    "h1 = tanh(W*x)\nh2 = tanh(W*h1)\nJ = sum(h2)",
    "A : matrix(n, n)\nu = A*x\nh = x + tanh(u)\nJ = h'*u",
    "h1 = tanh(W*x)\nh2 = tanh(W*h1)\nJ = sum(h2)\nx = [1; 2]\nW = [0.1 0.2; 0.3 0.4]",
    "X : matrix(m, n)\nr = X*w - y\nJ = r'*r/(2*m) + λ*norm2(w)^2",
    "P : symmetric(n)\nq = x'*P*x\nJ = q^2",
    "r : row(n)\nA : matrix(n, n)\nq = r*A\nJ = q*q'",
    "A : matrix(n, n)\nB = A*A\nJ = tr(B*A) + logdet(B)",
    "u = W1*x\nf(z) = z.^2 + 1\nv = f(u)\nJ = sum(v)",
    "X : matrix(m, n)\nZ = X*W + ones(m)*b'\nH = sigmoid(Z)\nJ = sum(H .* T)",
  ])
  func saysWhatHolds(_ text: String) {
    let output = RecordingOutput()
    let session = Session(options: SessionOptions(), output: output)
    _ = session.run(.init(text))
    let start = output.lines.count
    _ = session.run(":backward J")
    let lines = output.lines[start...].filter { !$0.hasPrefix("~") }
    #expect(!lines.isEmpty && lines.allSatisfy { !$0.hasPrefix("!") })
    var head = ""
    for line in lines {
      let isCertain = !line.contains("(if ")
      let links = line.replacing(" (because Σy = 1)", with: "").components(separatedBy: " = ")
        .map(\.trimmed)
      if !links[0].isEmpty { head = links[0] }
      // Values are rounded, and not claimed exactly.
      for link in links.dropFirst() where !link.hasPrefix("[") && Double(link) == nil {
        guard isCertain || !link.hasSuffix("(if Σy") && link != "1)" else { continue }
        let before = output.lines.count
        _ = session.run(.init("\(head) = \(link)"))
        let answer = output.lines[before...].filter { !$0.hasPrefix("~") }
        #expect(answer.first?.hasPrefix("✓") == true, "\(head) = \(link): \(answer)")
      }
    }
  }

  @Test func longFormulasBreakBeforeTheirTerms() {
    let terms = (1...12).map { "a\($0)*tanh(weight\($0))" }.joined(separator: " + ")
    let line = Line("J = \(terms)", ":forward J")
    let answer = line.actual()
    #expect(answer.count > 1)
    #expect(answer.allSatisfy { $0.count <= 100 })
    #expect(answer.dropFirst().allSatisfy { $0.hasPrefix("      + ") })
  }

  @Test func passesAreWrittenInLaTeXToo() {
    var options = SessionOptions()
    options.format = .latex
    let answer = Line("u = W*x", "J = u'*u", ":backward J").actual(options)
    #expect(
      answer == [
        "\\begin{aligned}",
        "\\frac{\\partial J}{\\partial u} &= 2 u \\\\",
        "\\frac{\\partial J}{\\partial W} &= \\operatorname{prod}\\left(\\frac{\\partial J}"
          + "{\\partial u}, \\frac{\\partial u}{\\partial W}\\right) \\\\",
        "   &= 2 u x^{\\top} \\\\",
        "\\frac{\\partial J}{\\partial x} &= \\operatorname{prod}\\left(\\frac{\\partial J}"
          + "{\\partial u}, \\frac{\\partial u}{\\partial x}\\right) \\\\",
        "   &= 2 W^{\\top} u",
        "\\end{aligned}",
      ])
    let again = Line("u = W*x", "J = u'*u", ":backward J", ":latex").actual()
    #expect(again == answer)
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }

  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
