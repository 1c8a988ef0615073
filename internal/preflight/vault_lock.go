package preflight

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"

	"kasha/lib/config"
)

// vault is a backup vault with its lock, as AWS Backup lists it. Only a compliance lock has a date, from which on it is final.
type vault struct {
	Name             string  `json:"BackupVaultName"`
	MinRetentionDays *int    `json:"MinRetentionDays"`
	LockDate         float64 `json:"LockDate"` // in seconds since 1970
}

// checkVaultLocks compares the compliance locks that the environment's vaults have with backup.lock and backup.retentionDays. AWS Backup
// refuses to change a final lock, so the deployment would fail. Before that, a note says what will be final and when.
func checkVaultLocks(ctx context.Context, session aws.Config, env config.Environment, now time.Time) (obstacles, notes []string) {
	if !env.Backup.Archive {
		return nil, nil
	}
	places := []struct{ region, vault string }{{env.Region, env.Names().ArchiveVault()}}
	if env.Backup.CopyRegion != "" {
		places = append(places, struct{ region, vault string }{env.Backup.CopyRegion, env.Names().ArchiveCopyVault()})
	}
	for _, place := range places {
		locked, err := findVault(ctx, session, place.region, place.vault)
		obstacle, note := "", ""
		switch code := apiCode(err); {
		case err == nil:
			obstacle, note = locked.compare(place.vault, env.Backup, now)
		case isExpired(code):
			obstacle = unusable(err, signInCommand(session.Credentials))
		default:
			note = fmt.Sprintf("AWS Backup in %s does not say which lock the vault %s has (%s). It refuses to change a compliance lock.",
				place.region, place.vault, cause(err))
		}
		if obstacle != "" {
			obstacles = append(obstacles, obstacle)
		}
		if note != "" {
			notes = append(notes, note)
		}
	}
	return obstacles, notes
}

// compare compares the lock of a vault with the configuration. A vault that does not exist yet has no lock.
func (v vault) compare(name string, backup config.Backup, now time.Time) (obstacle, note string) {
	wanted := backup.Lock == config.LockCompliance
	final := time.Unix(int64(math.Ceil(v.LockDate)), 0).UTC()
	day := final.Format(time.DateOnly)
	switch same := wanted && v.MinRetentionDays != nil && *v.MinRetentionDays == backup.RetentionDays; {
	case v.LockDate == 0 && wanted:
		return "", fmt.Sprintf("The vault %s gets a compliance lock. From %d days after this deployment on, no one can change backup.lock "+
			"or backup.retentionDays any more, or delete a snapshot that is younger than %d days.",
			name, config.ComplianceGraceDays, backup.RetentionDays)
	case v.LockDate == 0, same && !now.Before(final):
		return "", ""
	case same:
		return "", fmt.Sprintf("The compliance lock of the vault %s is final on %s. Until then, backup.lock and backup.retentionDays can "+
			"still be changed.", name, day)
	case now.Before(final):
		return "", fmt.Sprintf("This deployment changes the compliance lock of the vault %s, which is final on %s. After that day it would "+
			"fail.", name, day)
	}
	fix := `"lock": "compliance"`
	if v.MinRetentionDays != nil {
		fix += fmt.Sprintf(` and "retentionDays": %d`, *v.MinRetentionDays)
	}
	return fmt.Sprintf("The vault %s has a compliance lock that is final since %s. AWS Backup refuses to change it, so the deployment would "+
		"fail; fix: %s in the environment's backup in cdk.json.", name, day, fix), ""
}

// findVault asks AWS Backup for a vault; one without a name does not exist. The list is asked because AWS Backup answers for a single vault
// that does not exist with AccessDeniedException.
func findVault(ctx context.Context, session aws.Config, region, name string) (vault, error) {
	const pages = 100 // of 1000 vaults
	token := ""
	for range pages {
		query := url.Values{"maxResults": {"1000"}}
		if token != "" {
			query.Set("nextToken", token)
		}
		list := request{service: "backup", region: region, method: http.MethodGet, path: "/backup-vaults/?" + query.Encode()}
		answer, err := list.send(ctx, session)
		if err != nil {
			return vault{}, err
		}
		vaults, next, err := readVaults(answer)
		if err != nil {
			return vault{}, err
		}
		for _, found := range vaults {
			if found.Name == name {
				return found, nil
			}
		}
		if token = next; token == "" {
			return vault{}, nil
		}
	}
	return vault{}, fmt.Errorf("the list of vaults has no end")
}

// readVaults reads one page of AWS Backup's list, or its refusal.
func readVaults(answer response) (vaults []vault, next string, err error) {
	var page struct {
		Vaults  []vault `json:"BackupVaultList"`
		Next    string  `json:"NextToken"`
		Message string  `json:"message"` // of a refusal; the field's case differs between errors, and Go does not mind
	}
	err = json.Unmarshal(answer.body, &page)
	if code, _, _ := strings.Cut(answer.header.Get("X-Amzn-ErrorType"), ":"); code != "" {
		return nil, "", &smithy.GenericAPIError{Code: code, Message: page.Message}
	}
	if err != nil || answer.status != http.StatusOK {
		return nil, "", fmt.Errorf("status %d and no list of vaults", answer.status)
	}
	return page.Vaults, page.Next, nil
}
