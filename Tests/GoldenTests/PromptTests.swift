import Foundation
import Testing

/// The first minutes of a new user at the prompt, on a terminal.
@Suite(.serialized) struct PromptTests {
  /// A prompt that has greeted.
  func prompt(
    _ arguments: String..., terminal: String = "xterm-256color", columns: Int = 80,
    home: URL? = nil
  ) throws -> Pseudoterminal {
    let shell = try Pseudoterminal(
      arguments, terminal: terminal, columns: columns, home: home)
    _ = try #require(shell.expect("mx> "))
    return shell
  }

  @Test func greetsInThreeLines() throws {
    let shell = try Pseudoterminal()
    let greeting = try #require(shell.expect("mx> "))
    #expect(greeting.split(separator: "\n").count <= 4)
    #expect(greeting.contains("mx 0."))
    #expect(greeting.contains("help"))
    #expect(greeting.contains("Ctrl-D"))
  }

  @Test(arguments: ["quit", "exit", "q", "quit()", ":q", ":quit"])
  func leaves(_ word: String) throws {
    let shell = try prompt()
    shell.enter(word)
    #expect(try #require(shell.end()).status == 0)
  }

  @Test func controlDLeaves() throws {
    let shell = try prompt()
    shell.type("\u{4}")
    #expect(try #require(shell.end()).status == 0)
  }

  @Test func controlCStaysAndSaysHowToLeave() throws {
    let shell = try prompt()
    shell.type("\u{3}")
    #expect(shell.expect("Ctrl-D") != nil)
    #expect(shell.expect("mx> ") != nil)
    shell.type("1 + nonsense\u{3}")
    #expect(shell.expect("mx> ") != nil)
    shell.enter("20+22")
    #expect(shell.expect("\n42\n") != nil)
  }

  @Test func controlCStopsAComputation() throws {
    let shell = try prompt()
    shell.enter("a = 0")
    shell.expect("mx> ")
    shell.enter("repeat 1e12 { a += 1 }")
    usleep(300_000)
    let start = Date()
    shell.type("\u{3}")
    #expect(shell.expect("interrupted in iteration") != nil)
    // What is asked for is a tenth of a second; a machine that is busy with tests gets more.
    #expect(Date().timeIntervalSince(start) < 2)
    shell.expect("mx> ")
    shell.enter("a > 0")
    #expect(shell.expect("\n1\n") != nil)
  }

