// The words of the paper, shared by the runtime and the audit: six requirements (and the privilege walls that all six
// stand on), three attacker goals, and the channels an attack goes through. Folders, ids, reports and docs use them.
#pragma once

#include <cstdint>
#include <string_view>

namespace bulkhead {

enum class Requirement : uint8_t { processes, filesystem, devices, ipc, network, resources, privilege };
enum class AttackGoal : uint8_t { compromise = 1, denial_of_service = 2, privilege_escalation = 4 };  // bits
enum class Channel : uint8_t { storage, communication, contention };

constexpr std::string_view to_string(Requirement requirement) {
  constexpr std::string_view names[] = {"processes", "filesystem", "devices",  "ipc",
                                        "network",   "resources",  "privilege"};
  return names[static_cast<uint8_t>(requirement)];
}

constexpr std::string_view to_string(AttackGoal goal) {
  switch (goal) {
    case AttackGoal::compromise: return "compromise";
    case AttackGoal::denial_of_service: return "denial-of-service";
    case AttackGoal::privilege_escalation: return "privilege-escalation";
  }
  return "unknown";
}

constexpr std::string_view to_string(Channel channel) {
  constexpr std::string_view names[] = {"storage", "communication", "contention"};
  return names[static_cast<uint8_t>(channel)];
}

}  // namespace bulkhead
