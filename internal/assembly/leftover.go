package assembly

import (
	"os"
	"path/filepath"
	"strings"
)

// environmentFolder begins the name of an environment's folder in an assembly: assembly-dev. The CDK names it after the stage.
const environmentFolder = "assembly-"

// RemoveLeftovers deletes the folders of environments that an earlier synthesis wrote and that the present one does not have. It returns
// their paths. The CDK never deletes anything in its output folder. Scanners that read the folder without its manifest would find the
// templates of an environment that was renamed or removed.
//
// It deletes folders only, never what a link leads to, and only below dir. It deletes nothing if the manifest cannot be read, or if it
// names no environment.
func RemoveLeftovers(dir string) ([]string, error) {
	var m manifest
	if err := readJSON(filepath.Join(dir, "manifest.json"), &m); err != nil {
		return nil, err
	}
	present := map[string]bool{}
	for _, item := range m.Artifacts.items {
		if item.Type == "cdk:cloud-assembly" {
			present[filepath.Clean(item.Properties.DirectoryName)] = true
		}
	}
	if len(present) == 0 {
		return nil, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var removed []string
	for _, entry := range entries {
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), environmentFolder) || present[entry.Name()] {
			continue
		}
		folder := filepath.Join(dir, entry.Name())
		if err := os.RemoveAll(folder); err != nil {
			return removed, err
		}
		removed = append(removed, folder)
	}
	return removed, nil
}
