// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace etalon::hardware {

/// What a pipeline in a scope file says: a chain of elements, each with plain settings, and formats
/// between them.
struct PipelineText {
  std::string text{};
  std::vector<std::string> elements{};
  bool jpeg = false;                 ///< its frames went through JPEG
  std::vector<std::string> files{};  ///< that are read as they are
};

/// Elements that take pictures from a local camera, a file or a pattern, decode or crop them. None
/// runs a program, opens the network, writes, repeats or drops frames, or computes with their
/// values.
bool element_allowed(const std::string& element);

/// Throws DeviceError, named "gstreamer", for everything else: other elements, branches, quotes,
/// bins.
PipelineText read_pipeline(const std::string& text);

}  // namespace etalon::hardware
