// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/program.hpp"

#include "tests/support/temporary_folder.hpp"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace etalon::test {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    if (!added.contains(name) && name != "ETALON_DATABASE") all.push_back(text);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

}  // namespace

Ran run(std::vector<std::string> words, const Surroundings& surroundings) {
  const TemporaryFolder scratch;
  const std::string out = surroundings.output_file.empty() ? (scratch.path() / "out").string()
                                                           : surroundings.output_file;
  const std::string err = scratch.path() / "err";
  const std::string in = scratch.path() / "in";
  write_text(in, surroundings.input);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addchdir_np(&actions, surroundings.folder.c_str());
  if (surroundings.largest_file_kib > 0) {
    const std::string limit = "ulimit -f " + std::to_string(surroundings.largest_file_kib);
    words.insert(words.begin(), {"/bin/bash", "-c", limit + R"(; exec "$0" "$@")"});
  }
  auto environment = environment_with(surroundings.environment);
  pid_t child = 0;
  const int error = posix_spawn(&child, words.front().c_str(), &actions, nullptr,
                                pointers_to(words).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + words.front());
  int status = 0;
  waitpid(child, &status, 0);
  Ran ran;
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (surroundings.output_file.empty()) ran.out = read_text(out);
  ran.err = read_text(err);
  return ran;
}

Ran run_etalon(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  std::vector<std::string> words{ETALON_PROGRAM_DIR "/etalon"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run(std::move(words), surroundings);
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace etalon::test
