// SPDX-License-Identifier: Apache-2.0

import HostIO

/// Why the journal could not be opened, read or written.
public typealias JournalFailure = FileFailure
