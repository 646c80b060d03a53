import Glibc

/// What the system says about the last failure, in lower case as messages are.
package func systemReason(_ code: Int32 = errno) -> String {
  if code == ENOENT { return "no such file" }
  if code == EISDIR { return "is a folder" }
  guard let text = strerror(code) else { return "error \(code)" }
  let reason = String(cString: text)
  return reason.prefix(1).lowercased() + reason.dropFirst()
}

/// The names in a folder in alphabetical order, hidden ones left out; none if it can't be read.
package func fileNames(in folder: String) -> [String] {
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

/// All bytes of a file, a pipe or a terminal.
package func readFile(_ path: String) throws(ArrayError) -> [UInt8] {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  if file < 0 {
    if errno == ENOENT { throw .missingFile(path: path) }
    throw .file(path: path, reason: systemReason())
  }
  defer { close(file) }
  return try readAll(file, path: path)
}

/// All bytes that an open file has to give.
///
/// - Parameter path: What messages call it.
package func readAll(_ file: Int32, path: String) throws(ArrayError) -> [UInt8] {
  var status = stat()
  if fstat(file, &status) != 0 { throw .file(path: path, reason: systemReason()) }
  let isRegular = status.st_mode & S_IFMT == S_IFREG
  let expected = isRegular ? Int(status.st_size) : 0
  try Tensor.checkFits([expected / MemoryLayout<Double>.stride])
  var bytes: [UInt8] = []
  // One more than expected, so that the end is mostly seen at once. Pipes have no size.
  var capacity = max(1 << 16, expected + 1)
  while true {
    if Interrupt.isRequested { throw .interrupted }
    var failure: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      let result = read(file, buffer.baseAddress, capacity)
      count = max(result, 0)
      if result < 0 { failure = errno }
    }
    capacity = 1 << 16
    if failure == EINTR { continue }
    if failure != 0 {
      errno = failure
      throw .file(path: path, reason: systemReason())
    }
    if chunk.isEmpty { return bytes }
    if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
  }
}

/// Writes a file, whose old content is lost.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(ArrayError) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  if file < 0 {
    throw .file(path: path, reason: errno == ENOENT ? "no such folder" : systemReason())
  }
  var failure: String?
  bytes.withUnsafeBytes { buffer in
    var done = 0
    while done < buffer.count {
      let count = write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        failure = systemReason()
        return
      }
    }
  }
  if close(file) != 0, failure == nil { failure = systemReason() }
  if let failure { throw .file(path: path, reason: failure) }
}
