package offers

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Parameter is a parameter of MySQL 8.4 that RDS lets its users set in a parameter group, and that an application may need. The tables
// leave out what Kasha sets and what weakens a database: RefusedParameter explains those.
type Parameter struct {
	Name string

	// Static parameters take effect at the next restart of the instance, which CloudFormation does not cause. All others are dynamic: RDS
	// applies them at once, and sessions that are open keep some of them until they end.
	Static bool

	// Allowed says in words which values there are.
	Allowed string

	choices     []string
	list        bool // any of the choices, joined by commas
	form        *regexp.Regexp
	least, most int
}

// Choices returns the values of a parameter that has few, and otherwise none.
func (p Parameter) Choices() []string { return slices.Clone(p.choices) }

// Accepts reports whether the parameter can have a value.
func (p Parameter) Accepts(value string) bool {
	switch {
	case p.list:
		parts := strings.Split(value, ",")
		return !slices.ContainsFunc(parts, func(part string) bool { return !slices.Contains(p.choices, part) })
	case p.choices != nil:
		return slices.Contains(p.choices, value)
	case p.form != nil:
		return p.form.MatchString(value) && len(value) <= longestParameter
	}
	number, err := strconv.Atoi(value)
	return err == nil && strconv.Itoa(number) == value && number >= p.least && number <= p.most
}

const longestParameter = 1024

// atRestart returns p as one that takes effect at a restart.
func (p Parameter) atRestart() Parameter {
	p.Static = true
	return p
}

func flag(name string) Parameter { return choice(name, "0", "1") }

func choice(name string, choices ...string) Parameter {
	return Parameter{Name: name, choices: choices, Allowed: "one of " + strings.Join(choices, ", ")}
}

func whole(name string, least, most int) Parameter {
	return Parameter{Name: name, least: least, most: most, Allowed: strconv.Itoa(least) + " to " + strconv.Itoa(most)}
}

func formed(name, form, allowed string) Parameter {
	return Parameter{Name: name, form: regexp.MustCompile("^(?:" + form + ")$"), Allowed: allowed}
}

func listed(name string, choices ...string) Parameter {
	allowed := "one or several of " + strings.Join(choices, ", ") + ", joined by commas"
	return Parameter{Name: name, choices: choices, list: true, Allowed: allowed}
}

// ParameterOf returns a parameter by its name. It reports false for one that Parameters lacks.
func ParameterOf(name string) (Parameter, bool) {
	all := parameters()
	i := slices.IndexFunc(all, func(p Parameter) bool { return p.Name == name })
	if i < 0 {
		return Parameter{}, false
	}
	return all[i], true
}

// ParameterNames returns the names of Parameters.
func ParameterNames() []string {
	var names []string
	for _, parameter := range parameters() {
		names = append(names, parameter.Name)
	}
	return names
}
