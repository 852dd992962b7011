// SPDX-License-Identifier: Apache-2.0
#include "hardware/simulator/optics/transfer.hpp"

#include "hardware/simulator/optics/confocal.hpp"
#include "hardware/simulator/optics/objection.hpp"
#include "hardware/simulator/optics/pupil.hpp"
#include "hardware/simulator/optics/transfer_table.hpp"
#include "hardware/simulator/optics/widefield.hpp"
#include "suite/core/contract.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace etalon::hardware {

std::complex<double> Transfer::at(double fx_per_um, double fy_per_um) const {
  const Table& table = *table_;
  const double f = std::sqrt(fx_per_um * fx_per_um + fy_per_um * fy_per_um);
  if (!(f < table.cutoff_per_um)) return 0;
  std::complex<double> value = radial_at(table, f);
  if (table.half > 0) value += rest_at(table, fx_per_um, fy_per_um);
  if (table.shift_x_um != 0 || table.shift_y_um != 0) {
    value *= std::polar(
        1.0, -2 * std::numbers::pi * (fx_per_um * table.shift_x_um + fy_per_um * table.shift_y_um));
  }
  return value;
}

double Transfer::cutoff_per_um() const { return table_->cutoff_per_um; }

bool Transfer::radial() const {
  return table_->half == 0 && table_->shift_x_um == 0 && table_->shift_y_um == 0;
}

Transfer transfer_of(const Lens& lens, const std::vector<Wavelength>& light, double defocus_um) {
  ETALON_EXPECTS(objection(lens).empty() && objection(light).empty() && std::isfinite(defocus_um));
  Transfer::Table table = lens.modality == Modality::confocal ? confocal(lens, light, defocus_um)
                                                              : widefield(lens, light, defocus_um);
  const Shift shift = shift_of(lens);
  table.shift_x_um = shift.x_um;
  table.shift_y_um = shift.y_um;
  return Transfer(std::make_shared<const Transfer::Table>(std::move(table)));
}

}  // namespace etalon::hardware
