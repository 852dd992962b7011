// SPDX-License-Identifier: Apache-2.0
#include "suite/imagefiles/converted_file.hpp"
#include "suite/imagefiles/temporary_folder.hpp"
#include "suite/trust/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/imagefiles/files.hpp"
#include "tests/unit/imagefiles/tiff_writer.hpp"

#include <csignal>
#include <cstdlib>
#include <iterator>
#include <sys/wait.h>
#include <unistd.h>

using namespace etalon;
using namespace etalon::test;
using imagefiles::ImageFile;
using imagefiles::open_image;

namespace fs = std::filesystem;

namespace {

/// Names a converter for as long as it lives.
struct Converter {
  explicit Converter(const std::string& command) {
    ::setenv(imagefiles::kConverterVariable, command.c_str(), 1);
  }
  ~Converter() { ::unsetenv(imagefiles::kConverterVariable); }
};

struct Stranger {
  TemporaryFolder folder;
  fs::path tiff = folder.path() / "what it holds.tif";
  fs::path path = folder.path() / "my image.czi";
  Stranger() {
    write_tiff<std::uint8_t>(tiff, {});
    write_bytes(path, "ZISRAWFILE and so on");
  }
  /// A program that writes `tiff` into its second argument; `first` is done before.
  std::string script(const std::string& first = {}) const {
    const fs::path program = folder.path() / "convert.sh";
    write_bytes(program, "#!/bin/sh\n" + first + "\ntest -f \"$1\" && cp \"" + tiff.string() +
                             "\" \"$2\"\n");
    fs::permissions(program, fs::perms::owner_all);
    return program.string();
  }
};

}  // namespace

TEST_CASE("a format that is not read is refused, with how to name a converter", "[converter]") {
  const Stranger stranger;
  CHECK_THAT(message_of_reading(stranger.path), contains_text("looks like a Zeiss CZI file"));
  CHECK_THAT(message_of_reading(stranger.path),
             contains_text("ETALON_CONVERTER='bfconvert {in} {out}'"));
  const fs::path vsi = stranger.folder.path() / "slide.vsi";
  write_tiff<std::uint8_t>(vsi, {});  // begins like a TIFF file, but its pixels lie elsewhere
  CHECK_THAT(message_of_reading(vsi), contains_text("looks like a Olympus VSI file"));
}

TEST_CASE("a converter's image is measured, and the original is the input", "[converter]") {
  const Stranger stranger;
  fs::path made;
  {
    const Converter converter(stranger.script("printf '%s' \"$2\" > \"$1.out\"") + " {in} {out}");
    const ImageFile image = open_image(stranger.path);
    CHECK(image.metadata.format == "Zeiss CZI, converted");
    REQUIRE(image.frames->size() == 1);
    CHECK(samples_of<std::uint8_t>(image.frames->read(0)) ==
          samples_of<std::uint8_t>(open_image(stranger.tiff).frames->read(0)));
    const auto inputs = image.frames->inputs();
    REQUIRE(inputs.size() == 1);
    CHECK(inputs[0].path == stranger.path.string());
    CHECK(inputs[0].sha256 == trust::sha256_of(bytes_of(stranger.path)));
    made = bytes_of(stranger.path.string() + ".out");
    CHECK(fs::exists(made));
  }
  CHECK_FALSE(fs::exists(made.parent_path()));  // went with the frames
}

TEST_CASE("images that are read are never converted, and texts are none", "[converter]") {
  const Stranger stranger;
  const Converter converter("/bin/false {in} {out}");
  CHECK(open_image(stranger.tiff).metadata.format == "TIFF");
  write_bytes(stranger.path, "just a text");
  CHECK_THAT(message_of_reading(stranger.path), contains_text("is not an image that can be read"));
  write_bytes(stranger.path, std::string("\x01\x00\x02", 3));
  CHECK_THAT(message_of_reading(stranger.path), contains_text("the converter /bin/false failed"));
}

