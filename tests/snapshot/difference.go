package snapshot

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// Difference lists how an environment differs from another, apart from name, account and region: what only one of them has, and the lines
// that differ.
func Difference(base, other Environment) string {
	var b strings.Builder
	fmt.Fprintf(&b, "How %s differs from %s. ENV is an environment's name, REGION its region, ACCOUNT its account.\n", other.Name, base.Name)
	gone := map[string]Stack{}
	for _, stack := range base.Stacks {
		gone[stack.Part] = stack
	}
	for _, stack := range other.Stacks {
		var part strings.Builder
		left, right := base.neutral(gone[stack.Part]), other.neutral(stack)
		delete(gone, stack.Part)
		writeHead(&part, left.Head, right.Head)
		has := map[string]Block{}
		for _, block := range left.Blocks {
			has[block.Title] = block
		}
		for _, block := range right.Blocks {
			was, both := has[block.Title]
			delete(has, block.Title)
			writeBlock(&part, was, block, both)
		}
		for _, block := range left.Blocks {
			if _, only := has[block.Title]; only {
				fmt.Fprintf(&part, "\n- %s\n", block.Title)
			}
		}
		if part.Len() > 0 {
			fmt.Fprintf(&b, "\n%s\n%s", stack.Name, part.String())
		}
	}
	for _, part := range slices.Sorted(maps.Keys(gone)) {
		fmt.Fprintf(&b, "\n- %s\n", gone[part].Name)
	}
	return b.String()
}

func writeHead(b *strings.Builder, was, is string) {
	if was != is && was != "" {
		b.WriteString("- " + was + "\n")
	}
	if was != is {
		b.WriteString("+ " + is + "\n")
	}
}

func writeBlock(b *strings.Builder, was, is Block, both bool) {
	if !both {
		fmt.Fprintf(b, "\n+ %s\n", is.Title)
		for _, line := range is.Lines {
			b.WriteString("+     " + line + "\n")
		}
		return
	}
	changes := compare(was.Lines, is.Lines)
	if len(changes) == 0 {
		return
	}
	fmt.Fprintf(b, "\n  %s\n", is.Title)
	for _, change := range changes {
		if change.under != "" {
			b.WriteString("      " + change.under + "\n")
		}
		b.WriteString(change.sign + "     " + change.line + "\n")
	}
}

// neutral replaces in a stack's text what differs between any two environments.
func (e Environment) neutral(stack Stack) Stack {
	generated := regexp.MustCompile(`\b(kasha)?` + e.Name + `(network|data|services|edge)(\w*?)[0-9A-F]{8,}\w*`)
	name := regexp.MustCompile(`\b` + e.Name + `\b`)
	region := regexp.MustCompile(`\b` + e.region)
	plain := func(text string) string {
		text = generated.ReplaceAllString(text, "${1}ENV$2$3")
		text = name.ReplaceAllString(text, "ENV")
		text = strings.NewReplacer(e.account, "ACCOUNT", assembly.OpenAccount, "ACCOUNT").Replace(text)
		if stack.Part == "edge" { // in us-east-1 wherever the environment is
			return text
		}
		return region.ReplaceAllString(text, "REGION")
	}
	neutral := Stack{Name: stack.Name, Part: stack.Part, Head: plain(stack.Head)}
	for _, block := range stack.Blocks {
		copied := Block{Title: plain(block.Title)}
		for _, line := range block.Lines {
			if isDashboard := strings.HasSuffix(block.Title, "AWS::CloudWatch::Dashboard"); isDashboard && strings.HasPrefix(line, " ") {
				continue // it repeats every alarm and metric, with its region; the differences of those are listed themselves
			}
			copied.Lines = append(copied.Lines, plain(line))
		}
		neutral.Blocks = append(neutral.Blocks, copied)
	}
	return neutral
}
