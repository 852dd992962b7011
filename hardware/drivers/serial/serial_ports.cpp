// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/serial/serial_ports.hpp"

#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

namespace etalon::hardware {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> all;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    all.push_back(entry->path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

FoundDevice port_at(const fs::path& path, const std::string& what) {
  return {fmt::format(fmt::runtime(tr("serial port {}: a board with motors?")), what),
          {{"port", path.string()}}};
}

}  // namespace

std::vector<FoundDevice> serial_ports_in(const fs::path& devices) {
  std::vector<FoundDevice> found;
  std::set<fs::path> named;
  for (const fs::path& link : entries_of(devices / "serial" / "by-id")) {
    std::error_code error;
    named.insert(fs::weakly_canonical(link, error));
    found.push_back(port_at(link, link.filename().string()));
  }
  for (const fs::path& port : entries_of(devices)) {
    const std::string name = port.filename().string();
    if (!name.starts_with("ttyUSB") && !name.starts_with("ttyACM")) continue;
    std::error_code error;
    if (named.contains(fs::weakly_canonical(port, error))) continue;
    found.push_back(port_at(port, name));
  }
  return found;
}

std::vector<FoundDevice> serial_ports() { return serial_ports_in("/dev"); }

}  // namespace etalon::hardware
