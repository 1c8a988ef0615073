package review

import (
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// judge reports whether a change is a loss.
func (c *comparison) judge(p pair, change Change) (Loss, bool) {
	if !change.HoldsData {
		return Loss{}, false
	}
	old, new := p.old[change.LogicalID], p.new[change.LogicalID]
	loss := Loss{
		Kind: change.Kind, Environment: p.stage(), Stack: p.name(),
		Construct: change.Construct, LogicalID: change.LogicalID, Type: typeOf(old),
	}
	switch change.Kind {
	case Removed:
		loss.Because = "it is no longer in the template"
		loss.Fate = onDeletion(old)
		from := place{p.name(), change.LogicalID}
		if to, moved := c.movedTo[from]; moved {
			loss.MovedTo = change.MovedTo
			loss.Because = "its construct is now " + loss.MovedTo + ": to CloudFormation that is another resource, so it makes " +
				"a new, empty one and lets go of this one (cdk refactor can move it without loss)"
			loss.Fails = c.sharedName(from, to)
		}
	case Replaced, MightBeReplaced, MightBeRemoved:
		loss.Because = c.reasons(p, change)
		loss.Fate = onReplacement(old, new)
		if change.Kind == MightBeRemoved {
			loss.Fate = onDeletion(old)
		}
		switch {
		case change.Kind == Replaced:
			loss.Fails = c.nameClash(p, change)
		case c.stranded[p.name()][change.LogicalID]:
			loss.Fails = "RDS refuses to take a subnet out of a subnet group while an instance stands in it"
		}
	case Changed:
		if because := overwritten(change); because != "" {
			loss.Kind, loss.Because = Overwritten, because
			loss.Fate = "Secrets Manager makes a new version with another value. Whatever was set up with the old one, a database for instance, " +
				"still wants the old one; rotate the secret at once. The old value stays readable as AWSPREVIOUS until the next change."
			return loss, true
		}
		because, down := downgrade(old, new)
		if !down {
			return Loss{}, false
		}
		loss.Kind, loss.Because = Downgraded, because
		loss.Fate = "RDS does not go back. What remains is a new instance from a backup that the older version made, and everything since then is gone."
		loss.Fails = "RDS refuses a lower engine version"
	default:
		return Loss{}, false
	}
	return loss, true
}

// overwritten says which change of a secret makes a new value: "When you make a change to this property, a new secret version
// is created." Source: CloudFormation reference, AWS::SecretsManager::Secret, GenerateSecretString and SecretString.
func overwritten(change Change) string {
	if change.Type != "AWS::SecretsManager::Secret" {
		return ""
	}
	for _, property := range change.Properties {
		if property.Name == "GenerateSecretString" || property.Name == "SecretString" {
			return property.Name + " changes, and with it the secret's value"
		}
	}
	return ""
}

// reasons says which properties do it, and why.
func (c *comparison) reasons(p pair, change Change) string {
	var reasons []string
	if change.Was != "" {
		reasons = append(reasons, "its type was "+change.Was)
	}
	for _, property := range change.Properties {
		if property.Effect == Changed {
			continue
		}
		reason := property.Name + " changes from " + excerpt(property.Old) + " to " + excerpt(property.New)
		if property.Dragged {
			reason = property.Name + " refers to what is replaced itself: " + excerpt(property.New)
		}
		reasons = append(reasons, reason)
	}
	if change.Type == nestedStack {
		reasons = append(reasons, "what happens to the resources inside of a nested stack is not looked at")
	}
	if c.stranded[p.name()][change.LogicalID] {
		reasons = append(reasons, "its subnet group loses subnets, and an instance moves to others only by being replaced")
	}
	return strings.Join(reasons, "; ")
}

// clash says why the deployment fails at something that holds no data.
func (c *comparison) clash(p pair, change Change) string {
	from := place{p.name(), change.LogicalID}
	to, moved := c.movedTo[from]
	switch {
	case change.Kind == Replaced:
		return c.nameClash(p, change)
	case change.Kind == Removed && moved:
		return c.sharedName(from, to)
	}
	return ""
}

// nameClash says why a replacement cannot even be made: CloudFormation makes the new resource before it deletes the old
// one, and two cannot have one name.
func (c *comparison) nameClash(p pair, change Change) string {
	old, new := properties(p.old[change.LogicalID]), properties(values.Mark(p.new, c.marks)[change.LogicalID])
	var fixed []string
	for _, name := range namingProperties(change.Type, p.diff.Types[change.Type]) {
		was, is := asString(old[name]), asString(new[name])
		switch {
		case was == "" && is == "":
		case was != is:
			return ""
		default:
			fixed = append(fixed, name+" "+c.text(p, is))
		}
	}
	if len(fixed) == 0 {
		return ""
	}
	return "CloudFormation makes the new one while the old one still has " + strings.Join(fixed, " and ") + ", which there can be only once"
}

// namingProperties are those that give a type its physical name. The engine's database names most; the others follow the
// custom that AWS::SQS::Queue is named by QueueName and AWS::SecretsManager::Secret by Name.
func namingProperties(resourceType string, facts engine.Facts) []string {
	switch resourceType {
	case "AWS::Route53::HostedZone":
		return nil // two zones may have one name
	case "AWS::EC2::Subnet":
		return []string{"CidrBlock", "VpcId"} // as good as a name: two subnets cannot share addresses
	}
	last := resourceType[strings.LastIndex(resourceType, ":")+1:]
	names := append([]string{}, facts.Identifier...)
	for _, property := range facts.Replacing {
		switch property {
		case "Name", last + "Name", last + "Identifier":
			names = append(names, property)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
