package exposure

import (
	"slices"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// setting is one thing about a resource type that can become worse without the loss of any resource.
type setting struct {
	kind     kind
	resource string // type; every type where empty
	what     string // as a finding begins: "deletion protection"
	read     func(resource map[string]any) any
	isWorse  func(old, new any) bool // what worse.go defines
	deletes  bool                    // the worse, the earlier data is deleted
	worst    bool                    // an opening before all others
	newToo   bool                    // checked on new resources too, as if the setting had been absent before

	isHarmless func(template engine.Template, resource map[string]any) bool // nil: it matters on each resource
}

// kind is the list of findings that a setting belongs to.
type kind int

const (
	opens kind = iota
	weakens
)

// settings are all that are checked. Each file has those of one subject.
func settings() []setting {
	return slices.Concat(
		resourceSettings(), databaseSettings(), networkSettings(), loadBalancerSettings(), distributionSettings(), webACLSettings(),
		responseHeaderSettings(), leadingVariableSettings(),
		computeSettings(), plainSecretSettings(), deliverySettings(), identitySettings(), storageSettings(), keyAndSecretSettings(),
		monitoringSettings(), backupSettings(),
	)
}

func opening(resource, what string, read func(resource map[string]any) any, isWorse func(old, new any) bool) setting {
	return setting{kind: opens, resource: resource, what: what, read: read, isWorse: isWorse}
}

func weakening(resource, what string, read func(resource map[string]any) any, isWorse func(old, new any) bool) setting {
	return setting{kind: weakens, resource: resource, what: what, read: read, isWorse: isWorse}
}

// evenNew checks a setting on new resources too.
func (s setting) evenNew() setting {
	s.newToo = true
	return s
}

// unless leaves out resources for which the setting does not matter, by what they refer to in the same template.
func (s setting) unless(isHarmless func(template engine.Template, resource map[string]any) bool) setting {
	s.isHarmless = isHarmless
	return s
}

// deletesData marks a setting that decides when data is deleted.
func (s setting) deletesData() setting {
	s.deletes = true
	return s
}

// first puts an opening before all others.
func (s setting) first() setting {
	s.worst = true
	return s
}

// worse lists the settings of a resource that become worse.
func (e *Environment) worse(s Stack, r Resource, kind kind) []Finding {
	var found []Finding
	for _, setting := range e.settings {
		if setting.kind != kind {
			continue
		}
		if setting.resource != values.Type(r.New) && setting.resource != "" || r.Old == nil && !setting.newToo {
			continue
		}
		if setting.isHarmless != nil && setting.isHarmless(s.New, r.New) {
			continue
		}
		var before any
		if r.Old != nil {
			before = e.then(setting.read(r.Old))
		}
		after := setting.read(r.New)
		if !values.Equal(before, after) && setting.isWorse(before, after) {
			finding := e.about(s, r, setting.what, before, after)
			finding.Deletes = setting.deletes
			if setting.worst {
				finding.Rank = -1
			}
			found = append(found, finding)
		}
	}
	return found
}

// at reads a property, or a property of a property.
func at(path ...string) func(resource map[string]any) any {
	return func(resource map[string]any) any { return within(values.Properties(resource), path...) }
}

func within(object map[string]any, path ...string) any { return values.Within(object, path...) }

func objects(list any) []map[string]any { return values.Objects(list) }

// or gives the default that AWS uses for a property that is not written.
func or(read func(map[string]any) any, absent any) func(map[string]any) any {
	return func(resource map[string]any) any {
		if value := read(resource); value != nil {
			return value
		}
		return absent
	}
}
