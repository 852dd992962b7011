// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/procedure.hpp"

#include <optional>
#include <vector>

namespace etalon::protocols {

/// What the microscope can do by itself for a series.
struct Abilities {
  bool exposes = false;  ///< the camera obeys the exposure that it is asked for
  bool lamp = false;
  bool stage = false;
  bool focus = false;
  bool takes = true;  ///< the camera takes its frames; else they are files that somebody saved
  bool person = false;
  std::optional<Time> full{};  ///< exposure at which the image would be full, as far as it is known
};

/// One place and time of a series, with what is set there. Places are relative to where stage and
/// focus stand when the series begins.
struct Visit {
  int frames = 1;
  std::optional<Time> exposure{};
  std::optional<Ratio> level{};  ///< of the lamp
  std::optional<Ratio> share{};  ///< a person sets the light to this part of full scale
  bool return_by_hand = false;   ///< a person moves the stage away and back
  /// A person moves the stage so that the image moves so far to the right; 0: this is the first
  /// place.
  std::optional<Length> way_by_hand{};
  std::optional<Length> x{};
  std::optional<Length> y{};
  std::optional<Length> z{};
  int stage_visit = 0;  ///< as in hardware::StepContext
  int focus_visit = 0;
};

/// The visits of a series, at least one. Where nothing can be set and nobody asked, it is one with
/// all the frames that there are (frames = 0). Throws DeviceError for exposures relative to one
/// that was not found, NoFrames for moves without a motor or a person.
std::vector<Visit> plan_series(const Acquire& acquire, const Abilities& can);

/// Of the first `visits` of them.
int frames_of(const std::vector<Visit>& plan, std::size_t visits);

/// How far along x a person was asked to move the stage up to this visit.
Length way_by_hand(const std::vector<Visit>& plan, std::size_t visit);

/// The first visit from which on stage and focus must be moved again so that play acts in visit
/// `next` as it would have acted in a series without interruption.
std::size_t begin_of_replay(const std::vector<Visit>& visits, std::size_t next);

}  // namespace etalon::protocols
