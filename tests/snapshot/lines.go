package snapshot

import (
	"fmt"
	"strings"
)

// change is one line that only one of two texts has, and the line it belongs under where that line is the same in both.
type change struct {
	sign  string // - or +
	line  string
	under string
}

// Changes is a short description of a change: at most limit lines, and how many more there are. It is empty if nothing changed.
func Changes(was, is string, limit int) string {
	all := compare(strings.Split(was, "\n"), strings.Split(is, "\n"))
	var b strings.Builder
	for i, change := range all {
		if i == limit {
			fmt.Fprintf(&b, "... and %d more lines\n", len(all)-limit)
			break
		}
		if change.under != "" {
			b.WriteString("  " + change.under + "\n")
		}
		b.WriteString(change.sign + " " + change.line + "\n")
	}
	return b.String()
}

// compare finds the longest common subsequence of two texts and returns the other lines.
func compare(a, b []string) []change {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	endA, endB := len(a), len(b)
	for endA > start && endB > start && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
	}
	common := subsequence(a[start:endA], b[start:endB])
	var changes []change
	reported := -1 // the parent last shown
	add := func(sign string, text []string, i int) {
		each := change{sign: sign, line: text[i]}
		if parent := parentOf(text, i); parent >= 0 && parent < len(a) && sameParent(a, b, text[parent]) && parent != reported {
			each.under, reported = text[parent], parent
		}
		changes = append(changes, each)
	}
	i, j := start, start
	for i < endA || j < endB {
		switch {
		case i < endA && j < endB && a[i] == b[j]:
			i, j = i+1, j+1
		case j == endB || i < endA && common[i-start+1][j-start] >= common[i-start][j-start+1]:
			add("-", a, i)
			i++
		default:
			add("+", b, j)
			j++
		}
	}
	return changes
}

// subsequence is the table of the lengths of the common subsequences from each pair of positions on.
func subsequence(a, b []string) [][]int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			table[i][j] = max(table[i+1][j], table[i][j+1])
			if a[i] == b[j] {
				table[i][j] = table[i+1][j+1] + 1
			}
		}
	}
	return table
}

// parentOf is the index of the line that the line i is indented under, or -1.
func parentOf(text []string, i int) int {
	for parent := i - 1; parent >= 0; parent-- {
		if depth(text[parent]) < depth(text[i]) && text[parent] != "" {
			return parent
		}
	}
	return -1
}

// sameParent reports whether both texts have a line.
func sameParent(a, b []string, line string) bool {
	inA, inB := false, false
	for _, each := range a {
		inA = inA || each == line
	}
	for _, each := range b {
		inB = inB || each == line
	}
	return inA && inB
}

func depth(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
