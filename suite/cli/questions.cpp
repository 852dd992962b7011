// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/questions.hpp"

#include "protocols/engraving.hpp"
#include "suite/core/error.hpp"
#include "suite/core/text.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <vector>

namespace etalon::cli {
namespace {

namespace fs = std::filesystem;
using protocols::ScopeAnswers;

constexpr int kMostTries = 3;
constexpr std::size_t kLongestAnswer = 500;
constexpr const char* kUnknown = "unknown";
constexpr double kLargestNa = 1.7;

// Between the smallest pixels made (0.5 um) and the largest (frame-transfer CCDs of 25 um, binned).
constexpr double kLeastPitchUm = 0.5;
constexpr double kLargestPitchUm = 150;

struct Question {
  std::string text;
  std::string suggestion;
  /// Takes the answer; says what is wrong with it, or nothing.
  std::function<std::string(const std::string& answer)> take;
};

struct Colour {
  const char* name;
  double middle_nm;
  double half_width_nm;
};
constexpr Colour kColours[] = {{"white", 550, 60},
                               {"green", 535, 35},
                               {"red", 635, 25},
                               {"blue", 465, 25},
                               {"violet", 405, 15}};

std::string lowered(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string sentence(const Failure& failure) {
  return failure.advice.empty() ? failure.detail : failure.detail + " " + failure.advice;
}

/// "OpenFlexure v7" or "Carl Zeiss, Axioskop": a comma, or else the first space, ends the maker.
std::string take_maker(const std::string& answer, ScopeAnswers& into) {
  if (answer == kUnknown) return {};
  const auto comma = answer.find(',');
  const auto end = comma != std::string::npos ? comma : answer.find(' ');
  into.manufacturer = trimmed(answer.substr(0, end));
  into.model = end == std::string::npos ? "" : trimmed(answer.substr(end + 1));
  return {};
}

std::string take_engraving(const std::string& answer, ScopeAnswers& into) {
  const auto objective = protocols::read_engraving(answer);
  if (!objective) return sentence(objective.error());
  into.objective = *objective;
  if (answer != kUnknown) into.engraving = answer;
  return {};
}

std::string take_condenser(const std::string& answer, ScopeAnswers& into) {
  if (answer == kUnknown) return {};
  const auto na = parse_number(answer);
  if (!na || !(*na > 0) || *na > kLargestNa) {
    return fmt::format(fmt::runtime(tr("Expected a number up to {} such as 0.25, or unknown.")),
                       kLargestNa);
  }
  into.condenser_na = *na;
  return {};
}

std::string take_light(const std::string& answer, ScopeAnswers& into) {
  if (answer == kUnknown) return {};
  into.light = answer;
  for (const Colour& colour : kColours) {
    if (lowered(answer) != colour.name) continue;
    into.wavelength = nm(colour.middle_nm);
    into.half_width = nm(colour.half_width_nm);
    return {};
  }
  const auto wavelength = parse_quantity<kind::ObjectLength>(answer);
  if (!wavelength || *wavelength < nm(100) || *wavelength > um(20)) {
    return tr("Expected white, green, red, blue, violet, a wavelength such as 525 nm, or unknown.");
  }
  into.wavelength = *wavelength;
  return {};
}

std::string take_pixel(const std::string& answer, ScopeAnswers& into) {
  if (answer == kUnknown) return {};
  std::string number = lowered(answer);
  const auto word = number.find_first_of("os");  // of "object" and "sensor"; no length holds either
  const std::string where = word == std::string::npos ? "sensor" : number.substr(word);
  if (word != std::string::npos) number.resize(word);
  const auto size = parse_quantity<kind::ObjectLength>(number);
  if (!size || !(*size > um(0)) || (where != "sensor" && where != "object")) {
    return tr("Expected a length such as 3.45 um (on the sensor), 0.26 um object, or unknown.");
  }
  const double size_um = size->in(um);
  if (where == "object") {
    into.pixel_size = PixelSize{*size};
  } else if (size_um >= kLeastPitchUm && size_um <= kLargestPitchUm) {
    into.pixel_pitch = SensorPixelPitch{um_sensor(size_um)};
  } else {
    return fmt::format(fmt::runtime(tr("No sensor has pixels of {}. If that is what one covers in "
                                       "the object, write: {} object.")),
                       to_text(*size), to_text(*size));
  }
  return {};
}

/// Terminals quote a folder that is dropped on them, and shells know ~.
std::string take_folder(const std::string& answer, ScopeAnswers& into) {
  std::string folder = answer;
  if (folder.size() > 2 && folder.front() == folder.back() &&
      (folder.front() == '\'' || folder.front() == '"')) {
    folder = folder.substr(1, folder.size() - 2);
  }
  const char* home = std::getenv("HOME");
  if (home != nullptr && (folder == "~" || folder.starts_with("~/"))) {
    folder = home + folder.substr(1);
  }
  into.images = folder;
  return {};
}

std::vector<Question> six_questions(ScopeAnswers& into) {
  const auto taken = [&into](std::string (*take)(const std::string&, ScopeAnswers&)) {
    return [&into, take](const std::string& answer) { return take(answer, into); };
  };
  return {
      {tr("Who made the microscope, and which model?"), kUnknown, taken(take_maker)},
      {tr("What is engraved on the objective, such as 20x/0.40?"), kUnknown, taken(take_engraving)},
      {tr("Numerical aperture of the condenser?"), kUnknown, taken(take_condenser)},
      {tr("Colour of the light: white, green, red, blue, violet, or 525 nm?"), "white",
       taken(take_light)},
      {tr("Size of a pixel of the camera, such as 3.45 um?"), kUnknown, taken(take_pixel)},
      {tr("In which folder do the images appear?"), "images", taken(take_folder)}};
}

std::string wrong_with(const Question& question, const std::string& answer) {
  if (answer.size() > kLongestAnswer || !is_one_line(answer)) {
    return tr("This holds characters that cannot be read, or is too long. Write it anew.");
  }
  if (answer.empty()) return question.take(question.suggestion);
  return question.take(lowered(answer) == kUnknown || answer == "?" ? kUnknown : answer);
}

void ask(const Question& question, const std::string& number, std::istream& answers,
         std::ostream& terminal) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    terminal << "  " << number << " " << question.text << " [" << question.suggestion << "] > "
             << std::flush;
    std::string line;
    if (!std::getline(answers, line)) {
      terminal << std::endl;
      throw UsageError(fmt::format(
          fmt::runtime(tr("the answers end before question {} ({}). Answer at a terminal, or name "
                          "--scope FILE, or --from FOLDER with images.")),
          number, question.text));
    }
    const std::string wrong = wrong_with(question, std::string(trimmed(line)));
    if (wrong.empty()) return;
    terminal << "      " << wrong << "\n";
  }
  throw UsageError(fmt::format(
      fmt::runtime(
          tr("question {} ({}) was not understood {} times. Begin again; \"unknown\" is an "
             "answer too.")),
      number, question.text, kMostTries));
}

/// A path that nobody has yet: NAME.yaml, NAME-2.yaml, ... The id goes with the name, so that two
/// microscopes of a kind are told apart.
fs::path write_under_own_name(const ScopeAnswers& answers) {
  const std::string name = protocols::scope_id_of(answers.manufacturer + " " + answers.model);
  for (int number = 1;; ++number) {
    const std::string id = number == 1 ? name : name + "-" + std::to_string(number);
    const fs::path path = id + ".yaml";
    if (protocols::write_new_file(path, protocols::scope_text(id, answers))) return path;
  }
}

void make_image_folder(const fs::path& images, const fs::path& scope, std::ostream& terminal) {
  const fs::path folder = (scope.parent_path() / images).lexically_normal();
  std::error_code error;
  if (fs::exists(folder, error)) return;
  if (images.is_relative()) fs::create_directories(folder, error);
  if (fs::is_directory(folder, error)) {
    terminal << fmt::format(fmt::runtime(tr("Made the folder {} for the images.\n")),
                            folder.string());
    return;
  }
  terminal << fmt::format(fmt::runtime(tr("There is no folder {} yet: make it before the run.\n")),
                          folder.string());
}

}  // namespace

ScopeAnswers ask_about_microscope(std::istream& answers, std::ostream& terminal) {
  ScopeAnswers given;
  const auto questions = six_questions(given);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    ask(questions[i], fmt::format("{}/{}", i + 1, questions.size()), answers, terminal);
  }
  return given;
}

fs::path write_scope(const ScopeAnswers& answers, const fs::path& asked, std::ostream& terminal) {
  fs::path path = asked;
  if (asked.empty()) {
    path = write_under_own_name(answers);
  } else if (!protocols::write_new_file(
                 asked, protocols::scope_text(protocols::scope_id_of(asked.stem()), answers))) {
    throw FileError(asked.string(), tr("this file exists, and is not written over. Name another."));
  }
  terminal << fmt::format(fmt::runtime(tr("Written: {0} (what it says: etalon scope check {0})\n")),
                          path.string());
  make_image_folder(answers.images, path, terminal);
  terminal << std::flush;
  return path;
}

fs::path ask_for_scope(std::istream& answers, std::ostream& terminal) {
  terminal << tr("No scope file given. Six questions and I write one (Enter keeps the suggestion).")
           << "\n";
  return write_scope(ask_about_microscope(answers, terminal), {}, terminal);
}

}  // namespace etalon::cli
