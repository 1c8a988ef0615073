package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// watchesWhatGoes reports whether a removed alarm watched nothing but resources that this deployment removes. Their own findings say that
// they are gone, and an alarm on them says nothing beyond that. An expression may search for other metrics, so it watches more.
func (e *Environment) watchesWhatGoes(r Resource) bool {
	if values.Type(r.Old) != alarmType {
		return false
	}
	alarm := values.Properties(r.Old)
	watched := []any{alarm["Dimensions"]}
	if metrics := objects(alarm["Metrics"]); len(metrics) > 0 {
		watched = nil
		for _, metric := range metrics {
			text := strings.ToUpper(values.Text(metric["Expression"]))
			switch stat := within(metric, "MetricStat", "Metric", "Dimensions"); {
			case metric["MetricStat"] != nil:
				watched = append(watched, stat)
			case strings.Contains(text, "SEARCH") || strings.Contains(text, "SELECT") || strings.Contains(text, "INSIGHT"):
				return false
			}
		}
	}
	return len(watched) > 0 && !slices.ContainsFunc(watched, func(dimensions any) bool {
		return !slices.ContainsFunc(objects(dimensions), func(d map[string]any) bool { return e.removedKind(d["Value"]) != "" })
	})
}

// follows reports whether an alarm of today watches a new resource in place of a removed one of the same type.
func (e *Environment) follows(r Resource, d properties.Difference) bool {
	if values.Type(r.New) != alarmType || !strings.HasSuffix(d.Path, "Dimensions[].Value") {
		return false
	}
	kind := e.removedKind(d.Old)
	return kind != "" && kind == e.kindOf(d.New, func(s Stack, r Resource) map[string]any {
		if r.Old == nil && r.New != nil && s.Old[r.LogicalID] == nil {
			return r.New
		}
		return nil
	})
}

// removedKind is the type of the removed resource that a dimension names. It is empty if the dimension names another resource, or if the
// review says nothing of the removal. A resource that was only moved, or whose name another one takes, is not removed.
func (e *Environment) removedKind(dimension any) string {
	kind := e.kindOf(dimension, func(_ Stack, r Resource) map[string]any {
		if r.New == nil && !r.Moved {
			return r.Old
		}
		return nil
	})
	for _, s := range e.stacks {
		for id, resource := range s.New {
			if kind != "" && values.Type(resource) == kind && isNamed(s, id, resource, dimension) {
				return ""
			}
		}
	}
	if _, protects := protection()[kind]; protects || slices.Contains([]string{ // those that hold data are losses
		"AWS::CloudFront::Distribution", "AWS::RDS::DBInstance", "AWS::S3::Bucket", "AWS::SQS::Queue",
	}, kind) {
		return kind
	}
	return ""
}

// kindOf is the type of that one of some resources that a dimension names.
func (e *Environment) kindOf(dimension any, of func(s Stack, r Resource) map[string]any) string {
	for _, s := range e.stacks {
		for _, r := range s.Resources {
			if resource := of(s, r); resource != nil && isNamed(s, r.LogicalID, resource, dimension) {
				return values.Type(resource)
			}
		}
	}
	return ""
}

// isNamed reports whether a dimension is the name of a resource, or refers to it.
func isNamed(s Stack, id string, resource map[string]any, dimension any) bool {
	text, reference := values.String(dimension), "${"+values.Name(s.Name, id)
	if text == "" || text == reference+"}" || strings.HasPrefix(text, reference+".") && strings.HasSuffix(text, "}") {
		return text != ""
	}
	return slices.ContainsFunc(physicalNames(values.Type(resource)), func(property string) bool {
		return values.Properties(resource)[property] == any(text)
	})
}
