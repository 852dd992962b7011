// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace etalon {

/// The world failed: a file, a database, a device. Thrown where it happens, caught once in main().
/// `what()` is a whole sentence for the user: what, where, and what to do next.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file or folder could not be read or written, or does not contain what it should.
class FileError : public Error {
 public:
  FileError(std::string path, const std::string& problem)
      : Error(path + ": " + problem), path_(std::move(path)) {}
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A file written by people (YAML) is wrong at a known place: "file:line:column: key: problem".
class TextError : public FileError {
 public:
  TextError(const std::string& path, int line, int column, const std::string& problem)
      : FileError(path + ":" + std::to_string(line) + ":" + std::to_string(column), problem),
        line_(line),
        column_(column) {}
  int line() const { return line_; }
  int column() const { return column_; }

 private:
  int line_;
  int column_;
};

/// The database refused. `state` is SQLite's extended result code by name.
class RecordError : public Error {
 public:
  RecordError(const std::string& problem, std::string state)
      : Error(problem), state_(std::move(state)) {}
  const std::string& state() const { return state_; }

 private:
  std::string state_;
};

/// A camera, stage, lamp or operator did not do what was asked.
class DeviceError : public Error {
 public:
  DeviceError(std::string device, const std::string& problem)
      : Error(device + ": " + problem), device_(std::move(device)) {}
  const std::string& device() const { return device_; }

 private:
  std::string device_;
};

/// The command line asked for something that does not exist or does not fit together.
class UsageError : public Error {
 public:
  using Error::Error;
};

}  // namespace etalon
