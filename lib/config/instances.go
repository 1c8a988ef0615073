package config

import (
	"slices"
	"strings"
)

// family is a group of instance classes that MySQL 8.4 runs on.
type family struct{ name, sizes string }

// families are the classes of today's generations. Source: the RDS user guide, "Supported DB engines for DB instance
// classes", column MySQL. Not every region has every one. Left out are the generations that AWS retires (t2, m4, r4 and
// older) and the variants with local disks or of extreme size, which need a reason that a table cannot check.
func families() []family {
	const (
		burstable = "micro small medium large xlarge 2xlarge"
		graviton  = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"
	)
	return []family{
		{"t3", burstable}, {"t4g", burstable},
		{"m5", graviton + " 24xlarge"}, {"r5", graviton + " 24xlarge"},
		{"m6g", graviton}, {"r6g", graviton},
		{"m6i", graviton + " 24xlarge 32xlarge"}, {"r6i", graviton + " 24xlarge 32xlarge"},
		{"m7g", graviton}, {"r7g", graviton},
		{"m7i", graviton + " 24xlarge 48xlarge"}, {"r7i", graviton + " 24xlarge 48xlarge"},
		{"m8g", graviton + " 24xlarge 48xlarge"}, {"r8g", graviton + " 24xlarge 48xlarge"},
	}
}

// InstanceClasses are the database instance classes that an environment may use: db.t4g.medium and so on.
func InstanceClasses() []string {
	var classes []string
	for _, family := range families() {
		for _, size := range strings.Fields(family.sizes) {
			classes = append(classes, "db."+family.name+"."+size)
		}
	}
	return classes
}

// isInstanceClass reports whether a class is one of InstanceClasses.
func isInstanceClass(class string) bool {
	rest, ok := strings.CutPrefix(class, "db.")
	name, size, _ := strings.Cut(rest, ".")
	return ok && slices.ContainsFunc(families(), func(f family) bool {
		return f.name == name && slices.Contains(strings.Fields(f.sizes), size)
	})
}

// SupportsInsights reports whether the instance class has Database Insights. The smallest burstable ones lack it (RDS user
// guide, "Database Insights: instance class support", row MySQL).
func (d Database) SupportsInsights() bool {
	return !slices.Contains([]string{"db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"}, d.InstanceClass)
}

// SupportsEnhancedMonitoring reports whether the instance class has enhanced monitoring. Every class has that an environment
// may use; db.m1.small, long retired, is the one that has not (RDS user guide, "Enhanced Monitoring").
func (d Database) SupportsEnhancedMonitoring() bool { return d.InstanceClass != "db.m1.small" }

// MemoryGiB is the memory of the instance class. Source: the RDS user guide, "Hardware specifications for DB instance
// classes". Within a generation each size doubles the one before, and r has twice the memory of m. Zero for a class that an
// environment may not use.
func (d Database) MemoryGiB() float64 {
	if !isInstanceClass(d.InstanceClass) {
		return 0
	}
	parts := strings.Split(d.InstanceClass, ".")
	general := map[string]float64{
		"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32, "4xlarge": 64, "8xlarge": 128,
		"12xlarge": 192, "16xlarge": 256, "24xlarge": 384, "32xlarge": 512, "48xlarge": 768,
	}[parts[2]]
	if strings.HasPrefix(parts[1], "r") {
		return 2 * general
	}
	return general
}

// MaxConnections is how many connections MySQL takes on the instance class: lib/database sets it as max_connections, so that
// this figure and the database's cannot differ.
//
// RDS's own default is DBInstanceClassMemory/12582880, one for each 12 MiB of what the operating system and RDS itself leave,
// and how much they leave is not published. One for each 16 MiB of the whole is always a little below it: 64 on a micro,
// where RDS gives 66, and 512 on a large, where it gives 648 (figures read from instances, serverfault.com/questions/862387).
func (d Database) MaxConnections() int {
	const perGiB = 64
	return int(d.MemoryGiB() * perGiB)
}

// instanceProblem explains why a class cannot be used, and what comes nearest. Both are empty for a usable class.
func instanceProblem(class string) (wrong, write string) {
	if isInstanceClass(class) {
		return "", ""
	}
	parts := strings.Split(class, ".")
	if len(parts) != 3 || parts[0] != "db" {
		write = `a class such as "db.t4g.medium"`
		if isInstanceClass("db." + class) {
			write = quote("db." + class)
		}
		return quote(class) + " is not an instance class of RDS, which begin with db.", write
	}
	var names []string
	for _, family := range families() {
		if family.name == parts[1] {
			return quote(class) + " does not exist", "a size of db." + family.name + ": " + list(strings.Fields(family.sizes), "or")
		}
		names = append(names, family.name)
	}
	write = "a class of " + list(names, "or") + `, such as "db.t4g.medium"`
	if successor, retired := successors()[parts[1]]; retired {
		return "AWS retires db." + parts[1], "db." + successor + " in its place"
	}
	return quote(class) + " is no instance class that Kasha knows for MySQL", write
}

func successors() map[string]string {
	return map[string]string{"t2": "t4g", "m3": "m7g", "m4": "m7g", "r3": "r7g", "r4": "r7g"}
}
