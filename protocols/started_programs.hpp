// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/scope_file.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace etalon::protocols {

/// A program that a scope file has started when its devices are opened.
struct StartedProgram {
  std::string command;           ///< as command_text() writes it
  std::filesystem::path folder;  ///< where it is started, absolute
  /// The program and each argument that names a file, absolute; those that are there.
  std::vector<std::filesystem::path> files;
  /// SHA-256 of command, folder and the contents of the files: another one is another program.
  std::string fingerprint;
};

/// Those of all roles, each once. Reads the files; throws FileError for one that cannot be read.
std::vector<StartedProgram> programs_started_by(const ScopeFile& scope);

/// Where the user's consent is kept, a line for each program: fingerprint and command.
/// $XDG_STATE_HOME/etalon/trusted_programs, without that variable in ~/.local/state. Throws
/// FileError when there is no home either.
std::filesystem::path trusted_programs_file();

bool is_trusted(const StartedProgram& program);
/// Throws FileError when it cannot be written down.
void trust_program(const StartedProgram& program);

}  // namespace etalon::protocols
