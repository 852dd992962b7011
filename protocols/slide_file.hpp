// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/grade.hpp"
#include "suite/core/options.hpp"
#include "suite/core/quantity.hpp"
#include "suite/core/uncertainty.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace etalon::protocols {

/// A slide as its maker or a standard describes it: a file of targets/catalogue.
struct SlideFile {
  std::string id;  ///< "chrome_edge"
  std::string title;
  std::string shape;  ///< id of a target whose geometry it carries: "slanted_edge"
  OptionTexts draw;   ///< options of that shape, with which the virtual microscope shows the slide
  std::map<std::string, std::string> geometry;  ///< in words and units, for people and reports
  std::map<std::string, std::string> tolerance;
  std::map<std::string, std::string> use;        ///< for what it is fit, and with which optics
  std::optional<Uncertain<Length>> ruler_pitch;  ///< of slides that are rulers, as their maker says
  std::optional<Uncertain<Length>> bead_diameter;  ///< of slides with beads: the mean of the lot
  Tier tier = Tier::indicative;  ///< what it is worth without a certificate of its own
  std::string manufacturer;      ///< of every piece; "none": it has none; empty: the piece tells
  std::string model;
  std::string serial_number;  ///< "none" at most
  std::string source;         ///< where the numbers come from
  std::string confidence;     ///< "certified", "stated", "assumed"
  std::string path;
  std::string text;
  std::string sha256;
};

/// The slide that was used for a step: which one of the catalogue, and what is known of this piece.
struct SlideInstance {
  std::string slide;         ///< catalogue id
  std::string manufacturer;  ///< "none": it has none; empty: nobody said; as the next two
  std::string model;
  std::string serial_number;
  std::string certificate;       ///< makes it traceable; empty: there is none
  std::string certificate_date;  ///< "2026-03-01"; "none": it bears none; empty: nobody said
  std::optional<Uncertain<Length>> ruler_pitch;  ///< as certified, or as the maker says
  std::optional<Uncertain<Length>> bead_diameter;
  Tier tier = Tier::indicative;
};

/// The file of this slide; nothing when the catalogue has none. Throws as read_slide_file() does.
std::optional<SlideFile> find_slide(const std::string& catalogue_id);

/// The piece as its catalogue file describes it. Throws FileError when there is no such slide.
SlideInstance uncertified_slide(const std::string& catalogue_id);

/// Throws TextError with file:line:column and the key.
SlideFile read_slide_file(const std::filesystem::path& path);

/// The files of the catalogue, each named like the slide in it.
std::vector<std::filesystem::path> slide_catalogue();

}  // namespace etalon::protocols
