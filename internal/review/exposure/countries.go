package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// What a distribution does with the countries in its list. Source: CloudFormation's reference, GeoRestriction.
const (
	everywhere = "none"
	onlyThere  = "whitelist"
	notThere   = "blacklist"
)

// geoRestriction is the restriction of a distribution, with its countries in order; nil where it answers viewers everywhere.
func geoRestriction(distribution map[string]any) any {
	restriction, _ := at("DistributionConfig", "Restrictions", "GeoRestriction")(distribution).(map[string]any)
	if kind := values.Text(restriction["RestrictionType"]); kind == "" || kind == everywhere {
		return nil
	}
	countries, _ := restriction["Locations"].([]any)
	sorted := slices.Clone(countries)
	slices.SortFunc(sorted, func(a, b any) int { return strings.Compare(values.Text(a), values.Text(b)) })
	return map[string]any{"RestrictionType": restriction["RestrictionType"], "Locations": sorted}
}

// answersMore reports whether viewers of some country are answered that were refused before.
func answersMore(old, new any) bool {
	was, listed := restriction(old)
	is, lists := restriction(new)
	switch {
	case was == everywhere:
		return false
	case is == everywhere || was != is && is == notThere:
		return true // of two hundred countries, no one lists all
	case was == notThere && is == onlyThere:
		return slices.ContainsFunc(lists, func(country string) bool { return slices.Contains(listed, country) })
	case is == onlyThere:
		return slices.ContainsFunc(lists, func(country string) bool { return !slices.Contains(listed, country) })
	}
	return slices.ContainsFunc(listed, func(country string) bool { return !slices.Contains(lists, country) })
}

// answersFewer reports whether viewers of some country are refused that were answered before.
func answersFewer(old, new any) bool { return answersMore(new, old) }

func restriction(of any) (kind string, countries []string) {
	object, _ := of.(map[string]any)
	if object == nil {
		return everywhere, nil
	}
	list, _ := object["Locations"].([]any)
	for _, country := range list {
		countries = append(countries, values.Text(country))
	}
	return values.Text(object["RestrictionType"]), countries
}
