// SPDX-License-Identifier: Apache-2.0
#include "suite/core/quantity.hpp"

etalon::Length half(etalon::Length length) { return length / 2; }

int main() { return half(0.065).in(etalon::um) > 0 ? 0 : 1; }
