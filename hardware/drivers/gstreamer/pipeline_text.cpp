// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/gstreamer/pipeline_text.hpp"

#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace etalon::hardware {
namespace {

using Words = std::vector<std::string_view>;

constexpr std::array<std::string_view, 5> kSources{"videotestsrc", "v4l2src", "libcamerasrc",
                                                   "filesrc", "multifilesrc"};
constexpr std::array<std::string_view, 7> kSteps{"jpegdec",  "jpegenc",   "jpegparse", "pngdec",
                                                 "pngparse", "videocrop", "queue"};
constexpr std::array<std::string_view, 4> kFormats{"video/x-raw", "video/x-bayer", "image/jpeg",
                                                   "image/png"};

template <class List>
bool among(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

[[noreturn]] void refuse(const std::string& problem) {
  throw DeviceError("gstreamer", "pipeline: " + problem);
}

bool made_of(std::string_view text, std::string_view more) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

Words split(std::string_view text, std::string_view at) {
  Words parts;
  while (true) {
    const auto end = text.find_first_of(at);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_setting(std::string_view word, std::string_view in_value) {
  const auto equals = word.find('=');
  return equals != std::string_view::npos && made_of(trimmed(word.substr(0, equals)), "-_") &&
         made_of(trimmed(word.substr(equals + 1)), in_value);
}

/// "video/x-raw, format=GRAY8, width=640"
void check_format(std::string_view part) {
  const Words words = split(part, ",");
  bool plain = among(kFormats, words.front());
  for (std::size_t i = 1; i < words.size(); ++i) plain = plain && is_setting(words[i], "()/._:-+");
  if (plain) return;
  refuse(fmt::format(fmt::runtime(tr("{} is no format that can stand there. It begins with {}, and "
                                     "its settings follow after commas: "
                                     "video/x-raw,format=GRAY8.")),
                     quoted(part), fmt::join(kFormats, ", ")));
}

/// "v4l2src device=/dev/video0"
void read_element(std::string_view part, PipelineText& read) {
  Words words = split(part, " \t");
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  const std::string name(words.front());
  if (!element_allowed(name)) {
    refuse(fmt::format(fmt::runtime(tr("{} is not allowed. Elements that are: {}, {}. What runs "
                                       "programs, opens the network or computes with values is not "
                                       "among them.")),
                       quoted(name), fmt::join(kSources, ", "), fmt::join(kSteps, ", ")));
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!is_setting(words[i], "/._:-+,=%@")) {
      refuse(fmt::format(fmt::runtime(tr("{} is not understood. An element has settings such as "
                                         "device=/dev/video0, without spaces and quotation "
                                         "marks.")),
                         quoted(words[i])));
    }
    if (name == "filesrc" && words[i].starts_with("location=")) {
      read.files.emplace_back(words[i].substr(9));
    }
  }
  read.elements.push_back(name);
}

}  // namespace

bool element_allowed(const std::string& element) {
  return among(kSources, element) || among(kSteps, element);
}

PipelineText read_pipeline(const std::string& text) {
  PipelineText read{.text = text};
  for (const std::string_view part : split(text, "!")) {
    if (part.empty()) refuse(tr("something is missing before or after \"!\"."));
    const auto word = part.substr(0, part.find_first_of(" \t,="));
    if (word.find('/') != std::string_view::npos) {
      check_format(part);
    } else {
      read_element(part, read);
    }
  }
  if (read.elements.empty() || !among(kSources, read.elements.front()) ||
      text.find('/') < text.find(read.elements.front())) {
    refuse(fmt::format(fmt::runtime(tr("it has to begin with one of {}.")),
                       fmt::join(kSources, ", ")));
  }
  read.jpeg = among(read.elements, "jpegdec");
  return read;
}

}  // namespace etalon::hardware
