package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/allowlist"
	"kasha/internal/permissions"
	"kasha/internal/promises"
)

// TestEveryShapeHasTheListedConnectionsAndNoOther catches a connection that internal/promises does not list, and a listed one that is gone.
// The failure prints the hops.
func TestEveryShapeHasTheListedConnectionsAndNoOther(t *testing.T) {
	t.Parallel()
	for _, shape := range shapes() {
		t.Run(shape, func(t *testing.T) {
			for _, violation := range connectionViolations(reachModel(t, shape)) {
				t.Error(violation) // it names the connection and whether it is missing or surplus
			}
		})
	}
}

// TestEveryShapeHasTheListedPermissionsAndNoOther catches a sensitive permission that internal/promises does not list, and a listed one
// that is gone. The failure prints the statement.
func TestEveryShapeHasTheListedPermissionsAndNoOther(t *testing.T) {
	t.Parallel()
	for _, shape := range shapes() {
		t.Run(shape, func(t *testing.T) {
			for _, violation := range permissionViolations(permissionsModel(t, shape)) {
				t.Error(violation)
			}
		})
	}
}

// TestThePipelineHasTheListedPermissionsAndNoOther catches a sensitive permission of the pipeline that internal/promises does not list.
func TestThePipelineHasTheListedPermissionsAndNoOther(t *testing.T) {
	for _, violation := range permissionViolations(buildPermissions(t, clonedPipeline(t))) {
		t.Error(violation)
	}
}

// TestEveryLineOfThePermissionListsIsUsed catches a line of the lists that no shape and no pipeline needs: a permission in reserve.
func TestEveryLineOfThePermissionListsIsUsed(t *testing.T) {
	t.Parallel()
	models := []*permissions.Model{buildPermissions(t, clonedPipeline(t))}
	for _, shape := range shapes() {
		models = append(models, permissionsModel(t, shape))
	}
	used := map[string]bool{}
	for _, model := range models {
		list := promises.Permissions(model.Environment())
		unused := model.Unused(list)
		for _, line := range list {
			isUnused := slices.ContainsFunc(unused, func(u allowlist.Permission) bool { return u.String() == line.String() })
			used[line.String()] = used[line.String()] || !isUnused
		}
	}
	for line, isUsed := range used {
		// Only regions newer than August 2022 need this line: they have no account for load balancers. make shapes draws them.
		if !isUsed && !strings.HasPrefix(line, "service logdelivery.elasticloadbalancing.amazonaws.com may s3:PutObject") {
			t.Errorf("no shape needs %q; fix: remove it from internal/promises", line)
		}
	}
}
