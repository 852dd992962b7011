// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/gstreamer/gstreamer_board.hpp"

#include "hardware/drivers/gstreamer/sample_frame.hpp"
#include "hardware/safety/stop_request.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <gst/app/gstappsink.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace etalon::hardware {
namespace {

using Clock = std::chrono::steady_clock;

constexpr GstClockTime kLook = 20 * GST_MSECOND;  // between two looks at stop_requested()
constexpr auto kStart = std::chrono::seconds(5);
constexpr const char* kSink = "etalon_sink";

struct Release {
  void operator()(void* object) const { gst_object_unref(object); }
  void operator()(GstSample* sample) const { gst_sample_unref(sample); }
};
template <class T>
using Held = std::unique_ptr<T, Release>;

[[noreturn]] void fail(const std::string& problem) { throw DeviceError("gstreamer", problem); }

std::string taken(GError* error) {
  std::string text = error == nullptr ? "" : error->message;
  g_clear_error(&error);
  return text;
}

void begin_gstreamer() {
  GError* error = nullptr;
  if (gst_init_check(nullptr, nullptr, &error) != FALSE) return;
  fail(fmt::format(fmt::runtime(tr("GStreamer does not start: {}.")), taken(error)));
}

Held<GstElement> parsed(const std::string& text) {
  GError* error = nullptr;
  Held<GstElement> pipeline(gst_parse_launch(
      fmt::format("{} ! appsink name={} sync=false max-buffers=1", text, kSink).c_str(), &error));
  // A pipeline may come with an error: then something was left out of it.
  if (error == nullptr && pipeline) return pipeline;
  fail(fmt::format(fmt::runtime(tr("pipeline: {}. Does `gst-launch-1.0 {} ! fakesink` say more? "
                                   "Elements come in the packages gstreamer1.0-plugins-base and "
                                   "-good.")),
                   taken(error), text));
}

/// Whatever GStreamer understood: nothing runs before it was looked at.
void check_elements(GstElement* pipeline) {
  std::string stranger;
  const auto look = [](const GValue* item, gpointer found) {
    auto* element = static_cast<GstElement*>(g_value_get_object(item));
    GstElementFactory* factory = gst_element_get_factory(element);
    const char* name =
        factory == nullptr ? nullptr : gst_plugin_feature_get_name(GST_PLUGIN_FEATURE(factory));
    const std::string word = name == nullptr ? "?" : name;
    if (!element_allowed(word) && word != "capsfilter" && word != "appsink") {
      *static_cast<std::string*>(found) = word;
    }
  };
  GstIterator* elements = gst_bin_iterate_recurse(GST_BIN(pipeline));
  gst_iterator_foreach(elements, look, &stranger);
  gst_iterator_free(elements);
  if (!stranger.empty()) {
    fail(fmt::format(fmt::runtime(tr("pipeline: {} is not allowed.")), stranger));
  }
}

/// A file that is none (a queue of another program's) could be waited for for ever.
void check_files(const PipelineText& pipeline) {
  for (const std::string& file : pipeline.files) {
    if (std::filesystem::is_regular_file(file)) continue;
    fail(fmt::format(fmt::runtime(tr("pipeline: there is no file {}.")), file));
  }
}

}  // namespace

struct GstreamerBoard::Link {
  Held<GstElement> pipeline;
  Held<GstElement> sink;
  bool live = false;
  GstClockTime frame_time = 0;
  std::string format{};

  ~Link() {
    if (pipeline) gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  }
  GstAppSink* app() const { return GST_APP_SINK(sink.get()); }

  void throw_if_failed(GstClockTime wait = 0) const {
    const Held<GstBus> bus(gst_element_get_bus(pipeline.get()));
    GstMessage* message = gst_bus_timed_pop_filtered(bus.get(), wait, GST_MESSAGE_ERROR);
    if (message == nullptr) return;
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    const std::string source = GST_OBJECT_NAME(GST_MESSAGE_SRC(message));
    gst_message_unref(message);
    fail(fmt::format("{}: {}", source, taken(error)));
  }

