// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hardware/microscope.hpp"
#include "hardware/simulator/virtual_microscope.hpp"
#include "tests/support/far_microscope.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace etalon::test {

/// What befalls a device in the middle of a run.
struct Trouble {
  std::string name;          ///< for people: "its cable is pulled"
  std::string says;          ///< part of the error that the run ends with
  std::string question{};    ///< part of the questions that it befalls; empty: of every one
  bool once = false;         ///< only one of them; else all that follow too
  bool unreachable = false;  ///< from then on nobody can tell it anything
};

/// A device that was just switched on, with the virtual microscope behind it, and what is going to
/// befall it. Its emulator asks it at each question.
class FarEnd {
 public:
  /// `trouble` begins at the question `when` of those that it befalls; null: it stays well.
  FarEnd(hardware::Microscope& microscope, const Trouble* trouble, std::size_t when);
  virtual ~FarEnd() = default;
  FarEnd(const FarEnd&) = delete;
  FarEnd& operator=(const FarEnd&) = delete;

  /// Whether the answer to this question is to be spoiled.
  bool befallen(const std::string& question);
  const Trouble& trouble() const { return *trouble_; }
  virtual std::vector<std::string> heard() const;
  /// What was heard after the trouble had begun.
  virtual std::vector<std::string> heard_since() const;
  /// How many questions there were of which a part is `part`.
  std::size_t count(const std::string& part) const;

  /// Makes Catch2's checks, after the run has ended in an error.
  virtual void check_stopped() const = 0;

 protected:
  /// That each of these was heard after the trouble had begun, unless nothing could be heard.
  void check_heard(const std::vector<std::string>& parts) const;

  FarMicroscope far_;

 private:
  const Trouble* trouble_;
  std::size_t when_;
  mutable std::mutex mutex_;
  std::vector<std::string> heard_;
  std::size_t matching_ = 0;
  std::size_t begun_ = 0;  ///< how many were heard before the trouble
};

/// A row of the table of what a run may be done with.
struct BackEnd {
  std::string driver;
  std::vector<Trouble> troubles;
  /// Switches one on and puts what it plays into `microscope`, which holds the simulator's devices.
  std::function<std::unique_ptr<FarEnd>(hardware::Microscope& microscope, const Trouble* trouble,
                                        std::size_t when)>
      switched_on;
};

/// Runs a procedure of four frames and two focusings undisturbed; then, for each trouble, one
/// that meets it and is gone on with when the device is well again. Makes Catch2's checks: the
/// error names driver and trouble, everything was told to stop and every light is off, what was
/// measured is kept, and the whole run gives the numbers of the undisturbed one.
void check_broken_runs(const BackEnd& back_end);

/// The microscope of these runs, all of it virtual, and their procedure from its begin to its end.
hardware::Microscope bench_microscope();
std::string bench_scope();
void run_bench_procedure(hardware::Microscope& microscope);

}  // namespace etalon::test
