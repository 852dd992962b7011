// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace etalon::records {

/// What may stand in a column. NaN is stored as NULL, and NULL read as a real is NaN.
enum class ColumnType { null, integer, real, text, blob };

struct Bytes {
  const void* data = nullptr;
  std::size_t size = 0;
};

/// A prepared statement; placeholders are $1, $2 ... in the order of their first use.
class Statement {
 public:
  Statement(sqlite3* connection, std::string name, std::chrono::milliseconds wait,
            std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  /// Binds all placeholders anew.
  template <class... Values>
  Statement& bind(const Values&... values) {
    reset();
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }
  /// To the next row; false after the last one.
  bool step();
  /// For statements that return nothing.
  template <class... Values>
  void run(const Values&... values) {
    bind(values...);
    while (step()) {
    }
    reset();
  }

  int columns() const;
  ColumnType type(int column) const;
  std::int64_t integer(int column) const;
  int small_integer(int column) const { return static_cast<int>(integer(column)); }
  double real(int column) const;
  std::optional<double> optional_real(int column) const;
  std::string text(int column) const;
  std::optional<std::string> optional_text(int column) const;
  Bytes blob(int column) const;  ///< valid until the next step

 private:
  void reset();
  void bind_one(int index, std::int64_t value);
  void bind_one(int index, int value) { bind_one(index, static_cast<std::int64_t>(value)); }
  void bind_one(int index, double value);
  void bind_one(int index, std::string_view value);
  void bind_one(int index, const std::string& value) { bind_one(index, std::string_view(value)); }
  void bind_one(int index, const char* value) { bind_one(index, std::string_view(value)); }
  void bind_one(int index, Bytes value);
  void bind_one(int index, std::nullopt_t);
  template <class T>
  void bind_one(int index, const std::optional<T>& value) {
    value ? bind_one(index, *value) : bind_one(index, std::nullopt);
  }
  void require(int code) const;

  sqlite3* connection_;
  sqlite3_stmt* statement_ = nullptr;
  std::string name_;
  std::chrono::milliseconds wait_;
};

/// One connection. Everything that SQLite refuses becomes a RecordError whose sentence names the
/// file and says what to do.
class Database {
 public:
  /// `uri` is what SQLite opens, `name` what people call it.
  Database(const std::string& uri, std::string name, bool create, std::chrono::milliseconds wait);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const char* sql);  ///< one or several statements without placeholders
  Statement prepare(std::string_view sql);
  bool in_transaction() const;
  bool read_only() const;
  const std::string& name() const { return name_; }

 private:
  sqlite3* connection_ = nullptr;
  std::string name_;
  std::chrono::milliseconds wait_;
};

/// Everything or nothing: undone unless `commit` was reached.
class Transaction {
 public:
  enum class Kind { read, write };
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
};

}  // namespace etalon::records
