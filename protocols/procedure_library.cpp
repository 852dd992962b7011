// SPDX-License-Identifier: Apache-2.0
#include "protocols/data_files.hpp"
#include "protocols/procedure.hpp"
#include "suite/core/translate.hpp"

namespace etalon::protocols {

std::vector<std::filesystem::path> procedure_library() { return data_files("protocols/library"); }

std::filesystem::path find_procedure(const std::string& name_or_path) {
  return find_data_file(name_or_path, "protocols/library",
                        {tr("there is no such protocol file."),
                         tr("the library of protocols is not found; set ETALON_DATA to the folder "
                            "that holds protocols/library."),
                         tr("there is no such protocol in the library{}")});
}

}  // namespace etalon::protocols
