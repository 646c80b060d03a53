import Foundation
import Testing

/// Where the files of this target and of the project lie.
enum Folder {
  static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  static let project = tests.deletingLastPathComponent().deletingLastPathComponent()

  /// Files below a folder with an extension, in alphabetical order, as paths within that folder.
  static func files(in folder: URL, extension wanted: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
    return paths.compactMap { $0 as? String }.filter { $0.hasSuffix("." + wanted) }.sorted()
  }
}

/// `MX_RECORD=1` writes what mx says now into the recorded files, and fails the run: what was
/// recorded has to be read before it is believed.
let isRecording = ProcessInfo.processInfo.environment["MX_RECORD"] == "1"

/// Compares what mx says with a recorded file.
func expect(
  _ actual: String, recordedIn file: URL, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let recorded = FileManager.default.contents(atPath: file.path)
    .map { String(decoding: $0, as: UTF8.self) }
  if recorded == actual { return }
  if isRecording {
    try Data(actual.utf8).write(to: file)
    Issue.record("recorded \(file.path): read it", sourceLocation: sourceLocation)
    return
  }
  guard let recorded else {
    Issue.record(
      "no recording \(file.path): MX_RECORD=1 makes it", sourceLocation: sourceLocation)
    return
  }
  let (old, new) = (recorded.components(separatedBy: "\n"), actual.components(separatedBy: "\n"))
  let first = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
  let line = first ?? min(old.count, new.count)
  Issue.record(
    """
    \(file.lastPathComponent):\(line + 1): recorded, and said now
    \(old.indices.contains(line) ? old[line] : "(the end)")
    \(new.indices.contains(line) ? new[line] : "(the end)")
    """, sourceLocation: sourceLocation)
}
