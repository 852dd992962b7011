// SPDX-License-Identifier: Apache-2.0
#include "protocols/data_files.hpp"
#include "protocols/scope_file.hpp"
#include "suite/core/translate.hpp"

namespace etalon::protocols {
namespace {

constexpr const char* kFolder = "hardware/simulator/scopes";

}  // namespace

std::vector<std::filesystem::path> scope_library() { return data_files(kFolder); }

std::filesystem::path find_scope(const std::string& name_or_path) {
  std::error_code error;
  if (std::filesystem::exists(name_or_path, error)) return name_or_path;
  return find_data_file(name_or_path, kFolder,
                        {tr("there is no such file."),
                         tr("the built-in virtual microscopes are not found; set ETALON_DATA to "
                            "the folder that holds hardware/simulator/scopes."),
                         tr("there is no scope file and no built-in virtual microscope of this "
                            "name{}")});
}

}  // namespace etalon::protocols
