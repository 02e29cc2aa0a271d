// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// The installed programs as processes of their own, in real time, with the test as the system that runs them.
///
/// They take minutes and look at the clock: they run where `HEARTH_SERVICE_TESTS=1` says so, as `.ci/service` does. The
/// programs are those beside the tests, or in the folder `HEARTH_SERVICE_BIN`.
@Suite(
    .enabled(
        if: getenv("HEARTH_SERVICE_TESTS") != nil,
        "minutes of real time; HEARTH_SERVICE_TESTS=1 or .ci/service runs them"))
struct InstalledService {}
