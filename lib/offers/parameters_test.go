package offers

import (
	"slices"
	"testing"
)

// TestParametersAreSortedAndSettable catches a parameter that is listed twice, that has no value, or that is also refused.
func TestParametersAreSortedAndSettable(t *testing.T) {
	names := ParameterNames()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) || len(names) < 40 {
		t.Errorf("%d names %v, want at least 40, sorted and each once", len(names), names)
	}
	for _, parameter := range Parameters() {
		if why, _ := RefusedParameter(parameter.Name); why != "" {
			t.Errorf("%s is allowed and refused: %s", parameter.Name, why)
		}
		if parameter.Allowed == "" {
			t.Errorf("%s does not say what is allowed", parameter.Name)
		}
		for _, value := range []string{"", " ", "1 ", "01", "'1'", "1;2", "${A}", "-1", "99999999999999999999"} {
			if parameter.Accepts(value) {
				t.Errorf("%s accepts %q", parameter.Name, value)
			}
		}
		for _, value := range parameter.Choices() {
			if !parameter.Accepts(value) {
				t.Errorf("%s refuses its own choice %q", parameter.Name, value)
			}
		}
		if parameter.most > 0 && (!parameter.Accepts("4096") && parameter.least <= 4096 && parameter.most >= 4096) {
			t.Errorf("%s refuses 4096, want %s", parameter.Name, parameter.Allowed)
		}
	}
	var static []string
	for _, parameter := range Parameters() {
		if parameter.Static {
			static = append(static, parameter.Name)
		}
	}
	want := []string{"ft_min_word_len", "innodb_autoinc_lock_mode", "innodb_ft_max_token_size", "innodb_ft_min_token_size"}
	if !slices.Equal(static, want) { // MySQL reference manual: "Dynamic: No"
		t.Errorf("static are %v, want %v", static, want)
	}
}
