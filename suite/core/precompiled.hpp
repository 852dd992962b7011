// SPDX-License-Identifier: Apache-2.0
#pragma once

// Headers that most sources include, read by the compiler once (cmake/EtalonTargets.cmake). Nothing
// relies on this file: each source includes what it uses.

#include "suite/core/evaluation.hpp"
#include "suite/core/observation.hpp"
#include "suite/core/translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>
