# Completion of bulkhead(8) for bash. Options are read from the program's own help, so that this file cannot lag behind.

_bulkhead_commands='audit create delete exec explain features kill list run spec start state verify'

# _bulkhead_options [COMMAND]: the options that its --help names.
_bulkhead_options() {
  bulkhead "$@" --help 2>/dev/null </dev/null | grep -oE -- '(^|[[:space:],])--?[a-z][a-z-]*' | tr -d '[:blank:],'
}

_bulkhead() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' part
  local words='' files=''
  for part in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $part == -- ]]; then
      # What follows is a command line of the container.
      return
    elif [[ -z $command && " $_bulkhead_commands " == *" $part "* ]]; then
      command=$part
    fi
  done

  case $previous in
    --rootfs | --bundle | -b | --root) files=-d ;;
    --log | --pid-file | --console-socket | --output | --process) files=-f ;;
    --log-format) words='text json' ;;
    --format) words='table json' ;;
    --lower) words=$(bulkhead explain 2>/dev/null </dev/null | grep -oE '[a-z]+/[a-z0-9]+(-[a-z0-9]+)*' | sort -u) ;;
    --target) words='none chroot runc crun bulkhead' ;;
    *)
      if [[ $word == -* ]]; then
        words=$(_bulkhead_options ${command:+"$command"})
      elif [[ -z $command ]]; then
        words=$_bulkhead_commands
      else
        case $command in
          start | state | kill | delete | exec | verify) words=$(bulkhead list --quiet 2>/dev/null </dev/null) ;;
          *) return ;;
        esac
      fi
      ;;
  esac
  if [[ $files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen "$files" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  fi
}

complete -o default -F _bulkhead bulkhead
