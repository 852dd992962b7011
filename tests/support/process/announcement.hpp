// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace etalon::test {

/// What a camera is asked for, for a program that draws what it shows: as a person who changes the
/// slide, the test tells it by a file.
inline nlohmann::json announcement(const hardware::StepContext& step,
                                   const hardware::CameraRequest& request) {
  return {{"step", step.step},
          {"index", step.index},
          {"repeat", step.repeat},
          {"attempt", step.attempt},
          {"slide", step.slide},
          {"shape", step.shape},
          {"draw", step.draw},
          {"visit", step.visit},
          {"stage_visit", step.stage_visit},
          {"focus_visit", step.focus_visit},
          {"light", step.light},
          {"frames", request.frames},
          {"before", request.before},
          {"interval_s", request.interval ? request.interval->in(s) : 0.0}};
}

inline std::pair<hardware::StepContext, hardware::CameraRequest> announced(
    const nlohmann::json& told) {
  hardware::StepContext step;
  step.step = told.at("step");
  step.index = told.at("index");
  step.repeat = told.at("repeat");
  step.attempt = told.at("attempt");
  step.slide = told.at("slide");
  step.shape = told.at("shape");
  step.draw = told.at("draw").get<OptionTexts>();
  step.visit = told.at("visit");
  step.stage_visit = told.at("stage_visit");
  step.focus_visit = told.at("focus_visit");
  step.light = told.at("light");
  hardware::CameraRequest request;
  request.frames = told.at("frames");
  request.before = told.at("before");
  if (told.at("interval_s") > 0.0) request.interval = s(told.at("interval_s").get<double>());
  return {step, request};
}

}  // namespace etalon::test
