import Syntax

/// Finds the mathematics in the Markdown cells of a Jupyter notebook.
struct NotebookReader {
  private var number = 0
  private var hasCells = false

  static func read(_ text: MappedText, into builder: inout DocumentBuilder) {
    var reader = NotebookReader()
    var cursor = JSONCursor(text)
    do throws(Diagnostic) {
      try reader.notebook(&cursor, into: &builder)
      try cursor.finish()
      if !reader.hasCells {
        builder.add(Diagnostic("a notebook without cells", at: text.place(of: Span(0, 1))))
      }
    } catch {
      // What was read before stands.
      builder.add(error)
    }
    builder.endCells()
  }

  private mutating func notebook(
    _ cursor: inout JSONCursor, into builder: inout DocumentBuilder
  ) throws(Diagnostic) {
    try cursor.object { (cursor, key) throws(Diagnostic) in
      switch key {
      case "cells":
        hasCells = true
        try cursor.array { (cursor) throws(Diagnostic) in try cell(&cursor, into: &builder) }
      case "worksheets":
        // Where notebooks of format 3 have their cells.
        try cursor.array { (cursor) throws(Diagnostic) in try notebook(&cursor, into: &builder) }
      default: try cursor.skipValue()
      }
    }
  }

  private mutating func cell(
    _ cursor: inout JSONCursor, into builder: inout DocumentBuilder
  ) throws(Diagnostic) {
    number += 1
    var kind = ""
    var source = MappedText()
    try cursor.object { (cursor, key) throws(Diagnostic) in
      switch key {
      case "cell_type" where cursor.isAt("\""):
        kind = String(decoding: try cursor.string().bytes, as: UTF8.self)
      case "source" where cursor.isAt("\""): source = try cursor.string()
      case "source" where cursor.isAt("["):
        source = MappedText()
        try cursor.array { (cursor) throws(Diagnostic) in
          let line = try cursor.string()
          source.append(line, 0..<line.count)
        }
      default: try cursor.skipValue()
      }
    }
    guard kind == "markdown" else { return }
    builder.begin(Cell(number: number, source, of: builder.document))
    MarkdownReader.read(source, into: &builder)
  }
}
