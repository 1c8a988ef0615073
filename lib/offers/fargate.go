package offers

import "slices"

// FargateCPUs returns the CPU sizes of a Fargate task, in CPU units. 1024 units are one vCPU.
func FargateCPUs() []int { return []int{256, 512, 1024, 2048, 4096, 8192, 16384} }

// FargateMemory returns the memory sizes, in MiB, that Fargate pairs with a CPU size, smallest first. It is empty for any other
// CPU size. Source: ECS developer guide, "Fargate task sizes", Linux.
func FargateMemory(cpu int) []int {
	switch cpu {
	case 256:
		return []int{512, 1024, 2048}
	case 512:
		return gibibytes(1, 4, 1)
	case 1024:
		return gibibytes(2, 8, 1)
	case 2048:
		return gibibytes(4, 16, 1)
	case 4096:
		return gibibytes(8, 30, 1)
	case 8192:
		return gibibytes(16, 60, 4)
	case 16384:
		return gibibytes(32, 120, 8)
	}
	return nil
}

// FargateHas reports whether Fargate runs a task of this size.
func FargateHas(cpu, memoryMiB int) bool { return slices.Contains(FargateMemory(cpu), memoryMiB) }

// gibibytes counts from one number of GiB to another, in MiB.
func gibibytes(from, to, step int) []int {
	var sizes []int
	for gib := from; gib <= to; gib += step {
		sizes = append(sizes, gib*1024)
	}
	return sizes
}
