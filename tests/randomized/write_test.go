package randomized

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

var writeTo = flag.String("write", "",
	"the folder that TestWriteConfigurations writes generated cdk.json files to; scripts/same-templates sets it")

// TestWriteConfigurations writes one generated cdk.json for each group of regions, for scripts/same-templates. The flag -rapid.seed
// repeats a draw.
func TestWriteConfigurations(t *testing.T) {
	if *writeTo == "" {
		t.Skip("SKIPPED: it only writes files; scripts/same-templates runs it")
	}
	for i, regions := range groups() {
		drawn := 0
		rapid.Check(t, func(t *rapid.T) {
			drawn++
			if drawn != 3+i { // the first draws are the plainest
				return
			}
			file := filepath.Join(*writeTo, fmt.Sprintf("generated-%d", i), "cdk.json")
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := writeConfiguration(file, application(t, regions)); err != nil {
				t.Fatal(err)
			}
		})
	}
}
