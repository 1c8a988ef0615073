package config

import (
	"fmt"
	"strings"

	"kasha/lib/offers"
	"kasha/lib/spelling"
)

// checkEngineVersion checks database.engineVersion. The remedy names the newest version first.
func checkEngineVersion(at object, version offers.EngineVersion) {
	wrong := engineProblem(version)
	if wrong == "" {
		return
	}
	current := offers.EngineVersions()
	newest := len(current) - 1
	at.reject("engineVersion", wrong,
		fmt.Sprintf("%q, the newest; %s are supported too", current[newest], list(current[:newest], "and")))
}

// engineProblem explains why a version cannot be used. It is empty for a version that can.
func engineProblem(version offers.EngineVersion) string {
	// Of years one and two: infracost's price book, May 2026.
	const extended = "MySQL 8.0 is past standard support, and RDS bills Extended Support: $0.10 per vCPU-hour"
	is80 := version == "8.0" || version.Major() == "8.0"
	retired := quote(string(version)) + " is retired: RDS no longer offers it"
	switch support := version.Support(); {
	case support == offers.StandardSupport:
		return ""
	case version == "":
		return "the version is empty"
	case string(version) == offers.NewestEngineVersion().Major():
		return string(version) + " is a major version; Kasha needs a minor one, so that you choose the day of an upgrade"
	case support == offers.ExtendedSupport:
		return extended
	case support == offers.Retired && is80:
		return retired + ". " + extended
	case support == offers.Retired:
		return retired
	}
	return quote(string(version)) + " is not a version of MySQL that RDS is known to offer"
}

// checkInstanceClass checks that database.instanceClass is a class that Kasha knows.
func checkInstanceClass(at object, class offers.Class) {
	if class.IsKnown() {
		return
	}
	shown, parts := quote(class.Name), strings.Split(class.Name, ".")
	if len(parts) != 3 || parts[0] != "db" {
		fix := `a class such as "db.t4g.medium"`
		if offers.ClassOf("db." + class.Name).IsKnown() {
			fix = quote("db." + class.Name)
		}
		at.reject("instanceClass", shown+" is not an instance class of RDS: those begin with db.", fix)
		return
	}
	family := parts[1]
	if sizes := offers.Sizes(family); sizes != nil {
		wrong, others := shown+" does not exist", "a size of db."+family+": "+list(sizes, "or")
		if guess := "db." + family + "." + spelling.Nearest(parts[2], sizes); offers.ClassOf(guess).IsKnown() {
			at.reject("instanceClass", wrong+"; did you mean "+quote(guess)+"?", quote(guess)+", or "+others)
		}
		at.reject("instanceClass", wrong, others)
	}
	if successor := offers.Successor(family); successor != "" {
		at.reject("instanceClass", "AWS retires db."+family, "db."+successor+" instead")
	}
	if guess := "db." + spelling.Nearest(family, offers.Families()) + "." + parts[2]; offers.ClassOf(guess).IsKnown() {
		at.reject("instanceClass", shown+" does not exist; did you mean "+quote(guess)+"?",
			quote(guess)+", or a class of "+list(offers.Families(), "or"))
	}
	at.reject("instanceClass", shown+" is not an instance class that Kasha knows for MySQL",
		"a class of "+list(offers.Families(), "or")+`, such as "db.t4g.medium"`)
}

// checkClassInRegion checks that the region offers the class. at is the environment.
func checkClassInRegion(at object, e Environment) {
	class, region := e.Database.InstanceClass, offers.RegionOf(e.Region)
	if at.valid("region", "database.instanceClass") && !region.HasClass(class) {
		at.reject("database.instanceClass", e.Region+" does not offer "+class.Name, classRemedy(class, region))
	}
}

// classRemedy names the nearest class that all the regions offer, and then the families that they have.
func classRemedy(class offers.Class, regions ...offers.Region) string {
	others := "a class of " + list(offers.FamiliesIn(regions...), "or")
	if nearest := class.NearestIn(regions...); nearest != "" {
		return quote(nearest) + ", or " + others
	}
	return others
}
