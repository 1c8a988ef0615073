package offers

import (
	"slices"
	"strconv"
	"strings"
)

// Class is an instance class of RDS for MySQL, and what is known of it. ClassOf reads one from its name.
//
// An unknown class keeps its name and has zero for everything else, so that lib/config can report it.
type Class struct {
	Name      string  // db.t4g.medium
	Family    string  // t4g
	Size      string  // medium
	VCPUs     int     // virtual CPUs
	MemoryGiB float64 // memory in GiB

	// Burstable classes earn CPU credits while they are idle and spend them under load.
	Burstable bool

	// Insights: the class has Database Insights. The smallest burstable ones lack it (RDS user guide, "Database Insights:
	// instance class support", row MySQL).
	Insights bool
}

// ClassOf returns the class of a name such as db.t4g.medium.
//
// Source of VCPUs and MemoryGiB: the RDS user guide, "Hardware specifications for DB instance classes". A class has two vCPUs up
// to large, and from there four for each x. Within a generation each size doubles the one before, and r has twice the memory
// of m.
func ClassOf(name string) Class {
	rest, ok := strings.CutPrefix(name, "db.")
	family, size, _ := strings.Cut(rest, ".")
	if !ok || !slices.Contains(Sizes(family), size) {
		return Class{Name: name}
	}
	class := Class{Name: name, Family: family, Size: size, VCPUs: vCPUsOf(size), MemoryGiB: memoryOf(size)}
	if strings.HasPrefix(family, "r") {
		class.MemoryGiB *= 2
	}
	class.Burstable = strings.HasPrefix(family, "t")
	class.Insights = !class.Burstable || size != "micro" && size != "small"
	return class
}

// IsKnown reports whether the class is one of Classes.
func (c Class) IsKnown() bool { return c.Family != "" }

// InstanceType returns the name without "db.", which the CDK adds itself: t4g.medium.
func (c Class) InstanceType() string { return c.Family + "." + c.Size }

// MaxConnections returns how many connections MySQL accepts on the class. lib/database sets it as max_connections, so that this
// number and the database's cannot differ. It is zero for an unknown class.
//
// RDS's own default is DBInstanceClassMemory/12582880: one connection for each 12 MiB that the operating system and RDS leave.
// How much they leave is not published. One for each 16 MiB of all memory is always a little less. That is 64 on a micro, where
// RDS gives 66, and 512 on a large, where it gives 648 (read from instances, serverfault.com/questions/862387).
func (c Class) MaxConnections() int {
	const perGiB = 64
	return int(c.MemoryGiB * perGiB)
}

// BurstsToStorage reports whether the class reaches its storage with more than its baseline for half an hour a day only. RDS then
// publishes EBSIOBalance% and EBSByteBalance% for it.
//
// Source: EC2 user guide, "Amazon EBS-optimized instance types", the sizes with an asterisk. Every family of Classes has it up to
// 2xlarge; whether 4xlarge has it differs.
func (c Class) BurstsToStorage() bool {
	return slices.Contains([]string{"micro", "small", "medium", "large", "xlarge", "2xlarge"}, c.Size)
}

// String returns the name.
func (c Class) String() string { return c.Name }

// MarshalText and UnmarshalText let a configuration hold a class by its name. UnmarshalText accepts any text; see IsKnown.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.Name), nil }

// UnmarshalText: see MarshalText.
func (c *Class) UnmarshalText(text []byte) error {
	*c = ClassOf(string(text))
	return nil
}

func vCPUsOf(size string) int {
	multiple, extraLarge := strings.CutSuffix(size, "xlarge")
	switch {
	case !extraLarge:
		return 2
	case multiple == "":
		return 4
	}
	count, _ := strconv.Atoi(multiple)
	return 4 * count
}

// memoryOf is the memory of a size, in GiB, for every family but r.
func memoryOf(size string) float64 {
	switch size {
	case "micro":
		return 1
	case "small":
		return 2
	case "medium":
		return 4
	case "large":
		return 8
	}
	multiple, _ := strings.CutSuffix(size, "xlarge")
	count, err := strconv.ParseFloat(multiple, 64)
	if err != nil {
		count = 1 // xlarge
	}
	return 16 * count
}
