package architecture

import (
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/reach"
)

// readNodes adds whatever stands in the network.
func (r *reader) readNodes(nodes []reach.Node) {
	for _, node := range nodes {
		kind := kindOf(node)
		if kind == "" {
			continue
		}
		component := Component{ID: node.Name, Title: titleOf(node.Name), Kind: kind, Resource: node.Resource}
		component.Tier, component.Zones = r.placeOf(map[string]any(node.Resource.Properties))
		switch kind {
		case Viewers:
			component.Title, component.Facts = "Viewers", []string{"anyone on the internet"}
		case Edge:
			component.Title, component.Facts = "CloudFront", r.edgeFacts(node.Resource)
			r.describeEdge(&component)
		case Service:
			r.describeService(&component)
		case Database, Replica:
			r.describeDatabase(&component)
		case Proxy:
			component.Facts = append([]string{"keeps connections open, which tasks share"}, r.logins(node.Resource)...)
		case Task:
			if node.Kind == reach.Members {
				component.Title = strings.TrimSuffix(component.Title, " security group")
				component.Facts = []string{"a person starts it"}
			}
			component.Title = strings.TrimSuffix(component.Title, " machine") // the state machine that runs the task
		}
		if component.Kind.IsProcess() && component.Tier == "" {
			component.Tier = r.privateTier()
		}
		r.add(component)
	}
}

// privateTier is where a task is drawn that may be started in any subnet: the last tier with a way out.
func (r *reader) privateTier() string {
	name := ""
	for _, tier := range r.system.Tiers {
		if tier.Out != "" {
			name = tier.Name
		}
	}
	return name
}

// describeDatabase says how large an instance is, and what takes over when it fails.
func (r *reader) describeDatabase(c *Component) {
	p := c.Resource.Properties
	c.Facts = []string{p.Text("DBInstanceClass") + ", " + p.Text("AllocatedStorage") + " GiB"}
	if zone := p.Text("AvailabilityZone"); zone != "" {
		c.Zones = []string{zone}
	}
	if source, ok := r.sourceOf(p.Text("SourceDBInstanceIdentifier")); ok {
		c.Copies.Of = source.Name()
		c.Tier, _ = r.placeOf(source.Properties.Text("DBSubnetGroupName"))
		c.Facts = append(c.Facts, "a copy for reading, seconds behind")
		return
	}
	c.Facts[0] = strings.TrimSpace(engineName(p.Text("Engine"))+" "+p.Text("EngineVersion")) + ", " + c.Facts[0]
	c.Copies.BackupDays, _ = p.Int("BackupRetentionPeriod")
	c.Copies.Standby = p.Is("MultiAZ")
	if c.Copies.Standby {
		c.Facts = append(c.Facts, "standby in another zone takes over by itself")
	} else {
		c.Facts = append(c.Facts, "in one zone, without a standby")
	}
}

// sourceOf finds the primary of a replica, which is named by its identifier or within an ARN.
func (r *reader) sourceOf(text string) (cloudformation.Resource, bool) {
	for _, reference := range cloudformation.References(text) {
		if source, ok := r.env.Find(reference.String()); ok && source.Type == "AWS::RDS::DBInstance" {
			return source, true
		}
	}
	return cloudformation.Resource{}, false
}

func engineName(engine string) string {
	if engine == "mysql" {
		return "MySQL"
	}
	return engine
}
