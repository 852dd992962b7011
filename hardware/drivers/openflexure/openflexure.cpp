// SPDX-License-Identifier: Apache-2.0
#include "hardware/drivers/openflexure/openflexure.hpp"

#include "suite/core/translate.hpp"

#include <utility>

namespace etalon::hardware {

Dialect& OpenFlexure::speech() const {
  if (!dialect_) server_.line().fail(tr("it is not open."));
  return *dialect_;
}

void OpenFlexure::open() {
  if (dialect_) return;
  dialect_ = spoken_dialect(server_, choice_);
  try {
    dialect_->fix_automatics();
  } catch (...) {
    close();
    throw;
  }
}

Instrument OpenFlexure::instrument() const {
  Instrument instrument;
  instrument.manufacturer = "OpenFlexure";
  return instrument;
}

std::map<std::string, std::string> OpenFlexure::actual() const {
  auto actual = speech().actual();
  actual["openflexure_release"] = release();
  return actual;
}

void OpenFlexure::begin_move(const Steps& by, Time /*longest*/) {
  move_.reset();
  move_ = speech().begin_move(by);
}

bool OpenFlexure::moving() {
  if (move_ && !server_.running(*move_)) move_.reset();
  return move_.has_value();
}

void OpenFlexure::stop() noexcept {
  if (move_) server_.cancel(*move_);
  move_.reset();
}

void OpenFlexure::set_light(Ratio /*level*/) {
  server_.line().fail(tr("its lamp cannot be switched by its server."));
}

}  // namespace etalon::hardware
