// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/slide_file.hpp"
#include "suite/records/store.hpp"

#include <string>
#include <vector>

namespace etalon::protocols {

/// What a record has to say before a grade may be more than indicative, and this one does not, in
/// the words of the scope file. After the tier-1 fields of 4DN-BINA-OME (NBO) v02-01 and what a
/// run has besides. What was said not to apply ("none") is not missing.

/// Of the instrument: the microscope (manufacturer, model, serial number), its objective
/// (magnification, NA, immersion, correction, cover glass), what stands between it and the camera,
/// the camera (model, pitch of its pixels, bits, binning), light source, contrast and wavelength.
std::vector<std::string> missing_of_instrument(const Instrument& instrument);

/// Of the slide that lay there in this step: manufacturer, model, serial number, and where it has a
/// certificate the date of that. Nothing is missing of a slide that is indicative anyway, or that
/// nobody named: these hold a grade down by themselves.
std::vector<std::string> missing_of_slide(const std::string& step, const SlideInstance& slide);

/// Of a run, as far as results of this step need it: the above, the operator, the circumstances
/// (circumstances.hpp), the version of Etalon and with it of its drivers, and with which settings
/// the frames were taken, where neither they nor a person tell (stated_settings.hpp).
std::vector<std::string> missing_from_record(const records::RunDetail& run,
                                             const std::string& step);

/// Whether a result depends on a pixel size of which nobody said where it comes from. "nominal" is
/// an answer, too.
bool lacks_source_of_scale(const Instrument& instrument, const MeasurementResult& result);

}  // namespace etalon::protocols
