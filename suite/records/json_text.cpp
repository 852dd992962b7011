// SPDX-License-Identifier: Apache-2.0
#include "suite/records/json_text.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace etalon::records {
namespace {

using Json = nlohmann::json;

std::string compact(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class Value>
Value parsed(const std::string& json) {
  try {
    return Json::parse(json).get<Value>();
  } catch (const Json::exception&) {
    throw RecordError(tr("A JSON column of the database cannot be read. Check the database with "
                         "`etalon db check` and go back to a copy."),
                      "SQLITE_CORRUPT");
  }
}

}  // namespace

std::string valid_utf8(const std::string& text) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
  return ascii ? text : Json::parse(compact(Json(text))).get<std::string>();
}

std::string object_text(const std::map<std::string, std::string>& values) {
  return compact(Json(values));
}

std::map<std::string, std::string> object_from_text(const std::string& json) {
  return parsed<std::map<std::string, std::string>>(json);
}

std::string array_text(const std::vector<std::string>& values) { return compact(Json(values)); }

std::vector<std::string> array_from_text(const std::string& json) {
  return parsed<std::vector<std::string>>(json);
}

}  // namespace etalon::records
