package tests

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"

	"kasha/lib/config"
)

// flags is the file that flagsFile writes. TestMain removes its folder.
var flags struct {
	once sync.Once
	dir  string
}

// flagsFile is a cdk.json with the feature flags of the repository's, and without the settings of somebody's account. With an adopter's
// permissions boundary in every role, or with another bootstrap, no template would equal its snapshot.
func flagsFile() string {
	flags.once.Do(func() {
		var err error
		if flags.dir, err = os.MkdirTemp("", "kasha-flags-"); err == nil {
			err = writeFlags(filepath.Join(flags.dir, "cdk.json"), nil)
		}
		if err != nil {
			panic("tests: the feature flags of cdk.json: " + err.Error()) // nothing can be synthesized
		}
	})
	return filepath.Join(flags.dir, "cdk.json")
}

// writeFlags writes a cdk.json with these settings instead of the repository's.
func writeFlags(to string, settings map[string]any) error {
	file, err := config.ReadCDKFile(inRepository("cdk.json"))
	if err != nil {
		return err
	}
	for _, key := range config.AccountSettings() {
		delete(file.Context, key)
	}
	for key, value := range settings {
		file.Context[key] = value
	}
	data, err := json.Marshal(file)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600)
}
