package revision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"

	"kasha/internal/review/inherit"
)

const (
	// keptBases is how many commits have their assemblies cached. One takes about 2 MB.
	keptBases = 5

	// abandoned is the age after which a folder of an unfinished review belongs to a process that was killed.
	abandoned = 24 * time.Hour

	// checksumFile is the file in a cached assembly with the checksum of all others.
	checksumFile = "review-checksum"

	// withRules is part of the name of a cached assembly. Earlier reviews cached assemblies without the verdict of the rules.
	withRules = "rules"
)

// cached is the folder for the assembly of a commit, one for each version of Go and Node.js and for each folder of the repository.
// Everything else that the assembly depends on is in the commit.
func (p Project) cached(ctx context.Context, r repository, commit string) (string, error) {
	goVersion := exec.CommandContext(ctx, "go", "env", "GOVERSION")
	goVersion.Env = inherit.Environment()
	goSays, err := goVersion.Output()
	if err != nil {
		return "", fmt.Errorf("go does not run: %w", err)
	}
	node := filepath.Join(p.NodeModules, ".bin", "node")
	nodeVersion := exec.CommandContext(ctx, node, "--version")
	nodeVersion.Env = inherit.Environment()
	nodeSays, err := nodeVersion.Output()
	if err != nil {
		return "", fmt.Errorf("%s does not run; fix: run npm ci in the project's folder", node)
	}
	about := sha256.Sum256([]byte(string(goSays) + string(nodeSays) + r.prefix + withRules))
	return filepath.Join(p.Cache, fmt.Sprintf("base-%s-%x", commit, about[:4])), nil
}

// use reports whether the cache has an assembly that is complete and unchanged since it was written.
func (p Project) use(cached string) bool {
	written, err := os.ReadFile(filepath.Join(cached, checksumFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	sum, sumErr := checksum(cached)
	if err != nil || sumErr != nil || sum != string(written) {
		fmt.Fprintf(p.Log, "%s: the cached assembly is damaged, so it is synthesized again\n", cached)
		return false
	}
	now := time.Now()
	_ = os.Chtimes(cached, now, now) // what is in use is not the oldest
	return true
}

// keep moves a new assembly into the cache, unless another review has done so. The checksum is written first: a folder under the
// name of a commit is always complete.
func (p Project) keep(fresh, cached string) error {
	sum, err := checksum(fresh)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(fresh, checksumFile), []byte(sum), 0o644); err != nil {
		return err
	}
	unlock, err := p.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if p.use(cached) {
		return os.RemoveAll(fresh)
	}
	if err := os.RemoveAll(cached); err != nil {
		return err
	}
	if err := os.Rename(fresh, cached); err != nil {
		return err
	}
	return p.forget()
}

// lock waits for other reviews that change the cache. It is held for the time of a rename.
func (p Project) lock() (unlock func(), err error) {
	file, err := os.OpenFile(filepath.Join(p.Cache, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil
}

// checksum is one of all files of an assembly, with their names.
func checksum(dir string) (string, error) {
	sum := sha256.New()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error { // in lexical order
		if err != nil || entry.IsDir() || entry.Name() == checksumFile {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if entry.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(path)
			fmt.Fprintf(sum, "%q -> %q\n", name, target)
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		fmt.Fprintf(sum, "%q %d\n", name, info.Size())
		_, err = io.Copy(sum, file)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}

// forget removes all cached assemblies but the newest, and what killed reviews left.
func (p Project) forget() error {
	entries, err := os.ReadDir(p.Cache)
	if err != nil {
		return err
	}
	age := map[string]time.Time{}
	var bases, old []string
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			continue // another review has removed it
		}
		age[entry.Name()] = info.ModTime()
		switch {
		case strings.HasPrefix(entry.Name(), "base-"):
			bases = append(bases, entry.Name())
		case entry.IsDir() && time.Since(info.ModTime()) > abandoned:
			old = append(old, entry.Name())
		}
	}
	sort.Slice(bases, func(i, j int) bool { return age[bases[i]].After(age[bases[j]]) })
	for _, name := range append(old, bases[min(len(bases), keptBases):]...) {
		if err := os.RemoveAll(filepath.Join(p.Cache, name)); err != nil {
			return err
		}
	}
	return nil
}
