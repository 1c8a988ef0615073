package config

import (
	"reflect"
	"slices"
	"strings"
)

// nearest finds the candidate that a misspelt word most likely means, or nothing.
func nearest(word string, candidates []string) string {
	if len(word) < 2 || len(word) > longestQuote {
		return ""
	}
	if slices.Contains(candidates, word) {
		return word // as nearly always: the rules ask for a suggestion before they know whether they need it
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

// edits counts the letters to insert, delete or replace between two words (Levenshtein), two neighbours exchanged counting
// as one.
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

// homes finds the objects that do have a field of this name: "database" for multiAz.
func homes(in reflect.Type, path, name string) []string {
	var found []string
	for in.Kind() == reflect.Pointer || in.Kind() == reflect.Slice {
		if in.Kind() == reflect.Slice {
			path += "[]"
		}
		in = in.Elem()
	}
	if in.Kind() != reflect.Struct {
		return nil
	}
	fields, names := fieldsOf(in)
	if _, ok := fields[name]; ok && path != "" {
		found = append(found, `"`+path+`"`)
	}
	for _, field := range names {
		found = append(found, homes(in.Field(fields[field]).Type, field, name)...)
	}
	return found
}
