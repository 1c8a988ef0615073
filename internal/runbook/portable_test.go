package runbook

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommandsRunOnMacOSAndLinux catches a command in any page that only one of the two has, and a block that no shell parses.
func TestCommandsRunOnMacOSAndLinux(t *testing.T) {
	blocks := 0
	for _, folder := range []string{"../../*.md", "../../docs/*.md", "../../docs/runbooks/*.md", "../../docs/decisions/*.md"} {
		files, err := filepath.Glob(folder)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no pages (%v)", folder, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			document := Parse(filepath.Base(file), string(text))
			blocks += len(document.Blocks)
			for _, problem := range Unportable(document) {
				// Only runbooks have to mark every block; on other pages an unmarked one is output.
				if !strings.Contains(problem.Wrong, "has no language") {
					t.Error(problem)
				}
			}
		}
	}
	if blocks < 150 {
		t.Errorf("%d blocks were read, want at least 150", blocks)
	}
}

// TestUnportableCommandsAreFound catches a row of the table, or a rule of syntax, that finds nothing.
func TestUnportableCommandsAreFound(t *testing.T) {
	for command, want := range map[string]string{
		`date -d '1 day ago'`:                "date -d: only GNU has it",
		`date -u -d '-1 day' +%F`:            "date -d:",
		`date -ud tomorrow`:                  "date -ud:",
		`date --date=now`:                    "date --date=now:",
		`X="$(date -u -d yesterday +%s)"`:    "date -d:",
		`date -r 0`:                          "takes a file, macOS takes seconds",
		`date +%N`:                           "date +%N:",
		`date -Iseconds`:                     "date -Iseconds",
		`sed -i s/a/b/ file`:                 "macOS wants a suffix",
		`sed -r 's/a+/b/'`:                   "fix: sed -E",
		`sed 's/a\+/b/'`:                     "a pattern of GNU's own",
		`grep -oP '\d' file`:                 "grep -oP:",
		`grep 'a\|b' file`:                   "a pattern of GNU's own",
		`readlink -f file`:                   "readlink -f:",
		`base64 -w0 file`:                    "base64 -w0:",
		`base64 -d file`:                     "base64 --decode",
		`stat -c %s file`:                    "stat -c:",
		`ls | xargs -r rm`:                   "xargs -r:",
		`sort -V file`:                       "sort -V:",
		`head -n-1 file`:                     "head -n-1:",
		`tail --lines=3 file`:                "tail --lines=3:",
		`mktemp --suffix=.json`:              "mktemp --suffix=.json:",
		`cp -t folder file`:                  "cp -t:",
		`find . -printf x`:                   "find -printf:",
		`ps --sort=rss`:                      "ps --sort=rss",
		`ls --color`:                         "ls --color:",
		`cut --fields=1`:                     "cut --fields=1:",
		`sort --reverse`:                     "long options are GNU's",
		`awk 'BEGIN { print strftime() }'`:   "GNU's awk",
		`echo -n text`:                       "fix: printf",
		`read -a words`:                      "bash's own",
		`timeout 5 aws s3 ls`:                "macOS has no timeout",
		`ls | tac`:                           "macOS has no tac",
		`sha256sum file`:                     "shasum -a 256",
		`mapfile -t lines`:                   "macOS has no mapfile",
		`[[ a = b ]]`:                        "macOS has no [[",
		`diff <(ls) file`:                    "not valid POSIX shell",
		`declare -A table`:                   "macOS has no declare",
		`echo "${NAME,,}"`:                   "not valid POSIX shell",
		`ls |& cat`:                          "not valid POSIX shell",
		`ls &> file`:                         "not valid POSIX shell",
		`path=/tmp`:                          "a variable of zsh's own",
		`npx cdk deploy prod/*`:              "prod/*: zsh looks for a file",
		`aws x y --query "A[?!contains(B)]"`: "replaces ! and what follows",
		`X="$(aws x y --query "A[?!B]")"`:    "replaces ! and what follows",
		`echo wow!x`:                         "replaces ! and what follows",
		`aws rds x --query Databases[0].Id`:  "zsh looks for a file",
		"ls # a comment":                     "a comment within a block",
		`aws rds modify-db-instance --master-user-password "$PASSWORD"`:                "would show the password",
		`jq . x | aws rds modify-db-instance --cli-input-json file:///dev/stdin --x y`: "--cli-input-json cannot read a pipe",
		`until true; do sleep 1`: "not valid POSIX shell",
		`echo "open`:             "not valid POSIX shell",
	} {
		problems := Unportable(Parse("page.md", "# Page\n\n```sh\ntrue\n"+command+"\n```\n"))
		if len(problems) == 0 || !strings.Contains(problems[0].Wrong, want) {
			t.Errorf("%s: got %v, want %q", command, problems, want)
			continue
		}
		if line := problems[0].Line; line != 5 && !strings.Contains(want, "not valid") {
			t.Errorf("%s: the problem is said of line %d, want 5", command, line)
		}
	}
}

// TestPortableCommandsPass catches a rule that refuses what both systems have.
func TestPortableCommandsPass(t *testing.T) {
	for _, command := range []string{
		`date -u +%FT%TZ`, `X=$(($(date +%s) - 3600))`, `sed -i.bak s/a/b/ file`, `sed 's/[?].*//'`, `grep -i -e '^HTTP' -e x`, `grep -q x`,
		`base64 --decode`, `sort -rn | head -5`, `printf '%s\n' x`, `[ -z "$X" ] && echo none`, `until [ "$X" = 1 ]; do sleep 5; done`,
		`out() { aws cloudformation describe-stacks --stack-name "$1" --query "Stacks[0]"; }`, `jq -rn 'now - 86400 | strftime("%F")'`,
		`(cat old; echo; cat new) | tr -d '\n' > both`, `export NAME=value`, `for X in $(aws x y); do echo "$X"; done`,
		`echo "${POINT##*:snapshot:}"`, `jq -j . x | aws rds modify-db-instance --master-user-password file:///dev/stdin`,
		`aws secretsmanager get-random-password --password-length 48 --exclude-punctuation`,
	} {
		if problems := Unportable(Parse("page.md", "```sh\n"+command+"\n```\n")); len(problems) > 0 {
			t.Errorf("%s: %v", command, problems)
		}
	}
}

// TestBlocksAreWhatAReaderCopies catches a block that is read in pieces, prose that is taken for a command, and a wrong line.
func TestBlocksAreWhatAReaderCopies(t *testing.T) {
	const page = "text\n\n```sh\nfor X in 1 2; do\necho $X\ndone\n```\n\n" +
		"```json\n{\n    \"a\": 1\n}\n```\n\n    aws a \\\n      --b\n\n   prose\n    of a list\n\n       aws c\n"
	got := Parse("page.md", page).Blocks
	if len(got) != 3 || got[0] != (Block{4, "for X in 1 2; do\necho $X\ndone\n"}) || got[1].Line != 15 || got[2].Line != 21 {
		t.Errorf("got %+v", got)
	}
}
