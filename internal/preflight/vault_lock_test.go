package preflight

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kasha/lib/config"
)

// listVaults answers as AWS Backup does, with one vault on each page.
func (a *standIn) listVaults(w http.ResponseWriter, r *http.Request, region string) {
	switch {
	case a.noVaults == hangUp:
		panic(http.ErrAbortHandler)
	case a.noVaults != "" || r.Method != http.MethodGet || r.URL.Path != "/backup-vaults/" || r.FormValue("maxResults") != "1000":
		w.Header().Set("X-Amzn-ErrorType", a.noVaults+":http://internal.amazon.com/coral/")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"Message": "The stand-in says so."}`)
		return
	}
	page, _ := strconv.Atoi(r.FormValue("nextToken"))
	var answer struct {
		BackupVaultList []vault
		NextToken       *string
	}
	if page < len(a.vaults[region]) {
		answer.BackupVaultList = a.vaults[region][page : page+1]
	}
	if next := strconv.Itoa(page + 1); page+1 < len(a.vaults[region]) {
		answer.NextToken = &next
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// TestAFinalLockIsComparedBeforeADeployment catches a deployment that fails at the archive's vault, because its lock can never change
// again. It also catches a lock that becomes final without a word, and an obstacle where AWS Backup would not refuse.
func TestAFinalLockIsComparedBeforeADeployment(t *testing.T) {
	const day = 24 * time.Hour
	now := time.Now().Truncate(time.Second)
	locked := func(name string, retention int, until time.Duration) vault {
		return vault{Name: name, MinRetentionDays: &retention, LockDate: float64(now.Add(until).Unix())}
	}
	on := func(until time.Duration) string { return now.Add(until).UTC().Format(time.DateOnly) }
	archive := func(lock string, retention int) config.Backup {
		return config.Backup{Archive: true, Lock: lock, RetentionDays: retention}
	}
	governance := func(name string) vault { days := 2555; return vault{Name: name, MinRetentionDays: &days} }
	for name, test := range map[string]struct {
		backup         config.Backup
		here, there    []vault // in the environment's region, and in that of the copies
		refusal        string
		obstacle, note string // one sentence begins with it, and there is no other
	}{
		"no archive": {backup: config.Backup{Lock: "compliance", RetentionDays: 31},
			here: []vault{locked("kasha-dev-archive", 99, -day)}},
		"governance":            {backup: archive("governance", 31), here: []vault{governance("kasha-dev-archive")}},
		"no vault yet, no lock": {backup: archive("none", 31)},
		"no vault yet": {backup: archive("compliance", 31),
			note: "The vault kasha-dev-archive gets a compliance lock. From 7 days after this deployment on, no one can change"},
		"governance becomes compliance": {backup: archive("compliance", 31),
			here: []vault{governance("default"), governance("kasha-dev-archive")},
			note: "The vault kasha-dev-archive gets a compliance lock."},
		"not yet final": {backup: archive("compliance", 31),
			here: []vault{locked("kasha-dev-archive", 31, 2*day)},
			note: "The compliance lock of the vault kasha-dev-archive is final on " + on(2*day)},
		"changed before it is final": {backup: archive("compliance", 60),
			here: []vault{locked("kasha-dev-archive", 31, 2*day)},
			note: "This deployment changes the compliance lock of the vault kasha-dev-archive, which is final on " + on(2*day)},
		"final and the same": {backup: archive("compliance", 31),
			here: []vault{locked("kasha-dev-archive", 31, -day)}},
		"another retention": {backup: archive("compliance", 60),
			here: []vault{governance("default"), locked("kasha-dev-archive", 31, -day)},
			obstacle: "The vault kasha-dev-archive has a compliance lock that is final since " + on(-day) + ". AWS Backup refuses to change it, " +
				`so the deployment would fail; fix: "lock": "compliance" and "retentionDays": 31 in the environment's backup in cdk.json.`},
		"back to governance": {backup: archive("governance", 31),
			here: []vault{locked("kasha-dev-archive", 31, -day)}, obstacle: "The vault kasha-dev-archive has a compliance lock that is final"},
		"another environment's": {backup: archive("governance", 31),
			here: []vault{locked("kasha-prod-archive", 99, -day)}},
		"the copies": {backup: config.Backup{Archive: true, Lock: "none", RetentionDays: 31, CopyRegion: "us-west-2"},
			there:    []vault{locked("kasha-dev-archive-copy", 31, -day)},
			obstacle: "The vault kasha-dev-archive-copy has a compliance lock that is final"},
		"not allowed": {backup: archive("compliance", 31), refusal: "AccessDeniedException",
			note: "AWS Backup in eu-west-1 does not say which lock the vault kasha-dev-archive has (The stand-in says so)"},
		"no answer": {backup: archive("compliance", 31), refusal: hangUp,
			note: "AWS Backup in eu-west-1 does not say"},
		"expired": {backup: archive("compliance", 31), refusal: "ExpiredTokenException",
			obstacle: "The AWS credentials have expired"},
	} {
		t.Run(name, func(t *testing.T) {
			aws := standIn{account: "444444444444", noVaults: test.refusal,
				vaults:     map[string][]vault{"eu-west-1": test.here, "us-west-2": test.there},
				bootstraps: map[string]string{"eu-west-1": "30", "us-east-1": "30", "us-west-2": "30"}}
			kasha := platform()
			kasha.Environments[0].Backup = test.backup
			cleared, obstacles := checkDev(t, kasha, Deploy, &aws)
			begins(t, "obstacles", obstacles, test.obstacle)
			begins(t, "notes", cleared.Notes, test.note)
			if asked := slices.Contains(aws.asked, "backup/eu-west-1"); asked != test.backup.Archive {
				t.Errorf("AWS Backup was asked: %t, want %t", asked, test.backup.Archive)
			}
		})
	}
}

// begins checks that there is one sentence with this beginning, or none where it is empty.
func begins(t *testing.T, what string, got []string, want string) {
	t.Helper()
	if want == "" && len(got) == 0 {
		return
	}
	if want == "" || len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Errorf("got %s %q, want one that begins with %q", what, got, want)
	}
}
