// SPDX-License-Identifier: Apache-2.0

@main struct Hearth { static func main() {} }
