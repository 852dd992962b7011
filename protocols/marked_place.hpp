// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/frame.hpp"
#include "suite/core/quantity.hpp"
#include "suite/imaging/registration.hpp"

#include <memory>
#include <optional>
#include <string>

namespace etalon::protocols {

/// A place to which a person brings the stage back by hand: where it is, is measured from the
/// images (imaging/registration.hpp), whatever the person says. Of an image without texture, or
/// smaller than 96 px, nobody can tell: nothing is said then.
class MarkedPlace {
 public:
  /// `mark`: how the place looks. `pixel`: width of a pixel in the object plane, for people.
  MarkedPlace(const Frame& mark, std::optional<Length> pixel);

  bool can_tell() const { return registration_ != nullptr; }
  /// Where the content of a frame lies from where it lay. Nothing where that cannot be told, or
  /// nothing fine in common was found: of fields that share less than half of themselves, mostly.
  std::optional<imaging::FrameShift> shift_of(const Frame& frame) const;
  /// Where the content of a frame lies from where it lay: "0.42 um; -0.13 um", right and down
  /// positive (px without the pixel size). Empty where that cannot be told.
  std::string displacement(const Frame& frame) const;
  /// What to do where a frame that should show another place shows this one; empty: it does not.
  std::string why_not_away(const Frame& frame) const;
  /// What to do where a frame that should show this place does not, or lies off by more than half
  /// of the field (which is not measured any more); empty: it is back.
  std::string why_not_back(const Frame& frame) const;

 private:
  bool same_size(const Frame& frame) const;
  std::string way(double px) const;

  std::optional<Length> pixel_;
  double half_width_px_ = 0;
  double half_height_px_ = 0;
  std::unique_ptr<imaging::FrameRegistration> registration_;
  Plane mark_;
};

}  // namespace etalon::protocols
