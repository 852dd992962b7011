// SPDX-License-Identifier: Apache-2.0
// Cameras that GStreamer finds: by a provider of our own, as no machine of the tests has one.
#include "hardware/drivers/gstreamer/gstreamer_cameras.hpp"

#include "tests/support/catch.hpp"

#include <gst/gst.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace etalon;
using namespace etalon::hardware;

// The macros of GObject cast as C does.
#pragma GCC diagnostic ignored "-Wold-style-cast"

namespace {

/// A camera at /dev/video7 that says which element takes its pictures: its display name.
struct TestDevice {
  GstDevice parent;
};
struct TestDeviceClass {
  GstDeviceClass parent;
};
G_DEFINE_TYPE(TestDevice, test_device, GST_TYPE_DEVICE)

GstElement* create_element(GstDevice* device, const char* name) {
  gchar* factory = gst_device_get_display_name(device);
  GstElement* element = gst_element_factory_make(factory, name);
  g_free(factory);
  if (element != nullptr &&
      g_object_class_find_property(G_OBJECT_GET_CLASS(element), "device") != nullptr) {
    g_object_set(element, "device", "/dev/video7", nullptr);
  }
  return element;
}
void test_device_class_init(TestDeviceClass* type) {
  GST_DEVICE_CLASS(type)->create_element = create_element;
}
void test_device_init(TestDevice* /*device*/) {}

struct TestProvider {
  GstDeviceProvider parent;
};
struct TestProviderClass {
  GstDeviceProviderClass parent;
};
G_DEFINE_TYPE(TestProvider, test_provider, GST_TYPE_DEVICE_PROVIDER)

GstDevice* device_of(const char* element) {
  GstCaps* caps = gst_caps_new_empty_simple("video/x-raw");
  auto* device = GST_DEVICE(g_object_new(test_device_get_type(), "display-name", element,
                                         "device-class", "Video/Source", "caps", caps, nullptr));
  gst_caps_unref(caps);
  return device;
}
GList* probe(GstDeviceProvider* /*provider*/) {
  GList* devices = nullptr;
  // The second is another kind of source, the third there is not.
  for (const char* element : {"v4l2src", "fakesrc", "no_such_element"}) {
    devices = g_list_append(devices, device_of(element));
  }
  return devices;
}
void test_provider_class_init(TestProviderClass* type) {
  GST_DEVICE_PROVIDER_CLASS(type)->probe = probe;
  gst_device_provider_class_set_static_metadata(GST_DEVICE_PROVIDER_CLASS(type), "Test cameras",
                                                "Source/Video", "For a test", "Etalon");
}
void test_provider_init(TestProvider* /*provider*/) {}

}  // namespace

TEST_CASE("Cameras that GStreamer finds are told with the begin of a pipeline, others are not") {
  gst_init(nullptr, nullptr);
  const auto before = gstreamer_cameras();
  REQUIRE(gst_device_provider_register(nullptr, "etalontestprovider", GST_RANK_PRIMARY,
                                       test_provider_get_type()) != FALSE);
  const auto found = gstreamer_cameras();
  REQUIRE(found.size() == before.size() + 1);
  const auto camera = std::find_if(found.begin(), found.end(), [](const FoundDevice& device) {
    return device.settings.at("pipeline") == "v4l2src device=/dev/video7";
  });
  REQUIRE(camera != found.end());
  CHECK_THAT(camera->what, test::contains_text("v4l2src"));
  CHECK(make_device("gstreamer", camera->settings)->name() == "gstreamer");
}
