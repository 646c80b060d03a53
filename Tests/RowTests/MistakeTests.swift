import Arrays
import Primitives
import Support
import Syntax
import Testing

/// Calls that have no value: each is an error that says why, before anything is allocated.
@Suite struct MistakeTests {
  static let mistakes: [(call: String, says: String)] = [
    ("zeros(-1)", "not negative"), ("zeros(1.5)", "whole number"), ("ones(nan)", "whole number"),
    ("zeros(inf)", "whole number"), ("zeros(1e300)", "whole number"),
    ("zeros(1e12, 1e12)", "counted"), ("zeros(1e18)", "too large"), ("eye(1e9)", "memory"),
    ("rand(1e7, 1e7)", "memory"), ("linspace(0, 1, 1e14)", "too large"),
    ("linspace(0, 1, [1; 2])", "scalar"), ("repmat([1; 2], 1e12, 1e12)", "counted"),
    ("reshape([1; 2; 3], 2, 2)", "4 entries"), ("reshape([1; 2], 1e12, 1e12)", "counted"),
    ("sum([1 2; 3 4], 3)", "axis 1 or 2"), ("sum([1 2; 3 4], 0)", "axis 1 or 2"),
    ("sum([1 2; 3 4], 1.5)", "whole number"), ("softmax(3)", "vector or a matrix"),
    ("softmax([1; 2], 2)", "axis"), ("sum(\"a\")", "text"), ("norm([1; 2], \"max\")", "fro"),
    ("opnorm([1 2; 3 4], 3)", "1, 2 or inf"), ("dot([1; 2], [1; 2; 3])", "dot"),
    ("cross([1; 2], [3; 4])", "3 entries"), ("det([1 2 3; 4 5 6])", "square"),
    ("tr([1; 2])", "square"), ("solve([1 2; 3 4], [1; 2; 3])", "solve"),
    ("solve([1 2; 3 4], 5)", "vector or a matrix"), ("max([1; 2], [1; 2; 3])", "shape"),
    ("where(1, [1; 2], [1 2])", "shape"), ("clip([1; 2], [1; 2; 3], 4)", "shape"),
    ("hcat([1; 2], [1; 2; 3])", "hcat"), ("vcat([1 2; 3 4], [1 2 3])", "vcat"),
    ("sort([1 2; 3 4])", "vector"), ("argmax(zeros(0))", "entr"), ("length([1 2; 3 4])", "vector"),
    ("triu([1; 2])", "matrix"), ("triu([1 2; 3 4], 1/2)", "whole number"),
    ("size([1; 2], 3)", "axis"), ("inv([1 2; 2 4])", "no inverse"),
    ("max([1; 2], 3, axis=1)", "axis"),
  ]

  @Test(arguments: mistakes)
  func isAnErrorThatSaysWhy(_ mistake: (call: String, says: String)) {
    do {
      let value = try TestEnvironment().value(mistake.call)
      Issue.record("has a value of shape \(value?.shape ?? [])")
    } catch let diagnostic as Diagnostic {
      let text = ([diagnostic.message] + diagnostic.notes).joined(separator: "\n")
      #expect(text.contains(mistake.says), "\(text)")
    } catch let error as ArrayError {
      #expect(error.message.contains(mistake.says), "\(error.message)")
    } catch {
      Issue.record(error)
    }
  }
}
