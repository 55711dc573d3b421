# Words for ${cur}: flags only after a dash, else subcommands, else names that are on this machine.
_forcessl_words() {
    local words word plain=()
    read -ra words <<<"${opts}"
    for word in "${words[@]}"; do
        if [[ ${cur} == -* ]]; then
            echo "${word}"
        elif [[ ${word} != -* ]]; then
            plain+=("${word}")
        fi
    done
    if [[ ${cur} == -* ]]; then
        return
    elif [[ ${#plain[@]} -gt 0 ]]; then
        printf '%s\n' "${plain[@]}"
    elif [[ ${cmd} == forcessl__subcmd__explain ]]; then
        printf '%s\n' ${_forcessl_codes}
    else
        {
            ls "$(_forcessl_state)" 2>/dev/null | grep -vxF instances.tsv
            _forcessl_listed 1
            compgen -f -- "${cur}"
        } | sort -u
    fi
}

# Those of the words on stdin that go on from ${cur}. Not by compgen -W, which would run $(...) in the name of a file.
_forcessl_matching() {
    local word
    while IFS= read -r word; do
        [[ ${word} == "${cur}"* ]] && printf '%s\n' "${word}"
    done
}

# The folder of the saved states, one folder in it for each instance.
_forcessl_state() {
    echo "${FORCESSL_STATE_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/forcessl}"
}

# A column of the instances that were listed last: 1 is the id, 2 the region.
_forcessl_listed() {
    cut -f "$1" "$(_forcessl_state)/instances.tsv" 2>/dev/null
}

_forcessl_regions() {
    _forcessl_listed 2 | sort -u
}

# The saved states of the instance that the line names.
_forcessl_saved() {
    local word file
    for word in "${COMP_WORDS[@]}"; do
        if [[ -n ${word} && -d $(_forcessl_state)/${word} ]]; then
            for file in "$(_forcessl_state)/${word}"/*.json; do
                file=${file##*/}
                echo "${file%.json}"
            done
        fi
    done
}

# The profiles of the aliyun CLI.
_forcessl_profiles() {
    tr -d '\n' <"$HOME/.aliyun/config.json" 2>/dev/null |
        grep -o '"name"[[:space:]]*:[[:space:]]*"[^"]*"' | sed 's/.*:[[:space:]]*"\(.*\)"/\1/'
}

