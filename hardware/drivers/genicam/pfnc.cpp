// SPDX-License-Identifier: Apache-2.0
// Codes: https://www.emva.org/standards-technology/genicam (PFNC 2.4, list of 32-bit values)
#include "hardware/drivers/genicam/pfnc.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace etalon::hardware {
namespace {

PixelFormat of(Packing packing, int bits, Mosaic mosaic = Mosaic::none) {
  return {.packing = packing, .bits = bits, .mosaic = mosaic};
}

/// The four Bayer codes of a depth, in the order in which PFNC lists them.
void add_bayer(std::map<std::uint32_t, PixelFormat>& table, Packing packing, int bits,
               std::uint32_t gr, std::uint32_t rg, std::uint32_t gb, std::uint32_t bg) {
  table[gr] = of(packing, bits, Mosaic::grbg);
  table[rg] = of(packing, bits, Mosaic::rggb);
  table[gb] = of(packing, bits, Mosaic::gbrg);
  table[bg] = of(packing, bits, Mosaic::bggr);
}

std::map<std::uint32_t, PixelFormat> make_table() {
  std::map<std::uint32_t, PixelFormat> table{
      {0x01080001, of(Packing::bytes, 8)},                // Mono8
      {0x01100003, of(Packing::words, 10)},               // Mono10
      {0x010a0046, of(Packing::lsb_packed, 10)},          // Mono10p
      {0x01100005, of(Packing::words, 12)},               // Mono12
      {0x010c0047, of(Packing::lsb_packed, 12)},          // Mono12p
      {0x010c0006, of(Packing::gige12, 12)},              // Mono12Packed
      {0x01100025, of(Packing::words, 14)},               // Mono14
      {0x01100007, of(Packing::words, 16)},               // Mono16
      {0x02180014, {.channels = 3}},                      // RGB8
      {0x02180015, {.channels = 3, .blue_first = true}},  // BGR8
  };
  add_bayer(table, Packing::bytes, 8, 0x01080008, 0x01080009, 0x0108000a, 0x0108000b);
  add_bayer(table, Packing::words, 10, 0x0110000c, 0x0110000d, 0x0110000e, 0x0110000f);
  add_bayer(table, Packing::words, 12, 0x01100010, 0x01100011, 0x01100012, 0x01100013);
  add_bayer(table, Packing::words, 16, 0x0110002e, 0x0110002f, 0x01100030, 0x01100031);
  add_bayer(table, Packing::gige12, 12, 0x010c002a, 0x010c002b, 0x010c002c, 0x010c002d);
  add_bayer(table, Packing::lsb_packed, 10, 0x010a0056, 0x010a0058, 0x010a0054, 0x010a0052);
  add_bayer(table, Packing::lsb_packed, 12, 0x010c0057, 0x010c0059, 0x010c0055, 0x010c0053);
  return table;
}

auto merit(const PixelFormat& format) {
  return std::tuple(format.channels == 1, format.bits, format.mosaic != Mosaic::none,
                    format.packing == Packing::words);
}

}  // namespace

std::optional<PixelFormat> pfnc_format(std::uint32_t code) {
  static const auto table = make_table();
  const auto found = table.find(code);
  if (found == table.end()) return std::nullopt;
  return found->second;
}

std::optional<std::uint32_t> richest_format(const std::vector<std::uint32_t>& offered) {
  std::optional<std::uint32_t> best;
  for (const std::uint32_t code : offered) {
    const auto format = pfnc_format(code);
    if (format && (!best || merit(*format) > merit(*pfnc_format(*best)))) best = code;
  }
  return best;
}

}  // namespace etalon::hardware
