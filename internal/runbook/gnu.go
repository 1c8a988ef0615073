package runbook

import (
	"regexp"
	"sync"
)

// unportableOption is an option that a program has on Linux and not on macOS, or not on each macOS that is in use.
type unportableOption struct {
	programs, why, instead string
	pattern                *regexp.Regexp // of one argument
}

// unportableOptions is the table. Source: POSIX.1-2024, "Utilities", and the manual pages of FreeBSD, whose programs macOS has.
// Its patterns are compiled once, because a check of all runbooks asks for it at every command.
var unportableOptions = sync.OnceValue(func() []unportableOption {
	option := func(programs, pattern, why, instead string) unportableOption {
		return unportableOption{programs: programs, pattern: regexp.MustCompile(pattern), why: why, instead: instead}
	}
	const gnu = "only GNU has it"
	return []unportableOption{
		option("date", `^-[a-zA-Z]*d|^--date`, gnu, "$(( $(date +%s) - SECONDS )), or jq with now and strftime"),
		option("date", `^-[a-zA-Z]*r`, "GNU takes a file, macOS takes seconds", "jq with strftime"),
		option("date", `^\+.*%[Nk:]`, gnu, "whole seconds: date +%s"),
		option("date", `^-I`, gnu+" everywhere", "date +%Y-%m-%d"),
		option("sed", `^-[a-zA-Z]*i$|^--in-place$`, "macOS wants a suffix", "sed -i.bak, or write to another file"),
		option("sed", `^-[a-zA-Z]*r`, gnu+" everywhere", "sed -E"),
		option("sed", `\\[+?|swSWb]`, "a pattern of GNU's own", "sed -E with +, ?, | and [[:space:]]"),
		option("grep egrep", `^-[a-zA-Z]*P|^--perl-regexp`, gnu, "grep -E, or jq"),
		option("grep", `\\[+?|swSWdb]`, "a pattern of GNU's own", "grep -E with +, ?, | and [[:space:]]"),
		option("readlink", `^-[a-zA-Z]*[fem]`, gnu+" everywhere", "cd to the folder and pwd -P"),
		option("base64", `^-[a-zA-Z]*w|^--wrap`, gnu, "tr -d '\\n' after it"),
		option("base64", `^-[a-zA-Z]*d`, "old macOS says -D", "base64 --decode"),
		option("stat", `^-[a-zA-Z]*[cf]|^--format`, "GNU and macOS differ", "wc -c, or ls -l"),
		option("xargs", `^-[a-zA-Z]*[rd]|^--(no-run|delim)`, gnu+" everywhere", "test that there is input first"),
		option("sort", `^-[a-zA-Z]*[Vh]|^--(version|human)`, gnu+" everywhere", "sort -t . -k 1,1n -k 2,2n"),
		option("head", `^-[nc]?-|^-n$`, "a count below zero is GNU's", "head -n COUNT in one word, or sed"),
		option("tail", `^--`, gnu, "tail -n COUNT"),
		option("mktemp", `^--|^-[a-zA-Z]*p`, gnu, "mktemp without options, or mktemp -d"),
		option("cp mv", `^-[a-zA-Z]*[tT]|^--(target|parents)`, gnu, "the target as the last word"),
		option("find", `^-(printf|regextype|readable|executable)$`, gnu, "find ... -exec"),
		option("ps", `^--`, gnu, "ps -ax, sorted by sort"),
		option("du df ls", `^--`, gnu, "options of one letter"),
		option("cut tr wc uniq touch mkdir rm ln tee cat", `^--[a-z]`, gnu, "options of one letter"),
		option("sed sort date xargs readlink stat", `^--[a-z]`, "long options are GNU's", "options of one letter"),
		option("awk", `gensub|strftime|systime|asorti?\(`, "a function of GNU's awk", "jq, or sort"),
		option("echo", `^-[neE]+$`, "shells differ", "printf"),
		option("read", `^-[a-zA-Z]*[atNin]`, "bash's own", "read -r NAME"),
	}
})

// notOnMacOS are programs that Linux has and macOS does not, or not on every version in use, with what to use instead. The last are
// built into some shells only.
func notOnMacOS() map[string]string {
	return map[string]string{
		"tac": "sort -r, or tail -r on macOS only", "nproc": "getconf _NPROCESSORS_ONLN", "timeout": "a loop that counts",
		"sha256sum": "shasum -a 256", "md5sum": "shasum", "shuf": "sort -R is not portable either: use jq", "realpath": "cd and pwd -P",
		"numfmt": "awk", "watch": "a loop with sleep", "setsid": "nohup", "zcat": "gunzip -c", "gsed": "sed", "gdate": "date",
		"gawk": "awk", "free": "vm_stat on macOS only", "ip": "the console of AWS", "xdg-open": "the address in prose",
		"declare": "NAME=value", "local": "another name", "[[": "[", "mapfile": "while read -r", "readarray": "while read -r",
	}
}
