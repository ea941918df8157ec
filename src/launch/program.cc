#include "launch/program.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/format.h"
#include "base/parse.h"
#include "sys/access.h"
#include "sys/file.h"
#include "sys/process.h"

namespace bulkhead::launch {
namespace {

constexpr std::string_view standard_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::string_view variable(const oci::Process& process, std::string_view name, std::string_view otherwise) {
  for (const std::string& entry : process.env) {
    if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
      return std::string_view(entry).substr(name.size() + 1);
  }
  return otherwise;
}

// The words after the colon are those that Podman and Docker look for when they choose the exit code 126 or 127.
Error not_executable(const std::string& path, int number, std::string_view why) {
  Error error = Error::system(number, format("command {}: {}", quoted(path), why));
  return std::move(error).as(number == ENOENT ? ErrorKind::no_command : ErrorKind::no_execute);
}

Result<Program> check_program(const std::string& path) {
  const Result<struct stat> found = sys::stat_path(path);
  if (!found.ok() && found.error().number() == EACCES) return not_executable(path, EACCES, "permission denied");
  if (!found.ok()) return not_executable(path, found.error().number(), "no such file or directory");
  if (S_ISDIR(found.value().st_mode)) return not_executable(path, EISDIR, "permission denied (a directory)");
  if (!sys::may_execute(path)) return not_executable(path, EACCES, "permission denied (not executable by this user)");
  return Program{path};
}

// The home directory in the container's /etc/passwd. The image wrote that file: a regular file of bounded size only
// (CVE-2024-9676).
std::string home_of(uint32_t uid) {
  const Result<sys::UniqueFd> file = sys::open_file("/etc/passwd", O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file.ok()) return "/";
  const Result<struct stat> found = sys::stat_fd(file.value());
  if (!found.ok() || !S_ISREG(found.value().st_mode)) return "/";
  const Result<std::string> text = sys::read_all(file.value(), 1 << 20);
  if (!text.ok()) return "/";
  for (std::string_view line : split(text.value(), '\n')) {
    const std::vector<std::string_view> fields = split(line, ':');
    if (fields.size() >= 6 && fields[2] == std::to_string(uid) && fields[5].starts_with('/'))
      return std::string(fields[5]);
  }
  return "/";
}

}  // namespace

Result<Program> find_program(const oci::Process& process) {
  const std::string& name = process.args.front();
  if (name.empty()) return Error::config("config.json: /process/args/0: the command is empty");
  if (name.find('/') != std::string::npos) return check_program(name);
  Error last = not_executable(name, ENOENT, "executable file not found in $PATH");
  for (std::string_view directory : split(variable(process, "PATH", standard_path), ':')) {
    Result<Program> found = check_program(format("{}/{}", directory.empty() ? "." : directory, name));
    if (found.ok()) return found;
    if (found.error().kind() == ErrorKind::no_execute) last = std::move(found).error();
  }
  return last;
}

Status enter_working_directory(const oci::Process& process) {
  const std::string& wanted = process.cwd.empty() ? "/" : process.cwd;
  TRY(sys::change_directory(wanted).context("working directory"));
  const Result<std::string> where = sys::current_directory();
  if (!where.ok() || !where.value().starts_with('/'))
    return Error::refused(format("working directory {} lies outside the container's root", quoted(wanted)));
  return {};
}

Status execute_program(const Program& program, const oci::Process& process) {
  std::vector<std::string> environment = process.env;
  if (variable(process, "HOME", "").empty()) environment.push_back("HOME=" + home_of(process.user.uid));
  const Status status = sys::execute_path(program.path, process.args, environment);
  Error error = status.error().copy();
  if (error.number() == ENOENT)
    return std::move(error)
        .as(ErrorKind::no_command)
        .hint("the file is there: its interpreter or dynamic loader is missing in the container");
  if (error.number() == ENOEXEC)
    return std::move(error)
        .as(ErrorKind::no_execute)
        .hint("not a program: a script needs a first line such as #!/bin/sh");
  return std::move(error).as(ErrorKind::no_execute);
}

}  // namespace bulkhead::launch
