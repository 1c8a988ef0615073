package architecture

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/cloudformation"
)

// describeService says how many tasks a service runs, and how large they are.
func (r *reader) describeService(c *Component) {
	definition, _ := r.env.Find(c.Resource.Properties.Text("TaskDefinition"))
	c.Count = r.countOf(c.Resource)
	tasks := plural(c.Count.Least, "task")
	if c.Count.Most > c.Count.Least {
		tasks = fmt.Sprintf("%d to %s", c.Count.Least, plural(c.Count.Most, "task"))
	}
	c.Facts = []string{tasks + ", " + sizeOf(definition.Properties)}
	if capacity := capacityOf(c.Resource.Properties); capacity != "" {
		c.Facts[0] += ", " + capacity
		c.OnSpot = capacity == onSpot
	}
	c.Checks = r.checksOf(c.Resource)
	if len(c.Resource.Properties.Maps("LoadBalancers")) == 0 {
		c.Facts = append(c.Facts, "behind no load balancer")
	}
}

// countOf is how many tasks a service runs: between the limits of its scalable target, or a fixed number.
func (r *reader) countOf(service cloudformation.Resource) Count {
	for _, target := range r.env.Resources("AWS::ApplicationAutoScaling::ScalableTarget") {
		for _, reference := range cloudformation.References(target.Properties.Text("ResourceId")) {
			if reference.Stack == service.Stack && reference.LogicalID == service.LogicalID {
				least, _ := target.Properties.Int("MinCapacity")
				most, _ := target.Properties.Int("MaxCapacity")
				return Count{Least: least, Most: most}
			}
		}
	}
	fixed, ok := service.Properties.Int("DesiredCount")
	if !ok {
		fixed = 1 // ECS's own default
	}
	return Count{Least: fixed, Most: fixed}
}

func sizeOf(definition cloudformation.Properties) string {
	units, _ := definition.Int("Cpu")
	mebibytes, _ := definition.Int("Memory")
	size := decimal(float64(units)/1024) + " vCPU, " + decimal(float64(mebibytes)/1024) + " GiB"
	if definition.Map("RuntimePlatform").Text("CpuArchitecture") == "ARM64" {
		size += ", arm64"
	}
	return size
}

// onSpot is the capacity of a service whose tasks AWS may take back, every one of them.
const onSpot = "on Spot"

// checksOf reads the health check of a service's target group. The defaults are those of the Elastic Load Balancing API.
func (r *reader) checksOf(service cloudformation.Resource) Checks {
	for _, attached := range service.Properties.Maps("LoadBalancers") {
		group, ok := r.env.Find(attached.Text("TargetGroupArn"))
		if !ok {
			continue
		}
		checks := Checks{Seconds: 30, Failures: 2, Passes: 5}
		for name, field := range map[string]*int{
			"HealthCheckIntervalSeconds": &checks.Seconds, "UnhealthyThresholdCount": &checks.Failures, "HealthyThresholdCount": &checks.Passes,
		} {
			if value, ok := group.Properties.Int(name); ok {
				*field = value
			}
		}
		return checks
	}
	return Checks{}
}

// capacityOf says on which capacity tasks run; empty for on demand alone, which needs no words.
func capacityOf(service cloudformation.Properties) string {
	spot, onDemand, first := 0, 0, 0
	for _, provider := range service.Maps("CapacityProviderStrategy") {
		weight, _ := provider.Int("Weight")
		base, _ := provider.Int("Base")
		if provider.Text("CapacityProvider") == "FARGATE_SPOT" {
			spot += weight
		} else {
			onDemand, first = onDemand+weight, first+base
		}
	}
	switch {
	case spot == 0:
		return ""
	case onDemand+first == 0:
		return onSpot
	case onDemand == 0:
		return "the first " + counted(first) + "on demand, all others on Spot"
	case first == 0:
		return fmt.Sprintf("%d of %d on Spot", spot, spot+onDemand)
	}
	return fmt.Sprintf("the first %son demand, then %d of %d on Spot", counted(first), spot, spot+onDemand)
}

// counted is a number before a word; nothing for one: the first on demand, the first 2 on demand.
func counted(n int) string {
	if n == 1 {
		return ""
	}
	return strconv.Itoa(n) + " "
}

func decimal(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// mergeAlike draws like functions as one: the functions that rotate two passwords have the same connections and the same place.
func (r *reader) mergeAlike() {
	kept := r.system.Components[:0]
	byLook := map[string]int{} // the index in kept
	for _, component := range r.system.Components {
		look := r.look(component)
		if at, ok := byLook[look]; ok && component.Kind == Function {
			kept[at].Members = append(kept[at].Members, component.ID)
			var names []string
			kept[at].Title, names = nameTogether(kept[at].Members)
			kept[at].Facts = append(names, component.Facts...)
			kept[at].Secrets = slices.Compact(slices.Sorted(slices.Values(slices.Concat(kept[at].Secrets, component.Secrets))))
			continue
		}
		byLook[look] = len(kept)
		kept = append(kept, component)
	}
	r.system.Components = kept
}

// look is what a reader of the picture sees of a component besides its name.
func (r *reader) look(c Component) string {
	look := fmt.Sprint(c.Kind, c.Tier, c.Zones, c.Facts)
	for _, connection := range r.system.Connections {
		if connection.From == c.ID {
			look += " to " + connection.To + " " + connection.Label
		}
		if connection.To == c.ID {
			look += " from " + connection.From
		}
	}
	return look
}

// nameTogether names several functions by what they have in common: AdminRotation and ConnectionRotation are two for rotation.
func nameTogether(ids []string) (title string, facts []string) {
	var names []string
	common := ""
	for i, id := range ids {
		parts := strings.Split(strings.TrimSuffix(id, "/Function"), "/")
		name := strings.ToLower(titleOf(parts[len(parts)-1]))
		last := name[strings.LastIndex(name, " ")+1:]
		if i > 0 && last != common {
			last = ""
		}
		common, names = last, append(names, name)
	}
	title = plural(len(ids), "function")
	if common == "" {
		return title, []string{strings.Join(names, ", ")}
	}
	for i := range names {
		names[i] = strings.TrimSpace(strings.TrimSuffix(names[i], common))
	}
	return titleOf(common + " functions"), []string{"one for " + strings.Join(names, ", one for ")}
}
