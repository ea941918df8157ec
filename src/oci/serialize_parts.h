// Shared by the files that write parts of config.json.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "oci/spec.h"

namespace bulkhead::oci {

boost::json::array write_texts(const std::vector<std::string>& texts);
boost::json::object write_text_map(const std::map<std::string, std::string>& map);
boost::json::array write_id_map(const IdMap& map);
boost::json::object write_linux(const Linux& linux);
boost::json::object write_resources(const Resources& resources);
boost::json::object write_seccomp(const Seccomp& seccomp);

}  // namespace bulkhead::oci
