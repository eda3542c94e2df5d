# Completes tracker in bash. In ~/.bashrc: eval "$(tracker completion bash)"

_tracker() {
    local mode="" line
    COMPREPLY=()
    while IFS= read -r line; do
        if [ -z "$mode" ]; then mode=$line; else COMPREPLY+=("$line"); fi
    done < <("$1" complete bash -- "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
    case $mode in
        files) compopt -o default 2>/dev/null ;;
        open) compopt -o nospace 2>/dev/null ;;
    esac
}

complete -o nosort -F _tracker tracker 2>/dev/null || complete -F _tracker tracker
