package config

import (
	"strconv"
	"strings"
)

// IsBurstable reports whether the instance class saves CPU credits while it is idle and spends them under load.
func (d Database) IsBurstable() bool { return strings.HasPrefix(d.InstanceClass, "db.t") }

// VCPUs is the number of virtual CPUs of the instance class. Source: the RDS user guide, "Hardware specifications for DB
// instance classes": two up to large, and from there 4 for each x. Zero for a class that an environment may not use.
func (d Database) VCPUs() int {
	if !isInstanceClass(d.InstanceClass) {
		return 0
	}
	size, extra := strings.CutSuffix(d.InstanceClass[strings.LastIndex(d.InstanceClass, ".")+1:], "xlarge")
	if !extra {
		return 2
	}
	if size == "" {
		return 4
	}
	multiple, _ := strconv.Atoi(size)
	return 4 * multiple
}

// stripedGiB is from where RDS spreads a MySQL volume over four.
const stripedGiB = 400

// BaselineIOPS is what a gp3 volume of the configured size does without being paid for more. Source: the RDS user guide,
// "gp3 storage", MySQL.
func (d Database) BaselineIOPS() int {
	const perVolume = 3000
	if d.StorageGiB >= stripedGiB {
		return 4 * perVolume
	}
	return perVolume
}
