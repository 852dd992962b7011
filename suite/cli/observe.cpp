// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/observe.hpp"

#include "suite/cli/image_contradictions.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/joined_settings.hpp"
#include "suite/imagefiles/opened_together.hpp"
#include "suite/imagefiles/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

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

/// For messages only: it hashes the file.
std::string name_of(const imagefiles::ImageFile& file) {
  const auto inputs = file.frames->inputs();
  return inputs.empty() ? "" : inputs.front().path;
}

/// The pixel size that a file states, or nothing. A single number cannot stand for pixels that are
/// not square.
std::optional<PixelSize> stated_pixel_size(const imagefiles::ImageFile& file) {
  const imagefiles::ImageMetadata& metadata = file.metadata;
  if (!metadata.pixel_size_x) return metadata.pixel_size_y;
  if (!metadata.pixel_size_y) return metadata.pixel_size_x;
  const double ratio = metadata.pixel_size_x->per_px / metadata.pixel_size_y->per_px;
  if (std::abs(ratio - 1) > 1e-3) {
    throw FileError(name_of(file),
                    tr("the file states pixels that are not square. If they are, say so by "
                       "--pixel-size."));
  }
  return metadata.pixel_size_x;
}

std::optional<PixelSize> common_pixel_size(const std::vector<imagefiles::ImageFile>& files) {
  const std::optional<PixelSize> common = stated_pixel_size(files.front());
  for (const auto& file : files) {
    if (stated_pixel_size(file) != common) {
      throw FileError(name_of(file),
                      fmt::format(fmt::runtime(tr("the pixel size differs from that of {}. "
                                                  "Measure them one by one, or give "
                                                  "--pixel-size.")),
                                  name_of(files.front())));
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
  evaluation.failures.push_back({"file.unreadable", problem,
                                 tr("Check that the file exists, is complete and is what it should "
                                    "be, then measure it again.")});
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

std::optional<Time> time_argument(const std::string& option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const Time time = quantity_argument<kind::Time>(option, text);
  if (time <= s(0))
    throw UsageError(
        fmt::format(fmt::runtime(tr("{}: expected a time longer than zero.")), option));
  return time;
}

namespace {

std::vector<imagefiles::ImageMetadata> metadata_of(
    const std::vector<imagefiles::ImageFile>& files) {
  std::vector<imagefiles::ImageMetadata> metadata;
  for (const auto& file : files) metadata.push_back(file.metadata);
  return metadata;
}

std::unique_ptr<FrameSequence> frames_of(std::vector<imagefiles::ImageFile>& files) {
  std::vector<std::unique_ptr<FrameSequence>> parts;
  for (auto& file : files) parts.push_back(std::move(file.frames));
  return joined(std::move(parts));
}

/// Each file of a set opens all of it; so only the first one named does.
void keep_each_set_once(std::vector<imagefiles::ImageFile>& files) {
  std::set<std::vector<std::filesystem::path>> sets;
  std::erase_if(files, [&](const imagefiles::ImageFile& file) {
    const auto& members = file.metadata.members;
    return !members.empty() && !sets.insert(members).second;
  });
}

/// All that the names stand for, one behind the other. Dark frames that come alone are what is to
/// be measured.
imagefiles::Series open_all(const std::vector<std::string>& paths) {
  auto opened = imagefiles::opened_together<imagefiles::Series>(
      paths.size(), [&](std::size_t i) { return imagefiles::open_series(paths[i]); });
  imagefiles::Series all;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    imagefiles::Series& next = opened[i];
    if (paths.size() > 1 && next.power)
      throw UsageError(fmt::format(
          fmt::runtime(tr("{}: readings of a power meter are measured on their own, without images "
                          "or other readings beside them.")),
          paths[i]));
    all.power = std::move(next.power);
    std::move(next.files.begin(), next.files.end(), std::back_inserter(all.files));
    std::move(next.dark.begin(), next.dark.end(), std::back_inserter(all.dark));
    all.tables.insert(all.tables.end(), next.tables.begin(), next.tables.end());
  }
  if (all.files.empty()) std::swap(all.files, all.dark);
  keep_each_set_once(all.files);
  keep_each_set_once(all.dark);
  return all;
}

/// What the command line says of the frames ranks before what the files say.
std::vector<FrameSetting> known_settings(std::vector<FrameSetting> told, std::size_t frames,
                                         const Knowledge& knowledge) {
  if (!knowledge.settings && !knowledge.exposure && !knowledge.interval) return told;
  told.resize(frames);
  if (knowledge.settings && knowledge.settings->settings.size() != frames)
    throw FileError(knowledge.settings->identity.path,
                    fmt::format(fmt::runtime(tr("has {} rows for {} frames. Write one row for each "
                                                "frame, in the order of the frames.")),
                                knowledge.settings->settings.size(), frames));
  for (std::size_t i = 0; i < frames; ++i) {
    FrameSetting known;
    known.exposure = knowledge.exposure;
    if (knowledge.interval) known.time = *knowledge.interval * static_cast<double>(i);
    if (knowledge.settings) known = imagefiles::completed(known, knowledge.settings->settings[i]);
    told[i] = imagefiles::completed(known, told[i]);
  }
  return told;
}

std::vector<FrameSetting> with_exposure(std::vector<FrameSetting> settings, std::size_t frames,
                                        std::optional<Time> exposure) {
  if (!exposure) return settings;
  settings.resize(frames);
  for (FrameSetting& setting : settings) setting.exposure = exposure;
  return settings;
}

/// Dark frames of the command line rank before those of a descriptor.
void add_dark(Observation& observation, std::vector<imagefiles::ImageFile>& dark,
              const Knowledge& knowledge) {
  if (knowledge.dark.frames) {
    observation.dark = std::make_unique<SharedFrames>(knowledge.dark.frames);
    observation.dark_settings = knowledge.dark.settings;
  } else if (!dark.empty()) {
    observation.dark_settings = imagefiles::joined_settings(metadata_of(dark));
    observation.dark = frames_of(dark);
  }
  if (observation.dark)
    observation.dark_settings = with_exposure(std::move(observation.dark_settings),
                                              observation.dark->size(), knowledge.dark_exposure);
}

void add_pixel_size(Observation& observation, const std::vector<imagefiles::ImageFile>& files,
                    const Knowledge& knowledge) {
  auto& pixel_size = observation.references.pixel_size;
  auto& sources = observation.instrument.sources;
  sources.erase("pixel_size");
  if (knowledge.pixel_size) {
    pixel_size = knowledge.pixel_size;
    sources["pixel_size"] = Source::person;
  } else if (knowledge.scope && knowledge.scope->pixel_size) {
    pixel_size = knowledge.scope->pixel_size;
    sources["pixel_size"] = Source::scope_file;
  } else if (files.empty()) {
    return;
  } else if (const auto stated = common_pixel_size(files)) {
    pixel_size = Uncertain<PixelSize>{.value = *stated};
    sources["pixel_size"] = Source::file;
  }
}

void add_axial_step(Observation& observation, const std::vector<imagefiles::ImageFile>& files,
                    const Knowledge& knowledge) {
  auto& axial_step = observation.references.axial_step;
  if (knowledge.axial_step) {
    axial_step = knowledge.axial_step;
    observation.instrument.sources["axial_step"] = Source::person;
  } else if (!files.empty() && files.front().metadata.axial_step) {
    axial_step = Uncertain<AxialStep>{.value = *files.front().metadata.axial_step};
    observation.instrument.sources["axial_step"] = Source::file;
  }
}

}  // namespace

KnownFrames open_frames(const std::vector<std::string>& paths, bool dark) {
  if (paths.empty()) return {};
  imagefiles::Series all = open_all(paths);
  auto& files = dark && !all.dark.empty() ? all.dark : all.files;
  if (files.empty()) throw FileError(paths.front(), tr("holds no image. Name images here."));
  KnownFrames known;
  known.settings = imagefiles::joined_settings(metadata_of(files));
  known.frames = frames_of(files);
  return known;
}

Observed observe(const std::vector<std::string>& paths, const Knowledge& knowledge) {
  imagefiles::Series series = open_all(paths);
  Observed observed{.observation = {}, .texts = std::move(series.tables)};
  if (knowledge.settings) observed.texts.push_back(knowledge.settings->identity);
  Observation& observation = observed.observation;
  observation.pictures = false;  // nothing here draws
  observation.power = std::move(series.power);
  observation.offset = knowledge.offset;
  const auto metadata = metadata_of(series.files);
  observation.instrument =
      described(knowledge.scope, metadata.empty() ? Instrument{} : metadata.front().instrument);
  add_pixel_size(observation, series.files, knowledge);
  add_axial_step(observation, series.files, knowledge);
  observed.contradictions =
      contradictions_in(series.files, knowledge.scope, observation.references.pixel_size);
  if (!series.files.empty()) {
    observation.places = stack_places(metadata, knowledge.axial_step.has_value());
    observation.frames = frames_of(series.files);
    observation.settings = known_settings(imagefiles::joined_settings(metadata),
                                          observation.frames->size(), knowledge);
  }
  add_dark(observation, series.dark, knowledge);
  if (knowledge.flat.frames)
    observation.flat = std::make_unique<SharedFrames>(knowledge.flat.frames);
  return observed;
}

Measured measure_images(const metrics::Metric& metric, const std::vector<std::string>& paths,
                        const Knowledge& knowledge, const OptionTexts& options) {
  try {
    const auto [observation, texts, contradictions] = observe(paths, knowledge);
    auto evaluation = metric.evaluate(observation, options);
    if (!evaluation) {
      const auto& failure = evaluation.error();
      throw UsageError(metric.id + ": " + failure.detail +
                       (failure.advice.empty() ? "" : " " + failure.advice));
    }
    auto& inputs = evaluation->inputs;
    if (inputs.empty() && observation.frames) inputs = observation.frames->inputs();
    inputs.insert(inputs.begin(), texts.begin(), texts.end());
    return {std::move(*evaluation), "", observation.instrument, contradictions};
  } catch (const FileError& error) {
    return {unreadable_evaluation(metric, paths, options, error.what()), error.what(), {}};
  }
}

}  // namespace etalon::cli
