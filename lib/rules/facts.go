package rules

import (
	"encoding/json"

	"kasha/lib/config"
	"kasha/lib/messaging"
)

// facts is the part of the rules that has its home elsewhere, as Rego: JSON is a value of that language.
func facts() string {
	values, err := json.Marshal(map[string]any{
		"engineVersions":            config.EngineVersions(),
		"classesWithoutInsights":    classesWithoutInsights(),
		"longestBackupDays":         config.LongestBackupDays,
		"leastProductionBackupDays": config.LeastProductionBackupDays,
		"maxReceives":               messaging.MaxReceives,
	})
	if err != nil {
		panic(err) // strings and numbers
	}
	return "package kasha\n\nimport rego.v1\n\nfacts := " + string(values) + "\n"
}

func classesWithoutInsights() []string {
	var classes []string
	for _, class := range config.InstanceClasses() {
		if !(config.Database{InstanceClass: class}).SupportsInsights() {
			classes = append(classes, class)
		}
	}
	return classes
}
