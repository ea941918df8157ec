#include "base/parse.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(ParseNumber, TakesPlainDecimals) {
  EXPECT_EQ(parse_u32("0").value(), 0u);
  EXPECT_EQ(parse_u32("4294967295").value(), 4294967295u);
  EXPECT_EQ(parse_i64("-5").value(), -5);
}

TEST(ParseNumber, RefusesEverythingThatOnceBecameUidZero) {
  for (const char* text : {"", " ", "-1", "4294967296", "0x1", "1:", ":1", "1 ", " 1", "+1", "1e3", "root", "１"})
    EXPECT_FALSE(parse_u32(text).ok()) << text;
}

TEST(ParseBytes, KnowsSuffixesAndOverflow) {
  EXPECT_EQ(parse_bytes("64M").value(), 64u << 20);
  EXPECT_EQ(parse_bytes("2GiB").value(), 2ull << 30);
  EXPECT_EQ(parse_bytes("10").value(), 10u);
  for (const char* text : {"", "M", "-1M", "1.5G", "99999999999T", "1X", "B"})
    EXPECT_FALSE(parse_bytes(text).ok()) << text;
}

}  // namespace
}  // namespace bulkhead
