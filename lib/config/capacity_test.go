package config

import "testing"

// TestVCPUsFollowTheClass catches a size that is read wrongly: the alarm on CPU credits derives from it. The figures are
// those of the RDS user guide's hardware table.
func TestVCPUsFollowTheClass(t *testing.T) {
	for class, want := range map[string]int{
		"db.t3.micro": 2, "db.t4g.large": 2, "db.t4g.xlarge": 4, "db.t3.2xlarge": 8,
		"db.m7g.large": 2, "db.r6g.xlarge": 4, "db.m6i.32xlarge": 128, "db.r8g.48xlarge": 192, "db.x9.large": 0, "": 0,
	} {
		if got := (Database{InstanceClass: class}).VCPUs(); got != want {
			t.Errorf("%s: %d vCPUs, want %d", class, got, want)
		}
	}
	for _, class := range InstanceClasses() {
		if vcpus := (Database{InstanceClass: class}).VCPUs(); vcpus < 2 || vcpus > 192 {
			t.Errorf("%s has %d vCPUs", class, vcpus)
		}
	}
}

func TestOnlyTheTFamiliesBurst(t *testing.T) {
	for class, want := range map[string]bool{"db.t3.micro": true, "db.t4g.medium": true, "db.m7g.large": false, "db.r6i.large": false} {
		if got := (Database{InstanceClass: class}).IsBurstable(); got != want {
			t.Errorf("%s: %v", class, got)
		}
	}
}

// TestLargeVolumesAreStriped catches an alarm on a disk queue that would fire at a quarter of what a large volume can do.
func TestLargeVolumesAreStriped(t *testing.T) {
	for size, want := range map[int]int{20: 3000, 399: 3000, 400: 12000, 65536: 12000} {
		if got := (Database{StorageGiB: size}).BaselineIOPS(); got != want {
			t.Errorf("%d GiB: %d IOPS, want %d", size, got, want)
		}
	}
}
