// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace etalon::records {

/// JSON is UTF-8, names of files need not be: bytes that are not UTF-8 become U+FFFD.
std::string valid_utf8(const std::string& text);

/// Small JSON columns of the database: {"plane":"red"} and ["dim","near_border"].
std::string object_text(const std::map<std::string, std::string>& values);
std::map<std::string, std::string> object_from_text(const std::string& json);
std::string array_text(const std::vector<std::string>& values);
std::vector<std::string> array_from_text(const std::string& json);

}  // namespace etalon::records
