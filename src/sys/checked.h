// Turns "-1 and errno" into a Result. The description is built on failure only, as strace would print the call.
#pragma once

#include <cerrno>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/format.h"

namespace bulkhead::sys {

template <class Number, class Describe>
Result<Number> checked(Number result, Describe&& describe) {
  if (result >= 0) [[likely]]
    return result;
  const int number = errno;
  return Error::system(number, std::forward<Describe>(describe)());
}

// The same where the value does not matter.
template <class Number, class Describe>
Status check(Number result, Describe&& describe) {
  if (result >= 0) [[likely]]
    return {};
  const int number = errno;
  return Error::system(number, std::forward<Describe>(describe)());
}

}  // namespace bulkhead::sys
