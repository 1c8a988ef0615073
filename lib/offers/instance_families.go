package offers

import (
	"slices"
	"strings"
)

// family is a group of instance classes that MySQL 8.4 runs on.
type family struct{ name, sizes string }

// families are the classes of today's generations, each group in order of age. Source: the RDS user guide, "Supported DB engines
// for DB instance classes", column MySQL. Not every region has every one; see Region.HasClass. Left out are the generations that
// AWS retires: t2, m4, r4 and older. Left out are also variants with local disks or of extreme size, which need a reason that a
// table cannot check.
func families() []family {
	const (
		burstable = "micro small medium large xlarge 2xlarge"
		graviton  = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"
	)
	return []family{
		{name: "t3", sizes: burstable}, {name: "t4g", sizes: burstable},
		{name: "m5", sizes: graviton + " 24xlarge"}, {name: "r5", sizes: graviton + " 24xlarge"},
		{name: "m6g", sizes: graviton}, {name: "r6g", sizes: graviton},
		{name: "m6i", sizes: graviton + " 24xlarge 32xlarge"}, {name: "r6i", sizes: graviton + " 24xlarge 32xlarge"},
		{name: "m7g", sizes: graviton}, {name: "r7g", sizes: graviton},
		{name: "m7i", sizes: graviton + " 24xlarge 48xlarge"}, {name: "r7i", sizes: graviton + " 24xlarge 48xlarge"},
		{name: "m8g", sizes: graviton + " 24xlarge 48xlarge"}, {name: "r8g", sizes: graviton + " 24xlarge 48xlarge"},
	}
}

// Classes returns the names of the instance classes that an environment may use: db.t4g.medium and so on.
func Classes() []string {
	var names []string
	for _, family := range families() {
		for _, size := range strings.Fields(family.sizes) {
			names = append(names, "db."+family.name+"."+size)
		}
	}
	return names
}

// Families returns the families of those classes: t3, t4g and so on.
func Families() []string {
	var names []string
	for _, family := range families() {
		names = append(names, family.name)
	}
	return names
}

// Sizes returns the sizes of a family, smallest first. It is empty for an unknown family.
func Sizes(of string) []string {
	for _, family := range families() {
		if family.name == of {
			return strings.Fields(family.sizes)
		}
	}
	return nil
}

// Successor returns the family that takes the place of one that AWS retires. It is empty for other families.
func Successor(of string) string {
	switch of {
	case "t2":
		return "t4g"
	case "m3", "m4":
		return "m7g"
	case "r3", "r4":
		return "r7g"
	}
	return ""
}

// FamiliesIn returns the families that all the regions offer.
func FamiliesIn(regions ...Region) []string {
	return slices.DeleteFunc(Families(), func(family string) bool {
		return slices.ContainsFunc(regions, func(region Region) bool { return !region.hasFamily(family) })
	})
}

// NearestIn returns the name of the newest class of the same kind and size that all the regions offer, or "" if there is none.
// The kinds are t, m and r: burstable, general purpose and memory optimized.
func (c Class) NearestIn(regions ...Region) string {
	nearest := ""
	for _, family := range FamiliesIn(regions...) {
		if c.IsKnown() && family[:1] == c.Family[:1] && slices.Contains(Sizes(family), c.Size) {
			nearest = "db." + family + "." + c.Size
		}
	}
	return nearest
}

// FirstIn returns the first of several classes that the region offers, or the first if it offers none.
func FirstIn(region Region, names ...string) Class {
	for _, name := range names {
		if class := ClassOf(name); region.HasClass(class) {
			return class
		}
	}
	return ClassOf(names[0])
}
