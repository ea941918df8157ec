#!/usr/bin/env bats
# tools/check-style.py finds each forbidden thing in a sample, and leaves its harmless neighbour alone.

load sample

# The words that the check looks for in every file are put together here, so that this file has none of them.
unfinished="TO""DO"

@test "style: a path opened by name outside sys" {
  put src/launch/create.cc <<<'int fd = ::open("/etc/passwd", 0);'
  check style.py
  found 'src/launch/create.cc:1: open: a path goes to the kernel through sys/ only'
}

@test "style: the same call unqualified, in a condition" {
  put src/engine/images.cc <<<'void f() { if (mkdir(path, 0700) < 0) return; }'
  check style.py
  found 'mkdir: a path goes to the kernel through sys/ only'
}

@test "style: sys itself may, and a member function is no system call" {
  put src/sys/file.cc <<<'int fd = ::open("/etc/passwd", 0);'
  put src/launch/create.cc <<'END'
Result<UniqueFd> RootDir::open(const Path& path);
auto fd = TRY(root.open("etc"));
auto other = sys::open("etc");
// open("in a comment")
const char* text = "= open(in a text)";
END
  check style.py
  clean
}

@test "style: a shell is started" {
  put src/cli/main.cc <<<'void f() { system("ls"); }'
  check style.py
  found 'system: a shell reads'
}

@test "style: a number read by libc" {
  put src/oci/user.cc <<<'int uid = atoi(text);'
  check style.py
  found 'atoi: numbers are read by base/parse.h'
}

@test "style: a thread in the runtime; in the audit it is allowed" {
  put src/launch/start.cc <<<'#include <thread>'
  put src/audit/runner.cc <<<'#include <thread>'
  check style.py
  found 'src/launch/start.cc:1: thread: '
  [[ $output != *runner.cc* ]]
}

@test "style: {fmt} outside base/format.cc" {
  put src/base/format.cc <<<'#include <fmt/format.h>'
  check style.py
  clean
  put src/sys/file.cc <<<'#include <fmt/format.h>'
  check style.py
  found 'src/sys/file.cc:1: #include <fmt/: {fmt} is included by base/format.cc alone'
}

@test "style: unfinished work" {
  put docs/notes.md <<<"$unfinished: write this"
  check style.py
  found "docs/notes.md:1: $unfinished: finish it"
}

@test "style: a path of one machine" {
  put docs/notes.md <<<"look into /home/someone/project/"
  check style.py
  found "a path of one developer's machine"
  put docs/notes.md <<<"see /srv/bulkhead/src/launch/create.cc"
  check style.py
  found "a path of one developer's machine"
  put docs/notes.md <<<"see src/launch/create.cc and build/release/bin, or /var/lib/work/x"
  check style.py
  clean
}

@test "style: a file above 400 lines" {
  for ((i = 0; i < 401; i++)); do echo "int a$i;"; done | put src/oci/spec.cc
  check style.py
  found '401 lines; a file that needs more than 400'
}

long_function() {
  echo "$1 {"
  for ((i = 0; i < $2; i++)); do echo "  step($i);"; done
  echo '}'
}

@test "style: a function above 60 lines" {
  long_function 'Result<void> set_up(Stage& stage) const' 59 | put src/launch/create.cc
  check style.py
  found 'src/launch/create.cc:1: 61 lines: Result<void> set_up(Stage& stage) const'
}

@test "style: a function of 60 lines, a long namespace and a long table are fine" {
  {
    echo 'namespace bulkhead {'
    long_function 'void set_up()' 58
    echo 'const int table[] = {'
    for ((i = 0; i < 100; i++)); do echo "  $i,"; done
    echo '};'
    echo '}'
  } | put src/launch/create.cc
  check style.py
  clean
}

@test "style: TRY in a braced initialiser" {
  put src/launch/create.cc <<'END'
Result<Pair> f() {
  return Pair{a, TRY(make())};
}
END
  check style.py
  found 'src/launch/create.cc:2: TRY in a braced initialiser'
}

@test "style: TRY inside TRY" {
  put src/launch/create.cc <<<'Result<void> f() { auto x = TRY(open_it(TRY(name()))); }'
  check style.py
  found 'TRY inside TRY'
}

@test "style: TRY among other arguments" {
  put src/launch/create.cc <<<'Result<void> f() { use(std::move(fd), TRY(name())); }'
  check style.py
  found 'TRY among other arguments'
}

@test "style: TRY where it belongs" {
  put src/launch/create.cc <<'END'
namespace bulkhead {
Result<void> f(int a) {
  TRY(step());
  const auto x = TRY(checked(call(a, b), [&] { return format("call({}, {})", a, b); }));
  UniqueFd fd(int(TRY(raw())));
  for (int i = 0, j = 1; i < j; ++i) {
    TRY(step());
  }
  switch (a) {
    case 1: {
      TRY(step());
    }
  }
  auto lambda = [&](int b) -> Result<void> {
    TRY(step());
    return {};
  };
  if (a) {
    TRY(step());
  } else {
    TRY(step());
  }
  return use(a, [&] { TRY(step()); });
}
Result<void> Thing::method() && {
  TRY(step());
}
}
END
  check style.py
  clean
}

@test "style: a header without a guard" {
  put src/oci/spec.h <<<'struct Spec;'
  check style.py
  found 'a header begins with #pragma once'
}

@test "style: a digit separator does not hide the rest of a line" {
  put src/cli/main.cc <<<"int a = 1'000; void f() { system(\"ls\"); } int b = 2'000;"
  check style.py
  found 'system: a shell reads'
}
