// Package markdown writes a review as Markdown that fits into a comment on GitHub. Package document decides what the review says and in
// which order. Values from templates never become markup.
package markdown

import (
	"fmt"
	"math"
	"strings"

	"kasha/internal/review"
	"kasha/internal/review/document"
)

const (
	// most is a little less than the 65536 characters that GitHub allows in a comment.
	most = 60000

	// fewHeld is how many resources of a lost stack are listed where there is no room for all.
	fewHeld = 3
)

// Render writes the report. acceptedFile is the file in which losses are accepted. A report that is too long for a comment lists
// fewer resources of lost stacks. If that is not enough, it ends early and says so; review.json has everything.
func Render(r review.Report, acceptedFile string) string {
	whole := write(document.Of(r, acceptedFile, math.MaxInt).Blocks())
	if len(whole) <= most {
		return whole
	}
	return cut(write(document.Of(r, acceptedFile, fewHeld).Blocks()))
}

func write(blocks []document.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		writeBlock(&b, block)
	}
	return b.String()
}

// writeBlock writes a block and the empty line after it.
func writeBlock(b *strings.Builder, block document.Block) {
	switch block := block.(type) {
	case document.Heading:
		fmt.Fprintf(b, "%s %s\n\n", strings.Repeat("#", block.Level), inline(block.Text, text))
	case document.Paragraph:
		fmt.Fprintf(b, "%s\n\n", inline(block.Text, text))
	case document.Quote:
		fmt.Fprintf(b, "> %s\n\n", inline(block.Text, text))
	case document.List:
		writeItems(b, block.Items, "- ")
		b.WriteString("\n")
	case document.Table:
		writeTable(b, block)
	case document.Code:
		fmt.Fprintf(b, "```%s\n%s\n```\n\n", block.Language, block.Text)
	case document.Details: // GitHub reads Markdown within details only after an empty line
		fmt.Fprintf(b, "<details><summary>%s</summary>\n\n%s</details>\n\n", inlineHTML(block.Summary), write(block.Blocks))
	}
}

func writeItems(b *strings.Builder, items []document.Item, begins string) {
	for _, item := range items {
		b.WriteString(begins + inline(item.Text, text) + "\n")
		writeItems(b, item.Items, "  "+begins)
	}
}

func writeTable(b *strings.Builder, table document.Table) {
	rule := "---"
	fmt.Fprintf(b, "| %s |\n|", strings.Join(table.Head, " | "))
	for i := range table.Head {
		if table.Numbers && i > 0 {
			rule = "--:"
		}
		b.WriteString(" " + rule + " |")
	}
	b.WriteString("\n")
	for _, row := range table.Rows {
		b.WriteString("|")
		for _, text := range row {
			b.WriteString(" " + inline(text, cell) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
}

// lossBegins begins every line that names a loss, and no other line, because text escapes asterisks.
const lossBegins = "- **"

// cut ends a review that is too long for a comment. It ends at the end of a line, outside of a code block, with a note of what
// is missing.
func cut(review string) string {
	if len(review) <= most {
		return review
	}
	kept := review[:most]
	kept = kept[:strings.LastIndexByte(kept, '\n')+1]
	if strings.Count(kept, "\n```")%2 == 1 {
		kept += "```\n"
	}
	if strings.Count(kept, "\n<details>") > strings.Count(kept, "\n</details>") { // otherwise the note below is within them, and not seen
		kept += "\n</details>\n"
	}
	losses := strings.Count(review, "\n"+lossBegins)
	if shown := strings.Count(kept, "\n"+lossBegins); shown < losses {
		kept += fmt.Sprintf("\n**%d of %d losses are listed here.**", shown, losses)
	}
	left := strings.Count(review, "\n") - strings.Count(kept, "\n")
	return kept + fmt.Sprintf("\nThe review is cut here: %d lines are missing. "+
		"The rest is in `review.json`, beside `review.md` and in the artifact `review` of the check on GitHub.\n", left)
}
