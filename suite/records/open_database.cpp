// SPDX-License-Identifier: Apache-2.0
#include "suite/records/open_database.hpp"

#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/records/file_system.hpp"
#include "suite/records/schema.hpp"

#include <fmt/core.h>

#include <system_error>

namespace etalon::records {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kApplicationId = 0x45744c6e;  // "EtLn"

[[noreturn]] void refuse(const char* sentence, const fs::path& path, const char* state) {
  throw RecordError(fmt::format(fmt::runtime(sentence), path.string()), state);
}

/// SQLite opens names as URIs, in which "?", "#" and "%" mean something.
std::string uri_of(const fs::path& path, bool immutable) {
  std::string uri = "file:";
  for (const char c : fs::absolute(path).string()) {
    const bool special = c == '?' || c == '#' || c == '%';
    uri += special ? fmt::format("%{:02x}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return immutable ? uri + "?immutable=1" : uri;
}

void check_place(const fs::path& path, OpenMode mode) {
  std::error_code unreadable;
  if (fs::is_directory(path, unreadable)) {
    throw FileError(path.string(), tr("this is a folder; name the database file in it."));
  }
  const fs::path folder = folder_of(path);
  if (!fs::exists(path, unreadable)) {
    if (mode != OpenMode::create) {
      throw FileError(path.string(), tr("there is no such database. Check the path."));
    }
    if (!fs::is_directory(folder, unreadable)) {
      throw FileError(path.string(), tr("its folder does not exist. Make the folder first."));
    }
  }
}

void check_writable(const fs::path& path) {
  const fs::path folder = folder_of(path);
  if (const auto network = network_file_system_of(folder)) {
    throw RecordError(
        fmt::format(
            fmt::runtime(tr("{} lies on a network file system ({}), where two computers can "
                            "damage it by writing at once. Keep the database on a local "
                            "disk and copy it to the network between commands.")),
            path.string(), *network),
        "SQLITE_IOERR_LOCK");
  }
  if (!may_write(folder)) {
    refuse(tr("The folder of {} is write-protected, so nothing can be recorded there. Check its "
              "permissions, or work on a copy in another folder."),
           path, "SQLITE_READONLY_DIRECTORY");
  }
  std::error_code unreadable;
  if (fs::exists(path, unreadable) && !may_write(path)) {
    refuse(
        tr("{} is write-protected, so nothing can be recorded. Check its permissions, or work on "
           "a copy."),
        path, "SQLITE_READONLY");
  }
}

/// On read-only media nobody writes, so locks are neither needed nor possible everywhere. An
/// unfinished change (-journal) is left to SQLite, which refuses it there.
bool can_be_immutable(const fs::path& path) {
  std::error_code ignored;
  return mounted_read_only(path) && !fs::exists(path.string() + "-journal", ignored);
}

/// A writer that was killed before its journal was complete leaves a file that means nothing.
/// SQLite replaces and removes it with the next change, so we make one that changes nothing.
void remove_stale_journal(Database& database, const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path.string() + "-journal", ignored)) return;
  Transaction transaction(database, Transaction::Kind::write);
  database.execute(fmt::format("PRAGMA user_version = {}", schema_version(database)).c_str());
  transaction.commit();
}

void check_identity(Database& database, const fs::path& path) {
  const Transaction transaction(database, Transaction::Kind::read);
  if (is_empty(database)) {
    refuse(tr("{} is empty: it is not an Etalon database. Check the name of the file."), path,
           "SQLITE_NOTADB");
  }
  Statement identity = database.prepare("PRAGMA application_id");
  identity.step();
  if (identity.integer(0) != kApplicationId) {
    refuse(tr("{} is a database of another program. Check the name of the file."), path,
           "SQLITE_NOTADB");
  }
  const std::int64_t version = schema_version(database);
  if (version < 1 || version > kSchemaVersion) {
    throw RecordError(
        fmt::format(fmt::runtime(tr("{} has schema {}, and this program knows schemas 1 to {}. "
                                    "Open it with the newest Etalon.")),
                    path.string(), version, kSchemaVersion),
        "SQLITE_SCHEMA");
  }
}

}  // namespace

std::unique_ptr<Database> open_database(const fs::path& path, const StoreOptions& options) {
  const bool reading = options.mode == OpenMode::read;
  check_place(path, options.mode);
  if (!reading) check_writable(path);
  auto database =
      std::make_unique<Database>(uri_of(path, reading && can_be_immutable(path)), path.string(),
                                 options.mode == OpenMode::create, options.wait);
  // EXTRA also syncs the folder after a commit, so that a power cut cannot bring a journal back.
  // What is forgotten (a person's name) is overwritten, not only unlinked.
  database->execute(
      "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
      "PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON;");
  if (options.mode == OpenMode::create && is_empty(*database)) create_schema(*database);
  check_identity(*database, path);
  if (reading) {
    database->execute("PRAGMA query_only = ON");
  } else {
    database->execute("PRAGMA journal_mode = DELETE");
    remove_stale_journal(*database, path);
    if (schema_version(*database) < kSchemaVersion) migrate(*database);
  }
  return database;
}

}  // namespace etalon::records
