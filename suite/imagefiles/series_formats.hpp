// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/series.hpp"

namespace etalon::imagefiles {

/// The functions that series_table.cpp names.

/// The descriptor of EMVA 1288 (releases 3 and 4): lines `v VERSION`, `n BITS WIDTH HEIGHT`,
/// `b EXPOSURE_NS PHOTONS`, `d EXPOSURE_NS`, each followed by its `i FILE`; `#` begins a comment
/// line. Files lie relative to the descriptor, with / or \ between folders. Frames under `b` become
/// files[0], those under `d` dark[0]. A frame of another size than `n` says, or with values beyond
/// its bits, is an error when it is read.
bool detect_emva(const TextFile& text);
Series open_emva(const TextFile& text, const ReadOptions& options);

/// A table with one row for each frame (or for all frames of a file): `file`, and any of `page`
/// (from 1), `exposure`, `light`, `photons`, `time`, `x`, `y`, `z`, `dark` (yes or no), `comment`.
bool detect_frame_table(const TextFile& text);
Series open_frame_table(const TextFile& text, const ReadOptions& options);

/// Readings of a power meter: a line that names `time` and `power`, perhaps after a preamble.
bool detect_power_table(const TextFile& text);
Series open_power_table(const TextFile& text, const ReadOptions& options);

/// metadata.txt of Micro-Manager, beside images of one plane each.
bool detect_micro_manager(const TextFile& text);
/// False for the notes that lie beside stacks, which have all of it in themselves.
bool names_planes(const TextFile& text);
Series open_micro_manager(const TextFile& text, const ReadOptions& options);

}  // namespace etalon::imagefiles
