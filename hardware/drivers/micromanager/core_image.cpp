// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/micromanager/core_image.hpp"

#include "hardware/drivers/pixels/pixel_format.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>

namespace etalon::hardware {
namespace {

constexpr int kLargestSide = 65536;

struct Kind {
  const char* name;
  const char* array;
  std::size_t bytes;  ///< of a sample
  bool colour;        ///< blue, green, red, and a fourth that says nothing
};
constexpr std::array kKinds{
    Kind{"GRAY8", "byte-array", 1, false}, Kind{"GRAY16", "short-array", 2, false},
    Kind{"RGB32", "byte-array", 1, true}, Kind{"RGB64", "short-array", 2, true}};

int whole_tag(const TaggedImage& image, const char* key, const CoreServer& server) {
  const std::string text = tag_text(image.tags, key);
  const auto number = parse_number(text);
  if (!number || !(*number >= 1 && *number <= kLargestSide)) {
    server.misunderstood(fmt::format("{} = {}", key, text));
  }
  return static_cast<int>(*number);
}

const Kind& kind_of(const TaggedImage& image, const CoreServer& server) {
  const std::string name = tag_text(image.tags, "PixelType");
  for (const Kind& kind : kKinds) {
    if (name != kind.name) continue;
    if (image.type != kind.array) server.misunderstood(name + ", " + image.type);
    return kind;
  }
  server.fail(fmt::format(fmt::runtime(tr("its camera gives pixels of the kind {}, which cannot be "
                                          "measured. Choose GRAY8, GRAY16, RGB32 or RGB64 in its "
                                          "properties.")),
                          etalon::quoted(name)));
}

std::string without_fourth(const std::string& bytes, std::size_t sample) {
  std::string three;
  three.reserve(bytes.size() / 4 * 3);
  for (std::size_t at = 0; at + 4 * sample <= bytes.size(); at += 4 * sample) {
    three.append(bytes, at, 3 * sample);
  }
  return three;
}

unsigned largest(const Frame& frame) {
  return std::visit(
      [](const auto& samples) {
        return static_cast<unsigned>(*std::max_element(samples.begin(), samples.end()));
      },
      frame.samples);
}

}  // namespace

std::string tag_text(const nlohmann::json& tags, const std::string& key) {
  if (!tags.is_object() || !tags.contains(key)) return {};
  const auto& value = tags[key];
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Snap snap_of(const TaggedImage& image, const CameraMeaning& meaning, const CoreServer& server) {
  static_assert(std::endian::native == std::endian::little, "samples come in the native order");
  const Kind& kind = kind_of(image, server);
  PixelFormat format;
  format.packing = kind.bytes == 1 ? Packing::bytes : Packing::words;
  format.bits = static_cast<int>(8 * kind.bytes);
  const int bits = whole_tag(image, "BitDepth", server);
  format.channels = kind.colour ? 3 : 1;
  format.blue_first = kind.colour;
  format.mosaic = kind.colour ? Mosaic::none : meaning.mosaic;
  const std::string bytes = kind.colour ? without_fourth(image.bytes, kind.bytes) : image.bytes;
  const std::span data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  auto frame =
      unpacked(format, whole_tag(image, "Width", server), whole_tag(image, "Height", server), data);
  if (!frame) return {.complete = false};
  if (bits > format.bits || largest(*frame) >> bits != 0) {
    server.fail(
        fmt::format(fmt::runtime(tr("its camera says that it has {} bit, and gives pixels of "
                                    "{}. Correct its bit depth in Micro-Manager.")),
                    bits, largest(*frame)));
  }
  frame->info.significant_bits = bits;
  frame->info.transfer = meaning.transfer;
  return {.frame = std::move(*frame)};
}

}  // namespace etalon::hardware
