// SPDX-License-Identifier: Apache-2.0
#include "protocols/yaml_node.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <boost/regex/pending/unicode_iterator.hpp>
#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace etalon::protocols {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDeepest = 32;

/// Builds the tree out of parser events. Anchors, aliases and tags are seen here before anything is
/// expanded, so an alias bomb costs nothing.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string path) : path_(std::move(path)) {}

  YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    refuse(mark,
           fmt::format(fmt::runtime(tr("anchors such as &{} are not allowed; write the value out "
                                       "where it is needed.")),
                       name));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, tr("aliases (*name) are not allowed; write the value out where it is needed."));
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    place(node(YamlNode::Kind::empty, mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    refuse_tag(mark, tag);
    YamlNode scalar = node(YamlNode::Kind::scalar, mark);
    scalar.text = value;
    place(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    begin(node(YamlNode::Kind::sequence, mark), mark);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    begin(node(YamlNode::Kind::map, mark), mark);
  }
  void OnMapEnd() override { end(); }

 private:
  /// A map or sequence that is still open, and in a map the key that waits for its value.
  struct Open {
    YamlNode node;
    YamlNode key;
    bool has_key = false;
  };

  static YamlNode node(YamlNode::Kind kind, const YAML::Mark& mark) {
    YamlNode made;
    made.kind = kind;
    made.line = mark.line + 1;
    made.column = mark.column + 1;
    return made;
  }

  [[noreturn]] void refuse(const YamlNode& at, const std::string& problem) const {
    throw TextError(path_, at.line, at.column, problem);
  }
  [[noreturn]] void refuse(const YAML::Mark& mark, const std::string& problem) const {
    throw TextError(path_, mark.line + 1, mark.column + 1, problem);
  }

  // yaml-cpp says "?" for plain and "!" for quoted scalars; collections have "" or "?".
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (tag.empty() || tag == "?" || tag == "!") return;
    refuse(mark,
           fmt::format(fmt::runtime(tr("tags such as {} are not allowed; the key says what type "
                                       "its value has.")),
                       tag));
  }

  void begin(YamlNode opened, const YAML::Mark& mark) {
    if (open_.size() == kDeepest) {
      refuse(mark,
             fmt::format(fmt::runtime(tr("more than {} levels inside each other.")), kDeepest));
    }
    open_.push_back({std::move(opened), {}, false});
  }

  void end() {
    YamlNode closed = std::move(open_.back().node);
    open_.pop_back();
    place(std::move(closed));
  }

  void place(YamlNode value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::sequence) {
      parent.node.items.push_back(std::move(value));
    } else if (!parent.has_key) {
      check_key(parent.node, value);
      parent.key = std::move(value);
      parent.has_key = true;
    } else {
      // The parser gives a missing value the place of what follows; the key is where it is missing.
      if (value.kind == YamlNode::Kind::empty) {
        value.line = parent.key.line;
        value.column = parent.key.column;
      }
      parent.node.entries.push_back({std::move(parent.key), std::move(value)});
      parent.has_key = false;
    }
  }

  void check_key(const YamlNode& map, const YamlNode& key) const {
    if (key.kind != YamlNode::Kind::scalar || key.text.empty()) {
      refuse(key, tr("a key must be a plain word."));
    }
    if (key.text == "<<") refuse(key, tr("<<: merge keys are not allowed; write the values out."));
    for (const auto& entry : map.entries) {
      if (entry.key.text != key.text) continue;
      refuse(key, fmt::format(fmt::runtime(tr("{}: this key was given in line {} already.")),
                              key.text, entry.key.line));
    }
  }

  std::string path_;
  std::vector<Open> open_;
  YamlNode root_;
};

// yaml-cpp passes broken UTF-8 through and ends the file, without a word, at the character 0x04.
void check_characters(std::string text, const std::string& path) {
  text.push_back('\n');  // a character cut short at the end is then found at its place
  int line = 1;
  int column = 1;
  using Iterator = boost::u8_to_u32_iterator<std::string::const_iterator>;
  try {
    const Iterator end(text.end(), text.begin(), text.end());
    for (Iterator at(text.begin(), text.begin(), text.end()); at != end; ++at) {
      const std::uint32_t c = *at;
      if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) {
        throw TextError(
            path, line, column,
            fmt::format(fmt::runtime(tr("the control character 0x{:02x} has no place in "
                                        "a text file. Save the file as plain UTF-8.")),
                        c));
      }
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
  } catch (const std::out_of_range&) {
    throw TextError(path, line, column,
                    tr("this is not UTF-8 text. Save the file as plain UTF-8."));
  }
}

void check_size(std::size_t bytes, const std::string& path) {
  if (bytes <= kLargestYamlFile) return;
  throw FileError(path,
                  fmt::format(fmt::runtime(tr("{} bytes are too many for a file that a person "
                                              "writes (at most {}). Is this the right file?")),
                              bytes, kLargestYamlFile));
}

YamlNode parse(const std::string& text, const std::string& path) {
  std::istringstream stream(text);
  TreeBuilder builder(path);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return {};
    YamlNode root = builder.take_root();
    TreeBuilder second(path);
    if (parser.HandleNextDocument(second)) {
      const YamlNode extra = second.take_root();
      throw TextError(path, extra.line, extra.column,
                      tr("a second document starts here; only one is allowed in a file."));
    }
    return root;
  } catch (const YAML::Exception& problem) {
    if (problem.mark.is_null()) throw FileError(path, problem.msg);
    throw TextError(path, problem.mark.line + 1, problem.mark.column + 1,
                    fmt::format(fmt::runtime(tr("this is not YAML: {}.")), problem.msg));
  }
}

}  // namespace

YamlFile read_yaml_text(std::string text, const std::string& path) {
  check_size(text.size(), path);
  check_characters(text, path);
  YamlFile file{path, std::move(text), {}};
  file.root = parse(file.text, path);
  if (file.root.kind == YamlNode::Kind::empty)
    throw TextError(path, 1, 1, tr("the file says nothing."));
  return file;
}

YamlFile read_yaml_file(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) throw FileError(path.string(), tr("there is no such file."));
  if (fs::is_directory(path, error)) {
    throw FileError(path.string(), tr("this is a folder; name the file in it."));
  }
  if (!fs::is_regular_file(path, error)) {
    throw FileError(path.string(), tr("this is not an ordinary file."));
  }
  const auto bytes = fs::file_size(path, error);
  if (!error) check_size(bytes, path.string());
  std::ifstream stream(path, std::ios::binary);
  std::string text(kLargestYamlFile + 1, '\0');
  if (stream) stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream && !stream.eof()) throw FileError(path.string(), tr("the file cannot be read."));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return read_yaml_text(std::move(text), path.string());
}

}  // namespace etalon::protocols
