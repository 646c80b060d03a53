import Syntax

/// The files that a LaTeX source reads with `\input`, beside the file that is checked.
///
/// How many are read is limited: files that read each other twice over would go on for ever.
struct OtherFiles {
  private let read: ((String) -> [UInt8]?)?
  private let folder: Substring
  /// The names of the files being read, the note's first.
  private var open: [String]
  private var count = 0
  /// How many bytes may still be read.
  private var left = 64 << 20

  private static let limit = 200
  private static let depthLimit = 30

  /// - Parameters:
  ///   - note: The path of the file that is checked.
  ///   - read: What a file of some path holds; nil where no other file is to be read.
  init(of note: String?, _ read: ((String) -> [UInt8]?)?) {
    self.read = read
    let path = note ?? ""
    folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    open = [path]
  }

  /// The file of a name as a source writes it, from the folder of the note on; nil after it has been
  /// said that they are too many.
  mutating func open(
    _ name: String, by command: String, at place: Span
  ) throws(Diagnostic) -> SourceText? {
    let path = name.hasPrefix("/") ? name : folder + name
    let paths = path.hasSuffix(".tex") ? [path] : [path + ".tex", path]
    guard let read else {
      throw Diagnostic(
        "what \\\(command) reads is left out", at: place,
        hint: "check that file too: mx check \(paths[0])", severity: .warning)
    }
    if let again = paths.first(where: open.contains) {
      let round = open[(open.firstIndex(of: again) ?? 0)...] + [again]
      throw Diagnostic(
        "\(again) reads itself: \(round.joined(separator: " → "))", at: place)
    }
    count += 1
    if count > Self.limit + 1 { return nil }
    guard count <= Self.limit else {
      throw Diagnostic("more than \(Self.limit) other files are read", at: place)
    }
    guard open.count <= Self.depthLimit else {
      throw Diagnostic("files read one another more than \(Self.depthLimit) deep", at: place)
    }
    for path in paths {
      guard let bytes = read(path) else { continue }
      left -= bytes.count
      guard left >= 0 else {
        count = Self.limit + 1
        throw Diagnostic("the other files are too long to be read", at: place)
      }
      open.append(path)
      return SourceText(bytes, name: path)
    }
    throw Diagnostic(
      "there is no file \(paths[0]): what \\\(command) reads is left out", at: place,
      severity: .warning)
  }

  mutating func close() { open.removeLast() }
}
