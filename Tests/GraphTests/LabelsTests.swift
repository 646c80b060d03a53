import Graph
import Testing

/// Labels behave as arrays of numbers do, wherever they are kept.
@Suite struct LabelsTests {
  private static let lists: [[Int]] = [
    [], [0], [255], [256], [0, 0], [3, 1, 2], [0, 300, 1], Array(0..<7), Array(0..<8),
    Array(1...20), [7, 0, 255, 1, 0, 0, 254],
  ]

  @Test(arguments: lists)
  func areAnArray(_ list: [Int]) {
    let labels = Labels(list)
    #expect(Array(labels) == list)
    #expect(labels.count == list.count)
    #expect(labels.indices.map { labels[$0] } == list)
    #expect(Array(labels.reversed()) == list.reversed())
    #expect(Array(labels + [9]) == list + [9])
    #expect(Array(labels.renamed { $0 + 200 }) == list.map { $0 + 200 })
    #expect(Array(labels.filter { $0 > 0 }) == list.filter { $0 > 0 })
    #expect(labels.description == list.description)
  }

  @Test(arguments: lists)
  func changeInPlace(_ list: [Int]) {
    for position in list.indices {
      for value in [0, 17, 255, 256, 70_000] {
        var (labels, array) = (Labels(list), list)
        labels[position] = value
        array[position] = value
        #expect(Array(labels) == array)
        #expect(labels == Labels(array))
        labels[position] = list[position]
        #expect(labels == Labels(list), "as before, wherever it was kept")
        #expect(labels.hashValue == Labels(list).hashValue)
      }
      var (labels, array) = (Labels(list), list)
      labels.remove(at: position)
      array.remove(at: position)
      #expect(labels == Labels(array))
    }
  }

  @Test func differInCountAndOrder() {
    #expect(Labels([0]) != Labels([0, 0]))
    #expect(Labels([]) != Labels([0]))
    #expect(Labels([1, 2]) != Labels([2, 1]))
  }
}
