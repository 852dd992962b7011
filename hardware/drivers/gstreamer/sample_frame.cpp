// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/gstreamer/sample_frame.hpp"

#include "hardware/driver_settings.hpp"
#include "hardware/drivers/pixels/pixel_format.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <gst/video/video.h>

#include <optional>
#include <vector>

namespace etalon::hardware {
namespace {

[[noreturn]] void unreadable(GstSample* sample) {
  gchar* text = gst_caps_to_string(gst_sample_get_caps(sample));
  const std::string format = text == nullptr ? "" : text;
  g_free(text);
  throw DeviceError("gstreamer",
                    fmt::format(fmt::runtime(tr("a frame cannot be read: {}.")), format));
}

const GstStructure* described(GstSample* sample) {
  const GstCaps* caps = gst_sample_get_caps(sample);
  if (caps == nullptr || gst_caps_is_empty(caps) != FALSE) unreadable(sample);
  return gst_caps_get_structure(caps, 0);
}

/// Of the first plane.
std::optional<PixelFormat> raw_format(GstVideoFormat format) {
  switch (format) {
    case GST_VIDEO_FORMAT_GRAY8:
    case GST_VIDEO_FORMAT_I420:
    case GST_VIDEO_FORMAT_YV12:
    case GST_VIDEO_FORMAT_NV12:
    case GST_VIDEO_FORMAT_NV21:
    case GST_VIDEO_FORMAT_Y42B:
    case GST_VIDEO_FORMAT_Y444:
      return PixelFormat{};
    case GST_VIDEO_FORMAT_GRAY16_LE:
    case GST_VIDEO_FORMAT_GRAY16_BE:
      return PixelFormat{.packing = Packing::words, .bits = 16};
    case GST_VIDEO_FORMAT_RGB:
      return PixelFormat{.channels = 3};
    case GST_VIDEO_FORMAT_BGR:
      return PixelFormat{.channels = 3, .blue_first = true};
    case GST_VIDEO_FORMAT_YUY2:
      return PixelFormat{.packing = Packing::luma_first};
    default:
      return std::nullopt;
  }
}

void swap_bytes(Frame& frame) {
  for (std::uint16_t& value : std::get<std::vector<std::uint16_t>>(frame.samples)) {
    value = static_cast<std::uint16_t>(value << 8U | value >> 8U);
  }
}

std::optional<Frame> raw_frame(GstSample* sample) {
  GstVideoInfo info;
  GstVideoFrame mapped;
  if (gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) == FALSE) return std::nullopt;
  const GstVideoFormat kind = info.finfo->format;
  const auto format = raw_format(kind);
  if (!format ||
      gst_video_frame_map(&mapped, &info, gst_sample_get_buffer(sample), GST_MAP_READ) == FALSE) {
    return std::nullopt;
  }
  std::optional<Frame> frame;
  const int stride = mapped.info.stride[0];
  const std::size_t begin = mapped.info.offset[0];
  if (stride > 0 && begin <= mapped.map[0].size) {
    // Planes may lie in blocks of memory of their own: as long as the first plane says it is.
    const std::size_t rest = mapped.map[0].size - begin;
    frame = unpacked(*format, info.width, info.height,
                     {static_cast<const std::uint8_t*>(mapped.data[0]), rest},
                     static_cast<std::size_t>(stride));
  }
  gst_video_frame_unmap(&mapped);
  if (frame && kind == GST_VIDEO_FORMAT_GRAY16_BE) swap_bytes(*frame);
  return frame;
}

std::optional<Frame> bayer_frame(GstSample* sample) {
  const auto kind = mosaic_from_word(format_name(sample));
  int width = 0;
  int height = 0;
  GstMapInfo mapped;
  if (!kind || *kind == Mosaic::none ||
      gst_structure_get_int(described(sample), "width", &width) == FALSE ||
      gst_structure_get_int(described(sample), "height", &height) == FALSE || width <= 0 ||
      gst_buffer_map(gst_sample_get_buffer(sample), &mapped, GST_MAP_READ) == FALSE) {
    return std::nullopt;
  }
  const std::size_t stride = (static_cast<std::size_t>(width) + 3) / 4 * 4;  // As GStreamer pads.
  auto frame = unpacked({.mosaic = *kind}, width, height, {mapped.data, mapped.size}, stride);
  gst_buffer_unmap(gst_sample_get_buffer(sample), &mapped);
  return frame;
}

}  // namespace

const char* readable_caps() {
  return "video/x-raw,format={GRAY8,GRAY16_LE,GRAY16_BE,RGB,BGR,YUY2,I420,YV12,NV12,NV21,Y42B,"
         "Y444}; video/x-bayer,format={rggb,bggr,grbg,gbrg}";
}

std::string format_name(GstSample* sample) {
  const char* format = gst_structure_get_string(described(sample), "format");
  return format == nullptr ? "" : format;
}

GstClockTime frame_time(GstSample* sample) {
  int frames = 0;
  int seconds = 0;
  if (gst_structure_get_fraction(described(sample), "framerate", &frames, &seconds) == FALSE ||
      frames <= 0 || seconds <= 0) {
    return 0;
  }
  return gst_util_uint64_scale_int(GST_SECOND, seconds, frames);
}

Frame sample_frame(GstSample* sample) {
  const std::string kind = gst_structure_get_name(described(sample));
  auto frame = kind == "video/x-bayer" ? bayer_frame(sample) : raw_frame(sample);
  if (!frame) unreadable(sample);
  return *std::move(frame);
}

}  // namespace etalon::hardware