  /// Live sources have nothing before they run; others show their first frame.
  void start() {
    auto reached = gst_element_set_state(pipeline.get(), GST_STATE_PAUSED);
    for (const auto end = Clock::now() + kStart;
         reached == GST_STATE_CHANGE_ASYNC && Clock::now() < end;) {
      throw_if_failed();
      if (stop_requested()) throw Stopped("gstreamer");
      reached = gst_element_get_state(pipeline.get(), nullptr, nullptr, kLook);
    }
    if (reached == GST_STATE_CHANGE_FAILURE || reached == GST_STATE_CHANGE_ASYNC) not_started();
    live = reached == GST_STATE_CHANGE_NO_PREROLL;
    // Of a camera the newest frame counts, of a recording every one.
    gst_app_sink_set_drop(app(), live ? TRUE : FALSE);
    if (gst_element_set_state(pipeline.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
      not_started();
    }
  }

  /// Why is told by another thread.
  [[noreturn]] void not_started() const {
    throw_if_failed(GST_SECOND / 2);
    fail(tr("the pipeline does not start. Try it with gst-launch-1.0."));
  }

  GstClockTime running_time() const {
    const Held<GstClock> clock(gst_element_get_clock(pipeline.get()));
    if (!clock) return 0;
    const GstClockTime now = gst_clock_get_time(clock.get());
    const GstClockTime base = gst_element_get_base_time(pipeline.get());
    return now > base ? now - base : 0;
  }

  /// A frame is stamped when it is complete, or one frame earlier; so one that is stamped more than
  /// a frame after `asked` began after it.
  bool old(GstSample* sample, GstClockTime asked) {
    if (!live) return false;
    const GstClockTime stamp = GST_BUFFER_PTS(gst_sample_get_buffer(sample));
    return GST_CLOCK_TIME_IS_VALID(stamp) && stamp < asked + hardware::frame_time(sample);
  }

  Held<GstSample> next(Time longest) {
    const GstClockTime asked = running_time();
    for (const auto end = Clock::now() + std::chrono::duration<double>(longest.in(s));
         Clock::now() < end;) {
      if (stop_requested()) throw Stopped("gstreamer");
      throw_if_failed();
      Held<GstSample> sample(gst_app_sink_try_pull_sample(app(), kLook));
      if (sample && !old(sample.get(), asked)) return sample;
      if (!sample && gst_app_sink_is_eos(app()) != FALSE) {
        throw_if_failed();
        throw NoFrames("gstreamer", tr("the pipeline has ended: there are no more frames. Is a "
                                       "file of a recording missing or damaged?"));
      }
    }
    fail(fmt::format(fmt::runtime(tr("no frame came within {:.3g} s. Does the camera send?")),
                     longest.in(s)));
  }
};

GstreamerBoard::GstreamerBoard(GstreamerSettings settings) : settings_(std::move(settings)) {}

GstreamerBoard::~GstreamerBoard() { GstreamerBoard::close(); }

void GstreamerBoard::open() {
  if (link_) return;
  begin_gstreamer();
  check_files(settings_.pipeline);
  auto link = std::make_unique<Link>();
  link->pipeline = parsed(settings_.pipeline.text);
  check_elements(link->pipeline.get());
  link->sink.reset(gst_bin_get_by_name(GST_BIN(link->pipeline.get()), kSink));
  if (!GST_IS_APP_SINK(link->sink.get())) {
    fail(fmt::format(fmt::runtime(tr("pipeline: no element may have the name {}.")), kSink));
  }
  GstCaps* caps = gst_caps_from_string(readable_caps());
  gst_app_sink_set_caps(link->app(), caps);
  gst_caps_unref(caps);
  link->start();
  link_ = std::move(link);
}

void GstreamerBoard::close() noexcept { link_.reset(); }

Snap GstreamerBoard::snap(Time longest) {
  const auto sample = link_->next(longest);
  link_->format = format_name(sample.get());
  Snap snap;
  snap.complete = GST_BUFFER_FLAG_IS_SET(gst_sample_get_buffer(sample.get()),
                                         GST_BUFFER_FLAG_CORRUPTED) == FALSE;
  snap.frame = sample_frame(sample.get());
  FrameInfo& info = snap.frame.info;
  if (settings_.pipeline.jpeg) {
    info.transfer = Transfer::encoded;
    info.lossy = true;
  }
  if (info.channels == 1 && info.mosaic == Mosaic::none) info.mosaic = settings_.mosaic;
  if (const auto* words = std::get_if<std::vector<std::uint16_t>>(&snap.frame.samples);
      words != nullptr && settings_.bits) {
    info.significant_bits = *settings_.bits;
    const auto brightest = std::max_element(words->begin(), words->end());
    if (brightest != words->end() && *brightest >> static_cast<unsigned>(*settings_.bits) != 0) {
      fail(fmt::format(fmt::runtime(tr("bits: a frame has the value {}, which needs more than {} "
                                       "bits.")),
                       *brightest, *settings_.bits));
    }
  }
  return snap;
}

std::map<std::string, std::string> GstreamerBoard::actual() const {
  // Nobody can know what the camera behind it does by itself.
  return {{"pipeline", settings_.pipeline.text},
          {"pixel_format", link_ ? link_->format : ""},
          {"automatic_functions", "unknown"}};
}

}  // namespace etalon::hardware
