# help: this list

echo 'usage: ./dev COMMAND'
echo
for command in demo build test lint format bench fuzz vm clean help; do
  summary=$(sed -n '1s/^# [a-z]*: //p' "$root/tools/dev.d/$command.bash")
  printf '  %-8s %s\n' "$command" "$summary"
done
echo
echo "'./dev COMMAND --help' says more. Every command installs the Debian packages it misses, and says so."
