// SPDX-License-Identifier: Apache-2.0
#include "suite/records/sqlite.hpp"

#include "suite/core/contract.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <fmt/core.h>
#include <sqlite3.h>

#include <cmath>
#include <limits>
#include <utility>

namespace etalon::records {
namespace {

/// The names of the codes that are met in practice; others by number.
std::string state_name(int extended) {
  switch (extended) {
    case SQLITE_BUSY_RECOVERY:
    case SQLITE_BUSY_SNAPSHOT:
    case SQLITE_BUSY:
      return "SQLITE_BUSY";
    case SQLITE_READONLY:
      return "SQLITE_READONLY";
    case SQLITE_READONLY_ROLLBACK:
      return "SQLITE_READONLY_ROLLBACK";
    case SQLITE_READONLY_DBMOVED:
      return "SQLITE_READONLY_DBMOVED";
    case SQLITE_READONLY_DIRECTORY:
      return "SQLITE_READONLY_DIRECTORY";
    case SQLITE_IOERR_READ:
      return "SQLITE_IOERR_READ";
    case SQLITE_IOERR_SHORT_READ:
      return "SQLITE_IOERR_SHORT_READ";
    case SQLITE_IOERR_WRITE:
      return "SQLITE_IOERR_WRITE";
    case SQLITE_IOERR_FSYNC:
      return "SQLITE_IOERR_FSYNC";
    case SQLITE_IOERR_LOCK:
      return "SQLITE_IOERR_LOCK";
    default:
      break;
  }
  switch (extended & 0xff) {
    case SQLITE_FULL:
      return "SQLITE_FULL";
    case SQLITE_CORRUPT:
      return "SQLITE_CORRUPT";
    case SQLITE_NOTADB:
      return "SQLITE_NOTADB";
    case SQLITE_CANTOPEN:
      return "SQLITE_CANTOPEN";
    case SQLITE_CONSTRAINT:
      return fmt::format("SQLITE_CONSTRAINT ({})", extended);
    default:
      return fmt::format("SQLITE {}", extended);
  }
}

std::string waited_text(std::chrono::milliseconds wait) {
  return fmt::format("{:.3g} s", static_cast<double>(wait.count()) / 1000.0);
}

std::string sentence(int extended, const std::string& name, std::chrono::milliseconds wait,
                     const char* message) {
  const auto say = [&name](const char* text) { return fmt::format(fmt::runtime(text), name); };
  switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format(fmt::runtime(tr("{} is locked by another program. Waited {}. Try again, "
                                         "or wait longer with --wait 5min.")),
                         name, waited_text(wait));
    case SQLITE_FULL:
      return say(
          tr("The disk with {} is full, so nothing was recorded; what was recorded before is "
             "safe. Free some space and try again."));
    case SQLITE_READONLY:
      if (extended == SQLITE_READONLY_ROLLBACK) {
        return say(
            tr("{} was left in the middle of a change and cannot be put right here because it "
               "is write-protected. Copy it together with its -journal file into a folder "
               "where you may write, and open it there."));
      }
      return say(
          tr("{} is write-protected, so nothing was recorded. Check the permissions of the "
             "file and of its folder, or work on a copy."));
    case SQLITE_CORRUPT:
      return say(
          tr("{0} is damaged. Do not write to it: go back to a copy, or rescue what is left "
             "with `sqlite3 {0} .recover`."));
    case SQLITE_NOTADB:
      return say(tr("{} is not an Etalon database. Check the name of the file."));
    case SQLITE_CANTOPEN:
      return say(
          tr("{} or its journal could not be opened. Check that the folder exists and that you "
             "may write in it."));
    case SQLITE_IOERR:
      return fmt::format(
          fmt::runtime(tr("{} could not be read or written ({}); what was recorded before is safe. "
                          "Check the disk, its free space and its cable, then try again.")),
          name, message);
    default:
      return fmt::format(fmt::runtime(tr("{} refused the request: {}.")), name, message);
  }
}

[[noreturn]] void refuse(sqlite3* connection, const std::string& name,
                         std::chrono::milliseconds wait) {
  const int code = sqlite3_extended_errcode(connection);
  throw RecordError(sentence(code, name, wait, sqlite3_errmsg(connection)), state_name(code));
}

}  // namespace

