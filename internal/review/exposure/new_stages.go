package exposure

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// bringing finds the new environments whose stages in a pipeline follow from their declaration, and says why others do not. For each stage
// that is new with its environment, it compares the actions with those of the stages that are there before.
func (e *Environment) bringing(stacks []Stack, s Stack, r Resource, of Deployments) (all []brought, unapproved []string) {
	if values.Type(r.New) != pipelineType || values.Type(r.Old) != pipelineType {
		return nil, nil
	}
	kinds, beforeDeployment, own := map[string]bool{}, map[string]bool{}, map[string]string{}
	old := values.Properties(r.Old)
	for _, d := range of.Before {
		if stage, ok := stageNamed(old, d.Name); ok {
			reader := e.reader(s, s.Old, d, own, func(string) bool { return true })
			var first []step
			for _, action := range objects(stage["Actions"]) {
				kind := reader.kind(action)
				kinds[kind] = true
				first = append(first, step{action, kind})
			}
			if d.Production {
				beforeDeployment[untilDeployment(first)] = true
			}
		}
	}
	for _, d := range of.New {
		stage, ok := stageNamed(values.Properties(r.New), d.Name)
		if _, was := stageNamed(old, d.Name); was || !ok {
			continue
		}
		b := brought{Deployed: d, pipeline: values.Name(s.Name, r.LogicalID), actions: map[string]bool{}, before: of.Before}
		reader := e.reader(s, s.New, d, map[string]string{}, func(id string) bool { return e.added[values.Name(s.Name, id)] })
		var first []step
		for _, action := range objects(stage["Actions"]) {
			kind := reader.kind(action)
			first = append(first, step{action, kind})
			place := "Stages[" + d.Name + "].Actions[" + values.Text(action["Name"]) + "]."
			_, twice := b.actions[place]
			b.actions[place] = kinds[kind] && !twice
			if kinds[kind] {
				for _, found := range usedRole.FindAllStringSubmatch(kind, -1) {
					b.roles = append(b.roles, found[1])
				}
			} else {
				reader.forget(kind)
			}
		}
		if d.Production && !beforeDeployment[untilDeployment(first)] {
			unapproved = append(unapproved, d.Name)
			continue
		}
		stores(stacks, r, d, own, reader.own)
		b.models, b.own = numbered(own, reader.own)
		all = append(all, b)
	}
	return all, unapproved
}

// usedRole finds the bootstrap's roles in the kind of an action.
var usedRole = regexp.MustCompile(`"` + bootstrapKind + `([a-z0-9-]+)"`)

// reader reads the stage of an environment in one revision. What belongs to the stage alone has its name in the construct path.
func (e *Environment) reader(s Stack, t engine.Template, d Deployed, own map[string]string, is func(id string) bool) stageReader {
	return stageReader{Deployed: d, stack: s.Name, region: s.Region, template: t, own: own, isOwn: func(id string) bool {
		return is(id) && slices.Contains(strings.Split(e.names.Construct(s.Name, id), "/"), d.Name)
	}}
}

// forget takes out what belongs to an action of a kind that no other stage has.
func (r stageReader) forget(kind string) {
	for name, what := range r.own {
		if strings.HasSuffix(what, "\n"+kind) {
			delete(r.own, name)
		}
	}
}

// numbered gives resources of stages short names, the same for what does the same. A name has no character that is a pattern in a policy.
func numbered(models, own map[string]string) (map[string]string, map[string]string) {
	numbers := map[string]string{}
	named := func(all map[string]string) map[string]string {
		names := map[string]string{}
		for name, what := range all {
			if numbers[what] == "" {
				label, _, _ := strings.Cut(what, "\n")
				numbers[what] = "any stage." + label + " " + strconv.Itoa(len(numbers))
			}
			names[name] = numbers[what]
		}
		return names
	}
	return named(models), named(own)
}

func stageNamed(pipeline map[string]any, name string) (map[string]any, bool) {
	stages := objects(pipeline["Stages"])
	i := slices.IndexFunc(stages, func(stage map[string]any) bool { return stage["Name"] == name })
	if i < 0 {
		return nil, false
	}
	return stages[i], true
}

// step is an action with its kind.
type step struct {
	action map[string]any
	kind   string
}

// untilDeployment lists what runs before anything is deployed, in order: in a stage of production, its approvals.
func untilDeployment(steps []step) string {
	order := func(s step) float64 { return values.Number(s.action["RunOrder"]) }
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.kind, b.kind)) })
	isDeployment := func(s step) bool { return within(s.action, "ActionTypeId", "Category") == "Deploy" }
	first := slices.IndexFunc(steps, isDeployment)
	var kinds []string
	for _, s := range steps {
		if first >= 0 && order(s) >= order(steps[first]) {
			break
		}
		kinds = append(kinds, s.kind)
	}
	return strings.Join(kinds, "\n")
}
