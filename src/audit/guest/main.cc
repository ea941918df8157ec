// The guest program `bulkhead-probe`: `bulkhead-probe serve TOKEN SHARE` reads one request per line from standard input
// and answers each with one line, until its input ends. It plays the victim in one container and the attacker in another.
//
//    request:  PROBE PART WORD...          answer:  ok TEXT   |   no ERRNO TEXT
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "audit/guest/share.h"
#include "audit/guest/tools.h"
#include "audit/probe.h"
#include "base/parse.h"

namespace bulkhead::audit::guest {

namespace {

Answer run_request(const std::string& line) {
  Words words;
  for (std::string_view word : split(line, ' ')) words.emplace_back(word);
  if (words.size() < 2) return failed("a request needs a probe and a part", EINVAL);
  if (words[0] == "guest" && words[1] == "ready") return done("ready");
  const Probe* probe = find_probe(words[0]);
  if (probe == nullptr) return failed("no such probe", EINVAL);
  for (const NamedPart& part : probe->parts)
    if (words[1] == part.name) return part.run({words.begin() + 2, words.end()});
  return failed("no such part", EINVAL);
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\0') c = ' ';
  return text;
}

bool read_line(std::string& line) {
  line.clear();
  char c;
  for (;;) {
    const ssize_t count = ::read(0, &c, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    if (c == '\n') return true;
    line += c;
  }
}

int serve() {
  std::string line;
  while (read_line(line)) {
    errno = 0;
    const Answer answer = run_request(line);
    const std::string head = answer.ok ? "ok " : "no " + std::to_string(answer.error_number) + " ";
    write_text(1, head + one_line(answer.text) + "\n");
  }
  ::kill(0, SIGKILL);  // our process group: children of probes that were never told to end
  return 0;
}

}  // namespace
}  // namespace bulkhead::audit::guest

int main(int count, char** values) {
  using namespace bulkhead::audit::guest;
  if (count >= 4 && std::strcmp(values[1], "serve") == 0) {
    share_directory = values[3];
    ::setpgid(0, 0);
    ::signal(SIGPIPE, SIG_IGN);
    return serve();
  }
  if (count >= 2 && std::strcmp(values[1], "sleep") == 0) {  // a process with a canary in its arguments or environment
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) ::pause();
  }
  std::fputs("usage: bulkhead-probe serve TOKEN SHARE (started by bulkhead-audit)\n", stderr);
  return 2;
}
