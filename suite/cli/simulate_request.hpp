// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/cli/command.hpp"
#include "suite/cli/simulation.hpp"
#include "targets/target.hpp"

#include <string>
#include <vector>

namespace etalon::cli {

/// What the command line of `etalon simulate` says, as texts.
struct SimulateRequest {
  std::string scope;
  std::string target;
  OptionTexts options;  ///< of the target
  std::string seed;
  std::vector<std::string> faults;
  std::vector<std::string> settings;
  std::string z = "0 um";
  std::string planes = "1";
  std::string z_step;
  std::string frames = "1";
  std::string interval;
  std::string exposure;
  std::string threads;
  std::string output;
  bool dark = false;
  bool force = false;
};

/// What lies under the objective: a shape, with the options with which its slide is drawn.
struct ChosenTarget {
  const targets::Target* shape = nullptr;
  OptionTexts draw;
};

/// A shape by its id, or the one that a slide of the catalogue carries. Throws UsageError.
ChosenTarget target_named(const std::string& name);

/// Reads scope, settings, faults and quantities, so that whatever is wrong with them is known
/// before anything is rendered. Throws UsageError and FileError.
Simulation simulation_of(const SimulateRequest& asked, const ChosenTarget& target);

}  // namespace etalon::cli
