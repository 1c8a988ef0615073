package style

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/runbook"
)

// commandPages are the pages whose commands a reader copies, apart from the runbooks, which internal/runbook checks.
func commandPages() []string {
	return []string{"README.md", "docs/deployment.md", "docs/first-deployment.md", "CONTRIBUTING.md"}
}

// TestDocumentedCommandsExist catches a command that a reader types and that does not exist. It may be a renamed target of the
// Makefile, a command of cmd/kasha or of the CDK CLI, a stack, or a script. It may also be an AWS command or one of its options.
func TestDocumentedCommandsExist(t *testing.T) {
	check := commandCheck{t: t, known: runbook.AWSCommands(), makefile: read(t, "Makefile"), found: map[string]int{}}
	sources, err := filepath.Glob(filepath.Join(root, "cmd/kasha/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range sources {
		if !strings.HasSuffix(file, "_test.go") {
			check.program += read(t, "cmd/kasha/"+filepath.Base(file))
		}
	}
	for _, found := range deployedStack.FindAllStringSubmatch(read(t, "testdata/snapshots/pipeline.txt"), -1) {
		check.stacks = append(check.stacks, found[1]+"/"+found[2])
	}
	for _, page := range commandPages() {
		text := read(t, page)
		for _, problem := range runbook.Parse(page, text).Unreadable {
			t.Error(problem)
		}
		for _, command := range typed(text) {
			check.command(page, command)
		}
		for _, call := range awsCalls(page, text) {
			check.call(page, call)
		}
	}
	for kind, least := range map[string]int{"make": 20, "kasha": 4, "cdk": 4, "aws": 3} {
		if check.found[kind] < least {
			t.Errorf("only %d commands of %s were found, want at least %d", check.found[kind], kind, least)
		}
	}
}

type commandCheck struct {
	t                 *testing.T
	known             runbook.Commands
	makefile, program string
	stacks            []string // paths, such as dev/data
	found             map[string]int
}

var (
	inlineCommand = regexp.MustCompile("`((?:make|go run|npx cdk|bash|scripts/|\\.ci/)[^`]*)`")
	assignments   = regexp.MustCompile(`^(?:[A-Z_]+=\S+ )+`)
	kashaCommand  = regexp.MustCompile(`^go run \./cmd/kasha ([a-z-]+)`)
	deployedStack = regexp.MustCompile(`(?m) kasha-(\w+)-(\w+)\.Deploy `)
	selector      = regexp.MustCompile(`'([a-z]+/[a-z*]+)'`)
)

// typed lists the commands of a page: the lines of its shell blocks, and commands quoted in its text. Comments are taken off.
func typed(text string) []string {
	var commands []string
	fence := ""
	for _, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "```") && fence == "":
			fence = trimmed
		case strings.HasPrefix(trimmed, "```"):
			fence = ""
		case fence == "```sh":
			command, _, _ := strings.Cut(trimmed, " #")
			commands = append(commands, strings.TrimSpace(command))
		case fence == "":
			for _, found := range inlineCommand.FindAllStringSubmatch(line, -1) {
				commands = append(commands, found[1])
			}
		}
	}
	return commands
}

func (c commandCheck) command(page, command string) {
	words := strings.Fields(assignments.ReplaceAllString(command, ""))
	if len(words) == 0 {
		return
	}
	wrong := func(what string) { c.t.Errorf("%s: %s: %s", page, command, what) }
	switch first := words[0]; {
	case first == "make":
		c.found["make"]++
		if len(words) > 1 && !regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(words[1])+`:.* ## `).MatchString(c.makefile) {
			wrong("the Makefile has no such target")
		}
	case strings.HasPrefix(command, "go run ./cmd/kasha"):
		c.found["kasha"]++
		name := kashaCommand.FindStringSubmatch(command)
		if name == nil || !regexp.MustCompile(`(?:\{|name: +|Use: +)"`+name[1]+`[" ]`).MatchString(c.program) {
			wrong("cmd/kasha has no such command")
		}
	case first == "npx" && len(words) > 2 && words[1] == "cdk":
		c.found["cdk"]++
		if !slices.Contains([]string{"bootstrap", "deploy", "destroy", "diff", "synth"}, words[2]) {
			wrong("the CDK CLI has no such command")
		}
		for _, found := range selector.FindAllStringSubmatch(command, -1) {
			// qa is the environment that the README adds.
			pattern := strings.Replace(found[1], "qa/", "dev/", 1)
			if !slices.ContainsFunc(c.stacks, func(stack string) bool { matches, _ := path.Match(pattern, stack); return matches }) {
				wrong("no stack has the path " + found[1])
			}
		}
	case first == "bash", strings.HasPrefix(first, "scripts/"), strings.HasPrefix(first, ".ci/"):
		script := first
		if first == "bash" && len(words) > 1 {
			script = words[1]
		}
		if _, err := os.Stat(filepath.Join(root, script)); err != nil {
			wrong("there is no such script")
		}
	case first == "aws", first == "docker": // AWS commands are checked with their options; docker is not ours
	case first == "go" && len(words) > 1 && slices.Contains([]string{"test", "vet"}, words[1]):
		for _, word := range words[2:] {
			if folder, ok := strings.CutPrefix(word, "./"); ok && !strings.Contains(folder, "...") {
				if _, err := os.Stat(filepath.Join(root, folder)); err != nil {
					wrong("there is no package " + word)
				}
			}
		}
	case first == "git", first == "jq": // TestTheDocumentedScriptChangesOneImage runs jq
	default:
		wrong("no test knows this command; fix: use make, kasha, the CDK CLI or a script, or teach " + c.t.Name() + " to check it")
	}
}

func (c commandCheck) call(page string, call runbook.Call) {
	c.found["aws"]++
	options, there := c.known[call.Name]
	if !there {
		c.t.Errorf("%s: aws %s is not in internal/runbook/awscli.txt; fix: if AWS has it, KASHA_UPDATE=1 make awscli adds it", page, call.Name)
	}
	for _, option := range call.Options {
		if _, there := options[option]; !there && !slices.Contains([]string{"region", "query", "output"}, option) {
			c.t.Errorf("%s: aws %s has no option --%s", page, call.Name, option)
		}
	}
}

// TestDocumentedCommandsNameTheRegion catches an AWS command that goes to the region of the reader's profile, or to none. A password for
// ECR works in one region only, and docker then only reports that it cannot log in. IAM alone is global.
func TestDocumentedCommandsNameTheRegion(t *testing.T) {
	calls := 0
	for _, page := range commandPages() {
		for _, call := range awsCalls(page, read(t, page)) {
			calls++
			if !strings.HasPrefix(call.Name, "iam ") && !slices.Contains(call.Options, "region") {
				t.Errorf("%s: aws %s without --region", page, call.Name)
			}
		}
	}
	if calls < 3 {
		t.Errorf("the pages %v have %d AWS commands, want at least 3", commandPages(), calls)
	}
}

func awsCalls(page, text string) []runbook.Call {
	var calls []runbook.Call
	for _, command := range runbook.Parse(page, text).Commands {
		calls = append(calls, command.Calls...)
	}
	return calls
}
