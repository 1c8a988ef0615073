package offers

// The smallest and largest gp3 volume of RDS for MySQL, in GiB. Source: the RDS user guide, "DB instance storage".
const (
	MinStorageGiB = 20
	MaxStorageGiB = 65536
)

// BaselineIOPS returns the operations a second that are included in the price of a gp3 volume of this size. Source: the RDS user
// guide, "gp3 storage", MySQL: from 400 GiB, RDS stripes the data over four volumes.
func BaselineIOPS(storageGiB int) int {
	const perVolume, stripedGiB = 3000, 400
	if storageGiB >= stripedGiB {
		return 4 * perVolume
	}
	return perVolume
}
