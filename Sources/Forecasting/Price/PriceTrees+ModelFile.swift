// SPDX-License-Identifier: Apache-2.0

import Learning

extension PriceTrees {
    var modelFile: ModelFile {
        var file = ModelFile(kind: "price-trees", name: "price")
        file.integers = ["spreadDays": [Int64(spreadDays ?? 0)], "members": [Int64(members.count)]]
        for (index, member) in members.enumerated() { file.add(member.modelFile(name: ""), as: "\(index)") }
        return file
    }

    init(_ file: ModelFile, exogenous: Int) throws(ModelFileError) {
        let columns = PriceTreeFeatures.schema(exogenous: exogenous).features.count
        var members: [TreeEnsemble] = []
        for index in 0..<(try file.integer("members", in: 1...64)) {
            let member = try TreeEnsemble(file.part("\(index)", kind: TreeEnsemble.modelKind))
            guard member.binning.columnCount == columns else {
                throw .wrongShape(name: "trees", expected: [columns], found: [member.binning.columnCount])
            }
            members.append(member)
        }
        self.init(spreadDays: try file.spreadDays(), members: members)
    }
}
