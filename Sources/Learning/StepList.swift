// SPDX-License-Identifier: Apache-2.0

/// Some steps of a window, as distances from its last step, ascending.
struct StepList: Hashable, Sendable {
    let distances: [Int]
    /// Rows of the window; steps further back do not exist.
    let windowLength: Int

    /// The last step alone.
    static func last(of windowLength: Int) -> StepList { StepList(distances: [0], windowLength: windowLength) }

    /// All steps in the order of time, so that the array of a window itself can be read.
    static func all(of windowLength: Int) -> StepList {
        StepList(distances: (0..<windowLength).reversed(), windowLength: windowLength)
    }

    /// How many steps there are.
    var count: Int { distances.count }

    /// The steps inside the window that a convolution looks at to compute these.
    func reaching(taps: Int, dilation: Int) -> StepList {
        let reached = distances.flatMap { distance in (0..<taps).map { distance + $0 * dilation } }
        return StepList(distances: Set(reached.filter { $0 < windowLength }).sorted(), windowLength: windowLength)
    }

    /// Where each step of this list stands in another list, which has them all.
    func places(in other: StepList) -> [Int] { distances.compactMap { other.distances.firstIndex(of: $0) } }
}

/// Which step of the input meets which tap for which step of the output.
struct ConvolutionPlan: Hashable, Sendable {
    struct Link: Hashable, Sendable {
        let output: Int
        let tap: Int
        let input: Int
    }

    let outputCount: Int
    /// In the order of the output; a step before the window has no link, as it is zero.
    let links: [Link]

    init(_ convolution: CausalConvolution, output: StepList, input: StepList) {
        outputCount = output.count
        links = output.distances.indices.flatMap { place in
            (0..<convolution.taps).compactMap { tap in
                let back = (convolution.taps - 1 - tap) * convolution.dilation
                let found = input.distances.firstIndex(of: output.distances[place] + back)
                return found.map { Link(output: place, tap: tap, input: $0) }
            }
        }
    }
}
