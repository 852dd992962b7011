// SPDX-License-Identifier: Apache-2.0
#include "suite/trust/digest.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

namespace etalon::trust {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// OpenSSL fails here only when memory or its configuration (a provider without SHA-256) is at
/// fault.
void require(bool done) {
  if (!done)
    throw Error(tr("OpenSSL cannot compute SHA-256: check its installation and configuration."));
}

std::string hexadecimal(std::span<const unsigned char> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xfU];
  }
  return text;
}

FileError unreadable(const std::filesystem::path& path, int error) {
  return FileError(path.string(), fmt::format(fmt::runtime(tr("cannot be read: {}.")),
                                              std::generic_category().message(error)));
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require(state_->context != nullptr &&
          EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes) {
  ETALON_EXPECTS(state_ != nullptr);
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish() {
  ETALON_EXPECTS(state_ != nullptr);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size) == 1);
  state_.reset();
  return hexadecimal({digest.data(), size});
}

std::string sha256_of(std::string_view bytes) {
  Sha256 hash;
  hash.update(std::as_bytes(std::span(bytes.data(), bytes.size())));
  return hash.finish();
}

std::string sha256_of_file(const std::filesystem::path& path) {
  // A stream opens a folder without complaint and then reads nothing.
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw unreadable(path, EISDIR);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw unreadable(path, errno);
  Sha256 hash;
  std::vector<char> buffer(std::size_t{1} << 18U);
  while (file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.update(std::as_bytes(std::span(buffer.data(), static_cast<std::size_t>(file.gcount()))));
  }
  if (file.bad()) throw unreadable(path, errno);
  return hash.finish();
}

std::string result_digest(const Evaluation& evaluation) {
  return "sha256:" + sha256_of(canonical_text(evaluation));
}

}  // namespace etalon::trust
