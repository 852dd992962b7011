// SPDX-License-Identifier: Apache-2.0
#include "protocols/moved_by_hand.hpp"

#include "protocols/recorded_frames.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace etalon::protocols {
namespace {

// People read a scale, or guess: what is recorded is measured, so they are only told of moves that
// are plainly others.
constexpr double kPlainly = 0.25;  // of the way
constexpr double kHardly = 0.05;

Length combined(Length a, Length b) { return um(std::hypot(a.in(um), b.in(um))); }

std::string size(Length way) { return fmt::format("{:.3g} um", std::abs(way.in(um))); }

std::string up_or_down(Length y) { return size(y) + " " + (y < um(0) ? tr("up") : tr("down")); }

/// Empty where it is the move that was asked for.
std::string wrong_with(const SeenMove& move, Length asked_x) {
  const double sign = asked_x < um(0) ? -1 : 1;
  const double asked = std::abs(asked_x.in(um));
  const double along = sign * move.x.in(um);
  const double across = std::abs(move.y.in(um));
  const auto plain = [&](double off, Length u) {
    return off > kPlainly * asked && off > 2 * u.in(um);
  };
  if (along < 0 && plain(-along, move.u_x)) return tr("the wrong way");
  if (across > std::abs(along) && plain(across, move.u_y)) return tr("the wrong direction");
  if (plain(asked - along, move.u_x)) return tr("not far enough");
  if (plain(along - asked, move.u_x)) return tr("too far");
  return plain(across, move.u_y) ? tr("askew") : "";
}

}  // namespace

SeenMove seen_move(const imaging::FrameShift& shift, const Uncertain<PixelSize>& pixel) {
  const Length size = pixel.value.per_px;
  SeenMove move{size * shift.x, size * shift.y, size * shift.u_x, size * shift.u_y, false};
  if (!pixel.standard_uncertainty) return move;
  const Length u = pixel.standard_uncertainty->per_px;
  move.u_x = combined(move.u_x, u * shift.x);
  move.u_y = combined(move.u_y, u * shift.y);
  move.scale_is_certain = true;
  return move;
}

bool hardly_moved(const SeenMove& move, Length asked_x) {
  return combined(move.x, move.y) < um(kHardly * std::abs(asked_x.in(um)));
}

std::string way_of(Length x) {
  return size(x) + " " + (x < um(0) ? tr("to the left") : tr("to the right"));
}

std::string sentence(const SeenMove& move, Length asked_x) {
  const std::string found =
      fmt::format(fmt::runtime(tr("The image moved {} and {} ({} were asked for)")), way_of(move.x),
                  up_or_down(move.y), way_of(asked_x));
  const std::string wrong = wrong_with(move, asked_x);
  return found + (wrong.empty() ? "." : ": " + wrong + ".");
}

void put_move(const SeenMove& move, Length asked_x, std::map<std::string, std::string>& texts) {
  const auto put = [&](const char* name, Length way) {
    texts[kMoveText + std::string(name)] = to_text(way);
  };
  put("asked_x", asked_x);
  put("x", move.x);
  put("y", move.y);
  put("u_x", move.u_x);
  put("u_y", move.u_y);
  if (!move.scale_is_certain) texts[kMoveText + std::string("scale")] = "uncertainty unknown";
}

}  // namespace etalon::protocols
