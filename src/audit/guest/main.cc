// The guest program `bulkhead-probe`, which plays attacker and victim inside every target.
int main() { return 0; }
