# Completes tracker in fish. Once: tracker completion fish > ~/.config/fish/completions/tracker.fish

function __tracker_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer ($words[1] complete fish -- $words[2..-1] (string unescape -- $current; or echo -- $current) 2>/dev/null)
    if test "$answer[1]" = files
        __fish_complete_path $current
    else
        string join \n -- $answer[2..-1]
    end
end

complete -c tracker -f -k -a '(__tracker_complete)'
