// SPDX-License-Identifier: Apache-2.0

import Energy
import FoundationEssentials
import Glibc
import HostIO
import Synchronization
import Testing

extension InstalledService {
    /// Who reaches the status page can waste the planner's time, and neither the guard's nor the family's.
    @Suite struct PageFloodTests {
        private static let seconds = 20.0

        /// 500 requests a second and 200 slow connections from another address, and one client that means well.
        @Test func flood_delaysNoCycle_andTheOtherClientIsAnswered() throws {
            let house = try ServedHouse()
            let subject = try house.startGuard()
            let planner = try house.startPlanner()
            try #require(house.notify.wait(for: "WATCHDOG=1", within: 5))
            let before = try Self.residentBytes(planner)

            let flood = try PageFlood(port: house.page.port, rate: 500, slow: 200)
            let normal = try NormalClient(house.page)
            var (pings, mostBytes): ([BootInstant], Int) = ([], 0)
            let end = Deadline(seconds: Self.seconds)
            while !end.isOver, house.notify.wait(for: "WATCHDOG=1", within: 5) {
                pings.append(try #require(house.notify.lastPing))
                mostBytes = max(mostBytes, try Self.residentBytes(planner))
            }
            let waits = normal.end()
            flood.end()

            let first = try #require(pings.first, "\(subject.log)")
            // Each cycle's end beside the second it belongs to; the earliest is the measure of the others.
            let offsets = pings.enumerated().map { $1.seconds(since: first) - Double($0) }
            let latest = (offsets.max() ?? 0) - (offsets.min() ?? 0)
            #expect(Double(pings.count) >= Self.seconds - 1)
            #expect(latest <= 0.2, "a cycle ended \(latest) s late")
            #expect(flood.requests.load(ordering: .relaxed) >= Int(0.9 * 500 * Self.seconds))
            #expect(flood.slowConnections.load(ordering: .relaxed) >= 200)
            #expect(waits.count >= 10 && waits.allSatisfy { $0 != nil })
            let longest = waits.compactMap { $0 }.max() ?? 0
            #expect(longest <= 1, "an answer took \(longest) s")
            let growth = Double(mostBytes - before) / 1_048_576
            #expect(growth <= 16, "\(growth) MiB more")
            print("flood: cycle at most \(latest) s late, longest answer \(longest) s, \(growth) MiB more")
        }

        private static func residentBytes(_ program: Program) throws -> Int {
            let status = try String(contentsOf: URL(filePath: "/proc/\(program.id)/status"), encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
            return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }) * 1024
        }
    }
}

/// Asks for the status each second, and notes how long the answer takes.
private final class NormalClient: Sendable {
    private let isOver = Atomic<Bool>(false)
    private let waits = Mutex<[Double?]>([])
    private let thread = Mutex<WorkerThread?>(nil)

    init(_ page: StatusPage) throws {
        let thread = try WorkerThread {
            while !self.isOver.load(ordering: .acquiring) {
                let start = MachineClock.now()
                let isAnswered = (try? page.status()) != nil
                let wait = isAnswered ? MachineClock.now().seconds(since: start) : nil
                self.waits.withLock { $0.append(wait) }
                _ = poll(nil, 0, 1000)
            }
        }
        self.thread.withLock { $0 = thread }
    }

    /// Ends it and gives the seconds of each answer, nil for one that did not come.
    func end() -> [Double?] {
        isOver.store(true, ordering: .releasing)
        thread.withLock { $0 }?.join()
        return waits.withLock { $0 }
    }
}
