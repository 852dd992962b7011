// SPDX-License-Identifier: Apache-2.0
#include "protocols/yaml_node.hpp"

#include "suite/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

using namespace etalon;
using namespace etalon::protocols;
using etalon::test::contains_text;
using etalon::test::refusal_of;

namespace {

std::string refusal(const std::string& text) {
  return refusal_of([&] { read_yaml_text(text, "f.yaml"); });
}

}  // namespace

TEST_CASE("a YAML tree keeps texts as written and knows their places", "[protocols]") {
  const YamlFile file = read_yaml_text(
      "version: 1.10\nflag: no\nlist:\n  - a\n  - {x: \"2\", y: }\nnothing:\n", "f.yaml");
  REQUIRE(file.root.kind == YamlNode::Kind::map);
  REQUIRE(file.root.entries.size() == 4);
  CHECK(file.root.entries[0].value.text == "1.10");
  CHECK(file.root.entries[0].value.line == 1);
  CHECK(file.root.entries[0].value.column == 10);
  CHECK(file.root.entries[1].value.text == "no");
  const YamlNode& list = file.root.entries[2].value;
  REQUIRE(list.items.size() == 2);
  CHECK(list.items[1].entries[0].value.text == "2");
  CHECK(list.items[1].entries[1].value.kind == YamlNode::Kind::empty);
  const YamlNode& nothing = file.root.entries[3].value;
  CHECK(nothing.kind == YamlNode::Kind::empty);
  CHECK(nothing.line == 6);
  CHECK(nothing.column == 1);
}

TEST_CASE("what hides the meaning of a file is refused where it stands", "[protocols]") {
  CHECK(refusal("a: &x 1\nb: *x") ==
        "f.yaml:1:4: anchors such as &x are not allowed; write the value out where it is needed.");
  CHECK(
      refusal("a: !!str x") ==
      "f.yaml:1:4: tags such as tag:yaml.org,2002:str are not allowed; the key says what type its "
      "value has.");
  CHECK(refusal("a: !own [1]") ==
        "f.yaml:1:4: tags such as !own are not allowed; the key says what type its value has.");
  CHECK(refusal("a: 1\nb:\n  c: 2\n  d: 3\n  c: 4\n") ==
        "f.yaml:5:3: c: this key was given in line 3 already.");
  CHECK(refusal("a: 1\n<<: {b: 2}\n") ==
        "f.yaml:2:1: <<: merge keys are not allowed; write the values out.");
  CHECK(refusal("? [1, 2]\n: 3\n") == "f.yaml:1:3: a key must be a plain word.");
  CHECK(refusal("a: 1\n---\nb: 2\n") ==
        "f.yaml:3:1: a second document starts here; only one is allowed in a file.");
  CHECK(refusal("a: " + std::string(40, '[') + std::string(40, ']')) ==
        "f.yaml:1:35: more than 32 levels inside each other.");
}

TEST_CASE("an alias that was never defined is refused", "[protocols]") {
  CHECK_THAT(refusal("b: *x\n"), contains_text("f.yaml:1:4: "));
}

TEST_CASE("an alias bomb is refused at once", "[protocols]") {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name < 'z'; ++name) {
    const std::string earlier(1, static_cast<char>(name - 1));
    bomb += std::string(1, name) + ": &" + std::string(1, name) + " [";
    for (int i = 0; i < 10; ++i) bomb += (i == 0 ? "*" : ", *") + earlier;
    bomb += "]\n";
  }
  const auto start = std::chrono::steady_clock::now();
  CHECK_THAT(refusal(bomb), contains_text("f.yaml:1:4: anchors such as &a are not allowed"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
}

TEST_CASE("broken YAML, empty and binary files are refused with their place", "[protocols]") {
  CHECK(refusal("a: 1\n b: 2\n") == "f.yaml:2:3: this is not YAML: illegal map value.");
  CHECK_THAT(refusal("a: [1, 2"),
             contains_text("this is not YAML: end of sequence flow not found."));
  CHECK(refusal("") == "f.yaml:1:1: the file says nothing.");
  CHECK(refusal("# only a remark\n") == "f.yaml:1:1: the file says nothing.");
  CHECK(refusal("~\n") == "f.yaml:1:1: the file says nothing.");
  CHECK(
      refusal("a: 1\nb: \x04 x\n") ==
      "f.yaml:2:4: the control character 0x04 has no place in a text file. Save the file as plain "
      "UTF-8.");
  CHECK(
      refusal(std::string("a: \0b", 5)) ==
      "f.yaml:1:4: the control character 0x00 has no place in a text file. Save the file as plain "
      "UTF-8.");
  CHECK(refusal("\u00b5: 1\nb: \xff\n") ==
        "f.yaml:2:4: this is not UTF-8 text. Save the file as plain UTF-8.");
  CHECK(refusal("a: \xc3") == "f.yaml:1:4: this is not UTF-8 text. Save the file as plain UTF-8.");
}

TEST_CASE("a file over 1 MB is refused before it is parsed", "[protocols]") {
  const std::string line = "# " + std::string(97, 'x') + "\n";
  std::string text;
  while (text.size() + line.size() + 5 <= kLargestYamlFile) text += line;
  text += "a: 1\n";
  CHECK(refusal(text).empty());
  text += std::string(kLargestYamlFile + 1 - text.size(), '\n');
  CHECK_THAT(refusal(text), contains_text("f.yaml: 1000001 bytes are too many"));

  const test::TemporaryFolder folder;
  const auto path = folder.path() / "large.yaml";
  std::ofstream(path) << text;
  CHECK_THAT(refusal_of([&] { read_yaml_file(path); }), contains_text("bytes are too many"));
}

TEST_CASE("missing files and folders are named", "[protocols]") {
  CHECK(refusal_of([] { read_yaml_file("no/such.yaml"); }) ==
        "no/such.yaml: there is no such file.");
  CHECK(refusal_of([] { read_yaml_file("/"); }) == "/: this is a folder; name the file in it.");
}
