package review

import (
	"path/filepath"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/review/exposure"
	physical "kasha/lib/names"
)

// deployments are the environments that both revisions declare, and those that only head has. An environment is new if base has none of its
// name and no stack of it has moved. One whose account or region the configuration leaves open declares no deployment.
func (c *comparison) deployments(base, head assembly.Assembly) exposure.Deployments {
	var all exposure.Deployments
	for _, name := range base.Stages() {
		all.Before = append(all.Before, deployed(base, name))
	}
	for _, name := range head.Stages() {
		if c.isNew(name) {
			all.New = append(all.New, deployed(head, name))
		}
	}
	return all
}

func deployed(in assembly.Assembly, name string) exposure.Deployed {
	d := exposure.Deployed{Name: name}
	for _, stack := range in.Stage(name) {
		d.Production = d.Production || stack.Tags[string(physical.TagTier)] != nonproduction // also what has no such tag
		template, err := filepath.Rel(in.Dir, stack.TemplateFile)
		if err == nil && stack.AccountIsKnown() && stack.Region != assembly.OpenRegion {
			d.Targets = append(d.Targets, exposure.Target{
				Name: stack.Name, Account: stack.Account, Region: stack.Region, Template: filepath.ToSlash(template),
			})
		}
	}
	return d
}

func (c *comparison) isNew(stage string) bool {
	return !slices.ContainsFunc(c.pairs, func(p pair) bool {
		return p.base != nil && (p.base.Stage == stage || p.head != nil && p.head.Stage == stage)
	})
}

func (p pair) region() string {
	if p.head == nil {
		return p.base.Region
	}
	return p.head.Region
}
