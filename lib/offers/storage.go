package offers

// The smallest and largest gp3 volume of RDS for MySQL, in GiB. Source: the RDS user guide, "DB instance storage".
const (
	MinStorageGiB = 20
	MaxStorageGiB = 65536
)

// BaselineIOPS returns the operations a second that are included in the price of a gp3 volume of this size. Source: the RDS user
// guide, "gp3 storage", MySQL: from 400 GiB, RDS stripes the data over four volumes.
func BaselineIOPS(storageGiB int) int {
	const perVolume = 3000
	if TakesIOPS(storageGiB) {
		return 4 * perVolume
	}
	return perVolume
}

// TakesIOPS reports whether a gp3 volume of this size has IOPS that can be stated. Then they must be: RDS wants them beside every change of
// the size, and CloudFormation sends the size with every change of the instance. For a smaller volume, RDS refuses any number. Sources: RDS
// API, ModifyDBInstance, AllocatedStorage; the resource provider AWS::RDS::DBInstance; RDS user guide, "gp3 storage".
func TakesIOPS(storageGiB int) bool {
	const stripedGiB = 400
	return storageGiB >= stripedGiB
}
