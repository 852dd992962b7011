// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/process/process_frame.hpp"

#include "hardware/driver_settings.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace etalon::hardware {
namespace {

using Json = nlohmann::json;

template <class Value, std::size_t count>
using Words = std::array<std::pair<const char*, Value>, count>;

constexpr Words<Packing, 6> kPackings{{{"bytes", Packing::bytes},
                                       {"words", Packing::words},
                                       {"lsb_packed", Packing::lsb_packed},
                                       {"gige12", Packing::gige12},
                                       {"mipi10", Packing::mipi10},
                                       {"mipi12", Packing::mipi12}}};
constexpr Words<Transfer, 3> kTransfers{
    {{"linear", Transfer::linear}, {"encoded", Transfer::encoded}, {"unknown", Transfer::unknown}}};

template <class Value, std::size_t count>
Value word(const Words<Value, count>& words, const Json& result, const char* key) {
  const std::string text = result.at(key);
  for (const auto& [name, value] : words) {
    if (text == name) return value;
  }
  throw std::invalid_argument(std::string(key) + ": \"" + text + "\"");
}

Mosaic mosaic_in(const Json& result) {
  const std::string text = result.value("mosaic", "none");
  if (const auto mosaic = mosaic_from_word(text)) return *mosaic;
  throw std::invalid_argument("mosaic: \"" + text + "\"");
}

PixelFormat format_of(const Json& result) {
  PixelFormat format;
  format.packing = word(kPackings, result, "packing");
  format.bits = result.at("bits");
  format.channels = result.value("channels", 1);
  format.mosaic = mosaic_in(result);
  return format;
}

std::size_t stride_of(const Json& result) {
  const std::size_t row = row_bytes(format_of(result), result.at("width").get<int>());
  return std::max(result.value("stride", row), row);
}

}  // namespace

std::size_t announced_bytes(const Json& result) {
  constexpr int kMostPixels = 65536;
  const int width = result.at("width");
  const int height = result.at("height");
  const int channels = result.value("channels", 1);
  if (width < 1 || height < 1 || width > kMostPixels || height > kMostPixels || channels < 1 ||
      channels > 3) {
    throw std::invalid_argument("width, height or channels");
  }
  return stride_of(result) * static_cast<std::size_t>(height);
}

std::optional<Frame> described_frame(const Json& result, const std::vector<std::uint8_t>& bytes) {
  auto frame = unpacked(format_of(result), result.at("width"), result.at("height"), bytes,
                        stride_of(result));
  if (!frame) return std::nullopt;
  frame->info.transfer = word(kTransfers, result, "transfer");
  frame->info.lossy = result.at("lossy");
  if (result.contains("processed")) frame->info.processed = result["processed"].get<bool>();
  if (result.contains("black_level")) frame->info.black_level = result["black_level"].get<double>();
  return frame;
}

}  // namespace etalon::hardware
