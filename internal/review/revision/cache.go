package revision

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// keptBases is how many commits' assemblies are kept; one is about 2 MB.
const keptBases = 5

// cached is where the assembly of a commit is kept: one place for each commit, Go and Node.js. Everything else that decides
// the assembly is in the commit.
func (p Project) cached(ctx context.Context, commit string) (string, error) {
	goVersion, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		return "", fmt.Errorf("go does not run: %w", err)
	}
	node := filepath.Join(p.NodeModules, ".bin", "node")
	nodeVersion, err := exec.CommandContext(ctx, node, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s does not run; run npm ci in the project's folder first", node)
	}
	tools := sha256.Sum256([]byte(string(goVersion) + string(nodeVersion)))
	return filepath.Join(p.Cache, fmt.Sprintf("base-%s-%x", commit, tools[:4])), nil
}

// forget removes all but the newest assemblies.
func (p Project) forget() error {
	entries, err := os.ReadDir(p.Cache)
	if err != nil {
		return err
	}
	age := map[string]int64{}
	var bases []string
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && strings.HasPrefix(entry.Name(), "base-") {
			age[entry.Name()] = info.ModTime().UnixNano()
			bases = append(bases, entry.Name())
		}
	}
	sort.Slice(bases, func(i, j int) bool { return age[bases[i]] > age[bases[j]] })
	for _, old := range bases[min(len(bases), keptBases):] {
		if err := os.RemoveAll(filepath.Join(p.Cache, old)); err != nil {
			return err
		}
	}
	return nil
}
