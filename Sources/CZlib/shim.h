// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

// The two initialisers are macros, which Swift does not import. 15 + 16 window bits: gzip framing only.

static inline int hearth_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}

static inline int hearth_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
