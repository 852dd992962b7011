// SPDX-License-Identifier: Apache-2.0
#include "protocols/started_programs.hpp"

#include "hardware/command_words.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/trust/digest.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace etalon::protocols {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFingerprintLength = 64;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

/// Where the system looks for a program without a folder in its name.
fs::path on_path(const std::string& program) {
  std::istringstream folders(variable("PATH"));
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty() && is_file(fs::path(folder) / program)) return fs::path(folder) / program;
  }
  return {};
}

std::vector<fs::path> files_of(const std::vector<std::string>& words, const fs::path& folder) {
  std::vector<fs::path> files;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool searched = i == 0 && words[i].find('/') == std::string::npos;
    const fs::path file = searched ? on_path(words[i]) : folder / words[i];
    if (is_file(file)) files.push_back(file.lexically_normal());
  }
  return files;
}

StartedProgram program_of(const std::string& command, const fs::path& folder) {
  StartedProgram program;
  program.command = command;
  program.folder = folder;
  program.files = files_of(hardware::command_words(command), folder);
  std::string all = command + "\n" + folder.string() + "\n";
  for (const fs::path& file : program.files) {
    all += file.string() + " " + trust::sha256_of_file(file) + "\n";
  }
  program.fingerprint = trust::sha256_of(all);
  return program;
}

}  // namespace

std::vector<StartedProgram> programs_started_by(const ScopeFile& scope) {
  std::vector<StartedProgram> programs;
  std::set<std::string> seen;
  for (const auto& [role, settings] : scope.devices) {
    const auto command = settings.find("command");
    if (command == settings.end()) continue;
    const auto folder = settings.find("folder");
    const fs::path named = folder == settings.end() ? "" : folder->second;
    fs::path where = (fs::current_path() / named).lexically_normal();
    if (!where.has_filename()) where = where.parent_path();  // "/x/" is "/x"
    auto program = program_of(command->second, where);
    if (seen.insert(program.fingerprint).second) programs.push_back(std::move(program));
  }
  return programs;
}

fs::path trusted_programs_file() {
  const fs::path state = variable("XDG_STATE_HOME");
  const fs::path home = variable("HOME");
  if (state.is_absolute()) return state / "etalon" / "trusted_programs";
  if (home.is_absolute()) return home / ".local" / "state" / "etalon" / "trusted_programs";
  throw FileError("trusted_programs",
                  tr("there is no place to remember which programs may be started: set HOME or "
                     "XDG_STATE_HOME."));
}

bool is_trusted(const StartedProgram& program) {
  std::ifstream file(trusted_programs_file());
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, kFingerprintLength + 1, program.fingerprint + " ") == 0) return true;
  }
  return false;
}

void trust_program(const StartedProgram& program) {
  if (is_trusted(program)) return;
  const fs::path path = trusted_programs_file();
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::string command = program.command;
  std::replace(command.begin(), command.end(), '\n', ' ');
  std::ofstream file(path, std::ios::app);
  file << program.fingerprint << ' ' << command << '\n';
  file.flush();
  if (!file) {
    throw FileError(path.string(), tr("cannot be written, so that consent cannot be remembered. "
                                      "Check its folder."));
  }
}

}  // namespace etalon::protocols
