// SPDX-License-Identifier: Apache-2.0

import Devices
import StrictTOML
import Testing

/// A small valid profile with SunSpec models, to be spoilt line by line.
private let valid = """
    conversion_efficiency = 0.97
    [identity]
    id = "x"
    name = "X"
    manufacturer = "Y"
    role = "inverter"
    source = "S"
    verified_by = "V"
    [identity.points]
    serial = "9.SN"
    [transport]
    poll_s = 2
    stale_s = 10
    [transport.tcp]
    port = 502
    unit = 1
    [signals]
    inverterAC = [{ point = "9.W" }]
    pvProduction = [{ point = "9.P", dc = true }]
    batteryDischarge = [{ signal = "inverterAC" }, { signal = "pvProduction", factor = -1 }]
    [controls]
    following = "inverter"
    [controls.battery]
    kind = "sunspec-124"
    base = "9.W"
    mode = "9.Mod"
    charge_rate = "9.In"
    discharge_rate = "9.Out"
    reversion = "9.Tms"
    release = [{ point = "9.Mod", value = 0 }]
    [[model]]
    id = 9
    length = 20
    points = [
      { name = "W", offset = 2, type = "s16", sf = "SF" },
      { name = "P", offset = 3, type = "u16", range = [0, 9000] },
      { name = "SF", offset = 4, type = "sunssf" },
      { name = "Mod", offset = 5, type = "bitfield16", access = "rw" },
      { name = "Out", offset = 6, type = "s16", access = "rw" },
      { name = "In", offset = 7, type = "s16", access = "rw" },
      { name = "Tms", offset = 8, type = "u16", access = "rw" },
      { name = "SN", offset = 9, type = "string(8)" },
    ]
    """

@Suite struct ProfileFaultTests {
    private func faults(_ text: String) -> [String] {
        do {
            _ = try DeviceProfile(toml: text, file: "p.toml")
            return []
        } catch { return error.faults.map { String($0.description.dropFirst("p.toml:".count)) } }
    }

