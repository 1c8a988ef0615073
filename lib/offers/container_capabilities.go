package offers

// ContainerCapabilities returns the Linux capabilities that a container has unless they are dropped. Fargate adds none but SYS_PTRACE.
// Sources: ECS API, KernelCapabilities; Docker's documentation, "Runtime privilege and Linux capabilities".
func ContainerCapabilities() []string {
	return []string{
		"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID",
		"SETPCAP", "SETUID", "SYS_CHROOT",
	}
}
