package config

import (
	"encoding/json"
	"hash/fnv"
	"regexp"
	"strings"
)

// Route is a path of a load balancer, and the place of its rule among the others.
type Route struct {
	// Path is one path, or all paths that begin with what stands before the star.
	//
	//	Default: none; required
	//	Allowed: at most 128 of letters, digits and /_-.$~@:+&; a star only behind the last slash; at most 7 slashes
	//	Source:  ELB user guide, "Path conditions"; upper and lower case differ, and the query is no part of it
	Path string `json:"path"`

	// Priority is the place of the route's rule. Without it, the path decides: it needs no other number when routes come and go. Write it only
	// where two routes would have the same place.
	//
	//	Unit:    place among the rules
	//	Default: 0; what the path decides, from 1000 to 49999
	//	Allowed: 0, or 2 to 999; before those of all less specific routes
	//	Source:  ELB API, CreateRule, Priority
	Priority int `json:"priority"`
}

// The places of the rules on one listener. ELB tries the lowest first.
//
//	1           the frontend's rule, while there are no public routes
//	2-999       routes with a priority of their own
//	1000-49999  the other routes
//	50000       the frontend's rule behind routes; it takes everything else
//
// ELB refuses a rule with a priority that another rule has. CloudFormation makes new rules before it removes old ones, so this also holds
// for the moment of an update. A priority must therefore follow from the route alone, never from its place in a list. One more element of a
// list would give other rules new numbers, which collide on the way. The logical id of a rule follows from the route too. If a route moves
// to another service, CloudFormation changes the rule's target in place.
//
// The more specific of two routes that overlap has the lower number. Routes overlap only when one lies within the other, because a star
// stands at the end: the inner one has more slashes, or no star. Each number of slashes has a band of its own. Within a band a digest of
// the path decides. Two routes of one band get the same number once in some thousand cases; lib/config then asks for a priority.
const (
	firstOwnPriority, lastOwnPriority = 2, 999

	firstPriority = 1000
	bandWidth     = 7000
	mostSlashes   = 7

	// FrontendPriority is the place of the frontend's rule without public routes, and FrontendPriorityBehindRoutes the one with them.
	FrontendPriority             = 1
	FrontendPriorityBehindRoutes = 50000
)

// prepare fills a route of which nothing was written.
func (r *Route) prepare(map[string]any) { *r = Route{} }

// UnmarshalText reads the short form, a path alone. It returns no error: see checkRoutes.
func (r *Route) UnmarshalText(text []byte) error {
	*r = Route{Path: string(text)}
	return nil
}

// MarshalJSON writes the short form where it says the same.
func (r Route) MarshalJSON() ([]byte, error) {
	if r.Priority == 0 {
		return json.Marshal(r.Path)
	}
	type object Route // without this method
	return json.Marshal(object(r))
}

var routePattern = regexp.MustCompile(`^(/[A-Za-z0-9_.$~@:+&-]+)*(/\*?)?$`)

func (r Route) isValid() bool {
	const longest = 128
	return r.Path != "" && len(r.Path) <= longest && routePattern.MatchString(r.Path) && strings.Count(r.Path, "/") <= mostSlashes
}

// RulePriority returns the place of the route's rule.
func (r Route) RulePriority() int {
	if r.Priority != 0 {
		return r.Priority
	}
	digest := fnv.New32a()
	digest.Write([]byte(r.Path))
	return firstPriority + r.band()*bandWidth + int(digest.Sum32()%bandWidth)
}

// band is lower the more specific a route is: 0 for a single path of the most slashes. "/*", which is no route, would be the last.
func (r Route) band() int {
	band := mostSlashes - strings.Count(r.Path, "/")
	if strings.HasSuffix(r.Path, "*") {
		band++
	}
	return min(band, mostSlashes-1)
}

// covers reports whether every path of another route is one of this one. Two routes overlap only if one covers the other.
func (r Route) covers(other Route) bool {
	before, star := strings.CutSuffix(r.Path, "*")
	return r.Path == other.Path || star && strings.HasPrefix(other.Path, before)
}

// example is a path of the route.
func (r Route) example() string {
	if before, star := strings.CutSuffix(r.Path, "*"); star {
		return before + "x"
	}
	return r.Path
}
