// SPDX-License-Identifier: Apache-2.0
#include "hardware/driver_module.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/core/version.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <string_view>
#include <utility>

namespace etalon::hardware {
namespace {

namespace fs = std::filesystem;

/// Empty where nobody knows where this program stands.
fs::path file_of(const std::string& driver) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return {};
  return (program.parent_path() / "../lib/etalon/drivers" / (driver + ".so")).lexically_normal();
}

[[noreturn]] void refuse(const std::string& driver, const std::string& why) {
  throw DeviceError(
      driver,
      fmt::format(fmt::runtime(tr("its module cannot be loaded ({}). Install what it names, "
                                  "or install Etalon again.")),
                  why));
}

/// Once loaded it stays: threads of its libraries would outlive it.
const DriverModule& loaded(const std::string& driver) {
  void* file = dlopen(file_of(driver).c_str(), RTLD_NOW | RTLD_LOCAL);
  void* symbol = file == nullptr ? nullptr : dlsym(file, ("etalon_driver_" + driver).c_str());
  if (symbol == nullptr) {
    const char* why = dlerror();
    refuse(driver, why == nullptr ? tr("it is empty") : why);
  }
  const auto& module = *static_cast<const DriverModule*>(symbol);
  if (std::string_view(module.version) != kVersion) {
    refuse(driver, fmt::format(fmt::runtime(tr("{} belongs to Etalon {}, this is {}")),
                               file_of(driver).string(), module.version, kVersion));
  }
  return module;
}

}  // namespace

Driver from_module(Driver row, const DriverModule* linked) {
  std::error_code error;
  if (linked == nullptr && !fs::exists(file_of(row.name), error)) return row;
  const auto module = [name = row.name, linked]() -> const DriverModule& {
    return linked != nullptr ? *linked : loaded(name);
  };
  row.missing_package.clear();
  row.make = [module](const DriverSettings& settings) { return module().make(settings); };
  row.probe = [module] {
    return module().probe != nullptr ? module().probe() : std::vector<FoundDevice>{};
  };
  return row;
}

}  // namespace etalon::hardware
