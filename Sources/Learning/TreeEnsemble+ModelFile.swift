// SPDX-License-Identifier: Apache-2.0

extension TreeEnsemble {
    /// The kind of a model file that holds trees.
    public static let modelKind = "boosted-trees"

    /// The trees as a model file; name, seed, schema, training range and metrics are the caller's to set.
    public func modelFile(name: String) -> ModelFile {
        ModelFile(
            kind: Self.modelKind, name: name,
            tensors: [
                NamedTensor(name: "base", shape: [], values: [base]),
                NamedTensor(name: "bounds", values: binning.bounds.flatMap { $0 }),
                NamedTensor(name: "leaves", shape: [treeCount, 1 << depth], values: leaves),
            ],
            integers: [
                "boundCounts": binning.bounds.map { Int64($0.count) },
                "shape": [Int64(treeCount), Int64(depth)],
                "nodes": nodes.map { Int64($0.place) << 8 | Int64($0.bin) },
            ],
            doubles: ["gainImportance": gainImportance])
    }

    /// Takes the trees out of a model file.
    ///
    /// - Throws: `ModelFileError` where the file is of another kind or its arrays do not make trees.
    public init(_ file: ModelFile) throws(ModelFileError) {
        try file.require(kind: Self.modelKind)
        let (treeCount, depth) = try Self.shape(file)
        let binning = try Self.binning(file)
        self.init(
            binning: binning, depth: depth, base: try file.tensor("base", shape: [])[0],
            gainImportance: try file.doubles("gainImportance", count: binning.columnCount),
            nodes: try Self.nodes(file, count: treeCount << depth, columnCount: binning.columnCount),
            leaves: try file.tensor("leaves", shape: [treeCount, 1 << depth]))
    }

    private static func shape(_ file: ModelFile) throws(ModelFileError) -> (treeCount: Int, depth: Int) {
        let shape = try file.integers("shape", count: 2)
        guard (0...1 << 24).contains(shape[0]), (0...Int64(BoostingParameters.depthLimit)).contains(shape[1]) else {
            throw .wrongValue(name: "shape", reason: "\(shape[0]) trees of depth \(shape[1])")
        }
        return (Int(shape[0]), Int(shape[1]))
    }

    private static func binning(_ file: ModelFile) throws(ModelFileError) -> Binning {
        let counts = try file.integers("boundCounts")
        let limit = Int64(Binning.maximumBinCount - 1)
        guard !counts.isEmpty, counts.count <= TreeNode.maximumColumnCount,
            counts.allSatisfy({ (0...limit).contains($0) })
        else {
            throw .wrongValue(name: "boundCounts", reason: "\(counts.count) columns, 0...\(limit) bounds each expected")
        }
        let values = try file.tensor("bounds", shape: [Int(counts.reduce(0, +))])
        var bounds: [[Float]] = []
        var start = 0
        for count in counts {
            bounds.append(Array(values[start..<start + Int(count)]))
            start += Int(count)
        }
        guard bounds.allSatisfy({ zip($0, $0.dropFirst()).allSatisfy(<) }) else {
            throw .wrongValue(name: "bounds", reason: "not ascending")
        }
        return Binning(bounds: bounds)
    }

    /// The nodes; each looks at a place inside a row, so that a forecast cannot read beyond it.
    private static func nodes(
        _ file: ModelFile, count: Int, columnCount: Int
    ) throws(ModelFileError) -> [TreeNode] {
        let words = try file.integers("nodes", count: count)
        let limit = Int64(2 * columnCount) << 8
        guard words.allSatisfy({ (0..<limit).contains($0) }) else {
            throw .wrongValue(name: "nodes", reason: "a node of a column that is not there")
        }
        return words.map {
            TreeNode(place: UInt16(truncatingIfNeeded: $0 >> 8), bin: UInt8(truncatingIfNeeded: $0))
        }
    }
}
