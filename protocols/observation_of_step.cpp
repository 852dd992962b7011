// SPDX-License-Identifier: Apache-2.0
#include "protocols/observation_of_step.hpp"

#include <utility>

namespace etalon::protocols {
namespace {

/// Frames that several observations look at.
class SharedFrames final : public FrameSequence {
 public:
  explicit SharedFrames(SharedFrameSequence frames) : frames_(std::move(frames)) {}
  std::size_t size() const override { return frames_->size(); }
  Frame read(std::size_t index) const override { return frames_->read(index); }
  void read_into(std::size_t index, Frame& frame) const override {
    frames_->read_into(index, frame);
  }
  std::vector<InputFile> inputs() const override { return frames_->inputs(); }

 private:
  SharedFrameSequence frames_;
};

std::unique_ptr<FrameSequence> joined(const std::vector<KeptFrames>& sequences) {
  if (sequences.empty()) return nullptr;
  std::vector<std::unique_ptr<FrameSequence>> parts;
  for (const auto& part : sequences) parts.push_back(std::make_unique<SharedFrames>(part.frames));
  return std::make_unique<JoinedFrames>(std::move(parts));
}

/// Of all frames, or nothing: a gap would shift those behind it.
std::vector<FrameSetting> settings_of(const std::vector<KeptFrames>& sequences) {
  std::vector<FrameSetting> settings;
  for (const auto& part : sequences) {
    if (part.settings.size() != part.frames->size()) return {};
    settings.insert(settings.end(), part.settings.begin(), part.settings.end());
  }
  return settings;
}

}  // namespace

std::optional<Uncertain<PixelSize>> pixel_size_of(const hardware::Microscope& microscope,
                                                  const hardware::AcquiredFrames& acquired) {
  if (microscope.pixel_size || !acquired.pixel_size) return microscope.pixel_size;
  return Uncertain<PixelSize>{.value = *acquired.pixel_size};
}

std::string slide_of(const Procedure& procedure, const RunContext& context,
                     const std::string& step) {
  const auto stated = context.slides.find(step);
  if (stated != context.slides.end()) return stated->second.slide;
  const auto allowed = procedure.slides.find(step);
  return allowed == procedure.slides.end() ? std::string() : allowed->second.front();
}

Observation observation_of_step(const Procedure& procedure, const Step& step,
                                const hardware::Microscope& microscope, const RunContext& context,
                                const hardware::AcquiredFrames& acquired,
                                const SharedFrameSequence& frames,
                                const std::vector<KeptFrames>& dark,
                                const std::vector<KeptFrames>& flat) {
  Observation observation;
  observation.frames = std::make_unique<SharedFrames>(frames);
  observation.settings = acquired.settings;
  observation.dark = joined(dark);
  observation.dark_settings = settings_of(dark);
  observation.flat = joined(flat);
  observation.instrument = completed(microscope.instrument, acquired.instrument);
  if (step.acquire->frames > 0) {
    observation.acquisition.requested["frames"] = std::to_string(step.acquire->frames);
  }
  if (step.acquire->stack) {
    observation.acquisition.requested["planes"] = std::to_string(step.acquire->stack->planes);
    observation.acquisition.requested["z_step"] = to_text(step.acquire->stack->z_step);
  }
  if (step.acquire->exposure) {
    observation.acquisition.requested["exposure"] = to_text(*step.acquire->exposure);
  }
  observation.acquisition.actual = acquired.actual;
  observation.places = acquired.places;
  observation.references.pixel_size = pixel_size_of(microscope, acquired);
  if (acquired.axial_step) {
    observation.references.axial_step = Uncertain<AxialStep>{.value = *acquired.axial_step};
  }
  // Without a statement, which of several slides was used, nobody said.
  const auto allowed = procedure.slides.find(step.id);
  const auto stated = context.slides.find(step.id);
  std::optional<SlideInstance> slide;
  if (stated != context.slides.end()) slide = stated->second;
  if (!slide && allowed != procedure.slides.end() && allowed->second.size() == 1) {
    slide = uncertified_slide(allowed->second.front());
  }
  if (slide) {
    observation.references.target = slide->slide;
    observation.references.certificate = slide->certificate;
    observation.references.ruler_pitch = slide->ruler_pitch;
    observation.references.bead_diameter = slide->bead_diameter;
  }
  return observation;
}

}  // namespace etalon::protocols
