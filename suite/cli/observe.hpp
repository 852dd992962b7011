// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/scope_file.hpp"
#include "suite/core/observation.hpp"
#include "suite/imagefiles/frame_table.hpp"
#include "suite/metrics/metric.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace etalon::cli {

/// Frames to be shared by many observations, and what was set for each (or nothing).
struct KnownFrames {
  std::shared_ptr<const FrameSequence> frames;  ///< may be null
  std::vector<FrameSetting> settings;
};

/// What the person who measures knows beyond the image files.
struct Knowledge {
  std::optional<Uncertain<PixelSize>> pixel_size;
  std::optional<Uncertain<AxialStep>> axial_step;
  std::optional<protocols::ScopeFile> scope;
  KnownFrames dark;
  KnownFrames flat;
  std::optional<DigitalNumbers> offset;
  std::optional<Time> exposure;       ///< of every frame
  std::optional<Time> dark_exposure;  ///< of every dark frame
  std::optional<Time> interval;       ///< from the begin of a frame to that of the next
  std::optional<imagefiles::SettingsTable> settings;
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

/// Reads a time that is longer than nothing; nothing when the text is empty. Throws UsageError.
std::optional<Time> time_argument(const std::string& option, const std::string& text);

/// One sequence of several files, folders or descriptors (of which the dark frames, when `dark`).
/// Throws FileError.
KnownFrames open_frames(const std::vector<std::string>& paths, bool dark);

/// The frames of one or more images, folders, descriptors or tables (then joined) with all that is
/// known about them, or the readings of a power meter. The command line ranks before the scope
/// file, and that before what is in the files; a table of settings is part of the command line.
struct Observed {
  Observation observation;
  std::vector<InputFile> texts;  ///< descriptors and tables that say what the frames are
  /// What the image files say against scope file and command line, in sentences, each once.
  std::vector<std::string> contradictions{};
};
Observed observe(const std::vector<std::string>& paths, const Knowledge& knowledge);

struct Measured {
  Evaluation evaluation;
  std::string unreadable;  ///< the message, when a file could not be read; else empty
  Instrument instrument;   ///< what was known of it, and who told
  std::vector<std::string> contradictions{};  ///< as in Observed
};

/// Evaluates the metric. A file that cannot be read becomes a failure `file.unreadable`, so that
/// the other images are still measured. Throws UsageError when the options are wrong.
Measured measure_images(const metrics::Metric& metric, const std::vector<std::string>& paths,
                        const Knowledge& knowledge, const OptionTexts& options);

}  // namespace etalon::cli
