import Foundation
import Testing

/// The program from outside: what goes where, and what it ends with.
@Suite struct CommandLineTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var input = ""
    var output = ""
    /// What standard error starts with; all of it if it is empty.
    var messages = ""
    var status: Int32 = 0

    var testDescription: String { "mx " + arguments.joined(separator: " ") }
  }

  static let cases: [Case] = [
    // Where texts come from.
    Case(arguments: ["-e", "2+2"], output: "4\n"),
    Case(arguments: ["-e", "x = 2", "--eval", "x^2", "-ex^3"], output: "x = 2\n4\n8\n"),
    Case(arguments: [], input: "x = 2\nx^2\n", output: "x = 2\n4\n"),
    Case(arguments: ["-"], input: "5\n", output: "5\n"),
    Case(arguments: ["-e", "x = 2", "-"], input: "x + 1", output: "x = 2\n3\n"),
    Case(arguments: ["-i", "-e", "x = 2"], input: "x + 1\n", output: "x = 2\n3\n"),
    Case(arguments: [], input: "#!/usr/bin/env mx\n2+2\n", output: "4\n"),
    Case(arguments: ["-e", "quit"]),
    Case(arguments: ["-e", "exit", "-e", "3"]),
    Case(arguments: ["-e", ":q", "-e", "3"]),
    Case(arguments: ["-e", "2;"]),
    Case(
      arguments: ["-e", "grad(log(a), a)"], output: "1/a\n", messages: "taking a as a scalar\n"),
    Case(
      arguments: ["--ascii", "-e", "W : matrix(m, n)", "-e", "s = ½ ‖W‖²"],
      output: "s = 1/2*||W||^2\n", messages: "W : matrix(m, n)\n"),
    // How it ends.
    Case(arguments: ["-e", "1 = 1"], output: "✓ 1 = 1\n"),
    Case(
      arguments: ["-e", "1 + 1 = 3"], output: "✗ 1 + 1 = 3: 1 + 1 is 2, off by -1\n", status: 1),
    Case(
      arguments: ["notes.md"],
      messages: "mx: notes.md is a document: mx check notes.md proof-reads it\n", status: 1),
    Case(arguments: ["-e", "1 +"], messages: "error: expected an operand after '+'\n", status: 1),
    Case(
      arguments: ["-e", "x = 2", "-e", "tarce(x)", "-e", "3"], output: "x = 2\n",
      messages: "error: unknown function tarce\n", status: 1),
    Case(
      arguments: ["--keep-going", "-e", "tarce(1)", "-e", "3"], output: "3\n",
      messages: "error: unknown function tarce\n", status: 1),
    Case(
      arguments: [], input: "1\n[1 2\n", output: "1\n", messages: "<stdin>:2:1: error: '['",
      status: 1),
    Case(arguments: ["nofile.mx"], messages: "mx: nofile.mx: no such file\n", status: 1),
    Case(
      arguments: ["README.mdd"],
      messages: "mx: README.mdd: no such file (in this folder: README.md)\n", status: 1),
    Case(arguments: ["Sources"], messages: "mx: Sources: is a folder\n", status: 1),
    Case(arguments: ["--", "-e"], messages: "mx: -e: no such file\n", status: 1),
    // Wrong usage.
    Case(
      arguments: ["--jsn"], messages: "mx: unknown option --jsn (did you mean --json?)\n", status: 2
    ),
    Case(
      arguments: ["-1+1"], messages: "mx: unknown option -1+1 (to evaluate it: mx -e '-1+1')\n",
      status: 2),
    Case(arguments: ["--digits"], messages: "mx: --digits wants N after it\n", status: 2),
    Case(
      arguments: ["--digits", "40"], messages: "mx: --digits wants 1 to 17, not '40'\n", status: 2),
    Case(arguments: ["--json=yes"], messages: "mx: --json takes no value\n", status: 2),
    Case(arguments: ["-", "-"], messages: "mx: standard input can be read only once\n", status: 2),
    Case(arguments: ["--fix"], messages: "mx: --fix goes with check (mx check --fix", status: 2),
    Case(
      arguments: ["check", "--diff", "a.md"], messages: "mx: --diff goes with --fix", status: 2),
    Case(
      arguments: ["check", "--fix", "a.md", "b.md"], messages: "mx: --fix takes one document",
      status: 2),
    Case(arguments: ["check", "--fix", "--json", "a.md"], messages: "mx: --fix writes", status: 2),
    // Documents.
    Case(
      arguments: ["check", "-"], input: "\u{FEFF}So $a = 1$\n\n$$b = 2\n",
      output: "<stdin>:1: defined   a = 1\n\n<stdin>: 1 equality: 1 defined\n",
      messages: "<stdin>:3:1: error: '$$' isn't closed", status: 1),
    Case(
      arguments: ["check", "--fix", "-"], input: "So $a = 1 + 1 = 3$.\n",
      output: "So $a = 1 + 1 = 2$.\n", messages: "<stdin>: 1 of 1 mistake fixed\n"),
    Case(
      arguments: ["check", "--fix", "--diff", "-"], input: "a\n$a = 1 + 1 = 3$\n",
      output: "--- <stdin>\n+++ <stdin>\n@@ -1,2 +1,2 @@\n a\n-$a = 1 + 1 = 3$\n+$a = 1 + 1 = 2$\n",
      messages: "<stdin>: 1 of 1 mistake fixed\n"),
    Case(
      arguments: ["check", "--fix", "-"], input: "$a = 1 + 1 = 2$", output: "$a = 1 + 1 = 2$",
      messages: "<stdin>: no mistakes to fix\n"),
    Case(
      arguments: ["check", "--fix", "-"], input: "$p = 2 q$ $p = 3 q$",
      output: "$p = 2 q$ $p = 3 q$", messages: "<stdin>: 0 of 1 mistake fixed\n  line 1: left",
      status: 1),
    Case(
      arguments: ["check", "-"], input: "$$a = 1",
      output: "<stdin>: no equations\n", messages: "<stdin>:1:1: error: '$$' isn't closed\n",
      status: 1),
    // How things are shown.
    Case(arguments: ["-V"], output: "mx 0.1.0\n"),
    Case(arguments: ["--digits", "12", "-e", "pi"], output: "3.14159265359\n"),
    Case(arguments: ["--digits=3", "-e", "[pi; e]"], output: "[3.14; 2.72]\n"),
    Case(
      arguments: ["--latex", "-e", "[1 2; 3 4]"],
      output: "\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}\n"),
    Case(arguments: ["-q", "-e", "x : vector(n)", "-e", "grad(x'*x, x)"], output: "2*x\n"),
    Case(
      arguments: ["-e", "x = 2", "-e", "y = x^2", "-e", "x <- 3"],
      output: "x = 2\ny = 4\nx = 3\n", messages: "updates y\n"),
    Case(
      arguments: ["--color=always", "-e", "1 +"],
      messages: "\u{1b}[1;31merror:\u{1b}[0m expected an operand", status: 1),
    Case(
      arguments: ["--color=never", "-e", "1 +"], messages: "error: expected an operand", status: 1),
  ]

  @Test(arguments: cases)
  func ends(_ test: Case) throws {
    let run = try Binary.run(test.arguments, input: Data(test.input.utf8))
    #expect(run.output == test.output)
    #expect(run.status == test.status)
    if test.messages.isEmpty {
      #expect(run.messages.isEmpty)
    } else {
      #expect(run.messages.hasPrefix(test.messages), "\(run.messages)")
    }
  }

  @Test func fixesIntoFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let note = folder.appending(path: "note.tex").path
    try Data(#"\[ a = 2 \cdot 3 = 5 \]"#.utf8).write(to: URL(fileURLWithPath: note))
    let run = try Binary.run("check", "--fix", "-o", note, note)
    #expect(run.output.isEmpty)
    #expect(run.status == 0)
    #expect(try String(contentsOfFile: note, encoding: .utf8) == #"\[ a = 2 \cdot 3 = 6 \]"#)
  }

  /// One line of JSON for each result, at full precision.
  static let objects: [(String, String)] = [
    ("a = 3", #"{"name": "a", "shape": [], "value": 3}"#),
    ("1/3", #"{"name": "ans", "shape": [], "value": 0.3333333333333333}"#),
    ("0.1 + 0.2", #"{"name": "ans", "shape": [], "value": 0.30000000000000004}"#),
    ("[1; 2]", #"{"name": "ans", "shape": [2], "value": [1, 2]}"#),
    ("r = [1 2]", #"{"name": "r", "shape": [1, 2], "value": [[1, 2]]}"#),
    ("W = [1 2; 3 4]", #"{"name": "W", "shape": [2, 2], "value": [[1, 2], [3, 4]]}"#),
    ("nan", #"{"name": "ans", "shape": [], "value": "NaN"}"#),
    (
      "[nan; inf; -inf; -0]",
      #"{"name": "ans", "shape": [4], "value": ["NaN", "Infinity", "-Infinity", -0]}"#
    ),
    ("zeros(0)", #"{"name": "ans", "shape": [0], "value": []}"#),
    (
      "W = [1 2; 3 4]; d(W*[1; 1], W)",
      #"{"name": "ans", "shape": [2, 2, 2], "value": [[[1, 1], [0, 0]], [[0, 0], [1, 1]]]}"#
    ),
    ("x : vector(n); grad(x'*x, x)", #"{"name": "ans", "shape": ["n"], "formula": "2*x"}"#),
    ("x : vector(n); J = x'*x", #"{"name": "J", "shape": [], "formula": "x'*x"}"#),
    ("a = 3; a <- a/2", #"{"name": "a", "shape": [], "value": 1.5}"#),
    (
      "a = 1; b = 2; a, b <- b, a",
      "{\"name\": \"a\", \"shape\": [], \"value\": 2}\n{\"name\": \"b\", \"shape\": [], \"value\": 1}"
    ),
    ("f(t) = t^2", ""),
    ("x : vector(3)", ""),
  ]

  @Test(arguments: objects)
  func json(_ text: String, _ expected: String) throws {
    let run = try Binary.run("--json", "-e", text)
    #expect(run.output == (expected.isEmpty ? "" : expected + "\n"))
    #expect(run.status == 0)
  }

  static let checks: [(String, String, Int32)] = [
    ("u = 2*[1; 2]; a = 3; v = a*u; v = [6; 12]", "holds", 0),
    ("a = 2; u = a/3; u = 0.66", "mismatch", 1),
    ("a : scalar; J = a^2; J = 4", "unchecked", 0),
    ("s = 1/2*4 = 2 = 3", "mismatch", 1),
  ]

  @Test(arguments: checks)
  func jsonOfChecks(_ text: String, _ verdict: String, _ status: Int32) throws {
    let run = try Binary.run("--json", "-e", text)
    let last = try #require(run.output.split(separator: "\n").last)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    #expect(object["check"] as? String == verdict)
    #expect(run.status == status)
  }

  @Test func helpIsOneScreen() throws {
    let run = try Binary.run("--help")
    #expect(run.status == 0)
    #expect(run.messages.isEmpty)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count <= 24)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(try Binary.run("-h") == run)
  }

  /// One table makes them all: what one of them has, the others have.
  @Test func helpManualAndCompletionsHaveTheSameOptions() throws {
    func options(_ text: String) -> Set<String> {
      Set(text.replacing("\\-", with: "-").matches(of: /--[a-z][a-z-]+/).map { String($0.0) })
    }
    let help = options(try Binary.run("--help").output)
    #expect(help.isSuperset(of: ["--eval", "--json", "--digits", "--keep-going", "--no-config"]))
    let manual = options(try Binary.run("--print-man").output)
    #expect(manual.isSuperset(of: help), "\(help.subtracting(manual))")
    for shell in ["bash", "zsh", "fish"] {
      let run = try Binary.run("--print-completion", shell)
      #expect(run.status == 0)
      // fish has `-l eval`.
      let missing = help.filter {
        !run.output.contains($0) && !run.output.contains("-l \($0.dropFirst(2))")
      }
      #expect(missing.isEmpty, "\(shell): \(missing)")
    }
  }

  /// Every option of the help is one that is understood.
  @Test func everyOptionOfTheHelpIsUnderstood() throws {
    let help = try Binary.run("--help").output
    for match in help.matches(of: /--[a-z][a-z-]+/) {
      let run = try Binary.run(String(match.0), "auto", input: "")
      #expect(!run.messages.contains("unknown option"), "\(match.0)")
    }
  }

  @Test func coloursAreOffInPipes() throws {
    for environment in [["NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": "xterm-256color"]] {
      let run = try Binary.run("-e", "x = [1 2; 3 4]", "-e", "x +", environment: environment)
      #expect(!(run.output + run.messages).contains("\u{1b}"))
    }
  }

  @Test func asciiIsASCII() throws {
    let run = try Binary.run(
      "--ascii", "-e", "x : vector(n)", "-e", "v = 2*x", "-e", "J = v'*v", "-e", "1 = 1",
      "-e", ":backward J")
    #expect((run.output + run.messages).utf8.allSatisfy { $0 < 0x80 }, "\(run.output)")
  }

  @Test func closedPipeIsQuiet() throws {
    let run = try Binary.shell(
      "'\(Binary.path.path)' --no-config -e ':digits 17' -e 'rand(300000)' 2>&1 | head -c 1 >/dev/null"
    )
    #expect(run == Binary.Run(output: "", messages: "", status: 0))
  }

  @Test func savedSessionRunsAgain() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "mx-\(UUID().uuidString).mx")
    defer { try? FileManager.default.removeItem(at: file) }
    let session = "x = [1; 2]; W = [1 2; 3 4]; u = W*x; f(t) = t^2; J = f(2) + u'*u"
    let saved = try Binary.run("-e", session, "-e", ":save \(file.path)")
    #expect(saved.status == 0)
    let again = try Binary.run(file.path, "-")
    #expect(again.status == 0)
    #expect(
      try Binary.run([file.path, "-"], input: Data("J\n".utf8)).output.hasSuffix("J = 150\n"))
  }
}