    @Test func validProfile_hasNoFault() { #expect(faults(valid) == []) }

    /// A line of the valid profile, what takes its place, and the fault: line, key, found, expected.
    @Test(arguments: [
        ("id = \"x\"", "", "2: identity.id: found nothing, expected a string that is not empty"),
        (
            "role = \"inverter\"", "role = \"pump\"",
            "6: identity.role: found \"pump\", expected one of \"meter\", \"inverter\", \"heat_pump\""
        ),
        ("poll_s = 2", "poll_s = 0", "12: transport.poll_s: found 0, expected a number in 0.5...3600 s"),
        ("stale_s = 10", "stale_s = 2", "13: transport.stale_s: found 2, expected more than poll_s"),
        ("stale_s = 10", "stale_s = 10\nspeed = 1", "14: transport.speed: found an unknown key, expected "),
        ("port = 502", "port = 0", "15: transport.tcp.port: found 0, expected an integer in 1...65535"),
        (
            "[transport.tcp]\nport = 502\nunit = 1", "",
            "11: transport: found a table, expected a table tcp or rtu below it"
        ),
        (
            "inverterAC = [{ point = \"9.W\" }]", "inverterAC = [{ point = \"9.V\" }]",
            "18: signals.inverterAC[0].point: found \"9.V\", expected the name of a point of this profile"
        ),
        (
            "inverterAC = [{ point = \"9.W\" }]", "inverterAC = [{ point = \"9.W\", factor = 0 }]",
            "18: signals.inverterAC[0].factor: found 0, expected a number other than 0"
        ),
        (
            "inverterAC = [{ point = \"9.W\" }]", "inverterAC = [{ factor = 2 }]",
            "18: signals.inverterAC[0]: found a table, expected either point or signal"
        ),
        (
            "{ signal = \"inverterAC\" }", "{ signal = \"maxCharge\" }",
            "20: signals.batteryDischarge[0].signal: found \"maxCharge\", expected a signal of this profile that is a sum of points"
        ),
        (
            "{ signal = \"inverterAC\" }", "{ signal = \"power\" }",
            "20: signals.batteryDischarge[0].signal: found \"power\", expected the name of a signal"
        ),
        (
            "inverterAC = [{ point = \"9.W\" }]", "inverterAC = []",
            "18: signals.inverterAC: found an array of 0, expected at least one term"
        ),
        (
            "conversion_efficiency = 0.97\n", "",
            "18: signals.pvProduction[0].dc: found true, expected conversion_efficiency at the top of the profile"
        ),
        (
            "following = \"inverter\"", "following = \"controller\"",
            "22: controls.following: found \"controller\", expected \"inverter\": the device has to follow the load by itself"
        ),
        (
            "kind = \"sunspec-124\"", "kind = \"sunspec-704\"",
            "24: controls.battery.kind: found \"sunspec-704\", expected \"sunspec-124\""
        ),
        (
            "mode = \"9.Mod\"", "mode = \"9.P\"",
            "26: controls.battery.mode: found \"9.P\", expected a point with access = \"rw\""
        ),
        (
            "charge_rate = \"9.In\"\n", "charge_rate = \"9.Tms\"\n",
            "28: controls.battery.discharge_rate: found \"9.Out\", expected a register beside charge_rate, so that one request changes both"
        ),
        (
            "release = [{ point = \"9.Mod\", value = 0 }]", "release = []",
            "30: controls.battery.release: found an array of 0, expected an array of tables ([[controls.battery.release]]) with at least 1"
        ),
        ("id = 9", "id = 0", "32: model[0].id: found 0, expected an integer in 1...65534"),
        (
            "length = 20", "length = 14",
            "42: model[0].points[7].offset: found 9, expected an offset whose 8 registers lie inside its table's length"
        ),
        (
            "type = \"s16\", sf = \"SF\"", "type = \"s17\", sf = \"SF\"",
            "35: model[0].points[0].type: found \"s17\", expected a register type such as"
        ),
        (
            "type = \"s16\", sf = \"SF\"", "type = \"s16\", sf = \"P\"",
            "35: model[0].points[0].sf: found \"P\", expected a point of type \"sunssf\""
        ),
        (
            "type = \"s16\", sf = \"SF\"", "type = \"s16\", sf = \"XX\"",
            "35: model[0].points[0].sf: found \"XX\", expected the name of a point of the same table"
        ),
        (
            "type = \"s16\", sf = \"SF\"", "type = \"s32\", sf = \"SF\"",
            "36: model[0].points[1].offset: found registers of \"9.W\", expected registers of its own for each point"
        ),
        (
            "type = \"s16\", sf = \"SF\"", "type = \"s16\", scale = 0",
            "35: model[0].points[0].scale: found 0, expected a number other than 0"
        ),
        (
            "type = \"s16\", sf = \"SF\"", "type = \"s16\", sign = 0",
            "35: model[0].points[0].sign: found 0, expected 1 or -1"
        ),
        (
            "type = \"s16\", sf = \"SF\"", "type = \"bool\"",
            "35: model[0].points[0].type: found \"bool\", expected a register type"
        ),
        (
            "type = \"s16\", sf = \"SF\"", "type = \"s16\", not_available = [1, 2, 3]",
            "35: model[0].points[0].not_available: found an array of 3, expected an array of 0 to 2, each an integer"
        ),
        (
            "name = \"P\"", "name = \"W\"",
            "36: model[0].points[1].name: found \"9.W\" twice, expected a name of its own for each point"
        ),
        (
            "range = [0, 9000]", "range = [9000, 0]",
            "36: model[0].points[1].range: found [9000.0, 0.0], expected the lower bound first"
        ),
        (
            "range = [0, 9000]", "range = [0]",
            "36: model[0].points[1].range: found an array of 1, expected an array of 2, each a number"
        ),
        (
            "[[model]]",
            "[[block]]\ntable = \"holding\"\npoints = [{ name = \"q\", address = 65535, type = \"u32\" }]\n[[model]]",
            "33: block[0].points[0].address: found 65535, expected an address whose 2 registers end below 65536"
        ),
        (
            "[[model]]",
            "[[block]]\ntable = \"coil\"\npoints = [{ name = \"q\", address = 1, type = \"u16\" }]\n[[model]]",
            "33: block[0].points[0].type: found u16, expected \"bool\""
        ),
        (
            "[[model]]", "[[block]]\ntable = \"coil\"\npoints = [{ name = \"q\", address = 1 }]\n[[model]]",
            "1: found a table, expected either [[block]] tables of a fixed map or [[model]] tables of SunSpec"
        ),
    ]) func spoiltProfile_isToldWhereAndWhy(line: String, replacement: String, fault: String) throws {
        let place = try #require(valid.firstRange(of: line))
        let found = faults(valid.replacingCharacters(in: place, with: replacement))
        #expect(found.contains { $0.hasPrefix(fault) }, "\(found)")
    }

    @Test func everyFault_isListedAtOnce() {
        var text = valid
        for (line, replacement) in [
            ("id = \"x\"", ""), ("role = \"inverter\"", "role = 3"), ("port = 502", "port = -1"),
            ("following = \"inverter\"", "following = \"me\""), ("type = \"bitfield16\"", "type = \"flags\""),
        ] {
            if let place = text.firstRange(of: line) { text.replaceSubrange(place, with: replacement) }
        }
        #expect(faults(text).count == 5, "\(faults(text))")
    }

    @Test(arguments: ["", "[identity]", "model = 3", "block = [{}]", "x = ["]) func junk_isRefused(text: String) {
        #expect(!faults(text).isEmpty)
    }
}

extension String {
    /// The text with one part replaced.
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }
}
