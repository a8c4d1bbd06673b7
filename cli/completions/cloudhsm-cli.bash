# Completion of cloudhsm-cli, configure-cli and localhsm in bash: the programs say themselves what can
# follow. To be sourced.

_localhsm_complete() {
	local line=${COMP_LINE:0:COMP_POINT} word candidate kept
	local -a words

	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=('')
	word=${words[-1]}
	# Bash replaces what stands behind the last = or :, which divide words for it and not for us.
	kept=${word%"${word##*[=:]}"}
	COMPREPLY=()
	while IFS= read -r candidate; do
		COMPREPLY+=("${candidate#"$kept"}")
	done < <("$1" __complete "${words[@]:1}" 2>/dev/null)
	if [[ ${COMPREPLY[0]-} == *= ]]; then
		compopt -o nospace 2>/dev/null || :
	fi
}

complete -o default -F _localhsm_complete cloudhsm-cli configure-cli localhsm
