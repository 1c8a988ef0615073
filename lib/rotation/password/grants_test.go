package password

import (
	"slices"
	"strings"
	"testing"
)

const to = "`b`@`%`"

func grantsOf(t *testing.T, lines ...string) []grant {
	t.Helper()
	var grants []grant
	for _, line := range lines {
		g, err := parseGrant(line+" TO "+to, to)
		if option, found := strings.CutSuffix(line, "+"); found {
			g, err = parseGrant(option+" TO "+to+" WITH GRANT OPTION", to)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		grants = append(grants, g)
	}
	return grants
}

// TestGrantsBecomeTheSame catches a grant that is not copied, and one that stays after it was revoked from the first user.
func TestGrantsBecomeTheSame(t *testing.T) {
	for name, c := range map[string]struct{ have, want, statements []string }{
		"new user": {
			[]string{"GRANT USAGE ON *.*"},
			[]string{"GRANT USAGE ON *.*", "GRANT SELECT, INSERT ON `kasha`.*"},
			[]string{"GRANT SELECT, INSERT ON `kasha`.* TO " + to},
		},
		"nothing to do": {
			[]string{"GRANT SELECT, INSERT ON `kasha`.*"}, []string{"GRANT INSERT, SELECT ON `kasha`.*"}, nil,
		},
		"revoked": {
			[]string{"GRANT SELECT, DELETE ON `kasha`.*", "GRANT SELECT ON `old`.*"}, []string{"GRANT SELECT ON `kasha`.*"},
			[]string{"REVOKE DELETE ON `kasha`.* FROM " + to, "REVOKE SELECT ON `old`.* FROM " + to},
		},
		"columns in another order": {
			[]string{"GRANT SELECT (`b`, `a`) ON `kasha`.`t`"}, []string{"GRANT SELECT (`a`, `b`) ON `kasha`.`t`"}, nil,
		},
		"a column more and one less": {
			[]string{"GRANT UPDATE (`a`, `c`) ON `kasha`.`t`"}, []string{"GRANT UPDATE (`a`, `b, c`) ON `kasha`.`t`"},
			[]string{"GRANT UPDATE (`b, c`) ON `kasha`.`t` TO " + to, "REVOKE UPDATE (`c`) ON `kasha`.`t` FROM " + to},
		},
		"all becomes some": {
			[]string{"GRANT ALL PRIVILEGES ON `kasha`.*"}, []string{"GRANT SELECT ON `kasha`.*"},
			[]string{"REVOKE ALL PRIVILEGES ON `kasha`.* FROM " + to, "GRANT SELECT ON `kasha`.* TO " + to},
		},
		"some becomes all": {
			[]string{"GRANT SELECT ON `kasha`.*"}, []string{"GRANT ALL PRIVILEGES ON `kasha`.*"},
			[]string{"GRANT ALL PRIVILEGES ON `kasha`.* TO " + to},
		},
		"grant option comes": {
			[]string{"GRANT SELECT ON `kasha`.*"}, []string{"GRANT SELECT ON `kasha`.*+"},
			[]string{"GRANT USAGE ON `kasha`.* TO " + to + " WITH GRANT OPTION"},
		},
		"grant option goes": {
			[]string{"GRANT SELECT ON `kasha`.*+"}, []string{"GRANT SELECT ON `kasha`.*"},
			[]string{"REVOKE GRANT OPTION ON `kasha`.* FROM " + to},
		},
		"static and dynamic privileges": {
			[]string{"GRANT PROCESS ON *.*"}, []string{"GRANT PROCESS ON *.*", "GRANT BACKUP_ADMIN ON *.*"},
			[]string{"GRANT BACKUP_ADMIN ON *.* TO " + to},
		},
	} {
		if got := difference(grantsOf(t, c.have...), grantsOf(t, c.want...), to); !slices.Equal(got, c.statements) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.statements)
		}
	}
}

// TestGrantsThatCannotBeCopiedAreRefused catches a role or a partial revoke that is dropped without a sign.
func TestGrantsThatCannotBeCopiedAreRefused(t *testing.T) {
	for line, want := range map[string]string{
		"GRANT `reader`@`%` TO " + to:                "role",
		"GRANT reader TO " + to:                      "role",
		"REVOKE SELECT ON `mysql`.* FROM " + to:      "partial revoke",
		"GRANT SELECT ON `kasha`.* TO `other`@`%`":   "cannot read",
		"SET DEFAULT ROLE reader FOR " + to:          "cannot read",
		"GRANT SELECT (`x ON y`) TO `somebody`@`%` ": "cannot read",
	} {
		if got, err := parseGrant(line, to); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v; want an error with %q", line, got, err, want)
		}
	}
}
