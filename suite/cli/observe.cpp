// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/observe.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/image_file.hpp"
#include "suite/imagefiles/joined_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace etalon::cli {
namespace {

/// Lets many observations look at the same frames.
class SharedFrames final : public FrameSequence {
 public:
  explicit SharedFrames(std::shared_ptr<const FrameSequence> frames) : frames_(std::move(frames)) {}
  std::size_t size() const override { return frames_->size(); }
  Frame read(std::size_t index) const override { return frames_->read(index); }
  void read_into(std::size_t index, Frame& frame) const override {
    frames_->read_into(index, frame);
  }
  std::vector<InputFile> inputs() const override { return frames_->inputs(); }

 private:
  std::shared_ptr<const FrameSequence> frames_;
};

std::unique_ptr<FrameSequence> joined(std::vector<std::unique_ptr<FrameSequence>> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return std::make_unique<JoinedFrames>(std::move(parts));
}

/// The pixel size that a file states, or nothing. A single number cannot stand for pixels that are
/// not square.
std::optional<PixelSize> stated_pixel_size(const std::string& path,
                                           const imagefiles::ImageMetadata& metadata) {
  if (!metadata.pixel_size_x) return metadata.pixel_size_y;
  if (!metadata.pixel_size_y) return metadata.pixel_size_x;
  const double ratio = metadata.pixel_size_x->per_px / metadata.pixel_size_y->per_px;
  if (std::abs(ratio - 1) > 1e-3) {
    throw FileError(path, tr("the file states pixels that are not square. If they are, say so by "
                             "--pixel-size."));
  }
  return metadata.pixel_size_x;
}

std::optional<PixelSize> common_pixel_size(const std::vector<std::string>& paths,
                                           const std::vector<imagefiles::ImageMetadata>& metadata) {
  std::optional<PixelSize> common = stated_pixel_size(paths.front(), metadata.front());
  for (std::size_t i = 1; i < paths.size(); ++i) {
    if (stated_pixel_size(paths[i], metadata[i]) != common) {
      throw FileError(paths[i],
                      fmt::format(fmt::runtime(tr("the pixel size differs from that of {}. "
                                                  "Measure them one by one, or give "
                                                  "--pixel-size.")),
                                  paths.front()));
    }
  }
  return common;
}

/// Where each frame belongs; empty for frames of one plane and one channel. Files of one plane each
/// are the planes of a stack, in their order, when a step between planes was given.
std::vector<FramePlace> stack_places(const std::vector<imagefiles::ImageMetadata>& metadata,
                                     bool planes_in_order) {
  std::vector<FramePlace> places;
  for (const auto& file : metadata) append_later(places, file.planes);
  if (plane_count_z(places) * channel_count(places) > 1) return places;
  if (!planes_in_order) return {};
  for (FramePlace& place : places) std::swap(place.z, place.t);
  return places;
}

/// The scope file ranks first; what it leaves open is taken from the image file.
Instrument described(const std::optional<protocols::ScopeFile>& scope,
                     const Instrument& from_file) {
  return scope ? completed(scope->instrument, from_file) : from_file;
}

Evaluation unreadable_evaluation(const metrics::Metric& metric,
                                 const std::vector<std::string>& paths, const OptionTexts& options,
                                 const std::string& problem) {
  Evaluation evaluation;
  evaluation.metric = metric.id;
  evaluation.method = metric.methods.front().id;
  evaluation.method_version = metric.methods.front().version;
  for (const auto& method : metric.methods) {
    const auto asked = options.find("method");
    if (asked == options.end() || asked->second != method.id) continue;
    evaluation.method = method.id;
    evaluation.method_version = method.version;
  }
  for (const auto& path : paths) evaluation.inputs.push_back({path, ""});
  evaluation.failures.push_back(
      {"file.unreadable", problem,
       tr("Check that the file exists, is complete and is an image, then measure it again.")});
  return evaluation;
}

}  // namespace

template <class Kind>
Quantity<Kind> quantity_argument(const std::string& option, const std::string& text) {
  const auto quantity = parse_quantity<Kind>(text);
  if (quantity) return *quantity;
  const auto& failure = quantity.error();
  throw UsageError(option + ": " + failure.detail +
                   (failure.advice.empty() ? "" : " " + failure.advice));
}
template Length quantity_argument<kind::ObjectLength>(const std::string&, const std::string&);
template DigitalNumbers quantity_argument<kind::DigitalNumber>(const std::string&,
                                                               const std::string&);
template Time quantity_argument<kind::Time>(const std::string&, const std::string&);

