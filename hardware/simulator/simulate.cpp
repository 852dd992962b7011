// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/simulate.hpp"

#include "hardware/simulator/draws.hpp"
#include "hardware/simulator/frame_maker.hpp"
#include "hardware/simulator/image/field_map.hpp"
#include "hardware/simulator/scene.hpp"
#include "suite/core/translate.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace etalon::hardware {
namespace {

constexpr int kMostFrames = 100'000;
constexpr Length kTravel = um(200);

/// A number of a text, the same on every machine (FNV-1a).
std::int64_t number_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return static_cast<std::int64_t>(hash);
}

/// What tells the frames of one recording from those of another with the same seed: dark frames
/// must not share the noise of what they are subtracted from.
std::uint64_t key_of(const Recording& recording) {
  const auto nanometres = [](Length z) { return std::llround(z.in(nm)); };
  std::string geometry;
  for (const auto& [name, text] : recording.geometry) geometry += name + "=" + text + "\n";
  return draw_key(
      Draw::recording,
      {number_of(recording.target), number_of(geometry), nanometres(recording.z), recording.planes,
       nanometres(recording.z_step), recording.frames, std::llround(recording.interval.in(us)),
       std::llround(recording.exposure.in(us)), recording.light ? 1 : 0});
}

Time begin_of(const SimulatorSettings& settings, const Recording& recording, int index) {
  const Time interval = std::max(
      recording.frames > 1 ? recording.interval : settings.clock.frame_time, recording.exposure);
  return time_of(settings.clock, {.frame = index}, interval);
}

/// Where the slide stands in the frame of this number: the plane of focus is at z of the slide.
View view_of(const SimulatorSettings& settings, const Recording& recording, int index) {
  const Time time = begin_of(settings, recording, index);
  const double plane = recording.planes > 1 ? index - (recording.planes - 1) / 2.0 : 0;
  const Crept creep = crept_at(settings.mechanics, time);
  const auto [jitter_x, jitter_y] =
      jitter_of(settings, key_of(recording), static_cast<std::uint64_t>(index));
  return {
      .shape = recording.target,
      .draw = recording.geometry,
      .defocus = settings.mechanics.focus_offset + creep.z - recording.z - recording.z_step * plane,
      .x = creep.x + jitter_x,
      .y = creep.y + jitter_y};
}

Immersion immersion_of(double index) {
  if (index < 1.2) return Immersion::air;
  if (index < 1.40) return Immersion::water;
  return index < 1.49 ? Immersion::glycerol : Immersion::oil;
}

Channel channel_of(const OpticsSettings& optics) {
  Channel channel;
  channel.wavelength = Uncertain<Length>{.value = optics.wavelength};
  if (optics.modality == Modality::brightfield) return channel;
  channel.mode = AcquisitionMode::widefield;
  if (optics.modality == Modality::widefield) return channel;
  channel.mode = AcquisitionMode::confocal;
  channel.excitation = Uncertain<Length>{.value = optics.excitation};
  channel.pinhole = Uncertain<double>{.value = optics.pinhole};
  return channel;
}

}  // namespace

void expect_recording(const Recording& recording) {
  const auto refuse = [](const char* sentence) { throw DeviceError("simulator", sentence); };
  if (recording.planes < 1 || recording.planes > kMostFrames || recording.frames < 1 ||
      recording.frames > kMostFrames) {
    refuse(tr("planes and frames: expected 1 to 100000."));
  }
  if (recording.planes > 1 && recording.frames > 1) {
    refuse(
        tr("a stack and a series in time cannot be recorded at once; leave out planes or "
           "frames."));
  }
  if (!(recording.z_step > um(0))) refuse(tr("z_step: expected a length above zero."));
  const Length farthest =
      std::max(recording.z, -1 * recording.z) + recording.z_step * ((recording.planes - 1) / 2.0);
  if (!(farthest <= kTravel)) {
    refuse(tr("z, planes, z_step: expected planes within 200 um of the best focus."));
  }
  if (!(recording.interval >= s(0))) refuse(tr("interval: must not be negative."));
  if (!(recording.exposure >= us(10) && recording.exposure <= s(10))) {
    refuse(tr("exposure: expected 10 us to 10 s."));
  }
}

