package config

import "fmt"

// FargateStorageGiB is the disk of a task that asks for no other, and the default of ephemeralStorageGiB. It is in the price of a task.
const FargateStorageGiB = 20

// checkStorage checks ephemeralStorageGiB. ECS takes sizes from 21 on; 20 is written by leaving the property out.
func checkStorage(at object, c Container) {
	const most = 200
	if c.EphemeralStorageGiB < FargateStorageGiB || c.EphemeralStorageGiB > most {
		at.reject("ephemeralStorageGiB", fmt.Sprintf("Fargate has no disk of %d GiB", c.EphemeralStorageGiB),
			fmt.Sprintf("%d to %d", FargateStorageGiB, most))
	}
}
