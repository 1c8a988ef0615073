package config

import (
	"maps"
	"slices"

	"kasha/lib/offers"
	"kasha/lib/spelling"
)

// checkParameters checks database.parameters. RDS would refuse a wrong name or value during the deployment, and a parameter that Kasha sets
// would take the place of Kasha's value.
func checkParameters(at object, parameters map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		element := at
		element.path = child(at.path, name)
		if why, instead := offers.RefusedParameter(name); why != "" {
			element.reject("", why, instead)
			continue
		}
		parameter, known := offers.ParameterOf(name)
		if !known {
			element.reject("", quote(name)+" is not a parameter of MySQL that Kasha knows", suggestion(name, offers.ParameterNames()))
		} else if value := parameters[name]; !parameter.Accepts(value) {
			element.reject("", quote(value)+" is not a value of "+name, parameterValue(parameter, value))
		}
	}
	checkCollation(at, parameters)
}

// checkCollation checks two parameters together: MySQL does not start if the collation belongs to another character set.
func checkCollation(at object, parameters map[string]string) {
	collation, characterSet := parameters["collation_server"], parameters["character_set_server"]
	if characterSet == "" {
		characterSet = "utf8mb4" // MySQL's default
	}
	if collation != "" && at.valid("collation_server", "character_set_server") && !offers.CollationFits(collation, characterSet) {
		at.reject("collation_server", quote(collation)+" is not a collation of the character set "+characterSet,
			"character_set_server beside it, or a collation of "+characterSet)
	}
}

// parameterValue says what to write: the choice that a wrong value may mean, or what is allowed.
func parameterValue(parameter offers.Parameter, value string) string {
	switch value {
	case "ON", "on", "true", "TRUE", "yes":
		if parameter.Accepts("1") {
			return `"1"`
		}
	case "OFF", "off", "false", "FALSE", "no":
		if parameter.Accepts("0") {
			return `"0"`
		}
	}
	if guess := spelling.Nearest(value, parameter.Choices()); guess != "" {
		return quote(guess) + ", if you mean that; otherwise " + parameter.Allowed
	}
	return parameter.Allowed
}
