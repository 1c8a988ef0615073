// Package runbook reads the runbooks in docs/runbooks and holds them against what is synthesized: every stack, resource
// name, output, alarm, parameter, configuration field and AWS command that a runbook mentions has to exist. What a runbook
// says must be checkable, so it keeps to a few conventions:
//
//   - Commands stand in fenced blocks marked sh, or are indented by four spaces. An AWS command is written "aws SERVICE OPERATION --options", one to a line
//     (lines may be continued with a backslash).
//   - Outputs are read with "out STACK OUTPUT", a shell function that the runbook defines, or named in prose as
//     "output `Name`".
//   - Names are written out, for the environment prod: kasha-prod-mysql. What a runbook makes itself has no name with
//     kasha in it: restored-mysql.
//   - Stacks for the CDK's command line are their paths, 'prod/data'; options that take a value are written with "=".
//   - Alarms are named in full, metrics are "metric `Name`" or given to --namespace and --metric-name, make targets are written
//     "make target ENV=prod" or in backquotes. names.go has these and the rest.
//   - Parameters are "parameter `name`", configuration fields are their path in backquotes: `database.multiAz`.
//   - The headings of a kind of runbook are there, see Kinds.
package runbook

import (
	"regexp"
	"strings"
)

// Kinds are the sections of the two kinds of runbook: the one that an alarm sends somebody to, and the one for something that
// is decided and then done. A runbook has all those of one kind.
func Kinds() [][]string {
	return [][]string{
		{"Look", "Mend", "It worked when"},
		{"When", "What is lost", "How long it takes", "Steps", "How to tell that it worked"},
	}
}

// Document is one runbook.
type Document struct {
	Name     string // its file's name
	Lines    []string
	Commands []Command
}

// Command is one logical line of a fenced shell block, an indented line, or a command of aws or cdk quoted in prose.
type Command struct {
	Line int // of the file, counted from one
	Text string
}

var quotedPattern = regexp.MustCompile("`((?:aws|npx cdk) [^`]+)`")

// Parse reads a runbook.
func Parse(name, text string) Document {
	d := Document{Name: name, Lines: strings.Split(text, "\n")}
	inside := false
	for i := 0; i < len(d.Lines); i++ {
		line := d.Lines[i]
		switch {
		case strings.HasPrefix(line, "```"):
			inside = !inside && strings.TrimSpace(line) == "```sh"
		case inside || strings.HasPrefix(line, "    "):
			command := Command{Line: i + 1, Text: strings.TrimSpace(line)}
			for strings.HasSuffix(command.Text, `\`) && i+1 < len(d.Lines) {
				i++
				command.Text = strings.TrimSuffix(command.Text, `\`) + " " + strings.TrimSpace(d.Lines[i])
			}
			d.Commands = append(d.Commands, command)
		default:
			for _, quoted := range quotedPattern.FindAllStringSubmatch(line, -1) {
				d.Commands = append(d.Commands, Command{Line: i + 1, Text: quoted[1]})
			}
		}
	}
	return d
}

var awsPattern = regexp.MustCompile(`(?:^|[\s(])aws ([a-z0-9-]+ [a-z0-9-]+)`)

// Call is one call of the AWS command line: its name, such as "rds reboot-db-instance" or "rds wait db-instance-available",
// and the names of its options.
type Call struct {
	Name    string
	Options []string
}

// Calls takes the AWS commands out of a line.
func (c Command) Calls() []Call {
	var calls []Call
	for _, at := range awsPattern.FindAllStringSubmatchIndex(c.Text, -1) {
		call := Call{Name: c.Text[at[2]:at[3]]}
		words := split(c.Text[at[3]:])
		if strings.HasSuffix(call.Name, " wait") && len(words) > 0 {
			call.Name, words = call.Name+" "+words[0], words[1:]
		}
		for _, word := range words {
			if option, isOption := strings.CutPrefix(word, "--"); isOption {
				option, _, _ = strings.Cut(option, "=")
				call.Options = append(call.Options, option)
			}
		}
		calls = append(calls, call)
	}
	return calls
}

// split cuts a command into words as a shell does, up to where the command ends. Words within quotes or within $( ) stay
// together: they belong to other commands, or to nobody.
func split(text string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	var quote rune
	depth := 0
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
			word.WriteRune('_') // nothing within quotes is an option
		case r == '\'' || r == '"':
			quote = r
		case strings.HasPrefix(text[i:], "$("):
			depth++
			word.WriteRune(r)
		case r == '(':
			word.WriteRune(r)
		case r == ')' && depth > 0:
			depth--
			word.WriteRune('_')
		case depth > 0:
			word.WriteRune('_')
		case strings.ContainsRune("|;&)>", r):
			flush()
			return words
		case r == ' ' || r == '\t':
			flush()
		default:
			word.WriteRune(r)
		}
	}
	flush()
	return words
}
