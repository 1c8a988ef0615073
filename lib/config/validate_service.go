package config

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// mysqlPort is not for services: a rule for 3306 in a security group must mean the database.
const mysqlPort = 3306

func checkService(at place, s Service, e Environment) {
	wrong, write := imageProblem(s.Image)
	at.refuse("image", wrong != "", wrong, write)
	architectures := []string{"x86_64", "arm64"}
	at.refuse("architecture", !slices.Contains(architectures, s.Architecture),
		quote(s.Architecture)+" is no architecture of Fargate", suggestion(s.Architecture, architectures))

	// In a VPC every task has an address of its own, so equal ports of two services do not collide.
	at.refuse("port", s.Port < 1 || s.Port > 65535, fmt.Sprintf("%d is not a port", s.Port), "1 to 65535")
	at.refuse("port", s.Port == mysqlPort,
		"3306 is the database's port; security group rules for it must mean the database", "another port, such as 8080")

	at.refuse("cpu", FargateMemory(s.CPU) == nil,
		fmt.Sprintf("Fargate has no task of %d CPU units", s.CPU), "one of "+list(FargateCPUs(), "or"))
	at.refuse("memoryMiB", at.sound("cpu") && !fargatePairs(s.CPU, s.MemoryMiB),
		fmt.Sprintf("Fargate does not pair %d MiB with %d CPU units", s.MemoryMiB, s.CPU),
		"one of "+list(FargateMemory(s.CPU), "or"))

	at.refuse("minTasks", s.MinTasks < 1, fmt.Sprintf("%d tasks serve nobody", s.MinTasks), "1 or more")
	at.refuse("minTasks", e.IsProduction() && s.MinTasks < 2, "production wants a task in each of two zones", "2 or more")
	at.refuse("maxTasks", s.MaxTasks < 1, fmt.Sprintf("%d tasks serve nobody", s.MaxTasks), "minTasks or more")
	if at.sound("minTasks", "maxTasks") {
		at.refuse(at.blame("minTasks", "maxTasks"), s.MinTasks > s.MaxTasks,
			fmt.Sprintf("minTasks %d is above maxTasks %d", s.MinTasks, s.MaxTasks), "minTasks no larger than maxTasks")
	}

	const longest = 1024 // ELB API, HealthCheckPath
	at.refuse("healthCheckPath", !healthCheckPattern.MatchString(s.HealthCheckPath) || len(s.HealthCheckPath) > longest,
		quote(s.HealthCheckPath)+" is not a path that a load balancer can ask for",
		fmt.Sprintf(`a path from the root, without spaces, of at most %d characters, such as "/health"`, longest))
	at.refuse("startSeconds", s.StartSeconds < 0, fmt.Sprintf("a task cannot start in %d seconds", s.StartSeconds),
		fmt.Sprintf("0 to %d: how long the container takes to answer, and 60 more", maxStart))
	at.refuse("startSeconds", s.StartSeconds > maxStart,
		fmt.Sprintf("%d seconds are longer than the alarms and the restart after a rotation can wait for a task", s.StartSeconds),
		fmt.Sprintf("at most %d, and a container that answers healthCheckPath sooner", maxStart))
	checkWritablePaths(at.in("writablePaths"), s.WritablePaths)
	checkVariables(at.in("environment"), s.Environment)
}

