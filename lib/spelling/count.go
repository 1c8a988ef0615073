package spelling

import (
	"fmt"
	"strings"
)

// Count returns a number with its thing, such as "1 stack" or "2 stacks".
func Count(n int, thing string) string {
	switch {
	case n == 1:
		return "1 " + thing
	case strings.HasSuffix(thing, "s"):
		return fmt.Sprintf("%d %ses", n, thing)
	case strings.HasSuffix(thing, "y") && !strings.ContainsAny(thing[max(0, len(thing)-2):], "aeou"): // 2 policies, but 2 days
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(thing, "y"))
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
