#include "audit/guest_process.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/format.h"
#include "base/parse.h"
#include "sys/cgroup.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/file.h"

namespace bulkhead::audit {
namespace {

constexpr int start_patience_ms = 15'000;
constexpr int answer_patience_ms = 30'000;
constexpr int end_patience_ms = 10'000;
constexpr size_t longest_complaint = 600;

volatile sig_atomic_t signalled = 0;

}  // namespace

bool interrupted() { return signalled != 0; }

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { signalled = 1; };
  for (int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(number, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

Result<GuestProcess> GuestProcess::start(const Driver& driver, const Setup& setup, const sys::Cgroup* plain,
                                         const std::string& token) {
  GuestProcess guest;
  const std::string place = setup.scratch + "/" + token;
  guest.token_ = token;
  guest.error_file_ = place + "/stderr";
  TRY(sys::make_directory(place, 0755));
  guest.plan_ = TRY(driver.plan(setup, place, token));
  TRY(guest.launch(setup, plain));
  const Answer ready = guest.ask("guest ready");
  if (!ready.ok) return Error::unsupported("could not start: " + guest.complaint());
  TRY(guest.find_guest());
  return guest;
}

Status GuestProcess::launch(const Setup&, const sys::Cgroup* plain) {
  sys::Pipe in = TRY(sys::make_pipe());
  sys::Pipe out = TRY(sys::make_pipe());
  const sys::UniqueFd errors = TRY(sys::open_file(error_file_, O_WRONLY | O_CREAT | O_TRUNC, 0600));
  sys::CloneResult clone = TRY(sys::clone_process(0));
  if (clone.in_child) {
    Status status = sys::duplicate_to(in.read_end, 0);
    if (status.ok()) status = sys::duplicate_to(out.write_end, 1);
    if (status.ok()) status = sys::duplicate_to(errors, 2);
    if (status.ok() && plan_.in_plain_cgroup && plain != nullptr) status = plain->adopt(sys::own_pid());
    if (status.ok() && plan_.in_child) status = plan_.in_child();
    if (status.ok()) status = sys::execute_host_program(plan_.command);
    (void)sys::write_all(sys::Fd(2), status.error().to_string() + "\n");
    sys::exit_now(127);
  }
  process_ = std::move(clone.child);
  requests_ = std::move(in.write_end);
  answers_ = std::move(out.read_end);
  return {};
}

// The guest is the process whose arguments are ours; the technology's own processes carry the token elsewhere.
Status GuestProcess::find_guest() {
  const sys::UniqueFd proc = TRY(sys::open_file("/proc", O_RDONLY | O_DIRECTORY));
  const std::vector<std::string> names = TRY(sys::list_directory(proc));
  for (const std::string& name : names) {
    const Result<uint32_t> number = parse_u32(name);
    if (!number.ok()) continue;
    const Result<std::string> line = sys::read_file("/proc/" + name + "/cmdline", 65536);
    if (!line.ok()) continue;
    const std::vector<std::string_view> words = split(line.value(), '\0');
    if (words.size() < 3 || !words[0].ends_with("probe") || words[1] != "serve" || words[2] != token_) continue;
    guest_pid_ = static_cast<int>(number.value());
    return {};
  }
  return Error::not_found("the guest's process is not in /proc");
}

Result<std::string> GuestProcess::read_line(int patience_ms) {
  const uint64_t deadline = sys::monotonic_ns() + static_cast<uint64_t>(patience_ms) * 1'000'000u;
  for (;;) {
    const size_t end = buffered_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffered_.substr(0, end);
      buffered_.erase(0, end + 1);
      return line;
    }
    if (interrupted()) return Error::system(EINTR, "interrupted");
    if (sys::monotonic_ns() > deadline) return Error::system(ETIMEDOUT, "the guest gave no answer");
    pollfd entry{answers_.number(), POLLIN, 0};
    if (::poll(&entry, 1, 200) <= 0) continue;
    char bytes[4096];
    const ssize_t count = ::read(answers_.number(), bytes, sizeof bytes);
    if (count == 0) return Error::system(EPIPE, "the guest ended");
    if (count > 0) buffered_.append(bytes, static_cast<size_t>(count));
  }
}

Answer GuestProcess::ask(const std::string& request) {
  const Status sent = sys::write_all(requests_, request + "\n");
  if (!sent.ok()) return failed("the guest ended", EPIPE);
  const Result<std::string> line = read_line(request == "guest ready" ? start_patience_ms : answer_patience_ms);
  if (!line.ok()) return failed(line.error().detail().message, line.error().number());
  const std::string& text = line.value();
  if (text.starts_with("ok ")) return done(text.substr(3));
  const size_t blank = text.find(' ', 3);
  const Result<uint32_t> number = parse_u32(text.substr(std::min<size_t>(3, text.size()), blank - 3));
  if (!text.starts_with("no ") || blank == std::string::npos || !number.ok())
    return failed("the guest said " + quoted(text), EPROTO);
  return failed(text.substr(blank + 1), static_cast<int>(number.value()));
}

std::string GuestProcess::complaint() const {
  const Result<std::string> text = sys::read_file(error_file_, 65536);
  if (!text.ok() || trimmed(text.value()).empty()) return "it printed nothing";
  std::string all;
  for (std::string_view line : split(trimmed(text.value()), '\n')) {
    if (trimmed(line).empty()) continue;
    if (!all.empty()) all += "; ";
    all += trimmed(line);
  }
  if (all.size() > longest_complaint) all = all.substr(0, longest_complaint) + "...";
  return all;
}

GuestProcess::~GuestProcess() {
  if (!process_.valid()) return;
  requests_.reset();  // the guest ends, and with it the container
  if (!process_.wait_for_exit(end_patience_ms)) (void)process_.signal(SIGKILL);
  (void)process_.wait();
  if (!plan_.clean_up.empty()) {
    // Whatever a technology left is its own to remove; it says so when there was nothing, and that is fine.
    std::vector<std::string> quiet = {"sh", "-c", "exec \"$@\" >/dev/null 2>&1", "sh"};
    quiet.insert(quiet.end(), plan_.clean_up.begin(), plan_.clean_up.end());
    (void)sys::run_command(quiet);
  }
}

}  // namespace bulkhead::audit