var (
	healthCheckPattern  = regexp.MustCompile(`^/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*$`)
	writablePathPattern = regexp.MustCompile(`^(/[A-Za-z0-9._-]+)+$`)
	variablePattern     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// systemFolders are those that every image needs as they are.
func systemFolders() []string {
	return []string{"/bin", "/boot", "/etc", "/lib", "/lib64", "/sbin", "/usr"}
}

func checkWritablePaths(at place, paths []string) {
	const maxPaths = 10 // each is a mount of its own; an image that needs more is not made for a read-only root
	at.refuse("", len(paths) > maxPaths, fmt.Sprintf("there are %d paths", len(paths)), fmt.Sprintf("at most %d", maxPaths))
	for i, p := range paths {
		element := fmt.Sprintf("[%d]", i)
		at.refuse(element, p == "/",
			"that would make the whole root filesystem writable", `the folders that the image writes to, such as "/tmp"`)
		at.refuse(element, slices.Contains(systemFolders(), p),
			"an empty folder at "+p+" would hide what the image needs to start", `the folder inside it that is written to, such as "`+p+`/app"`)
		at.refuse(element, !writablePathPattern.MatchString(p) || path.Clean(p) != p || len(p) > 255,
			quote(p)+" is not an absolute path in its shortest form", `a path such as "/var/cache/nginx"`)
		root := "/" + strings.Split(p+"//", "/")[1]
		at.refuse(element, slices.Contains([]string{"/proc", "/sys", "/dev"}, root),
			root+" belongs to the kernel", "another folder")
		at.refuse(element, slices.Index(paths, p) < i, quote(p)+" is in the list twice", "it once")
	}
}

// ReservedVariables are the environment variables that Kasha sets itself. A name that ends in * stands for every name that
// begins so.
func ReservedVariables() []string {
	return []string{
		"BACKEND_URL", "BUCKET_NAME",
		"DATABASE_HOST", "DATABASE_PORT", "DATABASE_NAME", "DATABASE_REPLICA_HOST", "DATABASE_REPLICA_USERNAME",
		"DATABASE_AUTH", "DATABASE_USERNAME", "DATABASE_PASSWORD", "DATABASE_POOL_SIZE",
		"QUEUE_*",
		"AWS_*", "ECS_*", // the platform's: credentials, region, task metadata
	}
}

// checkVariables never repeats a value: it may be the secret that should not be here.
func checkVariables(at place, variables map[string]string) {
	const maxBytes = 32 << 10 // half of what ECS allows for a whole task definition, 64 KiB
	size := 0
	for _, name := range sortedKeys(variables) {
		value := variables[name]
		size += len(name) + len(value)
		variable := place{report: at.report, path: child(at.path, name), guessed: at.guessed}
		variable.refuse("", !variablePattern.MatchString(name) || len(name) > 255,
			"that is not the name of an environment variable", "letters, digits and underscores, not beginning with a digit")
		variable.refuse("", reserved(name),
			"Kasha or AWS sets this variable", "another name; reserved are "+strings.Join(ReservedVariables(), ", "))
		variable.refuse("", secretive(name) || secretiveValue(value),
			"this looks like a secret, and these values can be read in the template and the console",
			"nothing here: keep it in Secrets Manager and let the service read it; or another name, if it is no secret")
		variable.refuse("", replaced(value),
			"the CDK or CloudFormation would replace a part of this value",
			"plain text, without ${Token[, #{Token[ and {{resolve:")
		variable.refuse("", strings.ContainsRune(value, 0), "the value holds a zero byte, where every program would see its end", "plain text")
	}
	at.refuse("", size > maxBytes,
		fmt.Sprintf("the variables take %d bytes", size), fmt.Sprintf("at most %d in all", maxBytes))
}

func reserved(name string) bool {
	for _, pattern := range ReservedVariables() {
		if prefix, open := strings.CutSuffix(pattern, "*"); open && strings.HasPrefix(name, prefix) || name == pattern {
			return true
		}
	}
	return false
}

// replaced reports whether a value holds what the CDK (a token) or CloudFormation (a dynamic reference) puts a value in for.
func replaced(value string) bool {
	return slices.ContainsFunc([]string{"${Token[", "#{Token[", "{{resolve:"}, func(mark string) bool { return strings.Contains(value, mark) })
}

// secretive reports whether a variable's name says that its value is a secret.
func secretive(name string) bool {
	name = strings.ToUpper(name)
	for _, word := range strings.Fields("PASSWORD PASSWD PASSPHRASE SECRET CREDENTIAL APIKEY API_KEY PRIVATE_KEY ACCESS_KEY") {
		if strings.Contains(name, word) {
			return true
		}
	}
	// Only as a word of its own: TOKENIZER is none.
	words := strings.Split(name, "_")
	return slices.Contains(words, "TOKEN") || slices.Contains(words, "TOKENS")
}

var secretValuePattern = regexp.MustCompile(`\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|://[^/\s:@]*:[^/\s:@]+@`)

// secretiveValue knows the shapes of an AWS access key, a private key, and an address with a password in it.
func secretiveValue(value string) bool { return secretValuePattern.MatchString(value) }
