// SPDX-License-Identifier: Apache-2.0
#pragma once

// As suite/core/precompiled.hpp, for tests.

#include "suite/core/precompiled.hpp"
#include "tests/support/catch.hpp"
