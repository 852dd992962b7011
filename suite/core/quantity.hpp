// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "suite/core/outcome.hpp"

#include <compare>
#include <span>
#include <string>
#include <string_view>

namespace etalon {

/// Quantities guard every interface: options, observations, results, drivers, files. A number
/// enters only as `um(0.065)` and leaves only as `.in(um)`. Kinds never convert into each other;
/// the only bridges are the named physical ones at the end of this file. Inside numerics and the
/// body of a metric plain doubles are used, in pixels and digital numbers, with the unit in the
/// name.
template <class Kind>
class Quantity;

template <class Kind>
struct Unit {
  std::string_view symbol;  ///< as written in files and machine output: "um", "cycles/mm"
  /// Base units in one of this unit, as a fraction: 550 nm is then exactly the double 0.55 um.
  double numerator = 1;
  double denominator = 1;
  constexpr Quantity<Kind> operator()(double number) const;
};

template <class Kind>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr double in(const Unit<Kind>& unit) const {
    return base_ * unit.denominator / unit.numerator;
  }

  constexpr Quantity operator-() const { return Quantity(-base_); }
  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity(a.base_ + b.base_);
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity(a.base_ - b.base_);
  }
  friend constexpr Quantity operator*(Quantity a, double k) { return Quantity(a.base_ * k); }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity(a.base_ * k); }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity(a.base_ / k); }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.base_ / b.base_; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  friend struct Unit<Kind>;
  constexpr explicit Quantity(double base) : base_(base) {}
  double base_ = 0;
};

template <class Kind>
constexpr Quantity<Kind> Unit<Kind>::operator()(double number) const {
  return Quantity<Kind>(number * numerator / denominator);
}

namespace kind {
struct ObjectLength {};     ///< in the object plane, also wavelengths; base um
struct SensorLength {};     ///< on the sensor; base um
struct ImageLength {};      ///< in the image; base px
struct ImageFrequency {};   ///< base cycles/px
struct ObjectFrequency {};  ///< base cycles/mm in the object plane
struct Time {};             ///< base s
struct Angle {};            ///< base deg
struct DigitalNumber {};    ///< base DN
struct Electrons {};        ///< base e
struct Photons {};          ///< base photons
struct Ratio {};            ///< base 1
struct Temperature {};      ///< base degC
}  // namespace kind

using Length = Quantity<kind::ObjectLength>;
using SensorLength = Quantity<kind::SensorLength>;
using Pixels = Quantity<kind::ImageLength>;
using ImageFrequency = Quantity<kind::ImageFrequency>;
using ObjectFrequency = Quantity<kind::ObjectFrequency>;
using Time = Quantity<kind::Time>;
using Angle = Quantity<kind::Angle>;
using DigitalNumbers = Quantity<kind::DigitalNumber>;
using Electrons = Quantity<kind::Electrons>;
using Photons = Quantity<kind::Photons>;
using Ratio = Quantity<kind::Ratio>;
using Temperature = Quantity<kind::Temperature>;

inline constexpr Unit<kind::ObjectLength> nm{"nm", 1, 1e3};
inline constexpr Unit<kind::ObjectLength> um{"um", 1};
inline constexpr Unit<kind::ObjectLength> mm{"mm", 1e3};
inline constexpr Unit<kind::SensorLength> um_sensor{"um", 1};
inline constexpr Unit<kind::SensorLength> mm_sensor{"mm", 1e3};
inline constexpr Unit<kind::ImageLength> px{"px", 1};
inline constexpr Unit<kind::ImageFrequency> cycles_per_px{"cycles/px", 1};
inline constexpr Unit<kind::ObjectFrequency> cycles_per_mm{"cycles/mm", 1};
inline constexpr Unit<kind::Time> us{"us", 1, 1e6};
inline constexpr Unit<kind::Time> ms{"ms", 1, 1e3};
inline constexpr Unit<kind::Time> s{"s", 1};
inline constexpr Unit<kind::Time> minutes{"min", 60};
inline constexpr Unit<kind::Time> hours{"h", 3600};
inline constexpr Unit<kind::Angle> deg{"deg", 1};
inline constexpr Unit<kind::Angle> rad{"rad", 57.29577951308232};
inline constexpr Unit<kind::DigitalNumber> dn{"DN", 1};
inline constexpr Unit<kind::Electrons> electrons{"e", 1};
inline constexpr Unit<kind::Photons> photons{"photons", 1};
inline constexpr Unit<kind::Ratio> one{"1", 1};
inline constexpr Unit<kind::Ratio> percent{"%", 1, 100};
inline constexpr Unit<kind::Temperature> celsius{"degC", 1};

/// The units in which a kind may be written, the preferred one (always the base unit) first.
template <class Kind>
std::span<const Unit<Kind>> units_of();

/// What a kind is called in error messages, with an example: "a length such as 550 nm".
template <class Kind>
std::string_view example_of();

/// A unit symbol as people read it: "um" -> "µm", "deg" -> "°". Unknown symbols come back
/// unchanged.
std::string_view display_symbol(std::string_view symbol);

/// Is this the symbol of a unit of any kind? (Conformance tests ask this of every measurand.)
bool is_unit_symbol(std::string_view symbol);

/// Reads "550 nm", "550nm" and what display_symbol() shows ("0.55 µm", "5 °"). A bare number is
/// accepted for ratios only. Locale-independent. Fails with `quantity.no_unit`,
/// `quantity.wrong_unit`, `quantity.not_a_number` (also nan, inf, overflow, decimal comma) or
/// `quantity.plus_minus`.
template <class Kind>
Outcome<Quantity<Kind>> parse_quantity(std::string_view text);

/// Shortest text that reads back as the same number, in the preferred unit: "0.55 um".
template <class Kind>
std::string to_text(Quantity<Kind> quantity);

/// Reads a finite number; the whole text must be used (spaces around it do not matter). Fails with
/// `quantity.not_a_number` or `quantity.plus_minus`.
Outcome<double> parse_number(std::string_view text);
/// Shortest text that reads back as the same double, independent of the locale.
std::string number_to_text(double number);

// The physical bridges -------------------------------------------------------------------------

/// Object-plane length covered by one pixel (pixel pitch divided by the true magnification).
struct PixelSize {
  Length per_px;
  constexpr Length object(Pixels p) const { return per_px * p.in(px); }
  constexpr ObjectFrequency object(ImageFrequency f) const {
    return cycles_per_mm(f.in(cycles_per_px) / per_px.in(mm));
  }
  friend constexpr auto operator<=>(PixelSize, PixelSize) = default;
};

/// Lateral magnification of objective, tube lens and adapter together.
struct Magnification {
  double value = 1;
};

/// Centre-to-centre distance of the pixels on the sensor.
struct SensorPixelPitch {
  SensorLength per_px;
  constexpr PixelSize object(Magnification m) const {
    return PixelSize{um(per_px.in(um_sensor) / m.value)};
  }
};

/// System gain K of EMVA 1288: digital numbers per electron.
struct ConversionGain {
  double dn_per_electron = 1;
  constexpr DigitalNumbers recorded(Electrons e) const {
    return dn(e.in(electrons)*dn_per_electron);
  }
  constexpr Electrons collected(DigitalNumbers d) const {
    return electrons(d.in(dn) / dn_per_electron);
  }
};

/// Object-plane distance between neighbouring planes of a stack.
struct AxialStep {
  Length per_plane;
};

}  // namespace etalon
