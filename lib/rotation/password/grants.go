package password

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// copyGrants makes the grants of the user to the same as those of the user from. It adds what is missing, and then revokes what
// is too much. So a connection of the user to never has less than both allow.
//
// Roles and partial revokes are refused. MySQL activates a role only where it is a default role, and a partial revoke restricts
// a grant that another statement gives. Copying either wrongly would widen or narrow rights without a sign.
func (s server) copyGrants(ctx context.Context, from, to string) error {
	want, err := s.grants(ctx, from)
	if err != nil {
		return fmt.Errorf("reading the grants of %s: %w", from, err)
	}
	have, err := s.grants(ctx, to)
	if err != nil {
		return fmt.Errorf("reading the grants of %s: %w", to, err)
	}
	for _, statement := range difference(have, want, quoteUser(to)) {
		if err := s.run(ctx, "copying a grant", statement); err != nil {
			return err
		}
	}
	return nil
}

func (s server) grants(ctx context.Context, user string) ([]grant, error) {
	rows, err := s.db.QueryContext(ctx, "SHOW GRANTS FOR ?@?", user, anyHost)
	if err != nil {
		return nil, statementError("SHOW GRANTS", err)
	}
	defer rows.Close()
	var grants []grant
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, statementError("SHOW GRANTS", err)
		}
		grant, err := parseGrant(line, quoteUser(user))
		if err != nil {
			return nil, err
		}
		grants = append(grants, grant)
	}
	if err := rows.Err(); err != nil {
		return nil, statementError("SHOW GRANTS", err)
	}
	return grants, nil
}

// grant is one line of SHOW GRANTS.
type grant struct {
	privileges []string
	on         string // such as `kasha`.*
	grantable  bool   // WITH GRANT OPTION
}

// parseGrant reads a line such as
//
//	GRANT SELECT, UPDATE (`a`, `b`) ON `kasha`.`orders` TO `kasha_app`@`%` WITH GRANT OPTION
func parseGrant(line, grantee string) (grant, error) {
	head, tail, found := strings.Cut(line, " TO "+grantee)
	privileges, isGrant := strings.CutPrefix(head, "GRANT ")
	if !found || !isGrant {
		return grant{}, errors.New("a partial revoke, or a line that this function cannot read; revoke and grant without either")
	}
	privileges, on, isPrivilege := cutOn(privileges)
	if !isPrivilege {
		return grant{}, errors.New("a role is granted; grant its privileges to the user instead")
	}
	return grant{privileges: splitPrivileges(privileges), on: on, grantable: strings.Contains(tail, "WITH GRANT OPTION")}, nil
}

// cutOn cuts at the first " ON " outside of backquotes: names of columns may hold anything.
func cutOn(text string) (privileges, on string, found bool) {
	quoted := false
	for i := 0; i < len(text); i++ {
		if text[i] == '`' {
			quoted = !quoted
		}
		if !quoted && strings.HasPrefix(text[i:], " ON ") {
			return text[:i], text[i+len(" ON "):], true
		}
	}
	return "", "", false
}

// splitPrivileges splits at commas outside of parentheses and backquotes. A privilege on several columns becomes one entry a
// column, because MySQL chooses the order of the columns.
func splitPrivileges(text string) []string {
	var privileges []string
	for _, part := range splitOutside(text) {
		name, columns, some := strings.Cut(part, " (")
		if !some {
			privileges = append(privileges, part)
			continue
		}
		for _, column := range splitOutside(strings.TrimSuffix(columns, ")")) {
			privileges = append(privileges, name+" ("+column+")")
		}
	}
	return privileges
}

func splitOutside(text string) []string {
	var parts []string
	depth, quoted, start := 0, false, 0
	for i := 0; i <= len(text); i++ {
		switch {
		case i == len(text) || text[i] == ',' && depth == 0 && !quoted:
			parts = append(parts, strings.TrimSpace(text[start:i]))
			start = i + 1
		case text[i] == '`':
			quoted = !quoted
		case text[i] == '(' && !quoted:
			depth++
		case text[i] == ')' && !quoted:
			depth--
		}
	}
	return parts
}

// difference returns the statements that lead from some grants to others. On each object it gives first and takes afterwards,
// unless all privileges have to go: MySQL would then take back what was just given.
func difference(have, want []grant, grantee string) []string {
	var statements []string
	for _, on := range objects(have, want) {
		old, target := privilegesOn(have, on), privilegesOn(want, on)
		if old.all() && !target.all() {
			statements = append(statements, "REVOKE ALL PRIVILEGES ON "+on+" FROM "+grantee)
			old.privileges = nil
		}
		if missing := without(target.privileges, old.privileges); len(missing) > 0 || target.grantable && !old.grantable {
			statements = append(statements, target.give(missing, grantee))
		}
		if extra := without(old.privileges, target.privileges); len(extra) > 0 && !target.all() {
			statements = append(statements, "REVOKE "+strings.Join(extra, ", ")+" ON "+on+" FROM "+grantee)
		}
		if old.grantable && !target.grantable {
			statements = append(statements, "REVOKE GRANT OPTION ON "+on+" FROM "+grantee)
		}
	}
	return statements
}

func (g grant) all() bool { return slices.Contains(g.privileges, "ALL PRIVILEGES") }

func (g grant) give(privileges []string, grantee string) string {
	if len(privileges) == 0 {
		privileges = []string{"USAGE"} // only the grant option is missing
	}
	statement := "GRANT " + strings.Join(privileges, ", ") + " ON " + g.on + " TO " + grantee
	if g.grantable {
		statement += " WITH GRANT OPTION"
	}
	return statement
}

// objects returns what the grants are on, in the order in which they come up.
func objects(lists ...[]grant) []string {
	var objects []string
	for _, g := range slices.Concat(lists...) {
		if !slices.Contains(objects, g.on) {
			objects = append(objects, g.on)
		}
	}
	return objects
}

// privilegesOn joins the lines on one object: MySQL shows static and dynamic privileges on *.* apart.
func privilegesOn(grants []grant, on string) grant {
	joined := grant{on: on}
	for _, g := range grants {
		if g.on == on {
			joined.privileges = append(joined.privileges, g.privileges...)
			joined.grantable = joined.grantable || g.grantable
		}
	}
	return joined
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(p string) bool {
		return p == "USAGE" || slices.Contains(some, p) // USAGE is MySQL's word for no privilege
	})
}

func quoteUser(user string) string {
	return "`" + strings.ReplaceAll(user, "`", "``") + "`@`" + anyHost + "`"
}
