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

Observation observation_of_step(const Procedure& procedure, const Step& step,
                                const hardware::Microscope& microscope,
                                const hardware::AcquiredFrames& acquired,
                                const SharedFrameSequence& frames,
                                const std::vector<SharedFrameSequence>& dark) {
  Observation observation;
  observation.frames = std::make_unique<SharedFrames>(frames);
  if (!dark.empty()) {
    std::vector<std::unique_ptr<FrameSequence>> parts;
    for (const auto& part : dark) parts.push_back(std::make_unique<SharedFrames>(part));
    observation.dark = std::make_unique<JoinedFrames>(std::move(parts));
  }
  observation.instrument = completed(microscope.instrument, acquired.instrument);
  if (step.acquire->frames > 0) {
    observation.acquisition.requested["frames"] = std::to_string(step.acquire->frames);
  }
  if (step.acquire->exposure) {
    observation.acquisition.requested["exposure"] = to_text(*step.acquire->exposure);
  }
  observation.acquisition.actual = acquired.actual;
  observation.references.pixel_size = pixel_size(microscope, acquired);
  // Which of several slides was used, nobody said.
  const auto slides = procedure.slides.find(step.id);
  if (slides != procedure.slides.end() && slides->second.size() == 1) {
    observation.references.target = slides->second.front();
  }
  return observation;
}

}  // namespace etalon::protocols
