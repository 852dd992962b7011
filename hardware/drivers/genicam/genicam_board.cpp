// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/genicam/genicam_board.hpp"

#include "hardware/drivers/genicam/aravis_camera.hpp"
#include "hardware/drivers/genicam/camera_setup.hpp"
#include "hardware/drivers/genicam/find_camera.hpp"
#include "hardware/drivers/genicam/pfnc.hpp"
#include "hardware/drivers/genicam/plain_image.hpp"
#include "hardware/safety/stop_request.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <thread>

namespace etalon::hardware {
namespace {

constexpr guint kPacketWait = 200000;  // us
constexpr guint kFrameWait = 1000000;  // us
constexpr int kRawTries = 3;
constexpr std::chrono::milliseconds kToReadOn(50);  // packets wait for 5 ms in its ring
constexpr std::size_t kSocketBytes = 4U << 20U;     // the system may allow less
constexpr std::size_t kMostSocketBytes = 1U << 30U;
constexpr int kBuffers = 2;
constexpr std::uint64_t kLook = 20'000;  // us between two looks at stop_requested()

/// Throws where the bytes do not make up the picture that the camera said it is.
Frame frame_in(const std::string& device, ArvBuffer* buffer) {
  const auto code = static_cast<std::uint32_t>(arv_buffer_get_image_pixel_format(buffer));
  const auto format = pfnc_format(code);
  std::size_t size = 0;
  const void* data = arv_buffer_get_image_data(buffer, &size);
  const int width = arv_buffer_get_image_width(buffer);
  const int height = arv_buffer_get_image_height(buffer);
  int padding = 0;
  int below = 0;
  arv_buffer_get_image_padding(buffer, &padding, &below);
  std::optional<Frame> frame;
  if (format && data != nullptr && padding >= 0) {
    const std::size_t stride = row_bytes(*format, width) + static_cast<std::size_t>(padding);
    frame =
        unpacked(*format, width, height, {static_cast<const std::uint8_t*>(data), size}, stride);
  }
  if (!frame) {
    throw DeviceError(device, fmt::format(fmt::runtime(tr("a frame of {} x {} px in the format "
                                                          "{:#010x} came with {} bytes, and cannot "
                                                          "be read. Try another pixel_format.")),
                                          width, height, code, size));
  }
  // Gamma and look-up tables are off. Colours that the camera computed went through more than that.
  const bool computed = format->channels > 1;
  frame->info.transfer = computed ? Transfer::unknown : Transfer::linear;
  if (computed) frame->info.processed = true;
  return *std::move(frame);
}

}  // namespace

struct GenicamBoard::Link {
  std::string device;
  GObjectPointer<ArvCamera> camera;
  GObjectPointer<ArvStream> stream{};
  bool triggered = false;  ///< by software; else each frame is a begun acquisition
  bool running = false;
  std::uint64_t begun = 0;  ///< acquisitions

  void make_stream() {
    for (int attempt = 1; attempt <= kRawTries; ++attempt) {
      new_stream();
      if (!has_strangers()) break;
      stream.reset();
    }
    if (!stream) {
      arv_gv_device_set_stream_options(ARV_GV_DEVICE(arv_camera_get_device(camera.get())),
                                       ARV_GV_STREAM_OPTION_PACKET_SOCKET_DISABLED);
      new_stream();
    }
    const std::size_t size =
        asked(device, [&](GError** e) { return arv_camera_get_payload(camera.get(), e); });
    if (ARV_IS_GV_STREAM(stream.get())) patient(size);
    for (int i = 0; i < kBuffers; ++i) {
      arv_stream_push_buffer(stream.get(), arv_buffer_new(size, nullptr));
    }
  }

  void new_stream() {
    stream.reset(asked(device, [&](GError** e) {
      return arv_camera_create_stream(camera.get(), nullptr, nullptr, e);
    }));
    if (!stream) throw DeviceError(device, tr("the camera sends no stream."));
  }

  /// For root, Aravis reads packets as they come from the wire, and so keeps up with more of them.
  /// But until its filter stands it takes those of everybody for frames, and the first frames of
  /// the camera, which sends nothing yet, for older ones.
  bool has_strangers() const {
    if (!ARV_IS_GV_STREAM(stream.get())) return false;
    std::this_thread::sleep_for(kToReadOn);
    return arv_stream_get_info_uint64_by_name(stream.get(), "n_received_packets") > 0;
  }

  /// A busy computer looks late for its packets; that is no reason to give a frame up. And for
  /// small frames Aravis makes too little room for the headers of their packets.
  void patient(std::size_t frame_bytes) const {
    g_object_set(stream.get(), "packet-timeout", kPacketWait, "frame-retention", kFrameWait,
                 "socket-buffer", ARV_GV_STREAM_SOCKET_BUFFER_FIXED, "socket-buffer-size",
                 static_cast<gint>(std::clamp(2 * frame_bytes, kSocketBytes, kMostSocketBytes)),
                 nullptr);
  }

