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
  std::vector<InputFile> inputs() const override { return frames_->inputs(); }

 private:
  SharedFrameSequence frames_;
};

std::unique_ptr<FrameSequence> joined(const std::vector<SharedFrameSequence>& sequences) {
  if (sequences.empty()) return nullptr;
  std::vector<std::unique_ptr<FrameSequence>> parts;
  for (const auto& part : sequences) parts.push_back(std::make_unique<SharedFrames>(part));
  return std::make_unique<JoinedFrames>(std::move(parts));
}

template <class T>
void complete(T& value, const T& otherwise) {
  if (value == T{}) value = otherwise;
}
template <class T>
void complete(std::optional<T>& value, const std::optional<T>& otherwise) {
  if (!value) value = otherwise;
}

std::optional<Uncertain<PixelSize>> pixel_size(const hardware::Microscope& microscope,
                                               const hardware::AcquiredFrames& acquired) {
  if (microscope.pixel_size || !acquired.pixel_size) return microscope.pixel_size;
  return Uncertain<PixelSize>{.value = *acquired.pixel_size};
}

}  // namespace

Instrument completed(Instrument scope, const Instrument& device) {
  complete(scope.id, device.id);
  complete(scope.manufacturer, device.manufacturer);
  complete(scope.model, device.model);
  complete(scope.serial_number, device.serial_number);
  complete(scope.objective.manufacturer, device.objective.manufacturer);
  complete(scope.objective.model, device.objective.model);
  complete(scope.objective.serial_number, device.objective.serial_number);
  complete(scope.objective.nominal_magnification, device.objective.nominal_magnification);
  complete(scope.objective.lens_na, device.objective.lens_na);
  complete(scope.objective.immersion, device.objective.immersion);
  complete(scope.condenser_na, device.condenser_na);
  complete(scope.detector.manufacturer, device.detector.manufacturer);
  complete(scope.detector.model, device.detector.model);
  complete(scope.detector.serial_number, device.detector.serial_number);
  complete(scope.detector.pixel_pitch, device.detector.pixel_pitch);
  if (scope.channels.empty()) scope.channels = device.channels;
  return scope;
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
                                const std::vector<SharedFrameSequence>& dark,
                                const std::vector<SharedFrameSequence>& flat) {
  Observation observation;
  observation.frames = std::make_unique<SharedFrames>(frames);
  observation.dark = joined(dark);
  observation.flat = joined(flat);
  observation.instrument = completed(microscope.instrument, acquired.instrument);
  if (step.acquire->frames > 0) {
    observation.acquisition.requested["frames"] = std::to_string(step.acquire->frames);
  }
  if (step.acquire->exposure) {
    observation.acquisition.requested["exposure"] = to_text(*step.acquire->exposure);
  }
  observation.acquisition.actual = acquired.actual;
  observation.references.pixel_size = pixel_size(microscope, acquired);
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
  }
  return observation;
}

}  // namespace etalon::protocols
