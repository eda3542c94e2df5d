#compdef tracker
# Completes tracker in zsh. In ~/.zshrc, after compinit: eval "$(tracker completion zsh)"

_tracker() {
    local mode="" word about
    local -a found shown
    while IFS=$'\t' read -r word about; do
        if [[ -z $mode ]]; then
            mode=$word
        else
            found+=("$word")
            shown+=("$word${about:+  -- $about}")
        fi
    done < <("$words[1]" complete zsh -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
    case $mode in
        files) _files ;;
        open) compadd -U -V tracker -S '' -l -d shown -a found ;;
        *) compadd -U -V tracker -l -d shown -a found ;;
    esac
}

if [[ ${funcstack[1]} == _tracker ]]; then _tracker "$@"; else compdef _tracker tracker; fi
