// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

/// Binds a copy of some text; no text at all is the empty one, not NULL.
/// `SQLITE_TRANSIENT` is a cast macro, which Swift cannot see.
static inline int hearth_sqlite3_bind_text(sqlite3_stmt *statement, int position, const char *text, int length) {
    return sqlite3_bind_text(statement, position, text ? text : "", length, SQLITE_TRANSIENT);
}

/// Binds a copy of some bytes; no bytes at all are an empty blob, not NULL.
static inline int hearth_sqlite3_bind_blob(sqlite3_stmt *statement, int position, const void *bytes, int length) {
    if (length == 0) return sqlite3_bind_zeroblob(statement, position, 0);
    return sqlite3_bind_blob(statement, position, bytes, length, SQLITE_TRANSIENT);
}
