// SPDX-License-Identifier: Apache-2.0
// Boost.JSON's implementation, compiled once for this program.
#include <boost/json/src.hpp>
