// Package bundle describes the rotation function for the constructs: its folder after compilation, which the CDK uploads, and the names and
// values of its variables. scripts/build compiles the function together with the CDK app.
package bundle

import (
	"errors"
	"os"
	"path/filepath"
)

const (
	// Variable names the environment variable with the function's folder. It is for programs that run the application from
	// somewhere else, such as tests.
	Variable = "KASHA_ROTATION_FUNCTION"

	// Program is the file in the folder that the runtime provided.al2023 starts.
	Program = "bootstrap"
)

// The function's environment variables.
const (
	StrategyVariable = "STRATEGY"
	ExcludeVariable  = "EXCLUDE_CHARACTERS" // characters that no password may hold
)

// Strategy says whose password a rotation changes; see lib/rotation/password.
type Strategy string

// The strategies.
const (
	OneUser          Strategy = "one-user"
	AlternatingUsers Strategy = "alternating-users"
)

// ErrMissing is returned where the function was not compiled.
var ErrMissing = errors.New(
	"build/rotation/bootstrap: the rotation function is not compiled; fix: run scripts/build, or make synth, which runs it")

// Folder returns the folder of the compiled function. It is the one that Variable names, the one beside the running program, or
// build/rotation in the working directory or above it.
func Folder() (string, error) {
	var folders []string
	if named := os.Getenv(Variable); named != "" {
		folders = append(folders, named)
	} else {
		if program, err := os.Executable(); err == nil {
			folders = append(folders, filepath.Join(filepath.Dir(program), "rotation"))
		}
		for dir, err := os.Getwd(); err == nil; dir = filepath.Dir(dir) {
			folders = append(folders, filepath.Join(dir, "build", "rotation"))
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	for _, folder := range folders {
		if info, err := os.Stat(filepath.Join(folder, Program)); err == nil && info.Mode().IsRegular() {
			return folder, nil
		}
	}
	return "", ErrMissing
}
