package review

import (
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/exposure"
	"kasha/internal/review/values"
)

// judge reports whether a change loses something that holds data.
func (c *comparison) judge(p pair, change Change) (Loss, bool) {
	if !change.HoldsData {
		return Loss{}, false
	}
	old, new := p.old[change.LogicalID], p.new[change.LogicalID]
	loss := Loss{
		Kind: change.Kind, Environment: p.stage(), Stack: p.name(),
		Construct: change.Construct, LogicalID: change.LogicalID, Type: values.Type(old),
	}
	switch change.Kind {
	case Removed:
		loss.Because = "the resource is no longer in the template"
		loss.Fate = onDeletion(old)
		from := place{stack: p.name(), id: change.LogicalID}
		if to, moved := c.movedTo[from]; moved {
			loss.MovedTo = change.MovedTo
			loss.Because = "its construct is now " + loss.MovedTo + ". To CloudFormation that is another resource: it creates a new, " +
				"empty one and removes this one. cdk refactor can move it without loss"
			loss.Fails = c.sharedName(from, to)
		} else {
			loss.Fate += stillSent(p.old, change.LogicalID)
		}
	case Replaced, MightBeReplaced, MightBeRemoved:
		loss.Because = c.reasons(p, change)
		loss.Fate = onReplacement(old, new) + stillSent(p.old, change.LogicalID)
		if change.Kind == MightBeRemoved {
			loss.Fate = onDeletion(old)
		}
		switch {
		case change.Kind == Replaced:
			loss.Fails = c.nameClash(p, change)
		case c.stranded[p.name()][change.LogicalID]:
			loss.Fails = "RDS does not remove a subnet from a subnet group while an instance uses it"
		}
	case Changed:
		if because := overwritten(change); because != "" {
			loss.Kind, loss.Because = Overwritten, because
			loss.Fate = "Secrets Manager creates a new version with another value. Whatever was set up with the old value, such as a " +
				"database user, still expects it: rotate the secret at once. The old value stays readable as AWSPREVIOUS until the " +
				"next change."
			return loss, true
		}
		if loss.Type == "AWS::S3::Bucket" {
			if before, after, sooner := exposure.ObjectsExpireSooner(old, new); sooner {
				loss.Kind = Expiring
				loss.Because = "what its lifecycle rules delete changes: " + exposure.Expiries(before) + " → " + exposure.Expiries(after)
				loss.Fate = "S3 deletes every object that has reached this age, also those that are there already. With versioning, what it " +
					"deletes stays as an earlier version until that expires too."
				return loss, true
			}
		}
		because, down := downgrade(old, new)
		if !down {
			return Loss{}, false
		}
		loss.Kind, loss.Because = Downgraded, because
		loss.Fate = "RDS does not downgrade an engine. What remains is a new instance from a backup that the older version made. " +
			"Everything written since then is lost."
		loss.Fails = "RDS refuses a lower engine version"
	default:
		return Loss{}, false
	}
	return loss, true
}

// overwritten says which change of a secret gives it a new value; empty if none does. "When you make a change to this property,
// a new secret version is created." Source: CloudFormation reference, AWS::SecretsManager::Secret, GenerateSecretString and SecretString.
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

// reasons says which properties cause the change, and why.
func (c *comparison) reasons(p pair, change Change) string {
	var reasons []string
	if change.Was != "" {
		reasons = append(reasons, "its type was "+change.Was)
	}
	for _, property := range change.Properties {
		if property.Effect == Changed {
			continue
		}
		from, to := values.Excerpts(property.Old, property.New)
		reason := property.Name + " changes from " + from + " to " + to
		if isDisputed(change.Type, property.Name) {
			reason += aboutDisputed
		}
		if property.Dragged {
			reason = property.Name + " refers to a resource that is itself replaced: " + values.Excerpt(property.New)
		}
		if property.Form {
			reason = "only the form of the reference in " + property.Name + " changes, but CloudFormation knows the value only while it " +
				"deploys, and plans a replacement (aws/aws-cdk issue 38829). It was " + values.Excerpt(property.Old) + " and is " +
				values.Excerpt(property.New)
		}
		reasons = append(reasons, reason)
	}
	if change.Type == nestedStack {
		reasons = append(reasons, "the review does not look inside nested stacks")
	}
	if c.stranded[p.name()][change.LogicalID] {
		reasons = append(reasons, "its subnet group loses subnets, and an instance moves to other subnets only by replacement")
	}
	return strings.Join(reasons, "; ")
}

// clash says why the deployment fails at a resource that holds no data; empty if it does not.
func (c *comparison) clash(p pair, change Change) string {
	from := place{stack: p.name(), id: change.LogicalID}
	to, moved := c.movedTo[from]
	switch {
	case change.Kind == Replaced:
		return c.nameClash(p, change)
	case change.Kind == Removed && moved:
		return c.sharedName(from, to)
	}
	return ""
}

// nameClash says why a replacement fails: CloudFormation creates the new resource before it deletes the old one, and two
// resources cannot have the same name. It is empty where the name changes too, or there is none.
func (c *comparison) nameClash(p pair, change Change) string {
	old, new := values.Properties(p.old[change.LogicalID]), values.Properties(values.Mark(p.new, c.marks)[change.LogicalID])
	var fixed []string
	for _, name := range namingProperties(change.Type, p.diff.Types[change.Type]) {
		was, is := values.String(old[name]), values.String(new[name])
		switch {
		case was == "" && is == "":
		case was != is:
			return ""
		default:
			fixed = append(fixed, name+" "+values.Text(c.Readable(p.name(), is)))
		}
	}
	if len(fixed) == 0 {
		return ""
	}
	return "CloudFormation creates the new resource while the old one still has " + strings.Join(fixed, " and ") + ", and that must be unique"
}

// namingProperties are those that give a type its physical name. The engine's database knows most. The others follow AWS's
// naming pattern: QueueName for AWS::SQS::Queue, Name for AWS::SecretsManager::Secret.
func namingProperties(resourceType string, facts engine.Facts) []string {
	switch resourceType {
	case "AWS::Route53::HostedZone":
		return nil // two zones may have one name
	case "AWS::EC2::Subnet":
		return []string{"CidrBlock", "VpcId"} // unique like a name: two subnets cannot have the same addresses
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
