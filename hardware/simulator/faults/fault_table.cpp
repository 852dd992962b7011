// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/faults/fault_table.hpp"

#include "hardware/simulator/faults/fault_groups.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace etalon::hardware {
namespace {

std::string unknown_fault(const std::string& name) {
  std::vector<std::string> known;
  for (const Fault& fault : fault_table()) known.push_back(fault.name);
  const std::string nearest = nearest_name(name, known);
  if (nearest.empty()) {
    return fmt::format(fmt::runtime(tr("there is no fault {}; known are {}.")), quoted(name),
                       fmt::join(known, ", "));
  }
  return fmt::format(fmt::runtime(tr("there is no fault {}; did you mean {}?")), quoted(name),
                     nearest);
}

}  // namespace

const std::vector<Fault>& fault_table() {
  static const std::vector<Fault> table = [] {
    std::vector<Fault> all;
    for (auto group : {optics_faults(), light_faults(), camera_faults(), mechanics_faults()}) {
      for (Fault& fault : group) all.push_back(std::move(fault));
    }
    return all;
  }();
  return table;
}

const Fault* find_fault(const std::string& name) {
  for (const Fault& fault : fault_table()) {
    if (fault.name == name) return &fault;
  }
  return nullptr;
}

SimulatorSettings with_fault(SimulatorSettings settings, const std::string& fault) {
  const auto sign = fault.find('=');
  const std::string name(trimmed(fault.substr(0, sign)));
  const Fault* row = find_fault(name);
  if (row == nullptr) throw DeviceError("simulator", unknown_fault(name));
  const std::string size =
      sign == std::string::npos ? row->default_size : std::string(trimmed(fault.substr(sign + 1)));
  if (row->size_type.empty() && sign != std::string::npos) {
    throw DeviceError("simulator",
                      fmt::format(fmt::runtime(tr("the fault {} has no size.")), row->name));
  }
  row->apply(settings, size);
  expect_microscope(settings);
  return settings;
}

}  // namespace etalon::hardware
