// SPDX-License-Identifier: Apache-2.0
// The descriptor of EMVA 1288 (declared in series_formats.hpp).
#include "suite/core/text.hpp"
#include "suite/imagefiles/byte_source.hpp"
#include "suite/imagefiles/described_frames.hpp"
#include "suite/imagefiles/named_file.hpp"
#include "suite/imagefiles/series_formats.hpp"

#include <algorithm>
#include <optional>

namespace etalon::imagefiles {
namespace {

constexpr const char* kSpaces = " \t";

struct Word {
  std::string text;
  int column = 1;
};

std::vector<Word> words_of(const std::string& line) {
  std::vector<Word> words;
  for (std::size_t begin = line.find_first_not_of(kSpaces); begin != std::string::npos;) {
    const std::size_t end = std::min(line.find_first_of(kSpaces, begin), line.size());
    words.push_back({line.substr(begin, end - begin), static_cast<int>(begin) + 1});
    begin = line.find_first_not_of(kSpaces, end);
  }
  return words;
}

/// Words of the lines one by one, without comments.
class Descriptor {
 public:
  explicit Descriptor(const TextFile& text) : text_(text) {}

  bool next() {
    while (++line_ <= text_.lines.size()) {
      words_ = words_of(text_.lines[line_ - 1]);
      if (!words_.empty() && words_.front().text.front() != '#') return true;
    }
    return false;
  }
  int line() const { return static_cast<int>(line_); }
  const std::string& key() const { return words_.front().text; }
  int column(std::size_t word) const { return words_[std::min(word, words_.size() - 1)].column; }

  template <class... Args>
  [[noreturn]] void refuse_word(std::size_t word, const char* sentence, const Args&... args) const {
    throw TextError(text_.path.string(), line(), column(word),
                    fmt::format(fmt::runtime(sentence), args...));
  }

  void expect_values(std::size_t count, const char* expected) const {
    if (words_.size() == count + 1) return;
    refuse_word(std::min(words_.size() - 1, count + 1), tr("expected {}, found {}."), expected,
                etalon::quoted(text_.lines[line_ - 1]));
  }

  double number(std::size_t word, double least, const char* expected) const {
    const auto value = parse_number(words_[word].text);
    if (!value || *value < least)
      refuse_word(word, tr("expected {}, found {}."), expected, etalon::quoted(words_[word].text));
    return *value;
  }

  int whole(std::size_t word, int most, const char* expected) const {
    const double value = number(word, 1, expected);
    if (value > most || value != static_cast<int>(value))
      refuse_word(word, tr("expected {}, found {}."), expected, etalon::quoted(words_[word].text));
    return static_cast<int>(value);
  }

  /// What follows the key: names may hold spaces.
  std::string rest() const {
    if (words_.size() < 2) refuse_word(0, tr("expected the name of an image after i."));
    return std::string(
        trimmed(text_.lines[line_ - 1].substr(static_cast<std::size_t>(words_[1].column) - 1)));
  }

 private:
  const TextFile& text_;
  std::size_t line_ = 0;
  std::vector<Word> words_;
};

void read_version(const Descriptor& at) {
  at.expect_values(1, tr("v and the release of EMVA 1288, such as v 4.0"));
  const double version = at.number(1, 0, tr("the release of EMVA 1288, such as 4.0"));
  if (version < 3 || version >= 5)
    at.refuse_word(1, tr("descriptors of release 3 and 4 are read, not of {}."), version);
}

DescribedSize read_size(const Descriptor& at) {
  at.expect_values(3, tr("n, bits, width and height, such as n 12 640 480"));
  constexpr int kMostBits = 16;
  constexpr int kMostPixels = 1 << 30;
  return {.bits = at.whole(1, kMostBits, tr("a number of bits from 1 to 16")),
          .width = at.whole(2, kMostPixels, tr("a width in pixels")),
          .height = at.whole(3, kMostPixels, tr("a height in pixels")),
          .line = at.line()};
}

/// Exposures are nanoseconds.
Time exposure(const Descriptor& at) {
  return us(at.number(1, 0, tr("an exposure time in ns")) / 1e3);
}

/// Images of one kind as the descriptor names them, and what was set for each.
struct Named {
  std::vector<NamedFile> files;
  std::vector<FrameSetting> settings;
};

/// The lines between one b or d and the next.
struct Group {
  Named* into = nullptr;  ///< null before the first
  FrameSetting setting;
  int line = 0;
  bool empty = false;
};

Group read_group(const Descriptor& at, Named& light, Named& dark) {
  Group group{.into = &dark, .setting = {}, .line = at.line(), .empty = true};
  if (at.key() == "b") {
    at.expect_values(2, tr("b, exposure in ns and photons per pixel, such as b 40000 120"));
    group.into = &light;
    group.setting.photons = photons(at.number(2, 0, tr("a number of photons per pixel")));
  } else {
    at.expect_values(1, tr("d and exposure in ns, such as d 40000"));
  }
  group.setting.exposure = exposure(at);
  return group;
}

void require_images(const Group& group, const TextFile& text) {
  if (group.into != nullptr && group.empty)
    throw TextError(text.path.string(), group.line, 1,
                    tr("no image follows. Name its images in lines that begin with i."));
}

ImageFile image_file(const Named& named, const DescribedSize& size, const TextFile& text,
                     const ReadOptions& options) {
  const std::vector<SharedFile> files = open_named_files(named.files, text.path, options);
  ImageFile file;
  file.metadata.format = "EMVA 1288";
  std::vector<PickedFrame> picked;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t page = 0; page < files[i].frames->size(); ++page) {
      file.metadata.planes.push_back({.t = static_cast<int>(picked.size())});
      file.metadata.settings.push_back(named.settings[i]);
      picked.push_back({files[i].frames, page, named.files[i].line});
    }
  }
  file.metadata.size_t = static_cast<int>(picked.size());
  file.frames = std::make_unique<DescribedFrames>(std::move(picked), size, text.path);
  return file;
}

}  // namespace

bool detect_emva(const TextFile& text) {
  Descriptor at(text);
  if (!at.next()) return false;
  return at.key() == "v" || at.key() == "n";
}

Series open_emva(const TextFile& text, const ReadOptions& options) {
  std::optional<DescribedSize> size;
  Named light;
  Named dark;
  Group group;
  for (Descriptor at(text); at.next();) {
    if (at.key() == "v") {
      read_version(at);
    } else if (at.key() == "n") {
      if (size)
        at.refuse_word(0, tr("n stands a second time; the first is in line {}."), size->line);
      size = read_size(at);
    } else if (at.key() == "b" || at.key() == "d") {
      require_images(group, text);
      group = read_group(at, light, dark);
    } else if (at.key() == "i") {
      const std::string name = at.rest();
      if (group.into == nullptr || !size)
        at.refuse_word(0, tr("an image before n (size) and b or d (exposure) have been said."));
      group.into->files.push_back({name, at.line(), at.column(1)});
      group.into->settings.push_back(group.setting);
      group.empty = false;
    } else {
      at.refuse_word(0, tr("unknown key {}; known are v, n, b, d, i, and # for comments."),
                     etalon::quoted(at.key()));
    }
  }
  require_images(group, text);
  if (light.files.empty() && dark.files.empty())
    refuse(text.path, tr("names no image. Lines b or d, and i, name them."));
  Series series;
  series.tables.push_back(text.identity);
  if (!light.files.empty()) series.files.push_back(image_file(light, *size, text, options));
  if (!dark.files.empty()) series.dark.push_back(image_file(dark, *size, text, options));
  return series;
}

}  // namespace etalon::imagefiles
