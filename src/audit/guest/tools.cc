#include "audit/guest/tools.h"

#include "audit/guest/share.h"
#include "base/parse.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace bulkhead::audit::guest {

std::string share_directory;

std::string read_text(const std::string& path, size_t limit) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return {};
  std::string text(limit, '\0');
  size_t filled = 0;
  while (filled < limit) {
    const ssize_t count = ::read(fd, text.data() + filled, limit - filled);
    if (count <= 0) break;
    filled += static_cast<size_t>(count);
  }
  const int saved = errno;
  ::close(fd);
  errno = saved;
  text.resize(filled);
  return text;
}

bool has_capability(int number) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (::syscall(SYS_capget, &header, data) < 0) return false;
  return (data[number / 32].effective & (1u << (number % 32))) != 0;
}

bool is_filtered() { return ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2; }

std::string blame(std::string call, int capability) {
  const int saved = errno;
  const bool lacks = !has_capability(capability);
  const bool filtered = is_filtered();
  errno = saved;
  if (saved != EPERM) return call;
  if (lacks && filtered) return call + " (seccomp, capability)";
  if (lacks) return call + " (capability)";
  return filtered ? call + " (seccomp)" : call;
}

int number(const std::string& word) {
  const Result<int64_t> parsed = parse_i64(word);
  return parsed.ok() ? static_cast<int>(parsed.value()) : -1;
}

void write_text(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count <= 0) return;
    text.remove_prefix(static_cast<size_t>(count));
  }
}

}  // namespace bulkhead::audit::guest
