// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"

etalon::Length half(etalon::Length length) { return length / 2; }

int main() { return half(etalon::um_sensor(6.5)).in(etalon::um) > 0 ? 0 : 1; }
