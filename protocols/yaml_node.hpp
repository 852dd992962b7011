// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::protocols {

/// What people write, as a tree that remembers where everything stood. Scalars stay text: the type
/// of the key decides later what they mean, so `version: 1.10` is not 1.1 and `no` is not false.
struct YamlNode {
  enum class Kind { empty, scalar, sequence, map };

  struct Entry;

  Kind kind = Kind::empty;
  int line = 1;  ///< counts from 1, as editors do
  int column = 1;
  std::string text;             ///< of a scalar
  std::vector<YamlNode> items;  ///< of a sequence
  std::vector<Entry> entries;   ///< of a map, in the order of the file
};

struct YamlNode::Entry {
  YamlNode key;
  YamlNode value;
};

/// A file with its bytes and its tree, which is never empty.
struct YamlFile {
  std::string path;
  std::string text;
  YamlNode root;
};

inline constexpr std::size_t kLargestYamlFile = 1'000'000;  ///< bytes

/// Reads one YAML document. Refused at their place, because they hide what a file says: anchors,
/// aliases, tags, merge keys, duplicate keys, keys that are no plain text, control characters,
/// bytes that are not UTF-8, a second document, more than 32 levels, more than 1 MB. Throws
/// FileError or TextError.
YamlFile read_yaml_file(const std::filesystem::path& path);

/// The same of a text in memory; `path` is for messages.
YamlFile read_yaml_text(std::string text, const std::string& path);

}  // namespace etalon::protocols