TEST_CASE("whatever is wrong with the converter has a name", "[converter]") {
  const Stranger stranger;
  const auto message = [&](const std::string& command) {
    const Converter converter(command);
    return message_of_reading(stranger.path);
  };
  CHECK_THAT(message("bfconvert"), contains_text("without {in} or {out}"));
  CHECK_THAT(message("bfconvert {in}"), contains_text("without {in} or {out}"));
  CHECK_THAT(message("/no/such/program {in} {out}"),
             contains_text("/no/such/program cannot be started (No such file"));
  CHECK_THAT(message(stranger.script("echo no licence >&2; exit 3") + " {in} {out}"),
             contains_text("failed (exit code 3; no licence)"));
  CHECK_THAT(message("/bin/true {in} {out}"), contains_text("wrote no file at its {out}"));
  CHECK_THAT(message("/bin/cp {in} {out}"), contains_text("made of it cannot be read"));
  CHECK_THAT(message(stranger.script("kill -9 $$") + " {in} {out}"),
             contains_text("failed (exit code -1; it said nothing)"));
}

TEST_CASE("a converter that hangs is ended in time, with all that it started", "[converter]") {
  const Stranger stranger;
  const fs::path pid = stranger.folder.path() / "pid";
  const Converter converter(
      stranger.script("echo reading >&2\nsleep 1000 &\necho $! > '" + pid.string() + "'\nwait") +
      " {in} {out}");
  // Until then the script has surely begun, on whatever computer.
  ::setenv(imagefiles::kConverterTimeVariable, "2 s", 1);
  const std::string late = message_of_reading(stranger.path);
  ::setenv(imagefiles::kConverterTimeVariable, "soon", 1);
  const std::string unclear = message_of_reading(stranger.path);
  ::unsetenv(imagefiles::kConverterTimeVariable);
  CHECK_THAT(late, contains_text("has not ended after 2 s, and was stopped (reading)") &&
                       contains_text("say so in ETALON_CONVERTER_TIME"));
  CHECK_THAT(unclear,
             contains_text("ETALON_CONVERTER_TIME is \"soon\". Expected the longest time"));
  std::string sleeper = bytes_of(pid);
  sleeper.pop_back();
  // What was killed may wait for somebody to ask how it ended; it has no command line any more.
  const fs::path command = fs::path("/proc") / sleeper / "cmdline";
  const auto runs = [&] { return fs::exists(command) && !bytes_of(command).empty(); };
  for (int i = 0; i < 1000 && runs(); ++i) ::usleep(10'000);
  CHECK_FALSE(runs());
}

TEST_CASE("a program that is ended while a converter works leaves no folder behind",
          "[converter]") {
  const Stranger stranger;
  const TemporaryFolder work;
  const fs::path begun = stranger.folder.path() / "begun";
  const std::string command =
      stranger.script("touch '" + begun.string() + "'; sleep 60") + " {in} {out}";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGTERM, SIG_DFL);  // Catch2 would tell of it.
    ::setenv("TMPDIR", work.path().c_str(), 1);
    const Converter converter(command);
    message_of_reading(stranger.path);
    ::_exit(0);
  }
  while (!fs::exists(begun)) ::usleep(1000);
  CHECK_FALSE(fs::is_empty(work.path()));
  REQUIRE(::kill(child, SIGTERM) == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
  CHECK(fs::is_empty(work.path()));
}

TEST_CASE("a program that is ended while it measures what was converted leaves no folder behind",
          "[converter]") {
  const Stranger stranger;
  const TemporaryFolder work;
  const fs::path opened = stranger.folder.path() / "opened";
  const std::string command =
      stranger.script("mkdir \"$2.more\"; touch \"$2.more/file\"") + " {in} {out}";
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    imagefiles::remove_folders_upon(SIGTERM);
    ::setenv("TMPDIR", work.path().c_str(), 1);
    const Converter converter(command);
    const ImageFile first = open_image(stranger.path);
    { const ImageFile gone = open_image(stranger.path); }
    const ImageFile second = open_image(stranger.path);
    write_bytes(opened, "");
    while (true) ::pause();
  }
  while (!fs::exists(opened)) ::usleep(1000);
  CHECK(std::distance(fs::directory_iterator(work.path()), {}) == 2);
  REQUIRE(::kill(child, SIGTERM) == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
  CHECK(fs::is_empty(work.path()));
}

TEST_CASE("the arguments of a converter are words, and no shell reads them", "[converter]") {
  using imagefiles::converter_arguments;
  CHECK(converter_arguments("conv  -q --to={out} {in}", "a b;rm.czi", "/t/o.tif") ==
        std::vector<std::string>{"conv", "-q", "--to=/t/o.tif", "a b;rm.czi"});
}
