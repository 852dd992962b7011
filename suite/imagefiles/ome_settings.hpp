// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/imagefiles/image_file.hpp"

#include <pugixml.hpp>

#include <map>
#include <vector>

namespace etalon::imagefiles {

/// What the <Plane> elements of <Pixels> say: ExposureTime, DeltaT (seconds where no unit is
/// named), PositionX, Y, Z (no length where no unit is named: OME's default is a "reference
/// frame"). `time` is DeltaT as written.
using OmePlaneSettings = std::map<FramePlace, FrameSetting>;
OmePlaneSettings read_ome_plane_settings(const pugi::xml_node& pixels);

/// Level of the light and photons, for which OME has no words: <Frame> in Etalon's annotation.
void read_recorded_settings(const pugi::xml_node& recording, OmePlaneSettings& settings);

/// Fills `settings`, and moves `acquired` to the begin of the first frame. Times are those of
/// DeltaT when all frames have one and they differ; else of TimeIncrement in a plain time series;
/// else nobody said.
void apply_ome_settings(const OmePlaneSettings& told, ImageMetadata& metadata);

/// The time of each frame of a plain time series with equal steps; nothing for other dimensions.
void apply_time_increment(ImageMetadata& metadata);

void write_ome_planes(pugi::xml_node pixels, const ImageMetadata& metadata);
void write_recorded_settings(pugi::xml_node recording, const ImageMetadata& metadata);

}  // namespace etalon::imagefiles
