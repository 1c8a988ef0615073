package review

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// inspectKeys reports databases that RDS can no longer read, because the change disables the key that they are encrypted with. The
// deployment itself succeeds. Source: RDS user guide, "Encrypting Amazon RDS resources".
func (c *comparison) inspectKeys(p pair, o *outcome) {
	if !p.stays() {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(p.new)) {
		key, encrypted := c.keyOf(place{stack: p.name(), id: id})
		if !encrypted || p.old[id] == nil || !c.disables(key) {
			continue
		}
		loss := Loss{
			Kind: Inaccessible, Environment: p.stage(), Stack: p.name(), Construct: c.Construct(p.name(), id), LogicalID: id,
			Type: databaseInstance, Because: "its key " + c.Construct(key.stack, key.id) + " is disabled",
			Fate: "RDS stops the instance. It runs again if someone enables the key and starts it within seven days. After that, it can " +
				"only be restored from a backup, which needs the key too.",
		}
		if c.cannotStop(place{stack: p.name(), id: id}) {
			loss.Fate = "The instance is not usable any more. RDS gives seven days to enable the key only to an instance that it can stop, and " +
				"that is neither a read replica nor an instance with one. So it can only be restored from a backup, which needs the key too."
		}
		o.losses = append(o.losses, loss)
	}
}

// disables reports whether a key is disabled that was not.
func (c *comparison) disables(key place) bool {
	isOff := func(key map[string]any) bool { return values.Text(values.Properties(key)["Enabled"]) == "false" }
	return c.oldResource(key) != nil && !isOff(c.oldResource(key)) && isOff(c.newResource(key))
}

// keyOf is the key of the templates with which an instance is encrypted. A read replica of the same region has that of its source.
func (c *comparison) keyOf(instance place) (key place, encrypted bool) {
	resource := c.newResource(instance)
	if values.Type(resource) != databaseInstance {
		return place{}, false
	}
	used := values.Text(values.Properties(resource)["KmsKeyId"])
	if source, isReplica := c.sourceOf(instance); isReplica && used == "" {
		used = values.Text(values.Properties(c.newResource(source))["KmsKeyId"])
	}
	return c.referred(used, "AWS::KMS::Key")
}

// sourceOf is the instance of the templates that a read replica copies.
func (c *comparison) sourceOf(replica place) (source place, isReplica bool) {
	named := values.Text(values.Properties(c.newResource(replica))["SourceDBInstanceIdentifier"])
	return c.referred(named, databaseInstance)
}

// cannotStop reports whether an instance is a read replica, or has one.
func (c *comparison) cannotStop(instance place) bool {
	if values.Properties(c.newResource(instance))["SourceDBInstanceIdentifier"] != nil {
		return true
	}
	for stack, template := range c.after {
		for id := range template {
			if source, isReplica := c.sourceOf(place{stack: stack, id: id}); isReplica && source == instance {
				return true
			}
		}
	}
	return false
}

// referred is the resource of a type that a text refers to, also as a part of an ARN.
func (c *comparison) referred(text, kind string) (found place, is bool) {
	_, reference, _ := strings.Cut(text, "${")
	reference, _, _ = strings.Cut(reference, "}")
	found = placeOf(reference)
	found.id, _, _ = strings.Cut(found.id, ".")
	return found, values.Type(c.newResource(found)) == kind
}
