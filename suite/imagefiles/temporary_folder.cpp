// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/temporary_folder.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace etalon::imagefiles {

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  auto base = std::filesystem::temp_directory_path(error);
  if (error) base = ".";
  std::string name = (base / "etalon-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw FileError(base.string(),
                    fmt::format(fmt::runtime(tr("no temporary folder can be made there: "
                                                "{}. Point TMPDIR to another place.")),
                                std::strerror(errno)));
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace etalon::imagefiles
