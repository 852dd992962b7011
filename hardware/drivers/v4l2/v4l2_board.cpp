// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/v4l2/v4l2_board.hpp"

#include "hardware/drivers/v4l2/video_controls.hpp"
#include "hardware/drivers/v4l2/video_device.hpp"
#include "hardware/drivers/v4l2/video_formats.hpp"
#include "hardware/drivers/v4l2/video_stream.hpp"
#include "hardware/safety/stop_request.hpp"
#include "suite/core/translate.hpp"
#include "suite/imagefiles/jpeg_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

namespace etalon::hardware {
namespace {

constexpr int kLookMs = 20;            // between two looks at stop_requested()
constexpr double kSlowestFrame = 0.2;  // s, where the device does not tell its frame rate

v4l2_capability capability_of(const VideoDevice& device) {
  v4l2_capability capability{};
  device.ask(VIDIOC_QUERYCAP, capability);
  const std::uint32_t can = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0
                                ? capability.device_caps
                                : capability.capabilities;
  constexpr std::uint32_t kNeeded = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  if ((can & kNeeded) == kNeeded) return capability;
  throw DeviceError(device.name(), tr("it is no camera that streams. A camera often has several "
                                      "devices; `v4l2-ctl --list-devices` shows them."));
}

std::string card_of(const v4l2_capability& capability) {
  const auto* text = static_cast<const char*>(static_cast<const void*>(capability.card));
  return {text, strnlen(text, sizeof capability.card)};
}

double frame_seconds(const VideoDevice& device) {
  v4l2_streamparm parameters{};
  parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  if (device.try_ask(VIDIOC_G_PARM, parameters) != 0) return kSlowestFrame;
  const v4l2_fract& time = parameters.parm.capture.timeperframe;
  if (time.numerator == 0 || time.denominator == 0) return kSlowestFrame;
  return static_cast<double>(time.numerator) / time.denominator;
}

std::int64_t stamp_us(const v4l2_buffer& buffer) {
  return std::int64_t{buffer.timestamp.tv_sec} * 1'000'000 + buffer.timestamp.tv_usec;
}

}  // namespace

struct V4l2Board::Link {
  Link(std::shared_ptr<VideoSystem> system, const std::string& name, const std::string& path)
      : device(std::move(system), name, path) {}

  VideoDevice device;
  ChosenFormat format{};
  double frame_s = kSlowestFrame;
  std::optional<VideoStream> stream{};  // ends before the device is closed

  /// Whether it cannot have begun before `asked`.
  bool fresh(const v4l2_buffer& buffer, std::int64_t asked, Time exposure) const {
    constexpr std::uint32_t kKnown = V4L2_BUF_FLAG_TIMESTAMP_MASK;
    if ((buffer.flags & kKnown) != V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) return false;
    if ((buffer.flags & V4L2_BUF_FLAG_TSTAMP_SRC_MASK) == V4L2_BUF_FLAG_TSTAMP_SRC_SOE) {
      return stamp_us(buffer) >= asked;
    }
    // Stamped at its end: before that it was exposed, and read out row by row.
    return stamp_us(buffer) >= asked + std::llround(exposure.in(us) + frame_s * 1e6);
  }

  v4l2_buffer next(Time longest, Time exposure) {
    constexpr int kOldOnes =
        2;  // begun before, where stamps cannot tell: one in the sensor, one on its way
    VideoSystem& system = device.system();
    const std::int64_t asked = system.now_us();
    const std::int64_t end = asked + std::llround(longest.in(us));
    while (const auto old = stream->take()) stream->give_back(*old);
    int passed = 0;
    while (system.now_us() < end) {
      if (stop_requested()) throw Stopped(device.name());
      if (system.wait(device.file(), kLookMs) < 0 && errno != EINTR) device.fail(errno);
      const auto buffer = stream->take();
      if (!buffer) continue;
      const bool stamped =
          (buffer->flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
      if (stamped ? fresh(*buffer, asked, exposure) : ++passed > kOldOnes) return *buffer;
      stream->give_back(*buffer);
    }
    throw DeviceError(device.name(),
                      fmt::format(fmt::runtime(tr("no frame came within {:.3g} s. Unplug it, and "
                                                  "plug it in again.")),
                                  longest.in(s)));
  }

  /// Nothing where a part is missing.
  std::optional<Frame> frame_in(const v4l2_buffer& buffer) const {
    if ((buffer.flags & V4L2_BUF_FLAG_ERROR) != 0) return std::nullopt;
    const auto bytes = stream->bytes(buffer);
    if (format.format.jpeg) {
      try {
        return frame_of_jpeg_bytes(bytes);
      } catch (const Error&) {
        return std::nullopt;
      }
    }
    auto frame = unpacked(format.format.pixels, format.width, format.height, bytes, format.stride);
    // What comes from the sensor as it is has no tone curve. Of the rest nobody knows.
    if (frame && frame->info.mosaic != Mosaic::none) frame->info.transfer = Transfer::linear;
    return frame;
  }

  static Frame frame_of_jpeg_bytes(std::span<const std::uint8_t> bytes) {
    Frame frame = imagefiles::frame_of_jpeg({bytes.begin(), bytes.end()});
    frame.info.transfer = Transfer::encoded;
    frame.info.lossy = true;
    return frame;
  }
};

V4l2Board::V4l2Board(V4l2Settings settings, std::shared_ptr<VideoSystem> system)
    : settings_(std::move(settings)), system_(std::move(system)) {}

V4l2Board::~V4l2Board() = default;

void V4l2Board::open() {
  if (link_) return;
  auto link = std::make_unique<Link>(system_, name(), settings_.device);
  instrument_.detector.model = card_of(capability_of(link->device));
  link->format =
      set_format(link->device, {settings_.pixel_format, settings_.width, settings_.height});
  make_image_plain(link->device);
  set_gain(link->device, settings_.gain);
  const auto range = exposure_range(link->device);
  sets_exposure_ = range.has_value();
  if (range) exposures_ = *range;
  link->frame_s = frame_seconds(link->device);
  link->stream.emplace(link->device);
  link_ = std::move(link);
}

void V4l2Board::close() noexcept { link_.reset(); }

Time V4l2Board::set_exposure(Time wanted) {
  exposure_ = hardware::set_exposure(link_->device, wanted);
  return exposure_;
}

std::optional<Time> V4l2Board::exposure() { return exposure_of(link_->device); }

Snap V4l2Board::snap(Time longest) {
  const v4l2_buffer buffer = link_->next(longest, exposure_);
  struct Returned {
    VideoStream& stream;
    v4l2_buffer buffer;
    ~Returned() {
      try {
        stream.give_back(buffer);
      } catch (const DeviceError&) {
        // The next call tells.
      }
    }
  } returned{*link_->stream, buffer};
  auto frame = link_->frame_in(buffer);
  Snap snap;
  snap.complete = frame.has_value();
  if (frame) snap.frame = *std::move(frame);
  snap.number = buffer.sequence;
  return snap;
}

std::map<std::string, std::string> V4l2Board::actual() const {
  auto reached = controls_reached(link_->device);
  reached["pixel_format"] = name_of(link_->format.format.code);
  return reached;
}

}  // namespace etalon::hardware
