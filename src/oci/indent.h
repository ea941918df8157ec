#pragma once

#include <boost/json.hpp>
#include <string>

namespace bulkhead::oci {

// Tab-indented JSON with a final newline; Boost.JSON itself writes one line only.
std::string indented(const boost::json::value& value);

}  // namespace bulkhead::oci