  void prepare_trigger() {
    triggered = asked(device, [&](GError** e) {
                  return arv_camera_is_software_trigger_supported(camera.get(), e);
                }) != FALSE;
    asked(device, [&](GError** e) {
      arv_camera_set_acquisition_mode(camera.get(), ARV_ACQUISITION_MODE_CONTINUOUS, e);
    });
    if (triggered) {
      asked(device, [&](GError** e) { arv_camera_set_trigger(camera.get(), "Software", e); });
    } else if (AravisFeatures(device, camera.get()).has("TriggerMode")) {
      asked(device, [&](GError** e) { arv_camera_clear_triggers(camera.get(), e); });
    }
  }

  /// Frames that nobody waited for make room.
  void forget_old_frames() {
    while (ArvBuffer* old = arv_stream_try_pop_buffer(stream.get())) {
      arv_stream_push_buffer(stream.get(), old);
    }
  }

  void begin_frame() {
    if (!running) {
      asked(device, [&](GError** e) { arv_camera_start_acquisition(camera.get(), e); });
      running = true;
      ++begun;
    }
    if (triggered) asked(device, [&](GError** e) { arv_camera_software_trigger(camera.get(), e); });
  }

  void end_acquisition() {
    running = false;
    asked(device, [&](GError** e) { arv_camera_stop_acquisition(camera.get(), e); });
  }

  ArvBuffer* wait(Time longest) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(longest.in(s));
    while (Clock::now() < end) {
      if (stop_requested()) throw Stopped(device);
      if (ArvBuffer* buffer = arv_stream_timeout_pop_buffer(stream.get(), kLook)) return buffer;
    }
    throw DeviceError(device,
                      fmt::format(fmt::runtime(tr("no frame came within {:.3g} s. Is the "
                                                  "network or the cable fast enough, and no "
                                                  "firewall between?")),
                                  longest.in(s)));
  }
};

GenicamBoard::GenicamBoard(GenicamSettings settings) : settings_(std::move(settings)) {}

GenicamBoard::~GenicamBoard() { GenicamBoard::close(); }

std::string GenicamBoard::name() const {
  return settings_.camera.empty() ? "genicam" : "genicam " + settings_.camera;
}

void GenicamBoard::open() {
  if (link_) return;
  auto link = std::make_unique<Link>();
  link->device = name();
  link->camera = open_camera(name(), settings_.camera, settings_.network);
  ArvCamera* camera = link->camera.get();
  make_image_plain(name(), AravisFeatures(name(), camera));
  set_format(name(), camera, settings_.pixel_format);
  set_geometry(name(), camera, settings_);
  set_gain(name(), camera, settings_.gain);
  link->prepare_trigger();
  sets_exposure_ = asked(name(), [&](GError** e) {
                     return arv_camera_is_exposure_time_available(camera, e);
                   }) != FALSE;
  if (sets_exposure_) {
    double shortest = 0;
    double longest = 0;
    asked(name(),
          [&](GError** e) { arv_camera_get_exposure_time_bounds(camera, &shortest, &longest, e); });
    exposures_ = {us(shortest), us(longest)};
  }
  instrument_ = told_by(name(), camera);
  link->make_stream();
  link_ = std::move(link);
}

void GenicamBoard::close() noexcept {
  stop();
  link_.reset();
}

void GenicamBoard::stop() noexcept {
  if (!link_ || !link_->running) return;
  link_->running = false;
  // Where the camera is gone this fails, and there is nothing to stop.
  GError* ignored = nullptr;
  arv_camera_stop_acquisition(link_->camera.get(), &ignored);
  g_clear_error(&ignored);
}

Time GenicamBoard::set_exposure(Time wanted) {
  ArvCamera* camera = link_->camera.get();
  const Time possible = std::clamp(wanted, exposures_.shortest, exposures_.longest);
  asked(name(), [&](GError** e) { arv_camera_set_exposure_time(camera, possible.in(us), e); });
  return us(asked(name(), [&](GError** e) { return arv_camera_get_exposure_time(camera, e); }));
}

std::optional<Time> GenicamBoard::exposure() {
  if (!sets_exposure_) return std::nullopt;
  return us(asked(
      name(), [&](GError** e) { return arv_camera_get_exposure_time(link_->camera.get(), e); }));
}

Snap GenicamBoard::snap(Time longest) {
  Link& link = *link_;
  link.forget_old_frames();
  link.begin_frame();
  ArvBuffer* buffer = link.wait(longest);
  struct Returned {
    Link& link;
    ArvBuffer* buffer;
    ~Returned() { arv_stream_push_buffer(link.stream.get(), buffer); }
  } returned{link, buffer};
  if (!link.triggered) link.end_acquisition();
  Snap snap;
  // Of an incomplete buffer not even the size may be asked.
  snap.complete = arv_buffer_get_status(buffer) == ARV_BUFFER_STATUS_SUCCESS;
  if (!snap.complete) return snap;
  snap.frame = frame_in(name(), buffer);
  // Cameras count anew with each acquisition.
  snap.number = link.triggered ? arv_buffer_get_frame_id(buffer) : link.begun;
  return snap;
}

std::string GenicamBoard::loss_advice() const {
  if (!link_ || !ARV_IS_GV_STREAM(link_->stream.get())) return "";
  return tr(
      "What helps in a network: a smaller region, and more room for what the system keeps "
      "(net.core.rmem_max).");
}

std::map<std::string, std::string> GenicamBoard::actual() const {
  return settings_reached(name(), link_->camera.get());
}

}  // namespace etalon::hardware
