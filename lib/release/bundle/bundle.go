// Package bundle describes for the constructs the function that CloudFormation calls for a release: its folder after compilation, and the
// names of its variables. scripts/build compiles the function together with the CDK app.
package bundle

import (
	"errors"
	"os"
	"path/filepath"

	"kasha/lib/rotation/bundle"
)

// The function's environment variables.
const (
	MachineVariable        = "STATE_MACHINE_ARN"   // that waits for the release
	TaskDefinitionVariable = "TASK_DEFINITION_ARN" // that the release runs
)

// ErrMissing is returned where the function was not compiled.
var ErrMissing = errors.New(
	"build/release/bootstrap: the function for releases is not compiled; fix: run scripts/build, or make synth, which runs it")

// Folder returns the folder of the compiled function, which is beside that of the rotation function.
func Folder() (string, error) {
	rotation, err := bundle.Folder()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(filepath.Dir(rotation), "release")
	if info, err := os.Stat(filepath.Join(folder, bundle.Program)); err != nil || !info.Mode().IsRegular() {
		return "", ErrMissing
	}
	return folder, nil
}
