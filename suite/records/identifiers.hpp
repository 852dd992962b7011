// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace etalon::records {

/// A UUID version 7 (RFC 9562, 5.7): milliseconds, then a counter that makes the ids of one process
/// ascend (6.2, method 1), then random bits.
std::string new_uuid();
bool is_uuid(const std::string& text);

/// UTC, ISO 8601, milliseconds: "2026-11-23T04:55:12.345Z". For people, not for order.
std::string utc_now();

/// "writer-id" in $XDG_DATA_HOME/etalon or ~/.local/share/etalon; empty when neither is known.
std::filesystem::path installation_file();
/// The id of this installation of Etalon, made on first use. Where there is no home to keep it
/// in, every process is an installation of its own. Throws FileError when the file holds no id.
std::string installation_id();

}  // namespace etalon::records
