#include "launch/state_json.h"

#include "oci/json.h"
#include "oci/parse.h"
#include "oci/serialize_parts.h"

namespace bulkhead::launch {

namespace json = boost::json;

std::string state_to_json(const ContainerState& state) {
  const json::object document{{"ociVersion", oci::spec_version},
                              {"id", state.id},
                              {"bundle", state.bundle},
                              {"annotations", oci::write_text_map(state.annotations)},
                              {"pid", state.pid},
                              {"startTime", state.start_time},
                              {"owner", state.owner},
                              {"created", state.created},
                              {"lowered", oci::write_texts(state.lowered)},
                              {"absent", oci::write_text_map(state.absent)},
                              {"uidMap", oci::write_id_map(state.uid_map)},
                              {"gidMap", oci::write_id_map(state.gid_map)},
                              {"idClaim", state.id_claim},
                              {"cgroup", state.cgroup}};
  return json::serialize(document);
}

Result<ContainerState> state_from_json(std::string_view text) {
  const json::value document = TRY(oci::parse_json(text, "state.json"));
  const oci::JsonPlace place("state.json", document);
  TRY(place.expect_object());
  ContainerState state;
  state.id = TRY(place.at("id").text());
  state.bundle = TRY(place.at("bundle").text());
  state.annotations = TRY(oci::parse_text_map(place.at("annotations")));
  const auto pid = TRY(place.at("pid").integer(0, INT32_MAX));
  state.pid = static_cast<int>(pid.value_or(0));
  const auto start_time = TRY(place.at("startTime").unsigned_integer());
  state.start_time = start_time.value_or(0);
  const auto owner = TRY(place.at("owner").u32());
  state.owner = owner.value_or(0);
  const auto created = TRY(place.at("created").integer(0, INT64_MAX));
  state.created = created.value_or(0);
  state.lowered = TRY(place.at("lowered").texts());
  state.absent = TRY(oci::parse_text_map(place.at("absent")));
  state.uid_map = TRY(oci::parse_id_map(place.at("uidMap")));
  state.gid_map = TRY(oci::parse_id_map(place.at("gidMap")));
  state.id_claim = TRY(place.at("idClaim").text());
  state.cgroup = TRY(place.at("cgroup").text());
  return state;
}

std::string oci_state_json(const ContainerState& state, std::string_view status) {
  json::object document{
      {"ociVersion", oci::spec_version}, {"id", state.id}, {"status", status}, {"bundle", state.bundle}};
  if (status != "stopped") document["pid"] = state.pid;
  if (!state.annotations.empty()) document["annotations"] = oci::write_text_map(state.annotations);
  return json::serialize(document);
}

}  // namespace bulkhead::launch