namespace {

/// A length with its standard uncertainty from two options; nothing when neither was given.
std::optional<Uncertain<Length>> uncertain_length(const std::string& option,
                                                  const std::string& value,
                                                  const std::string& uncertainty) {
  const auto refuse = [&](const char* sentence) {
    throw UsageError(fmt::format(fmt::runtime(sentence), option, value));
  };
  if (value.empty()) {
    if (uncertainty.empty()) return std::nullopt;
    refuse(tr("{0}-uncertainty needs {0} beside it."));
  }
  for (const char* sign : {"+-", "+/-", "±"}) {
    if (value.find(sign) == std::string::npos) continue;
    refuse(
        tr("{0}: \"{1}\" does not say what kind of uncertainty it states. Write the value alone, "
           "and its standard uncertainty as {0}-uncertainty."));
  }
  Uncertain<Length> length{.value = quantity_argument<kind::ObjectLength>(option, value)};
  if (length.value <= um(0)) refuse(tr("{0}: expected a length greater than zero."));
  if (uncertainty.empty()) return length;
  const auto u = quantity_argument<kind::ObjectLength>(option + "-uncertainty", uncertainty);
  if (u <= um(0) || u > 0.5 * length.value) {
    refuse(
        tr("{0}-uncertainty: give a standard uncertainty above zero and below half of the value; "
           "leave it out when it is unknown."));
  }
  length.standard_uncertainty = u;
  return length;
}

}  // namespace

std::optional<Uncertain<PixelSize>> pixel_size_argument(const std::string& size,
                                                        const std::string& uncertainty) {
  const auto length = uncertain_length("--pixel-size", size, uncertainty);
  if (!length) return std::nullopt;
  Uncertain<PixelSize> pixel_size{.value = {length->value}};
  if (length->standard_uncertainty)
    pixel_size.standard_uncertainty = PixelSize{*length->standard_uncertainty};
  return pixel_size;
}

std::optional<Uncertain<AxialStep>> axial_step_argument(const std::string& step,
                                                        const std::string& uncertainty) {
  const auto length = uncertain_length("--axial-step", step, uncertainty);
  if (!length) return std::nullopt;
  Uncertain<AxialStep> axial_step{.value = {length->value}};
  if (length->standard_uncertainty)
    axial_step.standard_uncertainty = AxialStep{*length->standard_uncertainty};
  return axial_step;
}

std::shared_ptr<const FrameSequence> open_frames(const std::vector<std::string>& paths) {
  if (paths.empty()) return nullptr;
  std::vector<std::unique_ptr<FrameSequence>> parts;
  for (const auto& path : paths) parts.push_back(imagefiles::open_image(path).frames);
  return joined(std::move(parts));
}

Observation observe(const std::vector<std::string>& paths, const Knowledge& knowledge) {
  std::vector<std::unique_ptr<FrameSequence>> parts;
  std::vector<imagefiles::ImageMetadata> metadata;
  for (const auto& path : paths) {
    auto file = imagefiles::open_image(path);
    parts.push_back(std::move(file.frames));
    metadata.push_back(std::move(file.metadata));
  }
  Observation observation;
  observation.pictures = false;  // nothing here draws
  observation.frames = joined(std::move(parts));
  if (knowledge.dark) observation.dark = std::make_unique<SharedFrames>(knowledge.dark);
  if (knowledge.flat) observation.flat = std::make_unique<SharedFrames>(knowledge.flat);
  observation.offset = knowledge.offset;
  observation.places = stack_places(metadata, knowledge.axial_step.has_value());
  observation.settings = imagefiles::joined_settings(metadata);
  observation.instrument = described(knowledge.scope, metadata.front().instrument);
  if (knowledge.pixel_size) {
    observation.references.pixel_size = knowledge.pixel_size;
  } else if (knowledge.scope && knowledge.scope->pixel_size) {
    observation.references.pixel_size = knowledge.scope->pixel_size;
  } else if (const auto stated = common_pixel_size(paths, metadata)) {
    observation.references.pixel_size = Uncertain<PixelSize>{.value = *stated};
  }
  if (knowledge.axial_step) {
    observation.references.axial_step = knowledge.axial_step;
  } else if (const auto step = metadata.front().axial_step) {
    observation.references.axial_step = Uncertain<AxialStep>{.value = *step};
  }
  return observation;
}

Measured measure_images(const metrics::Metric& metric, const std::vector<std::string>& paths,
                        const Knowledge& knowledge, const OptionTexts& options) {
  try {
    const Observation observation = observe(paths, knowledge);
    auto evaluation = metric.evaluate(observation, options);
    if (!evaluation) {
      const auto& failure = evaluation.error();
      throw UsageError(metric.id + ": " + failure.detail +
                       (failure.advice.empty() ? "" : " " + failure.advice));
    }
    if (evaluation->inputs.empty()) evaluation->inputs = observation.frames->inputs();
    return {std::move(*evaluation), ""};
  } catch (const FileError& error) {
    return {unreadable_evaluation(metric, paths, options, error.what()), error.what()};
  }
}

}  // namespace etalon::cli
