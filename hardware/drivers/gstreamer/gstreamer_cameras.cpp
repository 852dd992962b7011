// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/gstreamer/gstreamer_cameras.hpp"

#include "hardware/drivers/gstreamer/pipeline_text.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <gst/gst.h>

#include <memory>
#include <optional>
#include <string>

namespace etalon::hardware {
namespace {

struct Release {
  void operator()(void* object) const { gst_object_unref(object); }
  void operator()(gchar* text) const { g_free(text); }
};
template <class T>
using Held = std::unique_ptr<T, Release>;

/// By what the sources that a pipeline may begin with tell one camera from another.
constexpr const char* kNames[] = {"device", "camera-name"};

/// "v4l2src device=/dev/video0"; nothing for a source that no pipeline may have.
std::optional<std::string> source_of(GstDevice* device) {
  const Held<GstElement> element(gst_device_create_element(device, nullptr));
  GstElementFactory* factory = element ? gst_element_get_factory(element.get()) : nullptr;
  if (factory == nullptr) return std::nullopt;
  const std::string source = gst_plugin_feature_get_name(GST_PLUGIN_FEATURE(factory));
  for (const char* name : kNames) {
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element.get()), name) == nullptr) continue;
    gchar* value = nullptr;
    g_object_get(element.get(), name, &value, nullptr);
    const Held<gchar> held(value);
    if (value == nullptr) continue;
    const std::string text = source + " " + name + "=" + value;
    try {
      read_pipeline(text);
      return text;
    } catch (const DeviceError&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<FoundDevice> gstreamer_cameras() {
  std::vector<FoundDevice> found;
  if (gst_init_check(nullptr, nullptr, nullptr) == FALSE) return found;
  const Held<GstDeviceMonitor> monitor(gst_device_monitor_new());
  gst_device_monitor_add_filter(monitor.get(), "Video/Source", nullptr);
  if (gst_device_monitor_start(monitor.get()) == FALSE) return found;
  GList* devices = gst_device_monitor_get_devices(monitor.get());
  for (GList* item = devices; item != nullptr; item = item->next) {
    auto* device = GST_DEVICE(item->data);
    const auto source = source_of(device);
    if (!source) continue;
    const Held<gchar> name(gst_device_get_display_name(device));
    found.push_back(
        {fmt::format(fmt::runtime(tr("{}, by GStreamer")), name.get()), {{"pipeline", *source}}});
  }
  g_list_free_full(devices, gst_object_unref);
  gst_device_monitor_stop(monitor.get());
  return found;
}

}  // namespace etalon::hardware
