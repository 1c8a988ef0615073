package grouping_test

import (
	"reflect"
	"testing"

	"kasha/internal/grouping"
)

// Catches groups in another order than their first items, and an item that is lost.
func TestGroupsKeepTheOrderOfTheirItems(t *testing.T) {
	got := grouping.By([]string{"b1", "a1", "b2", "c1", "a2"}, func(item string) string { return item[:1] })
	if want := [][]string{{"b1", "b2"}, {"a1", "a2"}, {"c1"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := grouping.By(nil, func(item string) string { return item }); len(got) > 0 {
		t.Errorf("of nothing: %v, want nothing", got)
	}
}
