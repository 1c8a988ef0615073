// Package grouping puts together what has the same key.
package grouping

// By groups items by a key. Groups, and the items in each, keep the order in which they come.
func By[T any](items []T, key func(T) string) [][]T {
	var groups [][]T
	index := map[string]int{}
	for _, item := range items {
		text := key(item)
		i, known := index[text]
		if !known {
			i = len(groups)
			index[text] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], item)
	}
	return groups
}
