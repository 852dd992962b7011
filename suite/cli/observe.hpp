// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/scope_file.hpp"
#include "suite/core/observation.hpp"
#include "suite/metrics/metric.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace etalon::cli {

/// What the person who measures knows beyond the image files.
struct Knowledge {
  std::optional<Uncertain<PixelSize>> pixel_size;
  std::optional<Uncertain<AxialStep>> axial_step;
  std::optional<protocols::ScopeFile> scope;
  std::shared_ptr<const FrameSequence> dark;
  std::shared_ptr<const FrameSequence> flat;
  std::optional<DigitalNumbers> offset;
};

/// Reads a quantity of the command line; throws UsageError naming the option and what was expected.
template <class Kind>
Quantity<Kind> quantity_argument(const std::string& option, const std::string& text);

/// --pixel-size and --pixel-size-uncertainty; empty texts mean not given. Throws UsageError.
std::optional<Uncertain<PixelSize>> pixel_size_argument(const std::string& size,
                                                        const std::string& uncertainty);

/// --axial-step and --axial-step-uncertainty, in the same manner.
std::optional<Uncertain<AxialStep>> axial_step_argument(const std::string& step,
                                                        const std::string& uncertainty);

/// One sequence of several files, to be shared by many observations. Throws FileError.
std::shared_ptr<const FrameSequence> open_frames(const std::vector<std::string>& paths);

/// The frames of one or more files (then joined) with all that is known about them. The pixel size
/// of the command line ranks before that of the scope file, and that before the one in the files.
Observation observe(const std::vector<std::string>& paths, const Knowledge& knowledge);

struct Measured {
  Evaluation evaluation;
  std::string unreadable;  ///< the message, when a file could not be read; else empty
};

/// Evaluates the metric. A file that cannot be read becomes a failure `file.unreadable`, so that
/// the other images are still measured. Throws UsageError when the options are wrong.
Measured measure_images(const metrics::Metric& metric, const std::vector<std::string>& paths,
                        const Knowledge& knowledge, const OptionTexts& options);

}  // namespace etalon::cli
