// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/records/store.hpp"

#include <map>
#include <string>
#include <vector>

namespace etalon::reports {

/// What every format says of the instrument and the circumstances of a run, as plain text.

struct Fact {
  std::string name;  ///< "Microscope"
  std::string text;  ///< empty: nobody said
};

/// Microscope, objective, camera, light; who told each field, what does not apply, what contradicts
/// what; site, operator, conditions. In this order, those without a text among them.
std::vector<Fact> instrument_facts(const records::RunDetail& run);

/// The slide of one step.
struct SlideLine {
  std::string step;
  std::string slide;  ///< with manufacturer, model and serial number
  std::string tier;
  std::string certificate;  ///< with its date; empty: none
};
std::vector<SlideLine> slide_lines(const std::map<std::string, std::string>& conditions);

/// What devices, image files and scope file say against each other, each once, in whole sentences.
std::vector<std::string> contradictions_of(const records::RunDetail& run);

}  // namespace etalon::reports
