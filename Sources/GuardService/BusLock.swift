// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostIO

/// The lock of whoever talks to the devices: two masters on one line take each other's replies.
public enum BusLock {
    /// Where the installed guard has its lock unless the configuration says otherwise.
    public static let installedPath = "/run/hearth-guard/bus.lock"

    /// Takes the lock; exit code 1 while another holds it.
    public static func take(_ path: String) throws(ServiceFailure) -> LockFile {
        do throws(LockFailure) { return try LockFile(path) } catch {
            throw .failed("the bus lock is not to be had: \(error)")
        }
    }

    /// Takes the lock of an installed guard; exit code 1 while one lives.
    ///
    /// - Parameter refusal: what is said while a guard lives.
    /// - Returns: nil where none was ever installed, or its service is stopped: there is no folder for its lock.
    public static func takeInstalled(
        _ path: String, refusal: String = "a guard uses the devices, stop it first"
    ) throws(ServiceFailure) -> LockFile? {
        do throws(LockFailure) { return try LockFile(path) } catch {
            guard case .unusable(_, ENOENT) = error else {
                throw .failed("\(refusal): \(error)")
            }
            return nil
        }
    }
}
