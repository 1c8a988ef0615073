package tests

import "testing"

// TestProductionDatabaseSurvivesStackDeletion catches a database that is lost with its stack: no final snapshot, no deletion protection,
// automated backups deleted with the instance.
func TestProductionDatabaseSurvivesStackDeletion(t *testing.T) {
	eachShape(t, func(p platform) {
		primary, replicas := p.instances()
		for _, policy := range []string{primary.written.DeletionPolicy, primary.written.UpdateReplacePolicy} {
			if policy != "Snapshot" {
				p.t.Errorf("%s: policy %q, want a final snapshot", primary, policy)
			}
		}
		p.equal(primary, "DeleteAutomatedBackups", false)
		p.equal(primary, "CopyTagsToSnapshot", true)
		for _, instance := range append(replicas, primary) {
			p.equal(instance, "DeletionProtection", p.env.IsProduction())
		}
	})
}
