// The program `bulkhead-audit`.
#include <cstdio>

int main() {
  std::puts("bulkhead-audit " BULKHEAD_VERSION);
  return 0;
}
