package review

import physical "kasha/lib/names"

// noteProxy says what to do by hand before the database proxy is switched on or off. The templates cannot show it: which user the secret
// names, and how the image logs in. Source: RDS API, TargetHealth: a target is REGISTERING before it is AVAILABLE.
func noteProxy(change Change, o *outcome) {
	const section = `docs/runbooks/rotation.md, section E, "Switch the proxy on or off"`
	about := Finding{Construct: change.Construct, Type: change.Type}
	switch {
	case change.Type != "AWS::RDS::DBProxy":
		return
	case change.Kind == Added:
		about.What = "the database proxy is switched on. Before you deploy: the connection secret must name " + physical.ApplicationUser +
			", and after a rotation it may name " + physical.ApplicationUser + "_clone; the image must support DATABASE_AUTH=iam. The proxy " +
			"reaches the database some minutes after it is created. See " + section
	case change.Kind == Removed:
		about.What = "the database proxy is switched off: the image must support DATABASE_AUTH=password. See " + section
	default:
		return
	}
	o.notes = append(o.notes, about)
}
