// SPDX-License-Identifier: Apache-2.0
// Formats: https://docs.kernel.org/userspace-api/media/v4l/pixfmt.html
#include "hardware/drivers/v4l2/video_formats.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace etalon::hardware {
namespace {

constexpr std::uint32_t kCapture = V4L2_BUF_TYPE_VIDEO_CAPTURE;
constexpr int kMostSizes = 256;

VideoFormat grey(std::uint32_t code, Packing packing, int bits) {
  return {.code = code, .pixels = {.packing = packing, .bits = bits}};
}

void add_bayer(std::vector<VideoFormat>& table, Packing packing, int bits,
               std::initializer_list<std::uint32_t> rggb_grbg_gbrg_bggr) {
  constexpr Mosaic kOrder[] = {Mosaic::rggb, Mosaic::grbg, Mosaic::gbrg, Mosaic::bggr};
  const Mosaic* mosaic = kOrder;
  for (const std::uint32_t code : rggb_grbg_gbrg_bggr) {
    table.push_back(
        {.code = code, .pixels = {.packing = packing, .bits = bits, .mosaic = *mosaic++}});
  }
}

/// Best first.
std::vector<VideoFormat> make_table() {
  std::vector<VideoFormat> table{
      grey(V4L2_PIX_FMT_Y16, Packing::words, 16), grey(V4L2_PIX_FMT_Y14, Packing::words, 14),
      grey(V4L2_PIX_FMT_Y12, Packing::words, 12), grey(V4L2_PIX_FMT_Y10, Packing::words, 10),
      grey(V4L2_PIX_FMT_Y10P, Packing::mipi10, 10)};
  add_bayer(
      table, Packing::words, 16,
      {V4L2_PIX_FMT_SRGGB16, V4L2_PIX_FMT_SGRBG16, V4L2_PIX_FMT_SGBRG16, V4L2_PIX_FMT_SBGGR16});
  add_bayer(
      table, Packing::words, 12,
      {V4L2_PIX_FMT_SRGGB12, V4L2_PIX_FMT_SGRBG12, V4L2_PIX_FMT_SGBRG12, V4L2_PIX_FMT_SBGGR12});
  add_bayer(
      table, Packing::mipi12, 12,
      {V4L2_PIX_FMT_SRGGB12P, V4L2_PIX_FMT_SGRBG12P, V4L2_PIX_FMT_SGBRG12P, V4L2_PIX_FMT_SBGGR12P});
  add_bayer(
      table, Packing::words, 10,
      {V4L2_PIX_FMT_SRGGB10, V4L2_PIX_FMT_SGRBG10, V4L2_PIX_FMT_SGBRG10, V4L2_PIX_FMT_SBGGR10});
  add_bayer(
      table, Packing::mipi10, 10,
      {V4L2_PIX_FMT_SRGGB10P, V4L2_PIX_FMT_SGRBG10P, V4L2_PIX_FMT_SGBRG10P, V4L2_PIX_FMT_SBGGR10P});
  add_bayer(table, Packing::bytes, 8,
            {V4L2_PIX_FMT_SRGGB8, V4L2_PIX_FMT_SGRBG8, V4L2_PIX_FMT_SGBRG8, V4L2_PIX_FMT_SBGGR8});
  table.push_back(grey(V4L2_PIX_FMT_GREY, Packing::bytes, 8));
  table.push_back(grey(V4L2_PIX_FMT_YUYV, Packing::luma_first, 8));
  table.push_back({.code = V4L2_PIX_FMT_MJPEG, .jpeg = true});
  table.push_back({.code = V4L2_PIX_FMT_JPEG, .jpeg = true});
  return table;
}

const std::vector<VideoFormat>& table() {
  static const auto formats = make_table();
  return formats;
}

std::vector<std::uint32_t> offered_by(const VideoDevice& device) {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t i = 0; i < kMostSizes; ++i) {
    v4l2_fmtdesc description{};
    description.index = i;
    description.type = kCapture;
    if (device.try_ask(VIDIOC_ENUM_FMT, description) != 0) break;
    codes.push_back(description.pixelformat);
  }
  return codes;
}

std::string names_of(const std::vector<std::uint32_t>& codes) {
  std::vector<std::string> names;
  for (const std::uint32_t code : codes) names.push_back(name_of(code));
  return fmt::format("{}", fmt::join(names, ", "));
}

VideoFormat chosen(const VideoDevice& device, const std::string& wanted) {
  const auto offered = offered_by(device);
  for (const VideoFormat& format : table()) {
    const bool asked_for = wanted.empty() || name_of(format.code) == wanted;
    if (asked_for && std::find(offered.begin(), offered.end(), format.code) != offered.end()) {
      return format;
    }
  }
  throw DeviceError(device.name(),
                    fmt::format(fmt::runtime(tr("pixel_format: it has none that was asked for and "
                                                "can be read. It has: {}.")),
                                names_of(offered)));
}

std::pair<int, int> largest_size(const VideoDevice& device, std::uint32_t code) {
  std::pair<int, int> largest{0, 0};
  for (std::uint32_t i = 0; i < kMostSizes; ++i) {
    v4l2_frmsizeenum size{};
    size.index = i;
    size.pixel_format = code;
    if (device.try_ask(VIDIOC_ENUM_FRAMESIZES, size) != 0) break;
    const bool discrete = size.type == V4L2_FRMSIZE_TYPE_DISCRETE;
    const std::pair<int, int> one{
        static_cast<int>(discrete ? size.discrete.width : size.stepwise.max_width),
        static_cast<int>(discrete ? size.discrete.height : size.stepwise.max_height)};
    const auto area = [](const auto& of) { return std::int64_t{of.first} * of.second; };
    if (area(one) > area(largest)) largest = one;
    if (!discrete) break;
  }
  return largest;
}

}  // namespace

std::string name_of(std::uint32_t code) {
  std::string name;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    const auto letter = static_cast<char>((code >> shift) & 0x7fU);
    name += letter >= ' ' && letter < 127 ? letter : '?';
  }
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return name;
}

ChosenFormat set_format(const VideoDevice& device, const WantedFormat& wanted) {
  ChosenFormat choice{.format = chosen(device, wanted.name)};
  v4l2_format format{};
  format.type = kCapture;
  device.ask(VIDIOC_G_FMT, format);
  auto [width, height] = largest_size(device, choice.format.code);
  if (wanted.width > 0) {
    width = wanted.width;
    height = wanted.height;
  }
  if (width > 0 && height > 0) {
    format.fmt.pix.width = static_cast<std::uint32_t>(width);
    format.fmt.pix.height = static_cast<std::uint32_t>(height);
  }
  format.fmt.pix.pixelformat = choice.format.code;
  format.fmt.pix.field = V4L2_FIELD_NONE;
  format.fmt.pix.bytesperline = 0;
  device.ask(VIDIOC_S_FMT, format);
  choice.width = static_cast<int>(format.fmt.pix.width);
  choice.height = static_cast<int>(format.fmt.pix.height);
  const bool other_size = wanted.width > 0 && (choice.width != width || choice.height != height);
  if (format.fmt.pix.pixelformat != choice.format.code || other_size) {
    throw DeviceError(
        device.name(),
        fmt::format(fmt::runtime(tr("{} of {} x {} px was asked for, and the camera "
                                    "set {} of {} x {} px. Ask for that one.")),
                    name_of(choice.format.code), width, height, name_of(format.fmt.pix.pixelformat),
                    choice.width, choice.height));
  }
  if (!choice.format.jpeg) choice.stride = format.fmt.pix.bytesperline;
  return choice;
}

}  // namespace etalon::hardware
