// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/instrument.hpp"

#include <pugixml.hpp>

namespace etalon::imagefiles {

/// Microscope, objective, detector and channels that <Image> refers to. What is not referred to and
/// not the only one of its kind stays empty.
Instrument read_ome_instrument(const pugi::xml_node& ome, const pugi::xml_node& image);

/// Appends <Instrument> to <OME>, with one objective and one detector.
void write_ome_instrument(pugi::xml_node ome, const Instrument& instrument);

/// Appends <ObjectiveSettings> to <Image>: with which objective, in which medium.
void write_ome_objective_settings(pugi::xml_node image, const Instrument& instrument);

/// Appends one <Channel> to <Pixels>.
void write_ome_channel(pugi::xml_node pixels, const Instrument& instrument, int channel,
                       int samples_per_pixel);

}  // namespace etalon::imagefiles
