package review

import (
	"fmt"
	"sort"
	"strings"

	"kasha/internal/assembly"
	"kasha/lib/config"
)

// pairUp finds for every stack of head the one of base that a deployment would update: the one of the same name, account
// and region. Stacks left over on both sides that are the same in the construct tree, or hold the same logical ids, have
// moved; CloudFormation knows nothing of that. What moves out of a placeholder account was never deployed, so it is new.
func pairUp(base, head []assembly.Stack) []pair {
	var pairs []pair
	taken := map[int]bool{}
	find := func(same func(a, b *assembly.Stack) bool, h *assembly.Stack) *assembly.Stack {
		for i := range base {
			if !taken[i] && same(&base[i], h) {
				taken[i] = true
				return &base[i]
			}
		}
		return nil
	}
	for i := range head {
		pairs = append(pairs, pair{head: &head[i], base: find(updates, &head[i])})
	}
	for i := range pairs {
		if p := &pairs[i]; p.base == nil {
			p.base = find(moves, p.head)
			if p.base != nil && config.IsPlaceholder(p.base.Account) && account(p.head) != account(p.base) {
				p.nowhere, p.base = p.base.Account, nil
				continue
			}
			if p.base != nil {
				p.was = fmt.Sprintf("stack %s in account %s, %s becomes stack %s in account %s, %s",
					p.base.Name, account(p.base), p.base.Region, p.head.Name, account(p.head), p.head.Region)
			}
		}
	}
	for i := range base {
		if !taken[i] {
			pairs = append(pairs, pair{base: &base[i]})
		}
	}
	return inOrder(pairs)
}

// inOrder keeps head's order and puts what is gone beside its environment.
func inOrder(pairs []pair) []pair {
	first := map[string]int{}
	for i, p := range pairs {
		if _, seen := first[p.stage()]; !seen {
			first[p.stage()] = i
		}
	}
	sort.SliceStable(pairs, func(i, j int) bool { return first[pairs[i].stage()] < first[pairs[j].stage()] })
	return pairs
}

// updates reports whether deploying head changes this very stack. An account that one of the revisions leaves open is
// taken for the other's: writing it down moves nothing.
func updates(base, head *assembly.Stack) bool {
	open := account(base) == openAccount || account(head) == openAccount
	return base.Name == head.Name && base.Region == head.Region && (base.Account == head.Account || open)
}

func moves(base, head *assembly.Stack) bool {
	if base.Path == head.Path {
		return true
	}
	_, part, _ := strings.Cut(base.Path, "/")
	_, other, _ := strings.Cut(head.Path, "/")
	if part != other || len(base.Template.Resources) != len(head.Template.Resources) {
		return false
	}
	for id, resource := range base.Template.Resources {
		if head.Template.Resources[id].Type != resource.Type {
			return false
		}
	}
	return len(base.Template.Resources) > 0 && base.Name != head.Name && base.Stage != head.Stage && sameAccount(base, head)
}

// sameAccount keeps an environment that was added from being taken for one that was removed.
func sameAccount(base, head *assembly.Stack) bool {
	return base.Account == head.Account && base.Region == head.Region
}

const openAccount = "(the credentials')"

func account(stack *assembly.Stack) string {
	if stack.Account == "" || stack.Account == "unknown-account" {
		return openAccount
	}
	return stack.Account
}
