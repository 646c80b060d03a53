import Arrays
import Glibc
import Primitives

/// Why a file can't be read.
struct FileError: Error, Equatable {
  var path: String
  var reason: String
  /// `in this folder: lecture1.mx`
  var hint: String?
  var isInterrupted = false

  /// `lectur1.mx: no such file (in this folder: lecture1.mx)`
  var text: String { "\(path): \(reason)" + (hint.map { " (\($0))" } ?? "") }
}

/// The bytes of a file.
func readFile(_ path: String) throws(FileError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    let code = errno
    guard code == ENOENT || code == ENOTDIR else {
      throw FileError(path: path, reason: errorText(code))
    }
    throw FileError(path: path, reason: "no such file", hint: hint(forMissing: path))
  }
  defer { close(descriptor) }
  return try readAll(descriptor, path: path)
}

/// All that a descriptor has to give.
func readAll(_ descriptor: Int32, path: String) throws(FileError) -> [UInt8] {
  var information = stat()
  // A pipe has size 0, and files of /proc claim it: the size is only a first guess.
  let guess = fstat(descriptor, &information) == 0 ? Int(information.st_size) : 0
  var bytes: [UInt8] = []
  bytes.reserveCapacity(min(max(guess, 0), 1 << 30) + 1)
  let chunkSize = 1 << 16
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
  defer { chunk.deallocate() }
  while true {
    let count = read(descriptor, chunk.baseAddress, chunkSize)
    if count == 0 { return bytes }
    if count > 0 {
      bytes.append(contentsOf: chunk[..<count])
    } else if errno != EINTR {
      throw FileError(path: path, reason: errno == EISDIR ? "is a folder" : errorText(errno))
    } else if Interrupt.isRequested {
      throw FileError(path: path, reason: "interrupted", isInterrupted: true)
    }
  }
}

/// The system's words for an error, in the style of mx's own.
func errorText(_ code: Int32) -> String {
  let text = String(cString: strerror(code))
  return text.prefix(1).lowercased() + text.dropFirst()
}

/// What a user who names a missing file may have meant.
private func hint(forMissing path: String) -> String? {
  let slash = path.lastIndex(of: "/")
  let folder = slash.map { String(path[...$0]) } ?? ""
  let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
  let names = fileNames(in: folder.isEmpty ? "." : folder)
  let near = names.contains(name + ".mx") ? name + ".mx" : nearestName(to: name, in: names)
  if let near { return "in \(folder.isEmpty ? "this folder" : folder): \(near)" }
  let looksLikeMathematics = path.contains { "+*=()[]^' ".contains($0) || $0.isNumber }
  if looksLikeMathematics && !path.hasSuffix(".mx") {
    let quote = path.contains("'") ? "\"" : "'"
    return "to evaluate it: mx -e \(quote)\(path)\(quote)"
  }
  return nil
}

/// The names in a folder, hidden ones left out; none if it can't be read.
private func fileNames(in folder: String) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}
