package review

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/lib/config"
)

// pairUp finds for every stack of head the one of base that a deployment updates: the one with the same name, account and
// region. Of the stacks that are left, those with the same construct path or the same logical ids have moved; CloudFormation
// does not know that. A stack that moves out of a placeholder account was never deployed, so it counts as new.
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
				p.placeholder, p.base = p.base.Account, nil
				continue
			}
			if p.base != nil {
				p.relocation = fmt.Sprintf("stack %s in account %s, %s becomes stack %s in account %s, %s",
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

// inOrder keeps the order of head, and puts a removed stack beside those of its environment.
func inOrder(pairs []pair) []pair {
	first := map[string]int{}
	for i, p := range pairs {
		if _, seen := first[p.stage()]; !seen {
			first[p.stage()] = i
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return first[a.stage()] - first[b.stage()] })
	return pairs
}

// updates reports whether a deployment of head updates this very stack. Where one revision leaves the account open, it counts
// as the other's account: to write it down moves nothing.
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

// sameAccount keeps an added environment from being taken for a removed one.
func sameAccount(base, head *assembly.Stack) bool {
	return base.Account == head.Account && base.Region == head.Region
}

const openAccount = "(that of the credentials)"

func account(stack *assembly.Stack) string {
	if !stack.AccountIsKnown() {
		return openAccount
	}
	return stack.Account
}
