// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/evaluation.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace etalon::trust {

/// SHA-256 (FIPS 180-4, OpenSSL) as 64 lower-case hexadecimal digits.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::span<const std::byte> bytes);
  std::string finish();  ///< once only

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_of(std::string_view bytes);
/// Throws FileError.
std::string sha256_of_file(const std::filesystem::path& path);

/// "sha256:..." of canonical_text(evaluation): the digest of a result.
std::string result_digest(const Evaluation& evaluation);

}  // namespace etalon::trust