  @Test(arguments: [
    ("2+2", "4"),
    ("[1 2; 3 4]", "1  2\n 3  4]"),
    ("[1,2;3,4]", "1  2\n 3  4]"),
    ("[[1,2],[3,4]]", "1  2\n 3  4]"),
    (#"\begin{pmatrix}1&2\\3&4\end{pmatrix}"#, "1  2\n 3  4]"),
    ("2*3;4", "4"),
    ("1/3 # a third", "0.33333"),
    ("5; % five", "mx> "),
    ("x = 3; ans", "ans"),
    ("tarce([1])", "did you mean trace?"),
    ("np.linalg.inv([1])", "did you mean inv?"),
    ("D(x)", "did you mean d(Y, X)?"),
    ("[1 2] @ [3; 4]", "the matrix product is A*B"),
    ("(1 + 2))", "')' closes nothing"),
    ("q + 1", "taking q as a vector"),
    ("−2 × 3 ⋅ 4", "-24"),
  ])
  func answers(_ input: String, _ answer: String) throws {
    let shell = try prompt()
    shell.enter(input)
    let said = try #require(shell.expect("\nmx> "))
    #expect(said.contains(answer), "\(said)")
  }

  @Test(arguments: ["A'", "A^T", "Aᵀ", "A.T", #"A^\top"#, "transpose(A)"])
  func transposes(_ writing: String) throws {
    let shell = try prompt("-i", "-e", "A = [1 2; 3 4];")
    shell.enter(writing)
    #expect(shell.expect("[1  3\n 2  4]") != nil)
  }

  @Test(arguments: [
    "grad(x'*A*x, x)", "∂(xᵀAx)/∂x", "∇_x xᵀAx",
  ])
  func gradients(_ writing: String) throws {
    let shell = try prompt()
    shell.enter(writing)
    let said = try #require(shell.expect("\nmx> "))
    #expect(said.contains("A + A'") || said.contains("A'*x"), "\(said)")
  }

  @Test func helpHasManyNames() throws {
    let shell = try prompt()
    var pages: [String] = []
    for word in ["help", "?", ":help", "--help", "-h"] {
      shell.enter(word)
      let page = try #require(shell.expect("\nmx> "))
      pages.append(String(page.drop { $0 != "\n" }))
    }
    #expect(Set(pages).count == 1, "\(pages)")
    #expect(pages[0].split(separator: "\n").count <= 25)
    var grads: [String] = []
    for word in ["help grad", "?grad", "grad?", ":help grad"] {
      shell.enter(word)
      grads.append(String(try #require(shell.expect("\nmx> ")).drop { $0 != "\n" }))
    }
    #expect(Set(grads).count == 1)
    #expect(grads[0].contains("∂J/∂W1"))
  }

  @Test func openBracketGoesOn() throws {
    let shell = try prompt()
    shell.enter("sum([1 2")
    #expect(shell.expect("... ") != nil)
    shell.enter("3 4])")
    #expect(shell.expect("10\n") != nil)
  }

  @Test func pastedLinesRunAsTheyStand() throws {
    let shell = try prompt()
    shell.paste("A = [1 2\n3 4]\nb = 2*A\nb[2, 2]\n")
    shell.type("\r")
    let said = try #require(shell.expect("\n8\n"))
    #expect(said.contains("b = [2  4\n     6  8]"), "\(said)")
  }

  @Test func pastedTranscriptRunsItsInputs() throws {
    let shell = try prompt()
    shell.paste("mx> a = 2\na = 2\nmx> b = [a\n... 3]\nb = [2; 3]\nmx> 10*b\n")
    shell.type("\r")
    #expect(shell.expect("[20; 30]") != nil)
  }

  @Test func historyKeepsBlocks() throws {
    let home = FileManager.default.temporaryDirectory.appending(path: "mx-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: home) }
    do {
      let shell = try prompt(home: home)
      shell.paste("A = [1 2\n3 4]")
      shell.type("\r")
      shell.expect("3  4]")
      shell.expect("mx> ")
      // Without a word of leaving: what was entered is kept all the same.
      shell.type("\u{1B}[A\r")
      #expect(shell.expect("[1  2\n     3  4]") != nil)
      let file = home.appending(path: ".local/state/mx/history")
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains("A = [1 2\n3 4]"))
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o600)
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
      let copy = home.appendingPathExtension("kept")
      try FileManager.default.copyItem(at: home, to: copy)
    }
    let copy = home.appendingPathExtension("kept")
    let shell = try prompt(home: copy)
    shell.type("\u{1B}[A\r")
    #expect(shell.expect("[1  2\n     3  4]") != nil)
  }

  @Test func tabCompletes() throws {
    let shell = try prompt()
    shell.type("\\partial\t")
    #expect(shell.expect("∂") != nil)
    shell.type("\u{15}softm\t")
    #expect(shell.expect("softmax") != nil)
    shell.type("\u{15}so\t\t")
    #expect(shell.expect("solve") != nil)
    shell.type("\u{15}\t\t")
    shell.enter("1+1")
    let said = try #require(shell.expect("2\n"))
    #expect(said.count < 500)
  }

  @Test func latexOfTheLastResult() throws {
    let shell = try prompt("-i", "-e", "A : matrix(m, n)", "-e", "x : vector(n)")
    shell.enter("grad(‖A*x‖², x)")
    shell.expect("mx> ")
    shell.enter(":latex")
    #expect(shell.expect(#"A^{\top} A x"#) != nil)
  }

  @Test func namesAreListedAndCleared() throws {
    let shell = try prompt()
    shell.enter("x = [1; 2]; u = 2*x; W : matrix(3, 2)")
    shell.expect("mx> ")
    shell.enter(":vars")
    let list = try #require(shell.expect("\nmx> "))
    for text in ["vector(2)", "= 2*x", "matrix(3, 2)", "no value"] {
      #expect(list.contains(text), "\(list)")
    }
    shell.enter(":clear u")
    shell.expect("mx> ")
    shell.enter(":vars")
    #expect(try #require(shell.expect("\nmx> ")).contains("= 2*x") == false)
  }

  @Test func wideResultsAreCutAndSayHowToSeeThem() throws {
    let shell = try prompt(columns: 40)
    shell.enter("M = zeros(3, 60)")
    let said = try #require(shell.expect("\nmx> "))
    #expect(said.contains("…"))
    #expect(said.contains(":full"))
    #expect(said.split(separator: "\n").allSatisfy { $0.count <= 40 }, "\(said)")
    shell.enter(":full")
    #expect(try #require(shell.expect("\nmx> ")).count > 360)
  }

  @Test func dumbTerminalsGetNoEscapes() throws {
    let shell = try prompt(terminal: "dumb")
    shell.enter("tarce([1])")
    shell.expect("trace?")
    shell.expect("mx> ")
    #expect(!shell.raw.contains("\u{1B}"))
  }
}
