// Package spelling guesses which of the allowed words a misspelt word means. It also writes counts with the right plural.
package spelling

import (
	"slices"
	"strings"
)

// longestWord is the length from which a text is no misspelt word.
const longestWord = 60

// Nearest returns the candidate that a misspelt word most likely means, or "".
func Nearest(word string, candidates []string) string {
	if len(word) < 2 || len(word) > longestWord {
		return ""
	}
	if slices.Contains(candidates, word) {
		return word
	}
	lower := strings.ToLower(word)
	best, bestDistance := "", max(1, len(word)/3)+1
	for _, candidate := range candidates {
		distance := edits(lower, strings.ToLower(candidate))
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(candidate), lower) {
			distance = min(distance, 1) // prod means production
		}
		if distance < bestDistance {
			best, bestDistance = candidate, distance
		}
	}
	return best
}

// edits counts the letters to insert, delete or replace between two words (Levenshtein), where an exchange of two neighbors counts
// as one. It is written here because a library for fifteen lines would be one more to keep up to date.
func edits(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			rows[i][j] = min(replace, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
