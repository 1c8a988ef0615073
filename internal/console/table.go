package console

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// gap separates two columns.
const gap = 2

// Table prints rows under a heading. A terminal that is too narrow would break every line somewhere, so there each row becomes a
// paragraph with one line for each column.
func (s Stream) Table(heading []string, rows [][]string, right ...int) {
	widths := make([]int, len(heading))
	for _, row := range append([][]string{heading}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	if s.Width > 0 && total(widths) > s.Width {
		s.paragraphs(heading, rows)
		return
	}
	s.line(heading, widths, right, s.Bold)
	for _, row := range rows {
		s.line(row, widths, right, func(text string) string { return text })
	}
}

func total(widths []int) int {
	sum := gap * (len(widths) - 1)
	for _, width := range widths {
		sum += width
	}
	return sum
}

func (s Stream) line(row []string, widths, right []int, style func(string) string) {
	var line strings.Builder
	for i, cell := range row {
		space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		for _, column := range right {
			if column == i {
				cell, space = space+cell, ""
			}
		}
		line.WriteString(cell + space)
		if i < len(row)-1 {
			line.WriteString(strings.Repeat(" ", gap))
		}
	}
	fmt.Fprintln(s, style(strings.TrimRight(line.String(), " ")))
}

// paragraphs prints every row below the other. The first column is the title of its paragraph.
func (s Stream) paragraphs(heading []string, rows [][]string) {
	for i, row := range rows {
		if i > 0 {
			fmt.Fprintln(s)
		}
		for column, cell := range row {
			switch {
			case column == 0:
				fmt.Fprintln(s, s.Bold(cell))
			case cell != "":
				fmt.Fprintf(s, "  %s %s\n", strings.ToLower(heading[column])+":", cell)
			}
		}
	}
}

// Fold breaks a text into lines of at most the terminal's width, behind an indent. Where there is no terminal, it breaks at 100 columns.
// Lines of the text that begin with a space stay as they are.
func (s Stream) Fold(text, indent string) string {
	width := s.Width
	if width == 0 {
		width = 100
	}
	width = max(width-len(indent), 20)
	var folded []string
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, " ") || line == "" {
			folded = append(folded, line)
			continue
		}
		current := ""
		for _, word := range strings.Fields(line) {
			if current != "" && utf8.RuneCountInString(current)+1+utf8.RuneCountInString(word) > width {
				folded = append(folded, current)
				current = word
				continue
			}
			current = strings.TrimPrefix(current+" "+word, " ")
		}
		folded = append(folded, current)
	}
	var b strings.Builder
	for _, line := range folded {
		if line != "" {
			line = indent + line
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
