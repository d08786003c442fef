// SPDX-License-Identifier: Apache-2.0
// Boost.JSON's own sources, compiled once for all of the host: others include its headers only.
#include <boost/json/src.hpp>