FrameTruth frame_truth(const SimulatorSettings& settings, const Recording& recording, int index) {
  const View view = view_of(settings, recording, index);
  return {begin_of(settings, recording, index), view.defocus, view.x, view.y};
}

std::vector<BeadTruth> beads_of(const SimulatorSettings& settings, const Recording& recording) {
  const View view = view_of(settings, recording, 0);
  Field field = field_of(settings);
  field.x_um = view.x.in(um);
  field.y_um = view.y.in(um);
  const FieldMap map(field, field.colours.front());
  std::vector<BeadTruth> beads;
  for (auto& bead : scene_of(settings, recording.target, recording.geometry).beads) {
    const Place place = map.on_sensor({bead.x_um, bead.y_um});
    beads.push_back({std::move(bead), px(place.x + (field.width - 1) / 2.0),
                     px(place.y + (field.height - 1) / 2.0)});
  }
  return beads;
}

Instrument instrument_of(const SimulatorSettings& settings) {
  Instrument instrument;
  instrument.manufacturer = "Etalon";
  instrument.model = "virtual microscope";
  instrument.serial_number = "virtual";
  instrument.objective.manufacturer = "Etalon";
  instrument.objective.model = "virtual objective";
  instrument.objective.nominal_magnification = settings.optics.magnification;
  instrument.objective.lens_na = Uncertain<double>{.value = settings.optics.lens_na};
  instrument.objective.immersion = immersion_of(settings.optics.immersion_index);
  instrument.objective.refractive_index =
      Uncertain<double>{.value = settings.optics.immersion_index};
  instrument.detector.manufacturer = "Etalon";
  instrument.detector.model = "virtual camera";
  const bool bytes = settings.camera.eight_bit || settings.camera.jpeg_quality > 0;
  instrument.detector.bit_depth = bytes ? 8 : settings.camera.bits;
  instrument.channels = {channel_of(settings.optics)};
  return instrument;
}

void simulate(const SimulatorSettings& settings, const Recording& recording, std::size_t threads,
              const std::function<void(Frame frame, int index)>& deliver) {
  expect_microscope(settings);
  expect_recording(recording);
  const std::uint64_t key = key_of(recording);
  const Ratio lamp = recording.light ? settings.light.lamp_level : one(0);
  const auto record = [&](const LightImage& image, int index) {
    const Shot shot{begin_of(settings, recording, index), recording.exposure, lamp};
    deliver(recorded(settings, image, shot, key, static_cast<std::uint64_t>(index), threads),
            index);
  };
  const int count = std::max(recording.planes, recording.frames);
  // Planes that differ in focus alone share most of the work; equal ones, all of it.
  for (int first = 0; first < count;) {
    const View view = view_of(settings, recording, first);
    std::vector<Length> defocus{view.defocus};
    while (first + static_cast<int>(defocus.size()) < count) {
      const View next = view_of(settings, recording, first + static_cast<int>(defocus.size()));
      if (next.x != view.x || next.y != view.y) break;
      defocus.push_back(next.defocus);
    }
    if (std::all_of(defocus.begin(), defocus.end(), [&](Length z) { return z == view.defocus; })) {
      const LightImage image = expected_image(settings, view, threads);
      for (int i = 0; i < static_cast<int>(defocus.size()); ++i) record(image, first + i);
    } else {
      expected_stack(settings, view, defocus, threads, [&](std::size_t plane, LightImage image) {
        record(image, first + static_cast<int>(plane));
      });
    }
    first += static_cast<int>(defocus.size());
  }
}

}  // namespace etalon::hardware