Statement::Statement(sqlite3* connection, std::string name, std::chrono::milliseconds wait,
                     std::string_view sql)
    : connection_(connection), name_(std::move(name)), wait_(wait) {
  require(sqlite3_prepare_v2(connection_, sql.data(), static_cast<int>(sql.size()), &statement_,
                             nullptr));
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      statement_(std::exchange(other.statement_, nullptr)),
      name_(std::move(other.name_)),
      wait_(other.wait_) {}

void Statement::require(int code) const {
  if (code != SQLITE_OK) refuse(connection_, name_, wait_);
}

void Statement::reset() { sqlite3_reset(statement_); }

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) refuse(connection_, name_, wait_);
  return false;
}

void Statement::bind_one(int index, std::int64_t value) {
  require(sqlite3_bind_int64(statement_, index, value));
}

void Statement::bind_one(int index, double value) {
  require(sqlite3_bind_double(statement_, index, value));
}

void Statement::bind_one(int index, std::string_view value) {
  const char* data = value.data() == nullptr ? "" : value.data();
  require(
      sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_one(int index, Bytes value) {
  const void* data = value.data == nullptr ? "" : value.data;
  require(sqlite3_bind_blob64(statement_, index, data, value.size, SQLITE_TRANSIENT));
}

void Statement::bind_one(int index, std::nullopt_t) {
  require(sqlite3_bind_null(statement_, index));
}

int Statement::columns() const { return sqlite3_column_count(statement_); }

ColumnType Statement::type(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return ColumnType::integer;
    case SQLITE_FLOAT:
      return ColumnType::real;
    case SQLITE_TEXT:
      return ColumnType::text;
    case SQLITE_BLOB:
      return ColumnType::blob;
    default:
      return ColumnType::null;
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const {
  return optional_real(column).value_or(std::numeric_limits<double>::quiet_NaN());
}

std::optional<double> Statement::optional_real(int column) const {
  if (type(column) == ColumnType::null) return std::nullopt;
  return sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const {
  const Bytes bytes = blob(column);
  return bytes.size == 0 ? std::string()
                         : std::string(static_cast<const char*>(bytes.data), bytes.size);
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (type(column) == ColumnType::null) return std::nullopt;
  return text(column);
}

Bytes Statement::blob(int column) const {
  // The pointer first: asking for it may convert the value and change its size.
  const void* data = sqlite3_column_blob(statement_, column);
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Database::Database(const std::string& uri, std::string name, bool create,
                   std::chrono::milliseconds wait)
    : name_(std::move(name)), wait_(wait) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | (create ? SQLITE_OPEN_CREATE : 0);
  if (sqlite3_open_v2(uri.c_str(), &connection_, flags, nullptr) != SQLITE_OK) {
    const int code = connection_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(connection_);
    const std::string text = sentence(code, name_, wait_, sqlite3_errstr(code));
    sqlite3_close(connection_);
    throw RecordError(text, state_name(code));
  }
  sqlite3_extended_result_codes(connection_, 1);
  sqlite3_busy_timeout(connection_, static_cast<int>(wait.count()));
}

Database::~Database() { sqlite3_close(connection_); }

void Database::execute(const char* sql) {
  if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    refuse(connection_, name_, wait_);
  }
}

Statement Database::prepare(std::string_view sql) { return {connection_, name_, wait_, sql}; }

bool Database::in_transaction() const { return sqlite3_get_autocommit(connection_) == 0; }

bool Database::read_only() const { return sqlite3_db_readonly(connection_, "main") == 1; }

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  ETALON_EXPECTS(!database_.in_transaction());
  database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!database_.in_transaction()) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Error&) {
    // Nothing was committed; the next one to open the file undoes what the disk would not let us
    // undo.
  }
}

void Transaction::commit() { database_.execute("COMMIT"); }

}  // namespace etalon::records
