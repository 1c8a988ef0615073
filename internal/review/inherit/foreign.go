package inherit

import (
	"path/filepath"
	"regexp"
	"strings"
)

// Foreign returns the folder that git refuses to read because it belongs to another user. said is git's message about the folder dir. The
// project may be in a folder of its repository, and only git's own spelling counts as safe.
func Foreign(said, dir string) (folder string, refused bool) {
	if !strings.Contains(said, "dubious ownership") {
		return "", false
	}
	if named := regexp.MustCompile(`in repository at '(.+)'`).FindStringSubmatch(said); named != nil {
		return named[1], true
	}
	folder, _ = filepath.Abs(dir)
	return folder, true
}
